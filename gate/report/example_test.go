package report_test

import (
	"fmt"
	"os"

	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
)

func ExampleSafe() {
	fmt.Println(report.Safe("v1.0.0\x1b[2K\n::add-mask::a"))
	// Output: v1.0.0\u{1b}[2K\u{a}::add-mask::a
}

func ExampleCatalogText() {
	err := report.CatalogText(os.Stdout, []policy.Classification{{
		Path: "gopkg.in/DataDog/dd-trace-go.v1", Class: policy.ClassAPMTracing, Radius: policy.RadiusHigh,
		Reason: "traces every request inside the process", Matched: "gopkg.in/DataDog/dd-trace-go.v*",
	}}, report.Style{})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// gopkg.in/DataDog/dd-trace-go.v1
	//   high blast radius, class apm-tracing
	//   traces every request inside the process
	//   by the pattern gopkg.in/DataDog/dd-trace-go.v*
}

func ExampleExplainText() {
	err := report.ExplainText(os.Stdout, report.Explanation{
		Classification: policy.Classification{Path: "github.com/redis/go-redis/v9", Class: policy.ClassCache, Radius: policy.RadiusHigh,
			Reason: "holds the connections to a shared store", Matched: "github.com/redis/go-redis/**"},
		Assessments: []policy.Assessment{{ModuleFile: "go.mod", Obligations: []string{"soak"},
			Terms: []policy.Term{{Obligation: "soak", Profile: policy.ProfileStandard}}}},
		MatchedRules: []report.MatchedRule{{Name: "high-radius", Place: policy.Place{Source: "built-in", Line: 12}, Reason: "what reaches everything must be soaked"}},
	}, report.Style{})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// github.com/redis/go-redis/v9
	//   high blast radius, class cache-client
	//   holds the connections to a shared store
	//   by the pattern github.com/redis/go-redis/**
	//
	// what it obliges in go.mod
	//   soak with profile standard
	//
	// which rules ask for it
	//   high-radius (built-in:12): what reaches everything must be soaked
}
