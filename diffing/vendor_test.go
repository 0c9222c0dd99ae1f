package diffing_test

import (
	"slices"
	"testing"

	"github.com/soakgate/soakgate/diffing"
)

// vendoring is a module with one vendored file, or a workspace with it where work is not empty.
func vendoring(gomod, work, list, code string) (diffing.ModuleSet, []diffing.Problem) {
	tree := diffing.Tree{Complete: true,
		Files:    []diffing.File{{Path: "go.mod", Data: []byte(gomod)}, {Path: "vendor/modules.txt", Data: []byte(list)}},
		Contents: []diffing.Content{{Path: "vendor/example.com/a/a.go", Digest: code}, {Path: "vendor/modules.txt", Digest: list}}}
	if work != "" {
		tree.Files = append(tree.Files, diffing.File{Path: "go.work", Data: []byte(work)})
	}
	return diffing.Parse(tree, "head")
}

// FuzzVendor holds law V3 for any modules.txt at head: while no go.mod and no go.work moves, no text in
// it explains vendored code that differs.
func FuzzVendor(f *testing.F) {
	const list = "# example.com/a v1.0.0\n## explicit; go 1.21\nexample.com/a\n"
	f.Add(list, false, "1.24.0")
	f.Add("## workspace\n"+list, true, "1.24.0")
	f.Add("# example.com/a v1.0.0 => ./fork\n## explicit\nexample.com/a\n# example.com/a => ./fork\n", false, "1.16")
	f.Add("# example.com v1.0.0\nexample.com/a\n# example.com/a v1.1.0\n## explicit\nexample.com/a\n", false, "1.13")
	f.Add("", false, "1.24.0")
	f.Add(list, true, "1.24.0") // written for the module beside go.work from now on
	f.Fuzz(func(t *testing.T, text string, workspace bool, version string) {
		gomod, work, before := "module example.com/m\ngo "+version+"\nrequire example.com/a v1.0.0\n", "", list
		if workspace {
			work, before = "go 1.24.0\nuse .\n", "## workspace\n"+list
		}
		base, baseProblems := vendoring(gomod, work, before, "1")
		head, headProblems := vendoring(gomod, work, text, "2")
		if len(baseProblems)+len(headProblems) > 0 {
			return
		}
		same := diffing.Diff(diffing.Sides{Base: head, Head: head}, nil)
		if len(same.Changes)+len(same.Problems) > 0 {
			t.Errorf("a state differs from itself: %+v", same)
		}
		r := diffing.Diff(diffing.Sides{Base: base, Head: head}, nil)
		if !slices.ContainsFunc(r.Changes, func(c diffing.Change) bool { return c.Kind == diffing.KindVendor && c.Danger != "" }) {
			t.Errorf("the vendored code changed and %q explains it: %+v", text, r.Changes)
		}
	})
}
