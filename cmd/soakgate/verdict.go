package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/modgraph"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
	"github.com/soakgate/soakgate/policy/catalog"
)

// verdict compares, assesses, gathers evidence and decides.
func (w *world) verdict(ctx context.Context, flags checkFlags, instant time.Time) (gate.Verdict, judge, error) {
	compared, err := w.compare(ctx, flags.sideFlags)
	if err != nil {
		return gate.Verdict{}, judge{}, err
	}
	j := compared.judge
	q := question(compared, instant)
	if len(j.effective.Rules) == 0 {
		q.Notices = append(q.Notices, diffing.Notice{Code: "policy-asks-nothing", Message: "the policy has no rule and switches the built-in ones off: no change is asked for evidence"})
	}
	if !slices.ContainsFunc(q.Assessments, func(a policy.Assessment) bool { return len(a.Obligations) > 0 }) {
		return gate.Decide(q), j, nil // nothing to show evidence for: none is read
	}
	keys, err := trustedKeys(j.effective.Trust)
	if err != nil {
		return gate.Verdict{}, j, err
	}
	if q.Statements, err = readEvidence(flags.repo, flags.evidence, keys); err != nil {
		return gate.Verdict{}, j, err
	}
	if len(keys) == 0 && len(q.Statements) > 0 {
		q.Notices = append(q.Notices, diffing.Notice{Code: "unsigned", Message: "the policy at base trusts no key, so evidence counts unsigned: whoever can write the file can write the evidence"})
	}
	q.FirstSeen = firstSeen(ctx, q.Assessments, flags.index)
	return gate.Decide(q), j, nil
}

// question is everything that a comparison and its policy say, without evidence.
func question(c comparison, instant time.Time) gate.Question {
	p := c.judge.effective
	return gate.Question{
		Base: sideOf(c.pair.Base), Head: sideOf(c.pair.Head), View: c.view, Examined: c.examined, ModuleFilesDiffer: !c.pair.Same,
		Changes: c.changes, SubjectChanges: c.requirements,
		Assessments: policy.Assess(p, c.changes, policy.Facts{Classifications: classify(c.changes)}),
		Waivers:     p.Waivers, Scenarios: p.Scenarios, MaxAge: p.Trust.MaxAge, Instant: instant, Vendored: c.vendored,
		Problems: c.problems, Notices: c.notices, Policy: c.judge.source, Tool: gate.Tool{Version: toolVersion()},
	}
}

// classify looks up in the catalogue what the changes are about.
func classify(changes []diffing.Change) map[string]policy.Classification {
	known := make(map[string]policy.Classification, len(changes))
	for _, c := range changes {
		for _, path := range policy.Paths(c) {
			if _, ok := known[path]; !ok {
				known[path] = catalog.Lookup(path)
			}
		}
	}
	return known
}

// firstSeen asks the module index about the versions that an age obligation is about, and nothing else.
func firstSeen(ctx context.Context, assessments []policy.Assessment, index string) []gate.FirstSeen {
	var modules []module.Version
	for _, a := range assessments {
		path, version, ok := strings.Cut(a.Built, "@")
		v := module.Version{Path: path, Version: version}
		if ok && slices.Contains(a.Obligations, policy.ObligationAge) && module.Check(path, version) == nil && !slices.Contains(modules, v) {
			modules = append(modules, v)
		}
	}
	if len(modules) == 0 {
		return nil
	}
	var seen []gate.FirstSeen
	for _, o := range modgraph.FirstSeen(ctx, proxyClient(), modgraph.Index{URL: index}, modules, modgraph.Options{}) {
		s := gate.FirstSeen{Path: o.Path, Version: o.Version, Time: o.Time, Source: o.Source}
		if o.Unknown != "" {
			s.Source = o.Unknown
		}
		seen = append(seen, s)
	}
	return seen
}
