package revision

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadPaths compares folders and go.mod files with each other and with revisions.
func TestReadPaths(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA, "sub/go.mod", modA, "sub/go.sum", "x\n", "same/go.mod", modA, "both/go.mod", modA)
	r.git("branch", "both")
	r.commit("sub/go.mod", modB, "other.mod", modB)
	outside := repo{tb: t, dir: t.TempDir()}
	outside.write("a/go.mod", modA, "a/go.sum", "x\n", "a/vendor/modules.txt", "", "a/vendor/x.go", "1", "a/.git/config/go.mod", modA, "a/README", "1",
		"b/go.mod", modA, "b/go.sum", "y\n", "b/vendor/modules.txt", "", "b/vendor/x.go", "2", "b/README", "2", "b/testdata/go.mod", modB)
	t.Chdir(r.dir)
	tests := []struct {
		name, base, head string
		want             summary
	}{
		{"folders", outside.dir + "/a", outside.dir + "/b", summary{Changed: "go.sum testdata/go.mod vendor/x.go", Base: "go.mod go.sum vendor/modules.txt",
			Head: "go.mod go.sum vendor/modules.txt", Contents: "vendor/x.go", Skipped: "testdata/go.mod", ModuleFiles: 3}},
		{"same folder", "sub", "./sub", summary{Same: true, ModuleFiles: 2}},
		{"files", outside.dir + "/a/go.mod", outside.dir + "/b/go.mod", summary{Changed: "go.sum", Base: "go.mod go.sum", Head: "go.mod go.sum", ModuleFiles: 2}},
		{"file of another name", "sub/go.mod", "other.mod", summary{Changed: "go.sum", Base: "go.mod go.sum", Head: "go.mod", ModuleFiles: 1}},
		{"file and folder", "go.mod", outside.dir + "/b", summary{Changed: "go.sum", Base: "go.mod", Head: "go.mod go.sum", ModuleFiles: 2}},
		{"revision and a file in it", "HEAD~1", "sub/go.mod", summary{Changed: "go.mod", Base: "go.mod go.sum", Head: "go.mod go.sum", ModuleFiles: 2, BaseHasRev: true}},
		{"revision and a file elsewhere", "HEAD", outside.dir + "/a/go.mod", summary{Changed: "go.sum", Base: "go.mod", Head: "go.mod go.sum", ModuleFiles: 2, BaseHasRev: true}},
		{"work tree and a file in it", "sub/go.mod", "WORKTREE", summary{Same: true, ModuleFiles: 2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, summarize(mustRead(t, Request{Base: test.base, Head: test.head}))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	for _, base := range []string{"both", "sub/nonesuch.mod", "../" + filepath.Base(r.dir) + "/both/none"} {
		var f Failure
		if _, err := Read(t.Context(), Request{Base: base}); !errors.As(err, &f) || !f.Usage {
			t.Errorf("base %q: got %v, want a usage failure", base, err)
		}
	}
	if _, err := Read(t.Context(), Request{Base: "both"}); !strings.Contains(err.Error(), "./both for the path") {
		t.Errorf("the ambiguity must say how to write either: %v", err)
	}
}

// TestReadPathsWithoutRepository compares two folders where there is no repository at all.
func TestReadPathsWithoutRepository(t *testing.T) {
	dir := t.TempDir()
	repo{tb: t, dir: dir}.write("a/go.mod", modA, "b/go.mod", modB)
	t.Chdir(dir)
	for _, sides := range [][2]string{{"a", "b"}, {"./a", "./b"}, {"a/go.mod", "b/go.mod"}, {"a", "b/go.mod"}} {
		p := mustRead(t, Request{Base: sides[0], Head: sides[1]})
		if p.Same || string(p.Base.Files[0].Data) != modA || string(p.Head.Files[0].Data) != modB {
			t.Errorf("%v: got %+v", sides, p)
		}
	}
}
