package diffing

import (
	"cmp"
	"slices"

	"golang.org/x/mod/module"
)

// BuildLists holds what the go command selects at both sides, one list for each main module and one
// for each workspace. Lists whose inputs are the same at both sides may be left out of both.
type BuildLists struct {
	Base, Head []BuildList // sorted by ModuleFile
}

// BuildList is what the go command selects for one main module or one workspace.
type BuildList struct {
	ModuleFile string           // the go.mod or go.work
	Mains      []string         // paths of the main modules, sorted; one, except in a workspace
	Modules    []Selected       // sorted by Path; without the main modules
	Graph      []Edge           // who requires what; sorted by From, then To
	Barred     []BarredVersion  // sorted by Path, Version
	Unknown    []module.Version // modules that could not be looked up; what they require is not in the list
}

// Selected is one module of a build list.
type Selected struct {
	Path, Version string
	Replacement   string // "path@version" or a folder; empty when the module stands for itself
	Indirect      bool   // no package of the main module imports it, by the "// indirect" mark
}

// Edge is one requirement in the module graph, of a main module (no Version) or of a dependency.
type Edge struct{ From, To module.Version }

// BarredVersion is a version that an exclude line keeps out although RequiredBy (empty when
// not known) asks for it, so that the go command selects a lower version than a dependency states as its minimum.
type BarredVersion struct {
	Path, Version string
	RequiredBy    module.Version
}

// BuildListChanges lists the modules whose selected version, replacement or directness differs,
// sorted as [Change] says. Directives, checksums and vendored code are not part of a build list: they
// stay with the requirements view.
func BuildListChanges(lists BuildLists, renames []Rename) []Change {
	var changes []Change
	for _, p := range pairLists(lists) {
		changes = append(changes, p.changes(renames)...)
	}
	SortChanges(changes)
	return changes
}

// listPair is one build list at both sides; the zero list where it came or went.
type listPair struct{ base, head BuildList }

// pairLists pairs lists by module file, and what is left by the main modules, so that a folder that
// moved is not a removal and an addition.
func pairLists(lists BuildLists) []listPair {
	var pairs []listPair
	left := slices.Clone(lists.Base)
	take := func(same func(BuildList) bool) BuildList {
		i := slices.IndexFunc(left, same)
		if i < 0 {
			return BuildList{}
		}
		found := left[i]
		left = slices.Delete(left, i, i+1)
		return found
	}
	var unpaired []BuildList
	for _, head := range lists.Head {
		base := take(func(b BuildList) bool { return b.ModuleFile == head.ModuleFile })
		if base.ModuleFile == "" {
			unpaired = append(unpaired, head)
			continue
		}
		pairs = append(pairs, listPair{base, head})
	}
	for _, head := range unpaired {
		base := take(func(b BuildList) bool { return slices.Equal(b.Mains, head.Mains) })
		pairs = append(pairs, listPair{base, head})
	}
	for _, base := range left {
		pairs = append(pairs, listPair{base: base})
	}
	return pairs
}

func (p listPair) changes(renames []Rename) []Change {
	var changes []Change
	for _, m := range mergeSelected(p.base.Modules, p.head.Modules) {
		if c, differs := m.change(); differs {
			changes = append(changes, c)
		}
	}
	changes = relocate(changes, newRenameTable(renames))
	moved := map[string]bool{}
	for _, c := range changes {
		moved[c.Path] = true
	}
	before, after := newChains(p.base, moved), newChains(p.head, moved)
	for i := range changes {
		c := &changes[i]
		c.ModuleFile = cmp.Or(p.head.ModuleFile, p.base.ModuleFile)
		c.Via = after.to(module.Version{Path: c.Path, Version: c.To})
		if c.Kind == KindRemoved {
			c.Via = before.to(module.Version{Path: c.Path, Version: c.From})
		}
		c.Danger, c.Notes = p.remarks(*c)
	}
	return changes
}

// remarks says what the go command could not know about a change, and which law an exclude breaks.
func (p listPair) remarks(c Change) (danger string, notes []string) {
	for _, b := range p.head.Barred {
		if b.Path == c.Path || b.RequiredBy.Path == c.Path {
			danger = b.danger()
		}
	}
	side := p.head
	at := module.Version{Path: c.Path, Version: c.To}
	if c.Kind == KindRemoved {
		side, at.Version = p.base, c.From
	}
	if slices.Contains(side.Unknown, at) {
		notes = append(notes, "could not be looked up: what it requires itself is unknown")
	}
	return danger, notes
}

func (b BarredVersion) danger() string {
	who := "a dependency may require"
	if b.RequiredBy.Path != "" {
		who = b.RequiredBy.String() + " requires"
	}
	return "an exclude line bars " + b.Path + " " + b.Version + ", so that a lower version is selected than " + who
}

// selectedPair is one module path at both sides; nil where it is not selected.
type selectedPair struct{ base, head *Selected }

// mergeSelected walks two sorted lists at once.
func mergeSelected(base, head []Selected) []selectedPair {
	var both []selectedPair
	i, j := 0, 0
	for i < len(base) || j < len(head) {
		switch {
		case j == len(head) || i < len(base) && base[i].Path < head[j].Path:
			both = append(both, selectedPair{base: &base[i]})
			i++
		case i == len(base) || head[j].Path < base[i].Path:
			both = append(both, selectedPair{head: &head[j]})
			j++
		default:
			both = append(both, selectedPair{&base[i], &head[j]})
			i, j = i+1, j+1
		}
	}
	return both
}

func (p selectedPair) change() (Change, bool) {
	if p.base == nil {
		h := p.head
		return Change{Kind: KindAdded, Path: h.Path, To: h.Version, Step: StepNone, Indirect: h.Indirect, ReplaceTo: h.Replacement}, true
	}
	if p.head == nil {
		b := p.base
		return Change{Kind: KindRemoved, Path: b.Path, From: b.Version, Step: StepNone, Indirect: b.Indirect, IndirectFrom: b.Indirect, ReplaceFrom: b.Replacement}, true
	}
	b, h := p.base, p.head
	c := Change{Path: h.Path, From: b.Version, To: h.Version, Step: StepBetween(b.Version, h.Version),
		Indirect: h.Indirect, IndirectFrom: b.Indirect, ReplaceFrom: b.Replacement, ReplaceTo: h.Replacement}
	switch {
	case b.Replacement != h.Replacement:
		c.Kind = KindReplaced
	case b.Version != h.Version:
		c.Kind = movement(b.Version, h.Version)
		if h.Replacement != "" {
			c.Inert = h.Replacement + " stands in for it at both sides"
		}
	case b.Indirect != h.Indirect:
		c.Kind = KindMarker
	default:
		return Change{}, false
	}
	return c, true
}
