package policy_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

const (
	high   = "github.com/redis/go-redis/v9"
	low    = "github.com/google/uuid"
	nobody = "example.com/unlisted"
	fake   = "github.com/boltdb-go/bolt"
)

func known() map[string]policy.Classification {
	return map[string]policy.Classification{
		high: {Path: high, Class: policy.ClassCache, Radius: policy.RadiusHigh, Reason: "pools connections"},
		low:  {Path: low, Class: policy.ClassAlgorithm, Radius: policy.RadiusLow, Reason: "makes identifiers"},
		fake: {Path: fake, Class: policy.ClassUnknown, Radius: policy.RadiusMedium, Reason: "nobody listed it", LookAlike: "github.com/boltdb/bolt"},
	}
}

func change(kind diffing.Kind, path, from, to string) diffing.Change {
	return diffing.Change{ModuleFile: "go.mod", Kind: kind, Path: path, From: from, To: to, Step: diffing.StepBetween(from, to)}
}

func directive(name, from, to string, step diffing.Step) diffing.Change {
	return diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Directive: name, Path: name, From: from, To: to, Step: step}
}

// TestAssessDefault is what the built-in policy obliges.
func TestAssessDefault(t *testing.T) {
	replaced := change(diffing.KindReplaced, high, "v9.0.0", "v9.0.0")
	replaced.ReplaceTo = "example.com/fork@v1.0.0"
	lowByHigh := change(diffing.KindReplaced, low, "v1.6.0", "v1.6.0")
	lowByHigh.ReplaceTo = high + "@v9.9.9"
	addedReplaced := change(diffing.KindAdded, high, "", "v9.0.0")
	addedReplaced.ReplaceTo = "./fork"
	workReplace := change(diffing.KindWorkspace, high, "", "")
	workReplace.ReplaceTo, workReplace.Directive = "example.com/fork@v1.0.0", "replace"
	inert := change(diffing.KindUpgraded, high, "v9.0.0", "v9.1.0")
	inert.Inert = "replaced at both sides"
	danger := change(diffing.KindChecksum, low, "v1.6.0", "v1.6.0")
	danger.Danger = "another hash"
	vendored := change(diffing.KindVendor, low, "v1.6.0", "v1.6.0")
	custom := directive("toolchain", "go1.25.0", "go1.25.1-acme", diffing.StepPatch)
	indirect := change(diffing.KindUpgraded, high, "v9.0.0", "v9.1.0")
	indirect.Indirect = true
	soak := []string{"soak", "baseline"}
	tests := []struct {
		name   string
		change diffing.Change
		want   []string
		radius policy.Radius
		reason string
	}{
		{"high upgrade", change(diffing.KindUpgraded, high, "v9.0.0", "v9.0.1"), soak, policy.RadiusHigh, "a patch of a client can leak like a major"},
		{"high downgrade", change(diffing.KindDowngraded, high, "v9.1.0", "v9.0.0"), soak, policy.RadiusHigh, "R12: it can bring old leaks back"},
		{"high indirect", indirect, soak, policy.RadiusHigh, "R18: same classes as direct lines"},
		{"high added", change(diffing.KindAdded, high, "", "v9.0.0"), soak, policy.RadiusHigh, ""},
		{"high relocated", change(diffing.KindRelocated, high, "v8.0.0", "v9.0.0"), soak, policy.RadiusHigh, "R7"},
		{"high removed", change(diffing.KindRemoved, high, "v9.0.0", ""), []string{}, policy.RadiusHigh, "R13: removed is low, its ripple is not"},
		{"high marker", change(diffing.KindMarker, high, "v9.0.0", "v9.0.0"), []string{}, policy.RadiusHigh, "R17: no version moved"},
		{"low upgrade", change(diffing.KindUpgraded, low, "v1.5.0", "v1.6.0"), []string{}, policy.RadiusLow, ""},
		{"unlisted upgrade", change(diffing.KindUpgraded, nobody, "v1.5.0", "v1.6.0"), []string{}, policy.RadiusMedium, "never a silent low"},
		{"high replaced", replaced, []string{"soak", "baseline", "approval"}, policy.RadiusHigh, "P1: provenance"},
		{"added with a replace", addedReplaced, []string{"soak", "baseline", "approval"}, policy.RadiusHigh, "the replace comes with the requirement"},
		{"replaced in go.work", workReplace, []string{"soak", "baseline", "approval"}, policy.RadiusHigh, "W2: go.work wins over go.mod"},
		{"low replaced by high", lowByHigh, []string{"soak", "baseline", "approval"}, policy.RadiusHigh, "what is built counts, not the name"},
		{"inert", inert, []string{}, policy.RadiusHigh, "nothing that is built changes"},
		{"tampered", danger, []string{"integrity"}, policy.RadiusLow, "S1: whatever the radius"},
		{"vendored without origin", vendored, []string{"approval"}, policy.RadiusLow, "code that nothing here can vouch for"},
		{"look-alike", change(diffing.KindAdded, fake, "", "v1.3.1"), []string{"approval"}, policy.RadiusMedium, "T17"},
		{"look-alike upgrade", change(diffing.KindUpgraded, fake, "v1.3.0", "v1.3.1"), []string{}, policy.RadiusMedium, "it is in the program already"},
		{"go minor", directive("go", "1.25.0", "1.26.0", diffing.StepMinor), soak, policy.RadiusHigh, "E1"},
		{"go patch", directive("go", "1.25.0", "1.25.1", diffing.StepPatch), []string{}, policy.RadiusMedium, ""},
		{"toolchain minor", directive("toolchain", "go1.25.0", "go1.26.0", diffing.StepMinor), soak, policy.RadiusHigh, ""},
		{"custom toolchain", custom, []string{"approval"}, policy.RadiusMedium, "E3"},
		{"godebug", directive("godebug", "", "0", diffing.StepNone), soak, policy.RadiusHigh, "E4"},
		{"tool", directive("tool", "", "x.y/z", diffing.StepNone), []string{}, policy.RadiusLow, "R23: its module's requirement is judged"},
		{"retract", directive("retract", "", "v1.0.0", diffing.StepNone), []string{}, policy.RadiusLow, "E5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := policy.Assess(policy.Default(), []diffing.Change{tt.change}, policy.Facts{Classifications: known()})
			if len(got) != 1 {
				t.Fatalf("%d assessments", len(got))
			}
			if diff := cmp.Diff(tt.want, got[0].Obligations); diff != "" || got[0].BlastRadius != tt.radius || len(got[0].Reasons) == 0 {
				t.Errorf("radius %s, want %s; reasons %q; %s\n(-want +got)\n%s", got[0].BlastRadius, tt.radius, got[0].Reasons, tt.reason, diff)
			}
		})
	}
}

// TestAssessStrictest joins rules that ask for the same obligation.
func TestAssessStrictest(t *testing.T) {
	p := policy.Policy{Rules: []policy.Rule{
		{Name: "a", Reason: "x", Require: policy.Require{Soak: policy.ProfileQuick, Age: 24 * time.Hour, Approval: []string{"@b", "@a"}, Exercised: &policy.Exercised{MinRatio: 0.9, WhenMeasured: true}}},
		{Name: "b", Reason: "y", Require: policy.Require{Soak: policy.ProfileDeep, Age: time.Hour, Approval: []string{"@c"}, Split: true}},
		{Name: "c", Reason: "z", Match: policy.Match{MinRadius: policy.RadiusCritical}, Require: policy.Require{Baseline: true}},
	}}
	got := policy.Assess(p, []diffing.Change{change(diffing.KindUpgraded, high, "v9.0.0", "v9.1.0")}, policy.Facts{Classifications: known()})
	want := []policy.Term{
		{Obligation: "soak", Profile: policy.ProfileDeep, Rules: []string{"a (:0)", "b (:0)"}},
		{Obligation: "age", AgeSeconds: 86400, Rules: []string{"a (:0)", "b (:0)"}},
		{Obligation: "approval", Approvers: [][]string{{"@a", "@b"}, {"@c"}}, Rules: []string{"a (:0)", "b (:0)"}},
		{Obligation: "split", Rules: []string{"b (:0)"}},
	}
	if diff := cmp.Diff(want, got[0].Terms); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestAssessGroups joins the changes of one module in one file, and only those.
func TestAssessGroups(t *testing.T) {
	exclude := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Directive: "exclude", Path: high, To: "v9.0.5"}
	other := change(diffing.KindUpgraded, high, "v9.0.0", "v9.2.0")
	other.ModuleFile = "svc/go.mod"
	got := policy.Assess(policy.Default(), []diffing.Change{exclude, change(diffing.KindUpgraded, high, "v9.0.0", "v9.1.0"), other},
		policy.Facts{Classifications: known()})
	type row struct{ File, From, To, Built string }
	var rows []row
	for _, a := range got {
		rows = append(rows, row{a.ModuleFile, a.From, a.To, a.Built})
	}
	want := []row{{"go.mod", "v9.0.0", "v9.1.0", high + "@v9.1.0"}, {"svc/go.mod", "v9.0.0", "v9.2.0", high + "@v9.2.0"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
