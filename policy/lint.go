package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/soakgate/soakgate/diffing"
)

// maxWaiver is how long a waiver may last before lint calls it a rule in disguise.
const maxWaiver = 180 * 24 * time.Hour

// Lint reads a policy file as [Parse] does and returns every problem. A file without problems may
// still have warnings, sorted by line: what is allowed and probably not meant. now is the instant that
// waivers are judged at.
func Lint(name string, data []byte, now time.Time) (problems ErrorList, warnings []diffing.Problem) {
	r := &reader{name: name}
	p := r.policy(data)
	if len(r.problems) > 0 {
		return r.sorted(), nil
	}
	warner := &reader{name: name}
	for _, rule := range p.Rules {
		warner.warnRule(rule)
	}
	for _, waiver := range p.Waivers {
		warner.warnWaiver(waiver, now)
	}
	warner.warnTrust(p)
	return nil, warner.sorted()
}

func (r *reader) warnRule(rule Rule) {
	warn := func(hint, format string, args ...any) {
		r.refuseAt(rule.Place.Line, 1, hint, "rule "+rule.Name+": "+format, args...)
	}
	m, q := rule.Match, rule.Require
	onlyGo := len(m.Classes) == 1 && m.Classes[0] == ClassGo
	switch {
	case onlyGo && len(m.Kinds) > 0 && !slices.Contains(m.Kinds, diffing.KindDirective):
		warn("add directive to kind, or leave kind out", "matches nothing: class go changes by directive only")
	case onlyGo && slices.ContainsFunc(m.Modules, isModulePattern):
		warn("leave module out", "matches nothing: the go and toolchain lines have no module path")
	}
	if q.Baseline && q.Soak == "" {
		warn("add soak: { profile: standard }", "baseline compares what a soak recorded, and no soak is asked for")
	}
	if q.Exercised != nil && q.Soak == "" {
		warn("add soak: { profile: standard }", "exercised is about the load of a soak, and no soak is asked for")
	}
}

// isModulePattern reports whether a pattern needs a path of a host: its first segment has a dot.
func isModulePattern(pattern string) bool {
	host, _, _ := strings.Cut(pattern, "/")
	return strings.Contains(host, ".")
}

func (r *reader) warnWaiver(w Waiver, now time.Time) {
	end := w.Expires.Add(24 * time.Hour)
	day := w.Expires.Format(time.DateOnly)
	switch {
	case !now.Before(end):
		r.refuseAt(w.Place.Line, 1, "remove it", "the waiver for %s %s ended with %s", w.Module, w.To, day)
	case end.Sub(now) > maxWaiver:
		r.refuseAt(w.Place.Line, 1, "choose a nearer day, or change the rule", "the waiver for %s %s lasts until %s, more than 180 days", w.Module, w.To, day)
	}
}

// warnTrust tells that unsigned evidence is all there is where rules ask for evidence.
func (r *reader) warnTrust(p Policy) {
	if len(p.Trust.Keys)+len(p.Trust.Workflows) > 0 {
		return
	}
	asks := slices.ContainsFunc(p.Rules, func(rule Rule) bool { return rule.Require.Soak != "" })
	if !p.Defaults && !asks {
		return
	}
	line := 1
	for _, place := range p.Places {
		if place.Key == "trust.keys" {
			line = place.Place.Line
		}
	}
	hint := fmt.Sprintf("add trust: { keys: […] } with what %q prints", "soakgate evidence keygen")
	r.refuseAt(line, 1, hint, "no trusted key: whoever can write a statement can present one")
}
