package gate

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/policy"
)

// group is a set of high-radius modules that belong together: one family in one change.
type group struct {
	name     string
	versions []string // "path@version", sorted
	dir      string   // folder of the go.mod
}

// groups collects the high-radius modules whose version a change moves, by family. The go and toolchain
// lines are a group of their own.
func groups(assessments []policy.Assessment) []group {
	byKey := map[string]*group{}
	for _, a := range assessments {
		if a.BlastRadius < policy.RadiusHigh || a.To == "" || a.From == a.To || len(a.Obligations) == 0 {
			continue
		}
		name, version := a.Path, a.Path+"@"+a.To
		if a.Family != "" {
			name = a.Family
		}
		dir := path.Dir(a.ModuleFile)
		g, ok := byKey[dir+"\x00"+name]
		if !ok {
			g = &group{name: name, dir: dir}
			byKey[dir+"\x00"+name] = g
		}
		g.versions = append(g.versions, version)
	}
	out := make([]group, 0, len(byKey))
	for _, g := range byKey {
		slices.Sort(g.versions)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b group) int { return strings.Compare(a.dir+"\x00"+a.name, b.dir+"\x00"+b.name) })
	return out
}

// names lists the different group names; one family in several go.mod files is one.
func names(all []group) []string {
	var out []string
	for _, g := range all {
		out = append(out, g.name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// splitNotice names several unrelated high-radius modules in one change, with the commands that make
// one change of each. When two updates ship together and one hurts, both are rolled back.
func splitNotice(assessments []policy.Assessment) (Notice, bool) {
	all := groups(assessments)
	n := names(all)
	if len(n) < 2 {
		return Notice{}, false
	}
	notice := Notice{Code: "split", Message: fmt.Sprintf("%d unrelated high-radius updates travel together (%s); if one regresses, nobody can tell which: each on a branch of its own from base is", len(n), strings.Join(n, ", "))}
	for _, g := range all {
		notice.Commands = append(notice.Commands, goIn(g.dir)+"get "+strings.Join(quoteAll(g.versions), " "))
	}
	return notice, true
}

// split is the obligation form of the same question, for policies that ask for it.
func (w weighing) split(f *Finding, a policy.Assessment) {
	n := names(groups(w.question.Assessments))
	if len(n) < 2 {
		f.Outcome, f.Detail = OutcomeMet, "no unrelated high-radius update travels with it"
		return
	}
	f.Outcome = OutcomeUnmet
	f.Detail = fmt.Sprintf("%d unrelated high-radius updates travel together: %s", len(n), strings.Join(n, ", "))
	f.Remedy = "make one change of each; the split notice has the commands"
}
