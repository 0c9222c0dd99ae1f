package gate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/policy"
)

// weighing holds a question with the digests that tie evidence to it.
type weighing struct {
	question Question
	whole    string
	modules  []evidence.ModuleDigest
	changes  map[moduleKey][]diffing.Change
}

// moduleKey names a module in one module file.
type moduleKey struct{ file, path string }

func newWeighing(q Question) weighing {
	w := weighing{question: q, changes: map[moduleKey][]diffing.Change{}}
	w.whole, w.modules = evidence.SubjectOf(q.SubjectChanges)
	for _, c := range q.Changes {
		key := moduleKey{c.ModuleFile, c.Path}
		w.changes[key] = append(w.changes[key], c)
	}
	return w
}

// findings says how one obligation of one module stands.
func (w weighing) findings(a policy.Assessment, t policy.Term) []Finding {
	f := Finding{ModuleFile: a.ModuleFile, Path: a.Path, Obligation: t.Obligation, Radius: a.BlastRadius, Line: w.line(a)}
	switch t.Obligation {
	case policy.ObligationIntegrity:
		w.integrity(&f)
	case policy.ObligationSoak, policy.ObligationBaseline, policy.ObligationExercised:
		w.soaked(&f, t)
	case policy.ObligationAge:
		w.age(&f, a, t)
	case policy.ObligationApproval:
		f.Outcome = OutcomeMissing
		f.Detail = "no approval is on record: it takes " + approvers(t)
		f.Remedy = "ask for that review of this change; a comment, a label or the author's own word does not count"
	case policy.ObligationSplit:
		w.split(&f, a)
	default:
		f.Outcome = OutcomeInconclusive
		f.Detail = fmt.Sprintf("this version of soakgate does not know the obligation %q", t.Obligation)
		f.Remedy = "use the soakgate version that the policy was written for"
	}
	return []Finding{f}
}

// line is where the first change of an assessed module stands; 0 when unknown.
func (w weighing) line(a policy.Assessment) int {
	for _, c := range w.changes[moduleKey{a.ModuleFile, a.Path}] {
		return c.Line
	}
	return 0
}

// integrity is never met: the finding exists because a law is broken.
func (w weighing) integrity(f *Finding) {
	f.Outcome = OutcomeUnmet
	for _, c := range w.changes[moduleKey{f.ModuleFile, f.Path}] {
		if c.Danger == "" {
			continue
		}
		f.Detail, f.Line = c.Danger, c.Line
		switch c.Kind {
		case diffing.KindChecksum:
			f.Detail = fmt.Sprintf("go.sum has %s for %s, base has %s: %s", c.SumTo, c.To, c.SumFrom, c.Danger)
			f.Remedy = "restore go.sum from base, then find out who changed it: no evidence and no waiver lifts this"
		case diffing.KindVendor:
			f.Remedy = "run go mod vendor in a clean checkout and commit what it writes: no evidence and no waiver lifts this"
		default:
			f.Remedy = "take another version, or change the module file so that what is built comes from this repository or a published version"
		}
		return
	}
	f.Detail = "a law of the module files is broken"
	f.Remedy = "restore the module files from base"
}

// approvers says in words who must approve: one of each list.
func approvers(t policy.Term) string {
	var lists []string
	for _, list := range t.Approvers {
		lists = append(lists, strings.Join(list, " or "))
	}
	return strings.Join(lists, ", and ")
}

// age compares the first-seen time of what is newly built with the term. Unknown is never old.
func (w weighing) age(f *Finding, a policy.Assessment, t policy.Term) {
	need := time.Duration(t.AgeSeconds) * time.Second
	i := slices.IndexFunc(w.question.FirstSeen, func(s FirstSeen) bool { return s.Path+"@"+s.Version == a.Built })
	switch {
	case a.Built == "":
		f.Outcome, f.Detail = OutcomeMet, "nothing new is built"
	case i < 0 || w.question.FirstSeen[i].Time.IsZero():
		f.Outcome = OutcomeMissing
		f.Detail = fmt.Sprintf("when %s was first seen is not known, and the publisher's own date does not count", a.Built)
		if i >= 0 && w.question.FirstSeen[i].Source != "" {
			f.Detail += ": " + w.question.FirstSeen[i].Source
		}
		f.Remedy = "check again with the module index in reach, or name a waiver in the policy at base"
	default:
		seen := w.question.FirstSeen[i]
		age := w.question.Instant.Sub(seen.Time)
		f.Detail = fmt.Sprintf("%s was first seen %s by %s, %s ago; %s is asked for", a.Built, seen.Time.UTC().Format(time.RFC3339), seen.Source, hours(age), hours(need))
		f.Outcome = OutcomeMet
		if age < need {
			f.Outcome = OutcomeUnmet
			f.Remedy = "wait until " + seen.Time.Add(need).UTC().Format(time.RFC3339)
		}
	}
}

func hours(d time.Duration) string { return fmt.Sprintf("%d h", int64(d/time.Hour)) }
