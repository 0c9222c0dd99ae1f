package diffing

import (
	"cmp"
	"slices"
)

// The two views of a change. Reports always name the one they show.
const (
	ViewRequirements = "requirements"
	ViewBuildList    = "build list"
)

// InBuildList turns changes of the requirements view into changes of the build-list view: for every
// module file that has a build list, what that list says about modules takes the place of what go.mod
// says, and keeps the line, the hashes and the notes that go.mod and go.sum gave.
//
// Directives, checksums, vendored code and whatever is dangerous stay as they are: no build list shows
// them.
func InBuildList(requirements []Change, lists BuildLists, renames []Rename) []Change {
	listed := map[string]bool{}
	for _, l := range slices.Concat(lists.Base, lists.Head) {
		listed[l.ModuleFile] = true
	}
	var out []Change
	for _, c := range requirements {
		if !listed[c.ModuleFile] || !aboutModule(c) || c.Danger != "" {
			out = append(out, c)
		}
	}
	for _, c := range BuildListChanges(lists, renames) {
		if i := slices.IndexFunc(requirements, func(r Change) bool {
			return aboutModule(r) && r.ModuleFile == c.ModuleFile && r.Path == c.Path
		}); i >= 0 {
			r := requirements[i]
			if r.Danger != "" {
				continue // it is there already, with its danger
			}
			c.Line, c.Inert = r.Line, cmp.Or(c.Inert, r.Inert)
			c.Notes = append(slices.Clone(r.Notes), c.Notes...)
			c.ReplaceVersionFrom, c.ReplaceVersionTo = r.ReplaceVersionFrom, r.ReplaceVersionTo
			if r.From == c.From && r.To == c.To {
				c.SumFrom, c.SumTo = r.SumFrom, r.SumTo
			}
		}
		out = append(out, c)
	}
	SortChanges(out)
	return out
}

// aboutModule reports whether a change is about which module is built, as a build list shows it.
func aboutModule(c Change) bool {
	switch c.Kind {
	case KindAdded, KindRemoved, KindUpgraded, KindDowngraded, KindReplaced, KindRelocated, KindMarker:
		return true
	default:
		return false
	}
}

// DescribeGodebug adds to every go line that differs the GODEBUG defaults that move with it, by the
// table of the toolchain at hand. Where there is no table, why says so.
func DescribeGodebug(changes []Change, sides Sides, table GodebugTable, why string) {
	for i := range changes {
		c := &changes[i]
		if c.Kind != KindDirective || c.Directive != "go" {
			continue
		}
		if why != "" {
			c.Notes = append(c.Notes, why)
			continue
		}
		base, head, ok := godebugLines(sides, c.ModuleFile)
		if !ok {
			continue
		}
		effect := table.Effect(base, head)
		c.Settings = effect.Settings
		if effect.Unknown != "" {
			c.Notes = append(c.Notes, effect.Unknown)
		}
	}
}

// godebugLines finds what a module file says about GODEBUG at both sides.
func godebugLines(sides Sides, file string) (base, head GodebugLines, ok bool) {
	for _, pair := range pairModules(sides.Base.Modules, sides.Head.Modules) {
		if pair.base != nil && pair.head != nil && pair.head.File == file {
			return pair.base.GodebugLines(), pair.head.GodebugLines(), true
		}
	}
	for _, b := range sides.Base.Workspaces {
		for _, h := range sides.Head.Workspaces {
			if b.File == file && h.File == file {
				return b.GodebugLines(), h.GodebugLines(), true
			}
		}
	}
	return GodebugLines{}, GodebugLines{}, false
}
