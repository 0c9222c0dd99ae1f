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
// Directives, checksums, vendored code, the code of replaced folders and whatever is dangerous stay as
// they are: no build list shows them.
func InBuildList(requirements []Change, lists BuildLists, renames []Rename) []Change {
	listed := map[string]bool{}
	for _, l := range slices.Concat(lists.Base, lists.Head) {
		listed[l.ModuleFile] = true
	}
	var out []Change
	for _, c := range requirements {
		if !listed[c.ModuleFile] || !aboutModule(c) || beyondBuildList(c) {
			out = append(out, c)
		}
	}
	for _, c := range BuildListChanges(lists, renames) {
		i := slices.IndexFunc(requirements, func(r Change) bool {
			return aboutModule(r) && r.ModuleFile == c.ModuleFile && r.Path == c.Path
		})
		if i >= 0 && beyondBuildList(requirements[i]) {
			continue // it is there already
		}
		if i >= 0 {
			c = withText(c, requirements[i])
		}
		out = append(out, c)
	}
	SortChanges(out)
	return out
}

// beyondBuildList reports whether a change says more than build lists can: a danger, or that the code of
// a folder differs which stands for the module at both sides.
func beyondBuildList(c Change) bool { return c.Danger != "" || folderDiffers(c) }

// withText adds to a change of the build list what go.mod and go.sum say about the module. Where the
// module file came or went, the list has one side only, and the requirements were compared with those of
// the module around it, which says more.
func withText(c, r Change) Change {
	if oneSided(c) && !oneSided(r) && r.Kind != KindRelocated && r.From != "" && r.To != "" {
		r.Via, r.Notes = c.Via, append(slices.Clone(r.Notes), c.Notes...)
		return r
	}
	c.Line = r.Line
	c.Notes = append(slices.Clone(r.Notes), c.Notes...)
	c.ReplaceVersionFrom, c.ReplaceVersionTo = r.ReplaceVersionFrom, r.ReplaceVersionTo
	if r.From == c.From && r.To == c.To {
		c.SumFrom, c.SumTo, c.Inert = r.SumFrom, r.SumTo, cmp.Or(c.Inert, r.Inert)
	}
	return c
}

func oneSided(c Change) bool { return c.Kind == KindAdded || c.Kind == KindRemoved }

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
		b, h := pair.base, pair.head
		switch {
		case h != nil && h.File != file || h == nil && b.File != file:
			continue
		case b == nil:
			owner, held := enclosing(sides.Base.Modules, file)
			return owner.GodebugLines(), h.GodebugLines(), held
		case h == nil:
			owner, held := enclosing(sides.Head.Modules, file)
			return b.GodebugLines(), owner.GodebugLines(), held
		}
		return b.GodebugLines(), h.GodebugLines(), true
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
