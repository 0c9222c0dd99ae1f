package policy_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

func TestParse(t *testing.T) {
	data := []byte(`version: 1
rules:
  - name: tracing
    match: { class: [metrics, apm-tracing], kind: [upgraded, added], module: ["github.com/acme/**"], min_radius: high, indirect: false }
    require: { soak: { profile: deep }, baseline: true, exercised: { min_ratio: 0.5, when: measured }, age: 3d, approval: ["@acme/sre"], split: true }
    reason: |
      two
        lines
waivers:
  - { module: github.com/acme/x, to: v1.4.0, obligations: [soak, baseline], owner: "@acme/sre", reason: r, expires: 2026-12-31 }
margins: { service.rss_bytes: 2.5%, profile: strict }
limits:
  redis.used_memory_bytes: 2GiB
trust: { workflows: [".github/workflows/soak.yml"], max_age: 1h30m }
scope: { include: ["testdata/**"], module_files: [vendor.mod] }
soak: { service: { tests: ./... } }
`)
	scenario := []byte(`{"service":{"tests":"./..."}}`)
	sum := sha256.Sum256(scenario)
	at := func(line int) policy.Place { return policy.Place{Source: "p.yaml", Line: line} }
	want := policy.Policy{
		Version:  1,
		Defaults: true,
		Rules: []policy.Rule{{
			Name: "tracing",
			Match: policy.Match{
				Classes:    []policy.Class{policy.ClassAPMTracing, policy.ClassMetrics},
				Kinds:      []diffing.Kind{diffing.KindAdded, diffing.KindUpgraded},
				Modules:    []string{"github.com/acme/**"},
				MinRadius:  policy.RadiusHigh,
				DirectOnly: true,
			},
			Require: policy.Require{
				Soak: policy.ProfileDeep, Baseline: true, Exercised: &policy.Exercised{MinRatio: 0.5, WhenMeasured: true},
				Age: 72 * time.Hour, Approval: []string{"@acme/sre"}, Split: true,
			},
			Reason: "two lines",
			Place:  at(3),
		}},
		Waivers: []policy.Waiver{{
			Module: "github.com/acme/x", To: "v1.4.0", Obligations: []string{"baseline", "soak"}, Owner: "@acme/sre", Reason: "r",
			Expires: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), Place: at(10),
		}},
		Margins:   policy.Margins{Profile: "strict", PerMetric: []policy.Margin{{Metric: "service.rss_bytes", Ratio: 0.025}}},
		Limits:    []policy.Limit{{Metric: "redis.used_memory_bytes", Value: 2 << 30}},
		Trust:     policy.Trust{Workflows: []string{".github/workflows/soak.yml"}, MaxAge: 90 * time.Minute},
		Scope:     policy.Scope{Include: []string{"testdata/**"}, ModuleFiles: []string{"vendor.mod"}},
		Scenarios: []policy.Scenario{{Name: "default", YAML: scenario, Digest: hex.EncodeToString(sum[:]), Place: at(16)}},
		Places: []policy.KeyPlace{
			{Key: "limits.redis.used_memory_bytes", Place: at(13)}, {Key: "margins.profile", Place: at(11)},
			{Key: "margins.service.rss_bytes", Place: at(11)}, {Key: "scope.include", Place: at(15)},
			{Key: "scope.module_files", Place: at(15)}, {Key: "trust.max_age", Place: at(14)}, {Key: "trust.workflows", Place: at(14)},
		},
	}
	got, err := policy.Parse("p.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
}

func ExampleParse() {
	_, err := policy.Parse(".soakgate.yaml", []byte(`version: 1
rules:
  - name: tracing
    match: { class: [apm-tracking] }
    requires: { soak: { profile: standard } }
    reason: our tracing agent runs in every request
`))
	for _, problem := range err.(policy.ErrorList) {
		fmt.Printf("%d:%d %s\n  %s\n", problem.Line, problem.Column, problem.Message, problem.Hint[:min(30, len(problem.Hint))])
	}
	// Output:
	// 3:5 a rule without "require"
	//   add "require: …"
	// 4:22 class: unknown value "apm-tracking"
	//   did you mean "apm-tracing"? on
	// 5:5 unknown key "requires" in a rule
	//   did you mean "require"? one of
}

// TestParseCaps: hostile files are refused for their size or depth, with one short list of problems.
func TestParseCaps(t *testing.T) {
	tests := []struct{ reason, data, want string }{
		{"too long", "version: 1\n" + strings.Repeat("# x\n", 70_000), "1:1: the file has 280011 bytes; at most 262144 are read"},
		{"too many lines", "x: |\n" + strings.Repeat("\n", 100_000), "4000:1: the file has 100002 lines; at most 4000 are read"},
		{"too long a line", strings.Repeat("[", 9000), "1:8192: a line of 9000 bytes; at most 8192 are read"},
		{"too many keys", strings.Repeat("- ["+strings.Repeat("a, ", 2000)+"a]\n", 10), "1:1: the file has 40040 words and marks; at most 20000 are read"},
		{"brackets", strings.Repeat("[", 8000), "1:25: values nested deeper than 24"},
		{"a deep ladder", ladder(200), "25:25: values nested deeper than 24"},
		{"dashes on one line", strings.Repeat("- ", 4000), "1:49: values nested deeper than 24"},
		{"a long list", "version: 1\nrules: [" + strings.Repeat("1,", 2000) + "]\n", "2:8: rules: 2000 entries; at most 1000 are read"},
		{"a long value", "version: 1\ndefaults: |\n" + strings.Repeat("  123456789\n", 2000), "2:11: a value of 20000 bytes; at most 16384 are read"},
	}
	for _, tt := range tests {
		_, err := policy.Parse("p", []byte(tt.data))
		var problems policy.ErrorList
		if !errors.As(err, &problems) {
			t.Errorf("%s: accepted", tt.reason)
			continue
		}
		if got := fmt.Sprintf("%d:%d: %s", problems[0].Line, problems[0].Column, problems[0].Message); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.reason, got, tt.want)
		}
	}
}

func ladder(depth int) string {
	var text strings.Builder
	for i := range depth {
		text.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return text.String()
}

func TestParseListsAtMostAHundredProblems(t *testing.T) {
	_, err := policy.Parse("p", []byte("version: 1\nrules:\n"+strings.Repeat("  - x\n", 500)))
	problems := err.(policy.ErrorList)
	want := diffing.Problem{File: "p", Line: 103, Column: 5, Message: "400 more problems from here on", Hint: "correct those above first"}
	if len(problems) != 101 {
		t.Fatalf("%d problems, want 101", len(problems))
	}
	if diff := cmp.Diff(want, problems[100]); diff != "" {
		t.Errorf("last (-want +got):\n%s", diff)
	}
}

// TestScenarioDigest: comments, layout and the order of keys do not matter; values do.
func TestScenarioDigest(t *testing.T) {
	digest := func(soak string) string {
		p, err := policy.Parse("p", []byte("version: 1\nsoak:\n"+soak))
		if err != nil {
			t.Fatal(err)
		}
		return p.Scenarios[0].Digest
	}
	one := digest("  service: { package: ./x, args: [a, b] }\n  load: { rate: 10, requests: [ { path: /, weight: 1 } ] }\n")
	same := digest("  # why\n  load:\n    requests:\n      - weight: 1.0\n        path: \"/\"\n    rate: 10.00\n  service:\n    args: [a, 'b']\n    package: ./x\n")
	other := digest("  service: { package: ./x, args: [b, a] }\n  load: { rate: 10, requests: [ { path: /, weight: 1 } ] }\n")
	if one != same {
		t.Error("layout changed the digest")
	}
	if one == other {
		t.Error("the order of arguments did not change the digest")
	}
}

func FuzzParse(f *testing.F) {
	for _, folder := range []string{"testdata/good", "testdata/bad"} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			f.Fatal(err)
		}
		for _, entry := range entries {
			data, err := os.ReadFile(folder + "/" + entry.Name())
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add(policy.Starter())
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := policy.Parse("p", data)
		var problems policy.ErrorList
		if err != nil {
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("not a list of problems: %v", err)
			}
			return
		}
		checkRoundTrip(t, p)
		checkRoundTrip(t, policy.Effective(&p))
	})
}

func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString("version: 1\nrules:\n")
	for i := range 40 {
		fmt.Fprintf(&text, "  - name: rule-%d\n    match: { class: [apm-tracing, metrics], module: [\"github.com/acme/x%d/**\"], min_radius: high }\n"+
			"    require: { soak: { profile: standard }, baseline: true, age: 72h }\n    # why\n    reason: this is why the rule is here\n", i, i)
	}
	data := []byte(text.String())
	for b.Loop() {
		if _, err := policy.Parse("p", data); err != nil {
			b.Fatal(err)
		}
	}
}
