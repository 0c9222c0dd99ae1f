package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/policy"
)

// Decide answers whether the change may merge. It passes only when nothing kept it from looking and
// every finding is met or waived.
//
// Laws: it never passes with a problem standing. Taking away a statement that speaks for the change
// never gives a better verdict; one that speaks against it counts whatever else is presented. Adding an
// obligation never gives a better verdict. Equal questions, in any order of their lists, give equal
// verdicts.
func Decide(q Question) Verdict {
	w := newWeighing(q)
	var findings []Finding
	for _, a := range q.Assessments {
		for _, t := range a.Terms {
			findings = append(findings, w.findings(a, t)...)
		}
	}
	notices := append(slices.Clone(q.Notices), applyWaivers(findings, q)...)
	if n, ok := splitNotice(q.Assessments); ok {
		notices = append(notices, n)
	}
	sortFindings(findings)
	problems := append(slices.Clone(q.Problems), w.problems(findings)...)
	diffing.SortProblems(problems)
	v := Verdict{SchemaVersion: SchemaVersion, Decision: decision(problems, findings), Subject: subject(w.whole, w.modules),
		Base: q.Base, Head: q.Head, View: q.View, Examined: q.Examined, Changes: slices.Clone(q.Changes), Assessments: slices.Clone(q.Assessments),
		Findings: findings, Problems: problems, Notices: sortedNotices(notices), Policy: q.Policy, Evidence: exhibits(q.Statements),
		Rollback: Rollback(q.SubjectChanges, q.Base.Revision, q.Vendored), Tool: q.Tool}
	v.Examined.Changes, v.Examined.Differ = len(q.Changes), q.ModuleFilesDiffer
	v.ExitCode = v.Decision.ExitCode()
	diffing.SortChanges(v.Changes)
	policy.SortAssessments(v.Assessments)
	return v
}

// decision is the whole rule: what could not be looked at outranks what was found, and only the absence
// of both passes.
func decision(problems []diffing.Problem, findings []Finding) Decision {
	if len(problems) > 0 {
		return Undecided
	}
	if slices.ContainsFunc(findings, Finding.Blocks) {
		return Block
	}
	return Pass
}

// problems finds what makes this very question undecidable: module files differ and none was looked at,
// or an obligation seems met while presented evidence could not be read.
func (w weighing) problems(findings []Finding) []diffing.Problem {
	var problems []diffing.Problem
	if w.question.ModuleFilesDiffer && w.question.Examined.ModuleFiles == 0 && len(w.question.Problems) == 0 {
		problems = append(problems, diffing.Problem{Message: "a module file differs, and none was examined",
			Hint: "this is a defect of soakgate or of its invocation; run with --log-level debug and report it"})
	}
	if len(findings) == 0 || slices.ContainsFunc(findings, Finding.Blocks) {
		return problems
	}
	for _, p := range w.question.Statements {
		if p.Refused != "" {
			problems = append(problems, diffing.Problem{File: p.Name, Message: "this evidence was refused: " + p.Refused,
				Hint: "repair or remove the file; evidence that cannot be read might speak against the change"})
		}
	}
	return problems
}

func subject(whole string, modules []evidence.ModuleDigest) Subject {
	s := Subject{Digest: Digest{SHA256: whole}}
	for _, m := range modules {
		s.Modules = append(s.Modules, SubjectModule{Name: m.Name, Digest: Digest{SHA256: m.SHA256}})
	}
	return s
}

// exhibits lists what was presented, sorted by name, then digest.
func exhibits(statements []evidence.Presented) []Exhibit {
	out := make([]Exhibit, 0, len(statements))
	for _, p := range statements {
		out = append(out, Exhibit{Name: p.Name, Digest: p.Digest, Type: p.Statement.PredicateType, Signer: p.Signer, Refused: p.Refused})
	}
	slices.SortFunc(out, func(a, b Exhibit) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Digest, b.Digest))
	})
	return out
}

func sortFindings(findings []Finding) {
	rank := func(f Finding) int {
		if f.Blocks() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(b.Radius, a.Radius), strings.Compare(a.Path, b.Path),
			strings.Compare(a.ModuleFile, b.ModuleFile), strings.Compare(a.Obligation, b.Obligation), strings.Compare(a.Component, b.Component))
	})
}

func sortedNotices(notices []Notice) []Notice {
	slices.SortStableFunc(notices, func(a, b Notice) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), strings.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(notices, func(a, b Notice) bool { return a.Code == b.Code && a.Message == b.Message })
}

// applyWaivers lifts findings that a standing waiver names, and tells what every waiver did. A waiver
// never touches integrity.
func applyWaivers(findings []Finding, q Question) []Notice {
	var notices []Notice
	for _, w := range q.Waivers {
		lifted := 0
		expired := !q.Instant.Before(w.Expires.AddDate(0, 0, 1))
		for i := range findings {
			f := &findings[i]
			if f.Outcome == OutcomeMet || f.Waived != nil || !covers(w, *f, q.Assessments) {
				continue
			}
			lifted++
			if !expired {
				f.Waived = &Waived{Owner: w.Owner, Reason: w.Reason, Expires: w.Expires.Format("2006-01-02"), Place: w.Place}
			}
		}
		if lifted > 0 {
			notices = append(notices, waiverNotice(w, lifted, expired))
		}
	}
	return notices
}

func waiverNotice(w policy.Waiver, lifted int, expired bool) Notice {
	what := fmt.Sprintf("the waiver for %s %s (%s:%d, owner %s)", w.Module, w.To, w.Place.Source, w.Place.Line, w.Owner)
	if expired {
		return Notice{Code: "waiver-expired", Message: fmt.Sprintf("%s ended with %s and lifts nothing", what, w.Expires.Format("2006-01-02"))}
	}
	return Notice{Code: "waived", Message: fmt.Sprintf("%s lifts %d findings until the end of %s: %s", what, lifted, w.Expires.Format("2006-01-02"), w.Reason)}
}

// covers reports whether a waiver names this finding: one module, one version, one obligation. A version
// names nothing once another module or folder is built in its place.
func covers(w policy.Waiver, f Finding, assessments []policy.Assessment) bool {
	if f.Obligation == policy.ObligationIntegrity || f.Path != w.Module || !slices.Contains(w.Obligations, f.Obligation) {
		return false
	}
	return slices.ContainsFunc(assessments, func(a policy.Assessment) bool {
		return a.Path == f.Path && a.ModuleFile == f.ModuleFile && a.To == w.To && !a.Replaced
	})
}
