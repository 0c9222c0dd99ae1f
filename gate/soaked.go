package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing/resource"
	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/policy"
)

// weighed is what one statement says about one obligation.
type weighed struct {
	outcome   Outcome
	detail    string
	regressed bool // it speaks against the change, whatever its age or profile
}

// soaked weighs every statement for an obligation that a soak run answers.
func (w weighing) soaked(f *Finding, t policy.Term) {
	var all []weighed
	for _, p := range w.question.Statements {
		if got, about := w.weigh(p, *f, t); about {
			all = append(all, got)
		}
	}
	f.Outcome, f.Detail = combine(all)
	if f.Outcome == OutcomeMissing {
		f.Detail += wanted(t)
	}
	if f.Outcome != OutcomeMet {
		f.Remedy = soakRemedy(f.Outcome, len(all) > 0)
	}
}

// combine makes one outcome of several statements: they must not disagree, one that regresses outweighs
// all that do not tell, and of those the one that came closest is shown.
func combine(all []weighed) (Outcome, string) {
	closeness := []Outcome{OutcomeInconclusive, OutcomeUnmet, OutcomeStale, OutcomeMismatched, OutcomeMissing}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(slices.Index(closeness, a.outcome)-slices.Index(closeness, b.outcome), strings.Compare(a.detail, b.detail))
	})
	against := slices.IndexFunc(all, func(w weighed) bool { return w.regressed })
	favour := slices.IndexFunc(all, func(w weighed) bool { return w.outcome == OutcomeMet })
	switch {
	case against >= 0 && favour >= 0:
		return OutcomeConflicting, fmt.Sprintf("statements disagree about this change: %s; but %s", all[favour].detail, all[against].detail)
	case against >= 0:
		return OutcomeUnmet, all[against].detail
	case favour >= 0:
		return OutcomeMet, all[favour].detail
	case len(all) > 0:
		return all[0].outcome, all[0].detail
	default:
		return OutcomeMissing, "no statement about this change was presented"
	}
}

// weigh says what one statement is worth for one obligation, and whether it is about this module file
// at all.
func (w weighing) weigh(p evidence.Presented, f Finding, t policy.Term) (weighed, bool) {
	if p.Refused != "" {
		return weighed{outcome: OutcomeMissing, detail: fmt.Sprintf("%s was refused: %s", p.Name, firstLine(p.Refused))}, true
	}
	s := p.Statement
	file := evidence.ModuleFileOf(f.ModuleFile)
	if !evidence.Match(s, w.whole, w.modules, file) {
		if !slices.ContainsFunc(s.Subject, func(x evidence.Subject) bool { return x.Name == file }) {
			return weighed{}, false
		}
		return weighed{outcome: OutcomeMismatched, detail: fmt.Sprintf("%s is about another set of versions of %s", p.Name, file)}, true
	}
	if detail := w.otherScenario(p); detail != "" {
		return weighed{outcome: OutcomeMismatched, detail: detail}, true
	}
	if p.Comparison.Decision == resource.Regressed {
		return weighed{outcome: OutcomeUnmet, regressed: true, detail: fmt.Sprintf("%s regresses: %s", p.Name, p.Comparison.Why)}, true
	}
	maxAge := cmp.Or(w.question.MaxAge, DefaultMaxAge)
	if reason, stale := evidence.Stale(s, w.question.Instant, maxAge); stale {
		return weighed{outcome: OutcomeStale, detail: fmt.Sprintf("%s: %s", p.Name, reason)}, true
	}
	return answer(p, t), true
}

// firstLine keeps a list of errors from filling a finding; the exhibits of the report have all of it.
func firstLine(text string) string {
	first, rest, more := strings.Cut(text, "\n")
	if more {
		first += fmt.Sprintf(" (and %d more)", 1+strings.Count(rest, "\n"))
	}
	return first
}

// answer is the worth of a statement that is about this change, recent and not against it.
func answer(p evidence.Presented, t policy.Term) weighed {
	profile := policy.Profile(p.Statement.Predicate.Profile)
	switch {
	case t.Obligation == policy.ObligationExercised:
		return weighed{outcome: OutcomeInconclusive, detail: fmt.Sprintf("%s does not tell which changed code its load ran", p.Name)}
	case t.Obligation == policy.ObligationSoak && profile.Rank() < t.Profile.Rank():
		return weighed{outcome: OutcomeUnmet, detail: fmt.Sprintf("%s is a %s soak; %s is asked for", p.Name, profile, t.Profile)}
	case p.Comparison.Decision == resource.Pass:
		return weighed{outcome: OutcomeMet, detail: fmt.Sprintf("%s: %s", p.Name, p.Comparison.Why)}
	default:
		return weighed{outcome: OutcomeInconclusive, detail: fmt.Sprintf("%s: %s", p.Name, p.Comparison.Why)}
	}
}

// otherScenario says why a statement's scenario is not the one at base; "" when it is, or when base
// has none.
func (w weighing) otherScenario(p evidence.Presented) string {
	if len(w.question.Scenarios) == 0 {
		return ""
	}
	ran := p.Statement.Predicate.Scenario
	for _, s := range w.question.Scenarios {
		if s.Name == ran.Name && s.Digest == ran.Digest.SHA256 {
			return ""
		}
	}
	return fmt.Sprintf("%s ran scenario %q, which the policy at base does not have in this form", p.Name, ran.Name)
}

// soakRemedy says what to do about soak evidence that is not there or not good enough.
func soakRemedy(o Outcome, presented bool) string {
	if o == OutcomeMissing && presented {
		return "repair the refused file or put a readable one in its place, then: soakgate check --evidence FILE"
	}
	switch o {
	case OutcomeUnmet, OutcomeConflicting:
		return "take another version, or roll back; where the soak itself was at fault, soak again and remove the faulty statement"
	case OutcomeStale:
		return "soak again, then: soakgate check --evidence FILE"
	case OutcomeInconclusive:
		return "present a statement that settles it, of a longer soak or more pairs: soakgate check --evidence FILE"
	default:
		return "put a soak statement about this change into .soakgate/evidence, or: soakgate check --evidence FILE"
	}
}

// wanted says what a term asks for, in words.
func wanted(t policy.Term) string {
	switch {
	case t.Obligation == policy.ObligationSoak && t.Profile != "":
		return fmt.Sprintf("; a %s soak is asked for", t.Profile)
	case t.Obligation == policy.ObligationExercised:
		return fmt.Sprintf("; a soak whose load runs at least %.0f %% of the changed code is asked for", 100*t.MinRatio)
	case t.Obligation == policy.ObligationBaseline:
		return "; a comparison of resource use with the baseline is asked for"
	default:
		return ""
	}
}
