package revision

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
)

// TestMovedModule follows a module into a skipped folder, and out of one.
func TestMovedModule(t *testing.T) {
	const other = "module example.com/other\n"
	large := modA + "// " + string(make([]byte, 2<<20))
	tests := []struct {
		name, reason string
		base, head   []string
		want         summary
	}{
		{"into an underscore folder", "the same module, moved: its upgrade is one",
			[]string{"svc/go.mod", modA, "svc/go.sum", ""}, []string{"_svc/go.mod", modB, "_svc/go.sum", ""},
			summary{Changed: "_svc/go.mod _svc/go.sum svc/go.mod svc/go.sum", Base: "svc/go.mod svc/go.sum", Head: "_svc/go.mod _svc/go.sum", ModuleFiles: 2}},
		{"out of it", "what was never looked at vouches for nothing: the module arrives as new",
			[]string{"_svc/go.mod", modB, "_svc/go.sum", ""}, []string{"svc/go.mod", modA, "svc/go.sum", ""},
			summary{Changed: "_svc/go.mod _svc/go.sum svc/go.mod svc/go.sum", Head: "svc/go.mod svc/go.sum", Skipped: "_svc/go.mod _svc/go.sum", ModuleFiles: 2}},
		{"with its vendor folder", "the vendored code moves along",
			[]string{"svc/go.mod", modB, "svc/vendor/modules.txt", "", "svc/vendor/x/x.go", "1"}, []string{"testdata/svc/go.mod", modB, "testdata/svc/vendor/modules.txt", "", "testdata/svc/vendor/x/x.go", "2"},
			summary{Changed: "svc/go.mod svc/vendor/modules.txt svc/vendor/x/x.go testdata/svc/go.mod testdata/svc/vendor/modules.txt testdata/svc/vendor/x/x.go",
				Base: "svc/go.mod svc/vendor/modules.txt", Head: "testdata/svc/go.mod testdata/svc/vendor/modules.txt", Contents: "testdata/svc/vendor/modules.txt testdata/svc/vendor/x/x.go", ModuleFiles: 2}},
		{"module block", "a spelling that the go command reads, too",
			[]string{"svc/go.mod", modA}, []string{"_svc/go.mod", "module (\n\t\"example.com/a\"\n)\n"},
			summary{Changed: "_svc/go.mod svc/go.mod", Base: "svc/go.mod", Head: "_svc/go.mod", ModuleFiles: 1}},
		{"onto a fixture", "a file that was there may become the module",
			[]string{"svc/go.mod", modA, "_svc/go.mod", other}, []string{"_svc/go.mod", modB},
			summary{Changed: "_svc/go.mod svc/go.mod", Base: "svc/go.mod", Head: "_svc/go.mod", Skipped: "_svc/go.mod", ModuleFiles: 1}},
		{"too large", "what cannot be read could be the module: nothing is decided",
			[]string{"svc/go.mod", modA}, []string{"_svc/go.mod", large},
			summary{Changed: "_svc/go.mod svc/go.mod", Base: "svc/go.mod", Head: "!_svc/go.mod", ModuleFiles: 1}},
		{"another module", "a fixture that comes while a module goes",
			[]string{"svc/go.mod", modA}, []string{"_svc/go.mod", other},
			summary{Changed: "_svc/go.mod svc/go.mod", Base: "svc/go.mod", Skipped: "_svc/go.mod"}},
		{"unchanged fixture", "a copy that was there before is not where it went",
			[]string{"svc/go.mod", modA, "_svc/go.mod", modA}, []string{"_svc/go.mod", modA},
			summary{Changed: "svc/go.mod", Base: "svc/go.mod", Skipped: "_svc/go.mod"}},
		{"copy", "the module is still where it was",
			[]string{"svc/go.mod", modA}, []string{"svc/go.mod", modA, "_svc/go.mod", modB},
			summary{Same: true, Changed: "_svc/go.mod", Skipped: "_svc/go.mod", ModuleFiles: 1}},
		{"no module line", "two files without a module are not the same one",
			[]string{"svc/go.mod", "go 1.25\n"}, []string{"_svc/go.mod", "go 1.25\n"},
			summary{Changed: "_svc/go.mod svc/go.mod", Base: "svc/go.mod", Skipped: "_svc/go.mod"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRepo(t)
			base := r.commit(test.base...)
			for i := 0; i < len(test.base); i += 2 {
				r.remove(test.base[i])
			}
			r.commit(test.head...)
			for _, head := range []string{"HEAD", "WORKTREE"} {
				test.want.BaseHasRev, test.want.HeadRev = true, head == "HEAD"
				if diff := cmp.Diff(test.want, summarize(mustRead(t, Request{Repo: r.dir, Base: base, Head: head}))); diff != "" {
					t.Errorf("%s: %s (-want +got)\n%s", head, test.reason, diff)
				}
			}
		})
	}
}

func FuzzModulePath(f *testing.F) {
	f.Add(modB)
	f.Add("module (\n\t\"a\"\n)\n")
	f.Add("module `a")
	f.Fuzz(func(t *testing.T, data string) {
		once := modulePath(diffing.File{Path: "go.mod", Data: []byte(data)})
		again := modulePath(diffing.File{Path: "_x/go.mod", Data: []byte(data + "\n// end\n")})
		if once != "" && again != "" && once != again {
			t.Errorf("%q, and with a comment at its end %q", once, again)
		}
	})
}
