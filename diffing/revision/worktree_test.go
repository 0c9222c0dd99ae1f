package revision

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestReadWorktreeTrusts shows what is believed of the index, and what is not.
func TestReadWorktreeTrusts(t *testing.T) {
	tests := []struct {
		name, reason string
		edit         func(r repo)
		want         summary
	}{
		{"assume unchanged", "the bit hides nothing", func(r repo) { r.git("update-index", "--assume-unchanged", "go.mod"); r.write("go.mod", modB) },
			summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"skip worktree, present", "the bit hides nothing that is there", func(r repo) { r.git("update-index", "--skip-worktree", "go.mod"); r.write("go.mod", modB) },
			summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"skip worktree, absent", "a sparse checkout did not delete the file", func(r repo) { r.git("update-index", "--skip-worktree", "go.mod"); r.remove("go.mod") },
			summary{Same: true, ModuleFiles: 1}},
		{"same stat", "a module file is compared by its bytes, whatever size and time say", func(r repo) {
			info, err := os.Stat(filepath.Join(r.dir, "go.mod"))
			if err != nil {
				r.tb.Fatal(err)
			}
			r.write("go.mod", strings.Replace(modA, "1.25", "1.26", 1))
			if err := os.Chtimes(filepath.Join(r.dir, "go.mod"), time.Time{}, info.ModTime()); err != nil {
				r.tb.Fatal(err)
			}
		}, summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"staged only", "what is staged and not on disk is not in the work tree", func(r repo) { r.write("go.mod", modB); r.git("add", "go.mod"); r.write("go.mod", modA) },
			summary{Same: true, ModuleFiles: 1}},
		{"ignored", "an ignored file is not part of the change", func(r repo) { r.write(".git/info/exclude", "/x\n", "x/go.mod", modB) }, summary{Same: true, ModuleFiles: 1}},
		{"tracked and ignored", "ignoring a tracked file hides nothing", func(r repo) { r.write(".git/info/exclude", "go.mod\n", "go.mod", modB) },
			summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"intent to add", "git add -N", func(r repo) { r.write("n/go.mod", modB); r.git("add", "-N", "n/go.mod") },
			summary{Changed: "n/go.mod", Base: "go.mod", Head: "go.mod n/go.mod", ModuleFiles: 2}},
		{"split index", "an index of another form is read through git", func(r repo) { r.git("update-index", "--split-index"); r.write("go.mod", modB) },
			summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"index version 4", "paths are compressed there", func(r repo) { r.git("update-index", "--index-version", "4"); r.write("go.mod", modB) },
			summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"folder became a link", "files behind a link are not the tracked ones", func(r repo) {
			r.write("elsewhere/x.go", "package y\n")
			if err := os.RemoveAll(filepath.Join(r.dir, "a")); err != nil {
				r.tb.Fatal(err)
			}
			r.symlink("elsewhere", "a")
		}, summary{Changed: "a a/x.go elsewhere/x.go", Base: "go.mod", Head: "go.mod", Texts: "a/x.go elsewhere/x.go", ModuleFiles: 1}},
		{"nested repository", "no commit can hold it", func(r repo) {
			r.git("init", "-q", "nested")
			r.write("nested/go.mod", modB)
		}, summary{Same: true, Changed: "nested", ModuleFiles: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRepo(t)
			base := r.commit("go.mod", modA, "a/x.go", "package x\n")
			test.edit(r)
			test.want.BaseHasRev = true
			if diff := cmp.Diff(test.want, summarize(mustRead(t, Request{Repo: r.dir, Base: base}))); diff != "" {
				t.Errorf("%s (-want +got)\n%s", test.reason, diff)
			}
		})
	}
}

// TestRacyFile changes a file without changing what its index entry remembers, at the instant at
// which the index was written: size and time say nothing then.
func TestRacyFile(t *testing.T) {
	written := time.Unix(1000, 0)
	top := t.TempDir()
	repo{tb: t, dir: top}.write("vendor/x.go", "new")
	if err := os.Chtimes(filepath.Join(top, "vendor/x.go"), time.Time{}, written); err != nil {
		t.Fatal(err)
	}
	e, r := entry{path: "vendor/x.go", mode: modeRegular, oid: "old"}, remark{seconds: 1000, size: 3}
	none := func(string) bool { return false }
	for _, test := range []struct {
		written time.Time
		want    string
	}{{written, ""}, {written.Add(time.Second), "old"}} {
		got, ok, err := onDisk(top, e, r, test.written, none)
		if err != nil || !ok || got.oid != test.want {
			t.Errorf("index written at %v: got %+v, %v, want the hash %q", test.written.Unix(), got, err, test.want)
		}
	}
}
