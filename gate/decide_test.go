package gate_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/resource"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/policy"
)

var instant = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const redis = "github.com/redis/go-redis/v9"

// upgrade is a change of one high-radius module.
func upgrade(path string) diffing.Change {
	return diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindUpgraded, Path: path, From: "v9.16.0", To: "v9.17.0", Step: diffing.StepMinor, Line: 7}
}

// asked is a question about high-radius upgrades under the built-in policy and more rules.
func asked(rules []policy.Rule, changes ...diffing.Change) gate.Question {
	p := policy.Default()
	p.Rules = append(p.Rules, rules...)
	known := map[string]policy.Classification{}
	for _, c := range changes {
		known[c.Path] = policy.Classification{Path: c.Path, Class: policy.ClassCache, Radius: policy.RadiusHigh, Reason: "a test module"}
	}
	return gate.Question{Base: gate.Side{Name: "base"}, Head: gate.Side{Name: "head"}, View: diffing.ViewRequirements,
		Examined: gate.Examined{ModuleFiles: 2, Modules: 9}, ModuleFilesDiffer: true, Changes: changes, SubjectChanges: changes,
		Assessments: policy.Assess(p, changes, policy.Facts{Classifications: known}), Instant: instant}
}

// statement presents a soak about the changes of a question.
func statement(q gate.Question, name, profile string, decision resource.Decision, age time.Duration) evidence.Presented {
	whole, _ := evidence.SubjectOf(q.SubjectChanges)
	return evidence.Presented{Name: name, Statement: evidence.Statement{
		Subject:   []evidence.Subject{{Name: "go.mod", Digest: evidence.Digest{SHA256: whole}}},
		Predicate: evidence.Predicate{Profile: profile, Finished: instant.Add(-age)}},
		Comparison: resource.Comparison{Decision: decision, Why: decision.String() + " by test"}}
}

func TestDecideWeighsStatements(t *testing.T) {
	other := asked(nil, upgrade("example.com/other"))
	tests := []struct {
		name     string
		evidence func(gate.Question) []evidence.Presented
		decision gate.Decision
		soak     gate.Outcome
		baseline gate.Outcome
		reason   string
	}{
		{"nothing", func(gate.Question) []evidence.Presented { return nil }, gate.Block, gate.OutcomeMissing, gate.OutcomeMissing, "no evidence is no pass"},
		{"pass", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Pass, time.Hour)}
		}, gate.Pass, gate.OutcomeMet, gate.OutcomeMet, "a fresh standard soak of this change"},
		{"weaker profile", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "smoke", resource.Pass, time.Hour)}
		}, gate.Block, gate.OutcomeUnmet, gate.OutcomeMet, "two minutes of smoke are no soak"},
		{"unknown profile", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "eternal", resource.Pass, time.Hour)}
		}, gate.Block, gate.OutcomeUnmet, gate.OutcomeMet, "a profile nobody knows ranks lowest"},
		{"inconclusive", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Inconclusive, time.Hour)}
		}, gate.Block, gate.OutcomeInconclusive, gate.OutcomeInconclusive, "not knowing never passes"},
		{"regressed", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Regressed, time.Hour)}
		}, gate.Block, gate.OutcomeUnmet, gate.OutcomeUnmet, ""},
		{"too old", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Pass, 721*time.Hour)}
		}, gate.Block, gate.OutcomeStale, gate.OutcomeStale, "thirty days is the limit"},
		{"from the future", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Pass, -time.Hour)}
		}, gate.Block, gate.OutcomeStale, gate.OutcomeStale, "T12: a clock that runs ahead proves nothing"},
		{"another change", func(gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(other, "a", "standard", resource.Pass, time.Hour)}
		}, gate.Block, gate.OutcomeMismatched, gate.OutcomeMismatched, "T7: replay of another module's evidence"},
		{"another file", func(q gate.Question) []evidence.Presented {
			p := statement(q, "a", "standard", resource.Pass, time.Hour)
			p.Statement.Subject[0].Name = "svc/go.mod"
			return []evidence.Presented{p}
		}, gate.Block, gate.OutcomeMissing, gate.OutcomeMissing, "the right digest under another module file"},
		{"conflict", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Pass, time.Hour), statement(q, "b", "smoke", resource.Regressed, 9000*time.Hour)}
		}, gate.Block, gate.OutcomeConflicting, gate.OutcomeConflicting, "T10: a run that regressed counts, however old or small"},
		{"refused", func(gate.Question) []evidence.Presented {
			return []evidence.Presented{{Name: "a", Refused: "not JSON"}}
		}, gate.Block, gate.OutcomeMissing, gate.OutcomeMissing, "what cannot be read does not help"},
		{"pass and refused", func(q gate.Question) []evidence.Presented {
			return []evidence.Presented{statement(q, "a", "standard", resource.Pass, time.Hour), {Name: "b", Refused: "not JSON"}}
		}, gate.Undecided, gate.OutcomeMet, gate.OutcomeMet, "what cannot be read might speak against the change"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := asked(nil, upgrade(redis))
			q.Statements = tt.evidence(q)
			v := gate.Decide(q)
			got := map[string]gate.Outcome{}
			for _, f := range v.Findings {
				got[f.Obligation] = f.Outcome
				if f.Outcome != gate.OutcomeMet && (f.Remedy == "" || f.Detail == "") {
					t.Errorf("%s: %s without detail or remedy", f.Obligation, f.Outcome)
				}
			}
			want := map[string]gate.Outcome{policy.ObligationSoak: tt.soak, policy.ObligationBaseline: tt.baseline}
			if diff := cmp.Diff(want, got); diff != "" || v.Decision != tt.decision || v.ExitCode != tt.decision.ExitCode() {
				t.Errorf("decision %s, want %s; %s (-want +got)\n%s", v.Decision, tt.decision, tt.reason, diff)
			}
		})
	}
}

func TestDecideOtherScenario(t *testing.T) {
	q := asked(nil, upgrade(redis))
	q.Statements = []evidence.Presented{statement(q, "a", "standard", resource.Pass, time.Hour)}
	q.Scenarios = []policy.Scenario{{Name: "default", Digest: "at base"}}
	if v := gate.Decide(q); v.Decision != gate.Block || v.Findings[0].Outcome != gate.OutcomeMismatched {
		t.Errorf("a soak of another scenario than base's: %s %s", v.Decision, v.Findings[0].Outcome)
	}
	q.Statements[0].Statement.Predicate.Scenario = evidence.Scenario{Name: "default", Digest: evidence.Digest{SHA256: "at base"}}
	if v := gate.Decide(q); v.Decision != gate.Pass {
		t.Errorf("a soak of base's scenario: %s", v.Decision)
	}
}

func TestDecideWaivers(t *testing.T) {
	waiver := policy.Waiver{Module: redis, To: "v9.17.0", Obligations: []string{"soak", "baseline"}, Owner: "@acme/sre", Reason: "canary week",
		Expires: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	tampered := diffing.Change{ModuleFile: "go.sum", Kind: diffing.KindChecksum, Path: redis, From: "v9.17.0", To: "v9.17.0", Danger: "changed hash"}
	tests := []struct {
		name    string
		waiver  func(policy.Waiver) policy.Waiver
		changes []diffing.Change
		problem bool
		instant time.Time
		want    gate.Decision
		reason  string
	}{
		{"lifts", func(w policy.Waiver) policy.Waiver { return w }, []diffing.Change{upgrade(redis)}, false, instant, gate.Pass, "valid through the end of its day"},
		{"ended", func(w policy.Waiver) policy.Waiver { return w }, []diffing.Change{upgrade(redis)}, false, instant.Add(12 * time.Hour), gate.Block, "the first instant of the next day"},
		{"other version", func(w policy.Waiver) policy.Waiver { w.To = "v9.16.1"; return w }, []diffing.Change{upgrade(redis)}, false, instant, gate.Block, "a waiver names one version"},
		{"other module", func(w policy.Waiver) policy.Waiver { w.Module = "x/y"; return w }, []diffing.Change{upgrade(redis)}, false, instant, gate.Block, ""},
		{"half", func(w policy.Waiver) policy.Waiver { w.Obligations = []string{"soak"}; return w }, []diffing.Change{upgrade(redis)}, false, instant, gate.Block, "the baseline is still missing"},
		{"tampering", func(w policy.Waiver) policy.Waiver { w.Obligations = append(w.Obligations, "integrity"); return w }, []diffing.Change{upgrade(redis), tampered}, false, instant, gate.Block, "no waiver lifts integrity, even one that slipped through the parser"},
		{"problem", func(w policy.Waiver) policy.Waiver { return w }, []diffing.Change{upgrade(redis)}, true, instant, gate.Undecided, "no waiver covers what could not be looked at"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := asked(nil, tt.changes...)
			q.Waivers, q.Instant = []policy.Waiver{tt.waiver(waiver)}, tt.instant
			if tt.problem {
				q.Problems = []diffing.Problem{{File: "svc/go.mod", Message: "does not parse"}}
			}
			if v := gate.Decide(q); v.Decision != tt.want {
				t.Errorf("decision %s, want %s; %s\n%+v", v.Decision, tt.want, tt.reason, v.Findings)
			}
		})
	}
}

// TestDecideSteered holds that lines beside an update cannot steer a waiver or an age to another version.
func TestDecideSteered(t *testing.T) {
	waiver := policy.Waiver{Module: redis, To: "v9.4.1", Obligations: policy.Obligations(), Owner: "@acme/sre", Reason: "soaked elsewhere", Expires: instant}
	exclude := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Directive: "exclude", Path: redis, To: "v9.4.1"}
	fork := upgrade(redis)
	fork.Kind, fork.From, fork.To, fork.ReplaceTo = diffing.KindReplaced, "v9.4.1", "v9.4.1", "github.com/acme/redis/v9@v9.9.9"
	age := []policy.Rule{{Name: "age", Reason: "wait", Require: policy.Require{Age: 72 * time.Hour}}}
	tests := []struct {
		name    string
		changes []diffing.Change
		reason  string
	}{
		{"exclude", []diffing.Change{exclude, upgrade(redis)}, "the waiver names v9.4.1, v9.17.0 is built; the exclude line only mentions v9.4.1"},
		{"fork", []diffing.Change{fork}, "the version is waived, and something else is built in its place"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := asked(age, tt.changes...)
			q.Waivers = []policy.Waiver{waiver}
			q.FirstSeen = []gate.FirstSeen{{Path: redis, Version: "v9.4.1", Time: instant.AddDate(-2, 0, 0), Source: "index"}}
			v := gate.Decide(q)
			if v.Decision != gate.Block {
				t.Errorf("%s; %s", v.Decision, tt.reason)
			}
			for _, f := range v.Findings {
				if f.Obligation == policy.ObligationAge && f.Outcome == gate.OutcomeMet {
					t.Errorf("the age of another version counts: %s", f.Detail)
				}
			}
		})
	}
}

// TestDecideSplitCommands holds that every command of the notice can be typed.
func TestDecideSplitCommands(t *testing.T) {
	fork := upgrade("github.com/jackc/pgx/v5")
	fork.Kind, fork.ReplaceTo, fork.To = diffing.KindReplaced, "github.com/acme/pgx/v5@v5.9.9", fork.From
	debug := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Directive: "godebug", Path: "madvdontneed", To: "0"}
	goLine := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Directive: "go", Path: "go", From: "1.25.0", To: "1.26.0", Step: diffing.StepMinor}
	v := gate.Decide(asked(nil, upgrade(redis), fork, debug, goLine))
	i := slices.IndexFunc(v.Notices, func(n diffing.Notice) bool { return n.Code == "split" })
	if i < 0 {
		t.Fatalf("no split notice: %+v", v.Notices)
	}
	want := []string{
		"go mod edit -replace=github.com/jackc/pgx/v5=github.com/acme/pgx/v5@v5.9.9",
		"go get github.com/redis/go-redis/v9@v9.17.0",
		"go get go@1.26.0", "go mod edit -godebug=madvdontneed=0",
	}
	if diff := cmp.Diff(want, v.Notices[i].Commands); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDecideNeverPassesUnlooked(t *testing.T) {
	q := asked(nil)
	q.Examined = gate.Examined{}
	if v := gate.Decide(q); v.Decision != gate.Undecided || len(v.Problems) != 1 {
		t.Errorf("module files differ and none was examined: %s %v", v.Decision, v.Problems)
	}
	if got := (gate.Verdict{}).Decision; got != gate.Undecided || got.ExitCode() != gate.ExitUndecided {
		t.Errorf("the zero verdict is %s", got)
	}
	q.ModuleFilesDiffer = false
	if v := gate.Decide(q); v.Decision != gate.Pass {
		t.Errorf("nothing in scope: %s", v.Decision)
	}
}

func TestDecideAge(t *testing.T) {
	rule := policy.Rule{Name: "age", Require: policy.Require{Age: 72 * time.Hour}}
	tests := []struct {
		name string
		seen []gate.FirstSeen
		want gate.Outcome
	}{
		{"unknown is never old", nil, gate.OutcomeMissing},
		{"asked in vain", []gate.FirstSeen{{Path: redis, Version: "v9.17.0", Source: "private"}}, gate.OutcomeMissing},
		{"another version's time", []gate.FirstSeen{{Path: redis, Version: "v9.16.0", Time: instant.AddDate(-1, 0, 0)}}, gate.OutcomeMissing},
		{"young", []gate.FirstSeen{{Path: redis, Version: "v9.17.0", Time: instant.Add(-71 * time.Hour)}}, gate.OutcomeUnmet},
		{"old enough", []gate.FirstSeen{{Path: redis, Version: "v9.17.0", Time: instant.Add(-72 * time.Hour)}}, gate.OutcomeMet},
	}
	for _, tt := range tests {
		q := asked([]policy.Rule{rule}, upgrade(redis))
		q.FirstSeen = tt.seen
		v := gate.Decide(q)
		i := slices.IndexFunc(v.Findings, func(f gate.Finding) bool { return f.Obligation == policy.ObligationAge })
		if i < 0 || v.Findings[i].Outcome != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, v.Findings, tt.want)
		}
	}
}

func TestDecideSplit(t *testing.T) {
	rule := policy.Rule{Name: "split", Match: policy.Match{MinRadius: policy.RadiusHigh}, Require: policy.Require{Split: true}}
	outcome := func(q gate.Question) gate.Outcome {
		for _, f := range gate.Decide(q).Findings {
			if f.Obligation == policy.ObligationSplit {
				return f.Outcome
			}
		}
		return ""
	}
	if got := outcome(asked([]policy.Rule{rule}, upgrade(redis), upgrade("github.com/jackc/pgx/v5"))); got != gate.OutcomeUnmet {
		t.Errorf("two unrelated modules: %s", got)
	}
	if got := outcome(asked([]policy.Rule{rule}, upgrade(redis))); got != gate.OutcomeMet {
		t.Errorf("one module: %s", got)
	}
	family := asked([]policy.Rule{rule}, upgrade("go.opentelemetry.io/otel"), upgrade("go.opentelemetry.io/otel/sdk"))
	for i := range family.Assessments {
		family.Assessments[i].Family = "otel"
	}
	if got := outcome(family); got != gate.OutcomeMet {
		t.Errorf("one family is never torn apart: %s", got)
	}
	v := gate.Decide(asked(nil, upgrade(redis), upgrade("github.com/jackc/pgx/v5")))
	want := []diffing.Notice{{Code: "split", Message: "2 unrelated high-radius updates travel together (github.com/jackc/pgx/v5, github.com/redis/go-redis/v9); if one regresses, nobody can tell which. To split them, run each of these on a branch of its own from base",
		Commands: []string{"go get github.com/jackc/pgx/v5@v9.17.0", "go get github.com/redis/go-redis/v9@v9.17.0"}}}
	if diff := cmp.Diff(want, v.Notices); diff != "" {
		t.Errorf("notices (-want +got)\n%s", diff)
	}
}

// better orders verdicts: pass is better than everything else, and the rest is equal.
func better(a, b gate.Decision) bool { return a == gate.Pass && b != gate.Pass }

// FuzzLaws draws questions from a seed and holds the laws of Decide: order does not matter, taking a
// statement that speaks for the change away never helps, adding a rule never helps, adding a problem
// never helps, and a pass has looked at something and leaves nothing open.
func FuzzLaws(f *testing.F) {
	for seed := range int64(20) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed int64) {
		r := rand.New(rand.NewSource(seed))
		rules := drawRules(r)
		q := asked(rules, drawChanges(r)...)
		q.Statements = drawStatements(r, q)
		q.Waivers = drawWaivers(r)
		v := gate.Decide(q)

		if v.Decision == gate.Pass && (len(v.Problems) > 0 || slices.ContainsFunc(v.Findings, gate.Finding.Blocks)) {
			t.Fatalf("passes with something open: %+v", v)
		}
		shuffled := q
		shuffled.Changes, shuffled.SubjectChanges = shuffle(r, q.Changes), shuffle(r, q.SubjectChanges)
		shuffled.Assessments, shuffled.Statements = shuffle(r, q.Assessments), shuffle(r, q.Statements)
		if diff := cmp.Diff(v, gate.Decide(shuffled)); diff != "" {
			t.Errorf("the order of inputs matters (-first +shuffled)\n%s", diff)
		}
		for i, s := range q.Statements {
			if s.Refused != "" || s.Comparison.Decision == resource.Regressed {
				continue // it does not speak for the change; taking it away is what hiding evidence means
			}
			less := q
			less.Statements = slices.Delete(slices.Clone(q.Statements), i, i+1)
			if got := gate.Decide(less); better(got.Decision, v.Decision) {
				t.Errorf("without statement %d the verdict is %s, with it %s", i, got.Decision, v.Decision)
			}
		}
		stricter := asked(append(slices.Clone(rules), drawRule(r)), q.Changes...)
		stricter.Statements, stricter.Waivers = q.Statements, q.Waivers
		if got := gate.Decide(stricter); better(got.Decision, v.Decision) {
			t.Errorf("with one more rule the verdict is %s, without %s", got.Decision, v.Decision)
		}
		broken := q
		broken.Problems = []diffing.Problem{{Message: "unreadable"}}
		if got := gate.Decide(broken); got.Decision != gate.Undecided {
			t.Errorf("with a problem the verdict is %s", got.Decision)
		}
	})
}

func drawChanges(r *rand.Rand) []diffing.Change {
	var changes []diffing.Change
	for i := range r.Intn(5) {
		c := upgrade(fmt.Sprintf("example.com/m%d", i))
		if r.Intn(8) == 0 {
			c.Danger = "broken law"
		}
		if r.Intn(8) == 0 {
			c.Inert = "nothing is built from it"
		}
		c.ModuleFile = []string{"go.mod", "svc/go.mod"}[r.Intn(2)]
		changes = append(changes, c)
	}
	return changes
}

func drawRule(r *rand.Rand) policy.Rule {
	rule := policy.Rule{Name: fmt.Sprint("r", r.Intn(1000)), Reason: "drawn"}
	rule.Match.MinRadius = policy.Radius(r.Intn(5))
	if r.Intn(2) == 0 {
		rule.Require.Soak = policy.Profiles()[r.Intn(4)]
	}
	rule.Require.Baseline, rule.Require.Split = r.Intn(2) == 0, r.Intn(3) == 0
	rule.Require.Age = time.Duration(r.Intn(2)) * time.Hour
	if r.Intn(3) == 0 {
		rule.Require.Approval = []string{"@a/b"}
	}
	if r.Intn(3) == 0 {
		rule.Require.Exercised = &policy.Exercised{MinRatio: 0.5}
	}
	return rule
}

func drawRules(r *rand.Rand) []policy.Rule {
	var rules []policy.Rule
	for range r.Intn(3) {
		rules = append(rules, drawRule(r))
	}
	return rules
}

func drawStatements(r *rand.Rand, q gate.Question) []evidence.Presented {
	_, modules := evidence.SubjectOf(q.SubjectChanges)
	var out []evidence.Presented
	for i := range r.Intn(4) {
		decision := []resource.Decision{resource.Pass, resource.Pass, resource.Inconclusive, resource.Regressed}[r.Intn(4)]
		p := statement(q, fmt.Sprint("s", i), string(policy.Profiles()[r.Intn(4)]), decision, time.Duration(r.Intn(900))*time.Hour)
		p.Digest = fmt.Sprint(i)
		for _, m := range modules {
			p.Statement.Subject = append(p.Statement.Subject, evidence.Subject{Name: m.Name, Digest: evidence.Digest{SHA256: m.SHA256}})
		}
		if r.Intn(6) == 0 {
			p = evidence.Presented{Name: p.Name, Digest: p.Digest, Refused: "unreadable"}
		}
		out = append(out, p)
	}
	return out
}

func drawWaivers(r *rand.Rand) []policy.Waiver {
	var out []policy.Waiver
	for range r.Intn(3) {
		out = append(out, policy.Waiver{Module: fmt.Sprintf("example.com/m%d", r.Intn(3)), To: "v9.17.0", Owner: "@a", Reason: "drawn",
			Obligations: policy.Obligations()[:r.Intn(len(policy.Obligations()))], Expires: instant.AddDate(0, 0, r.Intn(5)-2).Truncate(24 * time.Hour)})
	}
	return out
}

func shuffle[T any](r *rand.Rand, items []T) []T {
	out := slices.Clone(items)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
