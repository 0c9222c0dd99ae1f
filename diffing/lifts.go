package diffing

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// lifts lists versions that move in a module although its own go.mod does not say so: a workspace builds
// all of its modules with the highest version that any of them requires. There is one change for a
// path and direction, from the lowest version to the highest.
func (d *differ) lifts(b, h Workspace) {
	base, head := d.sides.Base.members(b), d.sides.Head.members(h)
	if len(base) < 2 && len(head) < 2 || slices.EqualFunc(base, head, sameRequirements) {
		return
	}
	before, after := highest(base), highest(head)
	found := map[liftKey]lift{}
	for _, pair := range pairModules(d.sides.Base.Modules, d.sides.Head.Modules) {
		if pair.base == nil || pair.head == nil {
			continue
		}
		_, used := searchBy(base, pair.base.File, fileOf)
		_, uses := searchBy(head, pair.head.File, fileOf)
		if !used && !uses {
			continue
		}
		for _, q := range pair.head.Requirements {
			was, ok := pair.base.requirement(q.Path)
			if !ok {
				continue
			}
			l := lift{path: q.Path, from: was.Version, to: q.Version, member: pair.head.File, leaves: !uses}
			if used {
				l.from = before[q.Path].version
			}
			if uses {
				l.to, l.member = after[q.Path].version, after[q.Path].file
			}
			if l.from != l.to && (l.from != was.Version || l.to != q.Version) {
				found[l.key()] = widest(found[l.key()], l)
			}
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(found), liftKey.compare) {
		d.add(d.liftChange(found[key], sidedWorkspaces{b, h}))
	}
}

func fileOf(m Module) string { return m.File }

func sameRequirements(a, b Module) bool {
	return a.File == b.File && slices.EqualFunc(a.Requirements, b.Requirements, func(x, y Requirement) bool {
		return x.Path == y.Path && x.Version == y.Version
	})
}

// members are the modules that a workspace uses and that are in scope, sorted by file.
func (s ModuleSet) members(w Workspace) []Module {
	var out []Module
	for _, use := range distinct(w.Uses) {
		dir, inside := insideFolder(w.File, use.Text)
		if i, ok := searchBy(s.Modules, path.Join(dir, "go.mod"), fileOf); ok && inside {
			out = append(out, s.Modules[i])
		}
	}
	slices.SortFunc(out, func(a, b Module) int { return strings.Compare(a.File, b.File) })
	return out
}

// required is the highest version of a path that the modules of a workspace require, and the first
// module file that requires it.
type required struct{ version, file string }

func highest(members []Module) map[string]required {
	out := map[string]required{}
	for _, m := range members {
		for _, q := range m.Requirements {
			best, ok := out[q.Path]
			if !ok || q.Version != best.version && CompareVersions(q.Version, best.version) > 0 {
				out[q.Path] = required{q.Version, m.File}
			}
		}
	}
	return out
}

// lift is one module path whose built version moves in some module of a workspace.
type lift struct {
	path, from, to string
	member         string // the module file at head that requires the version
	leaves         bool   // the module is not part of the workspace at head
}

type liftKey struct {
	path string
	kind Kind
}

func (l lift) key() liftKey { return liftKey{l.path, movement(l.from, l.to)} }

func (k liftKey) compare(o liftKey) int {
	return cmp.Or(strings.Compare(k.path, o.path), strings.Compare(string(k.kind), string(o.kind)))
}

// widest is the lift with the lowest lower version, then the highest higher one, so that both
// directions of a comparison agree.
func widest(a, b lift) lift {
	if a.path == "" {
		return b
	}
	low := func(l lift) string { return slices.MinFunc([]string{l.from, l.to}, CompareVersions) }
	high := func(l lift) string { return slices.MaxFunc([]string{l.from, l.to}, CompareVersions) }
	if c := cmp.Or(CompareVersions(low(a), low(b)), CompareVersions(high(b), high(a))); c <= 0 {
		return a
	}
	return b
}

// sidedWorkspaces is one go.work at both sides.
type sidedWorkspaces struct{ base, head Workspace }

func (d *differ) liftChange(l lift, work sidedWorkspaces) Change {
	c := Change{ModuleFile: work.head.File, Kind: movement(l.from, l.to), Path: l.path, From: l.from, To: l.to, Step: StepBetween(l.from, l.to)}
	c.Notes = []string{fmt.Sprintf("built with this version in the workspace because %s requires it", l.member)}
	if l.leaves {
		c.Notes = []string{fmt.Sprintf("%s requires this version and is no longer built in the workspace", l.member)}
	}
	if by, ok := replacement(work.base.Replacements, l.path, l.from); ok {
		c.ReplaceFrom = by.Target()
	}
	if by, ok := replacement(work.head.Replacements, l.path, l.to); ok {
		c.ReplaceTo = by.Target()
	}
	if c.ReplaceTo != "" && !c.AltersReplacement() {
		c.Inert = fmt.Sprintf("%s replaces every version at both sides", c.ReplaceTo)
	}
	return c
}
