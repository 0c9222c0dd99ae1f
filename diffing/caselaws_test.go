package diffing_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/soakgate/soakgate/diffing"
)

// eachCase parses every case of testdata whose sides can be read.
func eachCase(t *testing.T, law func(t *testing.T, sides diffing.Sides)) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		base, head := sidesOf(archive)
		sides, problems := diffing.ParseSides(base, head)
		if len(problems) > 0 {
			continue
		}
		held++
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { law(t, sides) })
	}
	if held < 20 {
		t.Fatalf("only %d cases can be read", held)
	}
}

// TestSwapped holds law 2 for whole repositories: modules that came went, and what they are compared
// with is the same from both sides. Findings about head alone have no mirror.
func TestSwapped(t *testing.T) {
	headAlone := func(c diffing.Change) bool {
		return c.Kind == diffing.KindChecksum || c.Kind == diffing.KindVendor || strings.HasSuffix(c.ModuleFile, "modules.txt")
	}
	eachCase(t, func(t *testing.T, sides diffing.Sides) {
		forward := slices.DeleteFunc(diffing.Diff(sides, renames).Changes, headAlone)
		backward := slices.DeleteFunc(diffing.Diff(diffing.Sides{Base: sides.Head, Head: sides.Base}, renames).Changes, headAlone)
		for _, changes := range [][]diffing.Change{forward, backward} {
			for i := range changes {
				changes[i].ModuleFile = "" // a module that moved is told at its head
			}
		}
		if diff := gocmp.Diff(essence(forward, false), essence(backward, true)); diff != "" {
			t.Errorf("swapping the sides does not swap the changes (-forward +backward)\n%s", diff)
		}
	})
}

// listsOf are the build lists of modules that require all that they build.
func listsOf(set diffing.ModuleSet) []diffing.BuildList {
	var lists []diffing.BuildList
	for _, m := range set.Modules {
		list := diffing.BuildList{ModuleFile: m.File, Mains: []string{m.Path}}
		for _, q := range m.Requirements {
			s := diffing.Selected{Path: q.Path, Version: q.Version, Indirect: q.Indirect}
			for _, r := range m.Replacements {
				if r.Path == q.Path && (r.Version == "" && s.Replacement == "" || r.Version == q.Version) {
					s.Replacement = r.Target()
				}
			}
			list.Modules = append(list.Modules, s)
		}
		lists = append(lists, list)
	}
	return lists
}

// TestNothingIsLost holds the law of the build-list view: a change of the requirements view about a
// module that is selected at head is there too, and is as little inert.
func TestNothingIsLost(t *testing.T) {
	eachCase(t, func(t *testing.T, sides diffing.Sides) {
		requirements := diffing.Diff(sides, renames).Changes
		lists := diffing.BuildLists{Base: listsOf(sides.Base), Head: listsOf(sides.Head)}
		view := diffing.InBuildList(requirements, lists, renames)
		for _, c := range requirements {
			if c.Inert != "" || !selected(lists.Head, c) {
				continue
			}
			if !slices.ContainsFunc(view, func(v diffing.Change) bool {
				return v.ModuleFile == c.ModuleFile && v.Kind == c.Kind && v.Path == c.Path && v.From == c.From && v.To == c.To && v.Inert == "" &&
					v.SumFrom == c.SumFrom && v.SumTo == c.SumTo && v.ReplaceFrom == c.ReplaceFrom && v.ReplaceTo == c.ReplaceTo
			}) {
				t.Errorf("the build-list view lost %+v\nit has %+v", c, view)
			}
		}
	})
}

// selected reports whether a change is about a module of head's build list, or about anything else than
// a module. The module file that a change names may be gone.
func selected(lists []diffing.BuildList, c diffing.Change) bool {
	i := slices.IndexFunc(lists, func(l diffing.BuildList) bool { return l.ModuleFile == c.ModuleFile })
	if i < 0 {
		return c.Kind != diffing.KindRemoved && c.Directive != "replace"
	}
	return slices.ContainsFunc(lists[i].Modules, func(s diffing.Selected) bool { return s.Path == c.Path }) ||
		c.Kind == diffing.KindDirective || c.Kind == diffing.KindModuleFile || c.Kind == diffing.KindWorkspace
}
