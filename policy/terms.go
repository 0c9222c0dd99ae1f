package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/soakgate/soakgate/diffing"
)

// termSet collects what several rules ask for, and keeps the strictest of each.
type termSet struct {
	terms []Term
}

// get returns the term of an obligation, and notes the rule that asked.
func (s *termSet) get(obligation, rule string) *Term {
	i := slices.IndexFunc(s.terms, func(t Term) bool { return t.Obligation == obligation })
	if i < 0 {
		s.terms = append(s.terms, Term{Obligation: obligation})
		i = len(s.terms) - 1
	}
	s.terms[i].Rules = appendNew(s.terms[i].Rules, rule)
	return &s.terms[i]
}

// rule adds what one rule requires, and reports whether it required anything here.
func (s *termSet) rule(r Rule, measured bool) bool {
	asked := false
	label := r.label()
	if r.Require.Soak != "" {
		t := s.get(ObligationSoak, label)
		if r.Require.Soak.Rank() > t.Profile.Rank() {
			t.Profile = r.Require.Soak
		}
		asked = true
	}
	if r.Require.Baseline {
		s.get(ObligationBaseline, label)
		asked = true
	}
	if e := r.Require.Exercised; e != nil && (measured || !e.WhenMeasured) {
		t := s.get(ObligationExercised, label)
		t.MinRatio = max(t.MinRatio, e.MinRatio)
		asked = true
	}
	if r.Require.Age > 0 {
		t := s.get(ObligationAge, label)
		t.AgeSeconds = max(t.AgeSeconds, int64(r.Require.Age/time.Second))
		asked = true
	}
	if len(r.Require.Approval) > 0 {
		s.approval(label, r.Require.Approval)
		asked = true
	}
	if r.Require.Split {
		s.get(ObligationSplit, label)
		asked = true
	}
	return asked
}

// approval adds one list of approvers of which one must approve.
func (s *termSet) approval(rule string, approvers []string) {
	t := s.get(ObligationApproval, rule)
	list := slices.Sorted(slices.Values(approvers))
	if !slices.ContainsFunc(t.Approvers, func(have []string) bool { return slices.Equal(have, list) }) {
		t.Approvers = append(t.Approvers, list)
	}
	slices.SortFunc(t.Approvers, slices.Compare[[]string])
}

// builtIn adds the obligations that hold under every policy, and returns their reasons.
func (s *termSet) builtIn(c diffing.Change, cl Classification) []string {
	var reasons []string
	if c.Danger != "" {
		s.get(ObligationIntegrity, "integrity (built-in law)")
		reasons = append(reasons, c.Danger)
	}
	if cl.LookAlike != "" && (c.To != "" && c.From == "" || c.AltersReplacement()) {
		s.approval("look-alike (built-in law)", []string{"codeowners"})
		reasons = append(reasons, "its path is new here and resembles "+cl.LookAlike+" of another owner")
	}
	if c.Kind == diffing.KindVendor && c.Danger == "" {
		s.approval("vendored code (built-in law)", []string{"codeowners"})
	}
	if c.Directive == "toolchain" && strings.Contains(c.To, "-") {
		s.approval("custom toolchain (built-in law)", []string{"codeowners"})
	}
	return reasons
}

// sorted returns the terms in the order of [Obligations], integrity first.
func (s *termSet) sorted() []Term {
	rank := func(t Term) int { return slices.Index(Obligations(), t.Obligation) }
	slices.SortStableFunc(s.terms, func(a, b Term) int { return rank(a) - rank(b) })
	return s.terms
}
