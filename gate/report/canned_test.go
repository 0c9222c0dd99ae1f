package report_test

import (
	"fmt"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

// canned is a typical verdict with the name of its goldens.
type canned struct {
	name    string
	verdict gate.Verdict
}

func cannedVerdicts() []canned {
	return []canned{
		{"quiet", verdictOf(gate.Pass)},
		{"low", lowVerdict()},
		{"apm", apmVerdict()},
		{"grouped", groupedVerdict()},
		{"goline", goLineVerdict()},
		{"tampered", tamperedVerdict()},
		{"undecided", undecidedVerdict()},
		{"waived", waivedVerdict()},
		{"outcomes", outcomesVerdict()},
		{"hostile", hostileVerdict()},
		{"many", manyVerdict(200)},
		{"buildlist", buildListVerdict()},
		{"nested", nestedVerdict()},
	}
}

func verdictOf(d gate.Decision) gate.Verdict {
	return gate.Verdict{
		SchemaVersion: gate.SchemaVersion,
		Decision:      d,
		ExitCode:      d.ExitCode(),
		Subject:       gate.Subject{Digest: gate.Digest{SHA256: strings.Repeat("5b", 32)}},
		Base:          gate.Side{Name: "main", Revision: "1f0c2d3" + strings.Repeat("a", 33)},
		Head:          gate.Side{Name: "WORKTREE", Revision: "WORKTREE"},
		View:          "requirements",
		Examined:      gate.Examined{ModuleFiles: 2, Modules: 53},
		Policy:        gate.PolicySource{Source: "built-in", Digest: strings.Repeat("c4", 32)},
		Tool:          gate.Tool{Version: "v0.1.0"},
	}
}

// update adds an upgrade with its assessment.
func update(v *gate.Verdict, c diffing.Change, class policy.Class, radius policy.Radius, reasons ...string) {
	if c.ModuleFile == "" {
		c.ModuleFile = "go.mod"
	}
	if c.Kind == "" {
		c.Kind = diffing.KindUpgraded
	}
	if c.Step == "" {
		c.Step = diffing.StepMinor
	}
	v.Changes = append(v.Changes, c)
	v.Examined.Changes++
	a := policy.Assessment{ModuleFile: c.ModuleFile, Path: c.Path, Class: class, BlastRadius: radius, Reasons: reasons, From: c.From, To: c.To}
	if radius >= policy.RadiusHigh {
		a.Obligations = []string{policy.ObligationSoak, policy.ObligationBaseline}
		a.Terms = []policy.Term{{Obligation: policy.ObligationSoak, Profile: policy.ProfileStandard, Rules: []string{"high-radius (built-in:12)"}}}
	}
	v.Assessments = append(v.Assessments, a)
}

// lacking adds findings of one outcome about a module of go.mod.
func lacking(v *gate.Verdict, path string, outcome gate.Outcome, detail string, obligations ...string) {
	for _, obligation := range obligations {
		v.Findings = append(v.Findings, gate.Finding{ModuleFile: "go.mod", Path: path, Obligation: obligation, Outcome: outcome,
			Detail: detail, Remedy: "present a standard soak statement about this change: soakgate check --evidence FILE",
			Line: 14, Radius: policy.RadiusHigh})
	}
}

func lowUpdates(v *gate.Verdict, n int) {
	for i := range n {
		update(v, diffing.Change{Path: fmt.Sprintf("github.com/mattn/go-part%02d", i), From: "v0.0.16", To: "v0.0.17", Step: diffing.StepPatch, Indirect: i%2 == 1},
			policy.ClassCLI, policy.RadiusLow, "runs once at start")
	}
}

func lowVerdict() gate.Verdict {
	v := verdictOf(gate.Pass)
	lowUpdates(&v, 4)
	update(&v, diffing.Change{Path: "golang.org/x/text", From: "v0.14.0", To: "v0.15.0", Indirect: true}, policy.ClassAlgorithm, policy.RadiusMedium)
	v.Rollback = []string{"go get github.com/mattn/go-part00@v0.0.16 golang.org/x/text@v0.14.0", "go mod tidy"}
	return v
}

func apmVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	update(&v, diffing.Change{Path: "gopkg.in/DataDog/dd-trace-go.v1", From: "v1.62.0", To: "v1.64.1", Line: 14}, policy.ClassAPMTracing, policy.RadiusHigh,
		"traces every request inside the process and keeps spans in memory until an agent takes them", "rule high-radius (built-in:12)")
	lowUpdates(&v, 6)
	lacking(&v, "gopkg.in/DataDog/dd-trace-go.v1", gate.OutcomeMissing, "no statement names this change", policy.ObligationSoak, policy.ObligationBaseline)
	v.Rollback = []string{"go get gopkg.in/DataDog/dd-trace-go.v1@v1.62.0", "go mod tidy"}
	return v
}

func groupedVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	for _, part := range []string{"", "/exporters/otlp/otlptrace", "/exporters/otlp/otlptrace/otlptracegrpc", "/exporters/prometheus", "/metric", "/sdk", "/sdk/metric", "/trace"} {
		path := "go.opentelemetry.io/otel" + part
		update(&v, diffing.Change{Path: path, From: "v1.28.0", To: "v1.29.0"}, policy.ClassAPMTracing, policy.RadiusHigh, "the tracing pipeline of the whole process")
		lacking(&v, path, gate.OutcomeMissing, "no statement names this change", policy.ObligationSoak, policy.ObligationBaseline)
	}
	for _, path := range []string{"github.com/redis/go-redis/v9", "google.golang.org/grpc"} {
		update(&v, diffing.Change{Path: path, From: "v9.5.1", To: "v9.6.0"}, policy.ClassCache, policy.RadiusHigh, "holds the connections to a shared store")
		lacking(&v, path, gate.OutcomeMissing, "no statement names this change", policy.ObligationSoak, policy.ObligationBaseline)
	}
	lowUpdates(&v, 2)
	v.Notices = []gate.Notice{{Code: "split", Message: "3 unrelated modules of high blast radius change together; one at a time tells which is to blame",
		Commands: []string{"go get github.com/redis/go-redis/v9@v9.6.0", "go get google.golang.org/grpc@v9.6.0"}}}
	v.Rollback = []string{"git checkout main -- go.mod go.sum"}
	return v
}

func goLineVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	update(&v, diffing.Change{Path: "go", Kind: diffing.KindDirective, Directive: "go", From: "1.22.0", To: "1.23.0", Line: 3, Settings: []diffing.Setting{
		{Name: "asynctimerchan", From: "1", To: "", ChangedIn: 23}, {Name: "winsymlink", From: "0", To: "", ChangedIn: 23},
	}}, policy.ClassGo, policy.RadiusHigh, "the go line sets the language and the GODEBUG defaults of the whole program")
	lacking(&v, "go", gate.OutcomeMissing, "no statement names this change", policy.ObligationSoak, policy.ObligationBaseline)
	v.Rollback = []string{"go mod edit -go=1.22.0"}
	return v
}

func tamperedVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	update(&v, diffing.Change{Path: "github.com/pkg/errors", Kind: diffing.KindChecksum, From: "v0.9.1", To: "v0.9.1", Step: diffing.StepNone, Line: 9,
		SumFrom: "h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=", SumTo: "h1:AAAAx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=",
		Danger: "the hash of a published version never changes"}, policy.ClassAlgorithm, policy.RadiusMedium)
	v.Findings = []gate.Finding{{ModuleFile: "go.mod", Path: "github.com/pkg/errors", Obligation: policy.ObligationIntegrity, Outcome: gate.OutcomeUnmet,
		Detail: "go.sum has another hash for the same version; no evidence and no waiver covers this", Remedy: "git checkout main -- go.sum", Line: 9, Radius: policy.RadiusMedium}}
	v.Rollback = []string{"git checkout main -- go.sum"}
	return v
}

func undecidedVerdict() gate.Verdict {
	v := verdictOf(gate.Undecided)
	v.Problems = []diffing.Problem{
		{File: "go.mod", Line: 12, Column: 9, Side: "head", Message: `require "github.com/acme/x v1": version "v1" invalid: must be of the form v1.2.3`, Hint: "go mod tidy writes the canonical version"},
		{Message: "the merge base of HEAD and main is not in this shallow clone", Hint: "git fetch --unshallow"},
	}
	lowUpdates(&v, 2)
	return v
}

func waivedVerdict() gate.Verdict {
	v := verdictOf(gate.Pass)
	update(&v, diffing.Change{Path: "github.com/acme/cache", From: "v1.3.0", To: "v1.4.0"}, policy.ClassCache, policy.RadiusHigh, "holds the connections to a shared store")
	lacking(&v, "github.com/acme/cache", gate.OutcomeMissing, "no statement names this change", policy.ObligationSoak)
	v.Findings[0].Waived = &gate.Waived{Owner: "@acme/sre", Reason: "soaked by hand on staging", Expires: "2026-12-31", Place: policy.Place{Source: ".soakgate.yaml", Line: 9}}
	lacking(&v, "github.com/acme/cache", gate.OutcomeMet, "level and slope within the default margins", policy.ObligationBaseline)
	v.Findings[1].Remedy = ""
	v.Notices = []gate.Notice{{Code: "policy-edited", Message: ".soakgate.yaml differs at head; the one at base judged"}}
	return v
}

func outcomesVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	for i, outcome := range gate.Outcomes() {
		path := fmt.Sprintf("github.com/acme/client%d", i)
		update(&v, diffing.Change{Path: path, From: "v1.0.0", To: "v1.1.0"}, policy.ClassRPC, policy.RadiusHigh, "every call goes through it")
		lacking(&v, path, outcome, "what was seen of case "+string(outcome), policy.ObligationSoak)
	}
	v.Findings[1].Component = "redis"
	v.Evidence = []gate.Exhibit{{Name: "soak.json", Digest: strings.Repeat("e1", 32), Signer: "ci-key"}, {Name: "old.json", Digest: strings.Repeat("e2", 32), Refused: "not a statement: line 1: expected an object"}}
	return v
}

// hostile has a bit of everything that some reader of a report would obey.
const hostile = "::error::x\n::stop-commands::t ##[add-mask]a @team #12 GH-7 https://evil.example/a?b www.evil.example `` ``` | <img src=x onerror=alert(1)> " +
	"<!-- </details> [a](javascript:b) ![p](http://t.example/p.png) deadbeefcafe0123 a@b.example \x1b[31m\x1b]8;;http://x\x07 \u202egnp\u2066 zero\u200bwidth \u00a0 \x80 \r\n- # 1. 設定 \\ $x$ {0} & *b* _i_ ~~s~~"

func hostileVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	v.Base.Name, v.Head.Name, v.Policy.Source, v.View = hostile, hostile, hostile, hostile
	update(&v, diffing.Change{ModuleFile: hostile, Path: hostile, From: hostile, To: hostile + "2", Notes: []string{hostile}, Via: []string{hostile}}, policy.ClassUnknown, policy.RadiusHigh, hostile)
	v.Findings = []gate.Finding{{ModuleFile: hostile, Path: hostile, Obligation: hostile, Component: hostile, Outcome: gate.OutcomeMissing, Detail: hostile, Remedy: hostile}}
	v.Notices = []gate.Notice{{Code: hostile, Message: hostile, Commands: []string{hostile}}}
	v.Evidence = []gate.Exhibit{{Name: hostile, Refused: hostile}}
	v.Rollback = []string{hostile}
	v.Examined.Skipped = []diffing.Skipped{{Path: hostile, Reason: hostile}}
	return v
}

func manyVerdict(n int) gate.Verdict {
	v := verdictOf(gate.Block)
	for i := range n {
		path := fmt.Sprintf("github.com/a-rather-long-organisation-name/and-a-long-repository-name/with/sub/folders/module%03d", i)
		update(&v, diffing.Change{Path: path, From: "v1.0.0", To: "v0.0.0-20250101120000-0123456789ab", Kind: diffing.KindDowngraded, Step: diffing.StepMajor}, policy.ClassRPC, policy.RadiusHigh, "every call goes through it")
		lacking(&v, path, gate.OutcomeMissing, "no statement names this change", policy.ObligationSoak)
		v.Rollback = append(v.Rollback, "go get "+path+"@v1.0.0")
	}
	return v
}

func buildListVerdict() gate.Verdict {
	v := apmVerdict()
	v.View = "build list"
	v.Changes[1].Via = []string{"example.com/api", "gopkg.in/DataDog/dd-trace-go.v1@v1.64.1", "github.com/mattn/go-part00@v0.0.17"}
	v.Changes[2].Notes = []string{"also required by tools.go"}
	return v
}

func nestedVerdict() gate.Verdict {
	v := verdictOf(gate.Block)
	for _, file := range []string{"go.mod", "services/api/go.mod", "services/worker/go.mod"} {
		update(&v, diffing.Change{ModuleFile: file, Path: "github.com/nats-io/nats.go", From: "v1.36.0", To: "v1.37.0", Line: 11}, policy.ClassQueue, policy.RadiusHigh, "every message goes through it")
		lacking(&v, "github.com/nats-io/nats.go", gate.OutcomeStale, "the soak of 2025-08-01 is older than 720h", policy.ObligationSoak)
		v.Findings[len(v.Findings)-1].ModuleFile = file
	}
	update(&v, diffing.Change{ModuleFile: "tools/go.mod", Path: "github.com/acme/jobs/v3", FromPath: "github.com/acme/jobs", Kind: diffing.KindRelocated, From: "v2.1.0+incompatible", To: "v3.0.0", Step: diffing.StepMajor, Line: 7}, policy.ClassScheduler, policy.RadiusHigh)
	update(&v, diffing.Change{ModuleFile: "tools/go.mod", Path: "github.com/acme/lib", Kind: diffing.KindReplaced, From: "v1.0.0", To: "v1.0.0", Step: diffing.StepNone, ReplaceTo: "../lib", Line: 9}, policy.ClassUnknown, policy.RadiusMedium)
	v.Examined = gate.Examined{ModuleFiles: 8, Modules: 120, Changes: 5, Skipped: []diffing.Skipped{{Path: "testdata/x/go.mod", Reason: "below testdata"}}}
	return v
}
