package revision

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLinkInReplacedFolder compares the code that a link stands for. Every fork replaces a module; the
// link is in it at base.
func TestLinkInReplacedFolder(t *testing.T) {
	const link = "fork/x.go"
	tests := []struct {
		name, reason string
		target       string
		files        []string
		edit         func(r repo)
		want         summary
	}{
		{"target edited", "the go command compiles the target", "../real/x.go", []string{"real/x.go", "1"},
			func(r repo) { r.write("real/x.go", "2") }, summary{Changed: "real/x.go", Contents: link, Texts: "real/x.go"}},
		{"target of a target", "so it does through a second link, and a link to a folder", "../alias/y.go", []string{"real/x.go", "1", "real/deep/z", ""},
			func(r repo) { r.write("real/x.go", "2") }, summary{Changed: "real/x.go", Contents: link, Texts: "real/x.go"}},
		{"beside the target", "nothing leads there", "../real/x.go", []string{"real/x.go", "1", "real/xy.go", "1"},
			func(r repo) { r.write("real/xy.go", "2") }, summary{Same: true, Changed: "real/xy.go", Texts: "real/xy.go"}},
		{"replaced by its target", "the same code, whatever holds it", "../real/x.go", []string{"real/x.go", "1"},
			func(r repo) { r.remove(link); r.write(link, "1") }, summary{Changed: link, Texts: link}},
		{"led elsewhere", "the text of the link changed, and with it the code", "../real/x.go", []string{"real/x.go", "1", "real/y.go", "2"},
			func(r repo) { r.remove(link); r.symlink("../real/y.go", link) }, summary{Changed: link, Contents: link, Texts: link}},
		{"led to a copy", "the text of the link changed, the code did not", "../real/x.go", []string{"real/x.go", "1", "real/y.go", "1"},
			func(r repo) { r.remove(link); r.symlink("../real/y.go", link) }, summary{Changed: link, Texts: link}},
		{"target removed", "a link to nothing is no code to compare", "../real/x.go", []string{"real/x.go", "1"},
			func(r repo) { r.remove("real/x.go") }, summary{Changed: "real/x.go", Contents: link, Problems: link}},
		{"target comes", "a link that led nowhere has code now", "../real/x.go", nil,
			func(r repo) { r.write("real/x.go", "1") }, summary{Changed: "real/x.go", Contents: link, Texts: "real/x.go"}},
		{"led outside", "what lies outside the tree is not compared", "../real/x.go", []string{"real/x.go", "1"},
			func(r repo) { r.remove(link); r.symlink("../../x.go", link) }, summary{Changed: link, Contents: link, Problems: link, Texts: "!" + link}},
		{"led in a circle", "nor is what nobody can open", "../real/x.go", []string{"real/x.go", "1"},
			func(r repo) { r.remove(link); r.symlink("x.go", link) }, summary{Changed: link, Contents: link, Problems: link, Texts: "!" + link}},
		{"outside before", "the change has no part in it", "/etc/hostname", nil,
			func(r repo) { r.write("fork/y.go", "1") }, summary{Changed: "fork/y.go", Contents: "fork/y.go", Texts: "fork/y.go"}},
		{"text becomes code", "a link that leads nowhere is not the file that holds its text", "package x", nil,
			func(r repo) { r.remove(link); r.write(link, "package x") }, summary{Changed: link, Contents: link, Texts: link}},
		{"folder edited", "packages are imported through links to folders", "../real", []string{"real/sub/x.go", "1"},
			func(r repo) { r.write("real/sub/x.go", "2") }, summary{Changed: "real/sub/x.go", Contents: "fork/x.go real/sub/x.go", Texts: "real/sub/x.go"}},
		{"folder above itself", "a circle of folders is walked once", "..", []string{"real/x.go", "1"},
			func(r repo) { r.write("real/x.go", "2") }, summary{Changed: "real/x.go", Contents: "fork/x.go real/x.go", Texts: "real/x.go"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRepo(t)
			r.write("go.mod", modA+"replace example.org/x => ./fork\n", "fork/go.mod", "module example.org/x\n")
			r.write(test.files...)
			r.symlink(test.target, link)
			if strings.Contains(test.target, "alias") {
				r.symlink("real/deep/..", "alias")
				r.symlink("x.go", "real/y.go")
			}
			base := r.commit()
			test.edit(r)
			if test.want.ModuleFiles = 2; !test.want.Same {
				test.want.Base, test.want.Head = "fork/go.mod go.mod", "fork/go.mod go.mod"
			}
			for _, head := range []string{"WORKTREE", "HEAD"} {
				if test.want.BaseHasRev, test.want.HeadRev = true, head == "HEAD"; test.want.HeadRev {
					r.commit()
				}
				if diff := cmp.Diff(test.want, summarize(mustRead(t, Request{Repo: r.dir, Base: base, Head: head}))); diff != "" {
					t.Errorf("%s: %s (-want +got)\n%s", head, test.reason, diff)
				}
			}
		})
	}
}

// TestLinkInVendorFolder sees the edit of what a vendored link leads to, although the link is old.
func TestLinkInVendorFolder(t *testing.T) {
	r := newRepo(t)
	r.write("go.mod", modB, "vendor/modules.txt", "# example.org/x v1.0.0\n", "vendor/example.org/x/y.go", "1", "real/x.go", "1")
	r.symlink("../../../real/x.go", "vendor/example.org/x/x.go")
	base := r.commit()
	r.commit("real/x.go", "2")
	for _, head := range []string{"HEAD", "WORKTREE"} {
		if p := mustRead(t, Request{Repo: r.dir, Base: base, Head: head}); p.Same || differing(p) != "vendor/example.org/x/x.go" {
			t.Errorf("%s: got %+v", head, summarize(p))
		}
	}
}

// FuzzLinks follows any links. Each line is a file, or a link and its target with an arrow between.
func FuzzLinks(f *testing.F) {
	f.Add("real/x.go\nfork/x.go>../real/x.go\nfork/sub>..")
	f.Add("fork/a>b\nfork/b>a\nfork/c>/etc\nfork/d>../../x\nfork/e>.\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := fuzzedSide(text)
		c := comparison{head: s, roots: map[string]bool{"fork": true}}
		if err := c.watchLinks(s); err != nil {
			t.Fatal(err)
		}
		first, err := c.contents(s)
		if err != nil {
			t.Fatal(err)
		}
		for root := range c.roots {
			if root == ".." || strings.HasPrefix(root, "../") || path.IsAbs(root) {
				t.Errorf("%q is watched, outside the tree", root)
			}
		}
		for i := range s.files {
			if e := &s.files[i]; e.mode == modeRegular && c.belowRoot(e.path) {
				e.oid = strings.Repeat("\xee", 20)
				s.folders, s.linked = nil, 0
				second, err := c.contents(s)
				if err != nil || cmp.Equal(first, second) {
					t.Errorf("%q changed below a root, unseen (%v)", e.path, err)
				}
				return
			}
		}
	})
}

// fuzzedSide is a side that is read without git.
func fuzzedSide(text string) *side {
	s := &side{oidBytes: 20, objects: &objects{blobs: map[string][]byte{}}}
	held := map[string]bool{}
	for line := range strings.Lines(text) {
		file, target, link := strings.Cut(strings.TrimSuffix(line, "\n"), ">")
		file = strings.TrimPrefix(path.Clean("/"+file), "/")
		if parts := strings.Split(file, "/"); len(parts) != 2 || held[file] || len(s.files) > 50 {
			continue // a file that is a folder, too, is in no tree
		}
		held[file] = true
		e := entry{path: file, mode: modeRegular, oid: objectHash("blob", []byte(target), 20)}
		if link {
			e.mode, s.objects.blobs[e.oid] = modeSymlink, []byte(target)
		}
		s.files = append(s.files, e)
	}
	s.files.sort()
	return s
}
