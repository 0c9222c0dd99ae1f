package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/modgraph"
	"github.com/soakgate/soakgate/diffing/revision"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy/catalog"
)

// comparison is both sides read, parsed and compared.
type comparison struct {
	pair  revision.Pair
	judge judge
	view  string
	// requirements are the changes that go.mod shows, which evidence is tied to in either view;
	// changes are those of the view.
	requirements []diffing.Change
	changes      []diffing.Change
	problems     []diffing.Problem
	notices      []diffing.Notice
	examined     gate.Examined
	vendored     []string // go.mod files whose modules are vendored at base
}

// compare reads and compares both sides.
func (w *world) compare(ctx context.Context, f sideFlags) (comparison, error) {
	pair, j, err := f.read(ctx)
	if err != nil {
		return comparison{view: viewOf(f.graph)}, err
	}
	c := comparePair(ctx, pair, j)
	c.problems = append(c.problems, emptyHead(pair)...)
	if f.policyFile != "" {
		c.notices = slices.DeleteFunc(c.notices, func(n diffing.Notice) bool { return n.Code == policyEdited })
	}
	if f.graph == graphBuildList && !pair.Same && len(c.problems) == 0 {
		err = w.buildLists(ctx, &c)
	}
	c.view = viewOf(f.graph)
	if f.online {
		c.notices = append(c.notices, markRetracted(ctx, c.changes)...)
	}
	return c, err
}

func viewOf(graph string) string {
	if graph == graphBuildList {
		return diffing.ViewBuildList
	}
	return diffing.ViewRequirements
}

// comparePair compares two sides that have been read, in the requirements view.
func comparePair(ctx context.Context, pair revision.Pair, j judge) comparison {
	c := comparison{pair: pair, judge: j, view: diffing.ViewRequirements, problems: slices.Clone(pair.Problems)}
	c.examined = gate.Examined{ModuleFiles: pair.ModuleFiles, Skipped: pair.Skipped}
	c.notices = append(diffing.TextNotices(pair.Base.Texts, pair.Head.Texts), pairNotices(pair)...)
	if pair.Same {
		return c
	}
	sides, problems := diffing.ParseSides(pair.Base, pair.Head)
	c.problems = append(c.problems, problems...)
	c.examined.ModuleFiles, c.examined.Modules = countExamined(pair, sides)
	if len(problems) > 0 {
		return c // half a list of changes would look like a whole one
	}
	for _, m := range sides.Base.Modules {
		if m.Vendor != nil {
			c.vendored = append(c.vendored, m.File)
		}
	}
	result := diffing.Diff(sides, catalog.Renames())
	c.requirements, c.changes = result.Changes, result.Changes
	c.problems = append(c.problems, result.Problems...)
	c.notices = append(c.notices, result.Notices...)
	describeGodebug(ctx, c.changes, sides)
	return c
}

// policyEdited is the code of the notice that head edits the policy.
const policyEdited = "policy-edited"

// emptyHead is the problem of a head folder without any module file: more likely a mistyped path than
// a change that removes every module, and passing it would be passing what nobody looked at.
func emptyHead(pair revision.Pair) []diffing.Problem {
	named := pair.Head.Revision == "" && pair.Head.Name != "WORKTREE"
	if !named || pair.ModuleFiles > 0 {
		return nil
	}
	return []diffing.Problem{{File: pair.Head.Name, Message: "there is no module file at head", Hint: "name a folder that holds a go.mod file, or --all-modules"}}
}

// pairNotices tells what reading the sides found beside module files.
func pairNotices(pair revision.Pair) []diffing.Notice {
	var notices []diffing.Notice
	if pair.PolicyEdited {
		notices = append(notices, diffing.Notice{Code: policyEdited,
			Message: policyName + " differs at head: this change is judged by base's, and the edit takes effect once merged"})
	}
	if n := pair.TextsLeftOut; n > 0 {
		notices = append(notices, diffing.Notice{Code: "texts", Message: fmt.Sprintf("%d changed build and Go files were not searched for build settings: there are too many, or they are too large", n)})
	}
	if n := len(pair.Skipped); n > 0 {
		notices = append(notices, diffing.Notice{Code: "skipped",
			Message: fmt.Sprintf("module files left out: %d, such as %s (%s); --all-modules takes them in", n, pair.Skipped[0].Path, pair.Skipped[0].Reason)})
	}
	return notices
}

// countExamined counts the module files of both sides, and the different module paths they require.
func countExamined(pair revision.Pair, sides diffing.Sides) (files, modules int) {
	paths, required := map[string]bool{}, map[string]bool{}
	for _, f := range slices.Concat(pair.Base.Files, pair.Head.Files) {
		paths[f.Path] = true
	}
	for _, m := range slices.Concat(sides.Base.Modules, sides.Head.Modules) {
		for _, r := range m.Requirements {
			required[r.Path] = true
		}
	}
	return len(paths), len(required)
}

// describeGodebug asks for the go command's table only where a go line moved.
func describeGodebug(ctx context.Context, changes []diffing.Change, sides diffing.Sides) {
	moved := func(c diffing.Change) bool { return c.Kind == diffing.KindDirective && c.Directive == "go" }
	if !slices.ContainsFunc(changes, moved) {
		return
	}
	table, err := modgraph.GodebugTable(ctx, modgraph.Options{})
	why := ""
	if err != nil {
		why = err.Error()
	}
	diffing.DescribeGodebug(changes, sides, table, why)
}

// buildLists turns a comparison into the build-list view.
func (w *world) buildLists(ctx context.Context, c *comparison) error {
	w.log.Info("asking the go command for the build lists of both sides")
	lists, problems, err := modgraph.BuildLists(ctx, c.pair.Base, c.pair.Head, modgraph.Options{})
	if err != nil {
		return undecided(err.Error(), "--graph requirements needs no go command")
	}
	c.problems = append(c.problems, problems...)
	diffing.SortProblems(c.problems)
	c.problems = slices.Compact(c.problems)
	c.changes = diffing.InBuildList(c.requirements, lists, catalog.Renames())
	return nil
}
