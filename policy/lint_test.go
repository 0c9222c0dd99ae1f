package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

func TestLint(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	const trust = "trust: { workflows: [.github/workflows/soak.yml] }\n"
	waiver := func(day string) string {
		return "version: 1\n" + trust + "waivers:\n  - { module: a.b/c, to: v1.0.0, obligations: [soak], owner: o, reason: r, expires: " + day + " }\n"
	}
	rule := func(match, require string) string {
		return fmt.Sprintf("version: 1\n%srules:\n  - { name: r, match: %s, require: %s, reason: x }\n", trust, match, require)
	}
	tests := []struct {
		reason, text string
		want         []string
	}{
		{"nothing to say", rule("{ class: [go] }", "{ soak: { profile: deep }, baseline: true }"), nil},
		{"the last day counts", waiver("2026-11-23"), nil},
		{"the day after", waiver("2026-11-22"), []string{"4: the waiver for a.b/c v1.0.0 ended with 2026-11-22"}},
		{"half a year", waiver("2027-05-21"), nil},
		{"more than half a year", waiver("2027-05-22"), []string{"4: the waiver for a.b/c v1.0.0 lasts until 2027-05-22, more than 180 days"}},
		{"Go is never upgraded", rule("{ class: [go], kind: [upgraded] }", "{ split: true }"),
			[]string{"4: rule r: matches nothing: class go changes by directive only"}},
		{"Go has no path", rule("{ class: [go], module: [golang.org/x/*] }", "{ split: true }"),
			[]string{"4: rule r: matches nothing: the go and toolchain lines have no module path"}},
		{"nothing to compare", rule("{}", "{ baseline: true, exercised: { min_ratio: 1 } }"), []string{
			"4: rule r: baseline compares what a soak recorded, and no soak is asked for",
			"4: rule r: exercised is about the load of a soak, and no soak is asked for"}},
		{"anybody can write evidence", "version: 1\n", []string{"1: no trusted key: whoever can write a statement can present one"}},
		{"no evidence is asked for", "version: 1\ndefaults: false\n", nil},
	}
	for _, tt := range tests {
		problems, warnings := policy.Lint("p", []byte(tt.text), now)
		if len(problems) > 0 {
			t.Errorf("%s: %v", tt.reason, problems)
		}
		var got []string
		for _, w := range warnings {
			got = append(got, fmt.Sprintf("%d: %s", w.Line, w.Message))
			if w.Hint == "" {
				t.Errorf("%s: no hint: %+v", tt.reason, w)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

// TestLintAgreesWithParse: lint never accepts what check would refuse.
func TestLintAgreesWithParse(t *testing.T) {
	for _, f := range fixtures(t) {
		problems, warnings := policy.Lint(f.name, f.data, time.Unix(0, 0))
		_, err := policy.Parse(f.name, f.data)
		var want policy.ErrorList
		if err != nil {
			want = err.(policy.ErrorList)
		}
		if diff := cmp.Diff(want, problems); diff != "" {
			t.Errorf("%s (-parse +lint):\n%s", f.name, diff)
		}
		if err != nil && len(warnings) > 0 {
			t.Errorf("%s: warnings beside problems: %v", f.name, []diffing.Problem(warnings))
		}
	}
}
