package revision

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIndexAgreesWithGit reads every version of the index as git does, and finds the hash of its tree.
func TestIndexAgreesWithGit(t *testing.T) {
	for _, version := range []string{"2", "3", "4"} {
		for oidBytes, format := range map[int]string{20: "sha1", 32: "sha256"} {
			r := newRepo(t, "--object-format="+format)
			r.symlink("a", "link")
			r.commit("go.mod", modA, "a/b/c.go", "x", "a/b.go", "y", "a-b/c", "z", "a.b", "z", strings.Repeat("long/", 100)+"x", "")
			r.git("update-index", "--index-version", version, "--chmod=+x", "a.b")
			if version == "3" {
				r.git("update-index", "--skip-worktree", "go.mod") // what makes git write version 3
			}
			x, err := readIndex(filepath.Join(r.dir, ".git/index"), oidBytes)
			if err != nil || x.modified.IsZero() {
				t.Fatalf("version %s, %s: %v", version, format, err)
			}
			var got []string
			for i, e := range x.files {
				got = append(got, fmt.Sprintf("%06o %s %d\t%s", uint32(e.mode), hex.EncodeToString([]byte(e.oid)), x.remarks[i].stage, e.path))
			}
			if diff := cmp.Diff(strings.Split(r.git("ls-files", "--stage"), "\n"), got); diff != "" {
				t.Errorf("version %s, %s (-want +got)\n%s", version, format, diff)
			}
			tree, _ := hex.DecodeString(r.git("write-tree"))
			if f := knowTrees(x, oidBytes).folders[string(tree)]; f.prefix != "" || len(f.files) != len(x.files) {
				t.Errorf("version %s, %s: the tree of the index is not known", version, format)
			}
		}
	}
}

// TestLyingIndex is not believed about a revision: its entries do not hash to the tree.
func TestLyingIndex(t *testing.T) {
	r := newRepo(t)
	base := r.commit("go.mod", modA)
	r.commit("go.mod", modB)
	index := filepath.Join(r.dir, ".git/index")
	data, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	was, _ := hex.DecodeString(r.git("rev-parse", "HEAD:go.mod"))
	is, _ := hex.DecodeString(r.git("rev-parse", base+":go.mod"))
	if err := os.WriteFile(index, []byte(strings.Replace(string(data), string(was), string(is), 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	if p := mustRead(t, Request{Repo: r.dir, Base: base, Head: "HEAD"}); p.Same || string(p.Head.Files[0].Data) != modB {
		t.Errorf("got %+v", p)
	}
}

func FuzzIndex(f *testing.F) {
	dir := f.TempDir()
	r := repo{tb: f, dir: dir}
	r.git("init", "-q")
	r.write("go.mod", modA, "a/b", "x")
	r.git("add", ".")
	for _, version := range []string{"2", "4"} {
		r.git("update-index", "--index-version", version)
		data, err := os.ReadFile(filepath.Join(dir, ".git/index"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, data string) {
		x, err := parseIndex(data, 20)
		if err != nil {
			return
		}
		for i, e := range x.files {
			if e.path == "" || len(e.oid) != 20 || i > 0 && e.path < x.files[i-1].path {
				t.Errorf("entry %d: %+v", i, e)
			}
		}
		knowTrees(x, 20)
	})
}

func FuzzTree(f *testing.F) {
	f.Add("100644 go.mod\x00" + strings.Repeat("x", 20) + "40000 a\x00" + strings.Repeat("y", 20))
	f.Add("120000 \x00")
	f.Add("40000 ..\x00" + strings.Repeat("y", 20))
	f.Fuzz(func(t *testing.T, raw string) {
		total := 0
		err := eachTreeEntry(raw, 20, func(e entry) {
			if e.path == "" || e.path == ".." || strings.Contains(e.path, "/") || len(e.oid) != 20 {
				t.Errorf("entry %+v", e)
			}
			total += len(e.path) + 20 + 3
		})
		if err == nil && total > len(raw) {
			t.Errorf("%d bytes of entries from %d", total, len(raw))
		}
	})
}

func FuzzFolders(f *testing.F) {
	f.Add("replace a => ./b\n", "_tools")
	f.Add("replace (\n\ta v1 => \"../b\" // c\n)\nuse ./x", "a/testdata/b")
	f.Fuzz(func(t *testing.T, data, folder string) {
		for _, found := range replacedFolders([]byte(data)) {
			if !isFolder(found) {
				t.Errorf("%q is no folder", found)
			}
		}
		usedFolders([]byte(data))
		for name, sc := range map[string]scope{"all": {all: true}, "include": {include: func(string) bool { return true }}} {
			if reason := sc.skipReason(folder + "/go.mod"); reason != "" {
				t.Errorf("%s: %q is left out: %s", name, folder, reason)
			}
		}
	})
}

func FuzzStageLine(f *testing.F) {
	f.Add("H 100644 " + strings.Repeat("0", 40) + " 0\tgo.mod")
	f.Add("S 1 zz 9 \t")
	f.Fuzz(func(t *testing.T, line string) {
		if e, _, ok := stageLine(line); ok && !strings.HasSuffix(line, "\t"+e.path) {
			t.Errorf("%q gives the path %q", line, e.path)
		}
	})
}
