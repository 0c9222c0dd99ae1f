package policy_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

const caseText = `A Redis client of a service.
-- head/go.mod --
module example.com/api
-- base/svc/go.mod --
module example.com/svc
-- base/go.mod --
-- policy.yaml --
version: 1
-- want --
# what a reviewer expects
decision: block
now: 2026-11-23T13:00:00+01:00
unmet github.com/redis/go-redis/v9 soak redis
missing github.com/redis/go-redis/v9 baseline
`

func TestParseCase(t *testing.T) {
	want := policy.Case{
		Name:   "redis.txtar",
		Base:   []diffing.File{{Path: "go.mod", Data: []byte{}}, {Path: "svc/go.mod", Data: []byte("module example.com/svc\n")}},
		Head:   []diffing.File{{Path: "go.mod", Data: []byte("module example.com/api\n")}},
		Policy: []byte("version: 1\n"), Decision: "block", Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
		Findings: []policy.Expected{
			{Outcome: "missing", Module: "github.com/redis/go-redis/v9", Obligation: "baseline"},
			{Outcome: "unmet", Module: "github.com/redis/go-redis/v9", Obligation: "soak", Component: "redis"},
		},
	}
	got, err := policy.ParseCase("redis.txtar", []byte(caseText))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("case (-want +got):\n%s", diff)
	}
}

func TestParseCaseRefuses(t *testing.T) {
	const files = "-- base/go.mod --\n-- head/go.mod --\n"
	tests := []struct{ reason, text, want string }{
		{"nothing", "", "1:1: a case without files"},
		{"no want", files, "1:1: a case that expects nothing"},
		{"no decision", files + "-- want --\n", "3:1: want without a decision"},
		{"decision too late", files + "-- want --\nmet a.b/c soak\n", "4:1: the decision comes first"},
		{"unknown decision", files + "-- want --\ndecision: fail\n", `4:1: unknown decision "fail"`},
		{"unknown outcome", files + "-- want --\ndecision: block\nmiss a.b/c soak\n", `5:1: unknown outcome "miss"`},
		{"unknown obligation", files + "-- want --\ndecision: block\nmissing a.b/c soaking\n", `5:1: unknown obligation "soaking"`},
		{"too few words", files + "-- want --\ndecision: block\nmissing a.b/c\n", "5:1: 2 words in a finding"},
		{"not a path", files + "-- want --\ndecision: block\nmissing ../x soak\n", `5:1: "../x" is not the path of a finding`},
		{"a bad instant", files + "-- want --\ndecision: block\nnow: today\n", `5:1: "today" is not an instant`},
		{"two decisions", files + "-- want --\ndecision: block\ndecision: pass\n", "5:1: 2 words in a finding"},
		{"an unknown section", "note\n-- bse/go.mod --\n" + files, `2:1: unknown section "bse/go.mod"`},
		{"a path that leaves", "-- base/../go.mod --\n", `1:1: "../go.mod" is not a path inside a repository`},
		{"a section twice", "-- base/go.mod --\nx\ny\n-- base/go.mod --\n", `4:1: section "base/go.mod" again`},
	}
	for _, tt := range tests {
		_, err := policy.ParseCase("c", []byte(tt.text))
		var problems policy.ErrorList
		if !errors.As(err, &problems) {
			t.Errorf("%s: accepted", tt.reason)
			continue
		}
		found := false
		for _, p := range problems {
			found = found || fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message) == tt.want
			if p.Hint == "" {
				t.Errorf("%s: no hint: %+v", tt.reason, p)
			}
		}
		if !found {
			t.Errorf("%s: want %s, got\n%v", tt.reason, tt.want, err)
		}
	}
}

// TestCaseWords: a case takes every decision and outcome of a verdict.
func TestCaseWords(t *testing.T) {
	for _, decision := range []gate.Decision{gate.Undecided, gate.Pass, gate.Block} {
		for _, outcome := range gate.Outcomes() {
			text := fmt.Sprintf("-- base/go.mod --\n-- want --\ndecision: %v\n%s a.b/c soak\n", decision, outcome)
			if _, err := policy.ParseCase("c", []byte(text)); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestCaseCompare(t *testing.T) {
	x := policy.Expected{Outcome: "missing", Module: "a.b/x", Obligation: "soak"}
	y := policy.Expected{Outcome: "unmet", Module: "a.b/y", Obligation: "soak", Component: "redis"}
	met := policy.Expected{Outcome: "met", Module: "a.b/x", Obligation: "soak"}
	tests := []struct {
		reason    string
		want, got []policy.Expected
		decision  string
		diff      []string
	}{
		{"equal in any order", []policy.Expected{x, y}, []policy.Expected{y, x}, "block", nil},
		{"another decision", nil, nil, "pass", []string{"- decision: block", "+ decision: pass"}},
		{"one is not there", []policy.Expected{x, y}, []policy.Expected{x}, "block", []string{"- unmet a.b/y soak redis"}},
		{"one too many", []policy.Expected{y}, []policy.Expected{y, x}, "block", []string{"+ missing a.b/x soak"}},
		{"another outcome", []policy.Expected{x}, []policy.Expected{met}, "block", []string{"+ met a.b/x soak", "- missing a.b/x soak"}},
		{"twice is not once", []policy.Expected{x}, []policy.Expected{x, x}, "block", []string{"+ missing a.b/x soak"}},
	}
	for _, tt := range tests {
		got := policy.Case{Decision: "block", Findings: tt.want}.Compare(tt.decision, tt.got)
		if diff := cmp.Diff(tt.diff, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

func FuzzParseCase(f *testing.F) {
	f.Add([]byte(caseText))
	f.Add([]byte("-- base/go.mod --\n-- want --\ndecision: pass\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := policy.ParseCase("c", data)
		if err != nil {
			return
		}
		if c.Decision == "" || len(c.Base)+len(c.Head) == 0 {
			t.Errorf("accepted a case that tests nothing: %+v", c)
		}
		if diff := c.Compare(c.Decision, c.Findings); len(diff) > 0 {
			t.Errorf("a case differs from itself: %v", diff)
		}
	})
}
