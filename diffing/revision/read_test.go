package revision

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
)

const (
	modA = "module example.com/a\n\ngo 1.25.0\n"
	modB = "module example.com/a\n\ngo 1.25.0\n\nrequire example.org/x v1.0.0\n"
)

// summary is what a test compares: the shape of a Pair without its bytes.
type summary struct {
	Same                bool
	Changed             string
	Base, Head          string // paths of Files, those in trouble with a "!"
	Contents            string // paths whose digests differ between the sides
	Texts               string // of the head
	Skipped             string
	Problems            string // their files
	ModuleFiles         int
	PolicyEdited        bool
	BaseHasRev, HeadRev bool
}

func summarize(p Pair) summary {
	return summary{Same: p.Same, Changed: strings.Join(p.Changed, " "), Base: paths(p.Base.Files), Head: paths(p.Head.Files),
		Contents: differing(p), Texts: paths(p.Head.Texts), Skipped: skippedPaths(p), Problems: problemFiles(p),
		ModuleFiles: p.ModuleFiles, PolicyEdited: p.PolicyEdited, BaseHasRev: p.Base.Revision != "", HeadRev: p.Head.Revision != ""}
}

func paths(files []diffing.File) string {
	var out []string
	for _, f := range files {
		if f.Trouble != "" {
			f.Path = "!" + f.Path
		}
		out = append(out, f.Path)
	}
	return strings.Join(out, " ")
}

func differing(p Pair) string {
	before := map[diffing.Content]bool{}
	for _, c := range p.Base.Contents {
		before[c] = true
	}
	var out []string
	for _, c := range p.Head.Contents {
		if !before[c] {
			out = append(out, c.Path)
		}
	}
	return strings.Join(out, " ")
}

func skippedPaths(p Pair) string {
	var out []string
	for _, s := range p.Skipped {
		out = append(out, s.Path)
	}
	return strings.Join(out, " ")
}

func problemFiles(p Pair) string {
	var out []string
	for _, problem := range p.Problems {
		out = append(out, problem.File)
	}
	return strings.Join(out, " ")
}

func mustRead(t *testing.T, request Request) Pair {
	t.Helper()
	p, err := Read(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestReadWorktreeAndRevision makes the same change twice: as a commit on top of base, and as an
// uncommitted edit of it. Both must be seen alike.
func TestReadWorktreeAndRevision(t *testing.T) {
	vendored := []string{"go.mod", modB, "vendor/modules.txt", "# example.org/x v1.0.0\n", "vendor/example.org/x/x.go", "package x\n"}
	replaced := []string{"go.mod", modA + "replace example.org/x => ./third/x\n", "third/x/go.mod", "module example.org/x\n", "third/x/x.go", "package x\n"}
	tests := []struct {
		name, reason string
		base         []string
		edit         func(r repo)
		request      Request
		want         summary
	}{
		{"nothing", "no difference at all is the quietest path", []string{"go.mod", modA}, func(repo) {}, Request{}, summary{Same: true, ModuleFiles: 1}},
		{"code", "a Go file is no module file; its bytes are offered for //go:debug lines", []string{"go.mod", modA, "main.go", "package main\n"},
			func(r repo) { r.write("main.go", "package main // x\n") }, Request{}, summary{Same: true, Changed: "main.go", Texts: "main.go", ModuleFiles: 1}},
		{"requirement", "the plain case", []string{"go.mod", modA, "go.sum", ""}, func(r repo) { r.write("go.mod", modB) }, Request{},
			summary{Changed: "go.mod", Base: "go.mod go.sum", Head: "go.mod go.sum", ModuleFiles: 2}},
		{"new module", "a file that nobody added yet is part of the work tree", []string{"go.mod", modA}, func(r repo) { r.write("sub/go.mod", modB) }, Request{},
			summary{Changed: "sub/go.mod", Base: "go.mod", Head: "go.mod sub/go.mod", ModuleFiles: 2}},
		{"module gone", "B12", []string{"go.mod", modA, "sub/go.mod", modB}, func(r repo) { r.remove("sub/go.mod") }, Request{},
			summary{Changed: "sub/go.mod", Base: "go.mod sub/go.mod", Head: "go.mod", ModuleFiles: 1}},
		{"vendored file", "V1: only a file below vendor differs", vendored, func(r repo) { r.write("vendor/example.org/x/x.go", "package y\n") }, Request{},
			summary{Changed: "vendor/example.org/x/x.go", Base: "go.mod vendor/modules.txt", Head: "go.mod vendor/modules.txt", Contents: "vendor/example.org/x/x.go", ModuleFiles: 2}},
		{"vendor link", "V5: go mod vendor writes no links", vendored, func(r repo) { r.symlink("x.go", "vendor/example.org/x/y.go") }, Request{},
			summary{Changed: "vendor/example.org/x/y.go", Base: "go.mod vendor/modules.txt", Head: "go.mod vendor/modules.txt",
				Contents: "vendor/example.org/x/y.go", Problems: "vendor/example.org/x/y.go", ModuleFiles: 2}},
		{"replaced folder", "P2: code below a replaced folder is the module's code", replaced, func(r repo) { r.write("third/x/x.go", "package y\n") }, Request{},
			summary{Changed: "third/x/x.go", Base: "go.mod third/x/go.mod", Head: "go.mod third/x/go.mod", Contents: "third/x/x.go", Texts: "third/x/x.go", ModuleFiles: 2}},
		{"beside a replaced folder", "a folder with the same beginning is another one", replaced, func(r repo) { r.write("third/xy/x.go", "package y\n") }, Request{},
			summary{Same: true, Changed: "third/xy/x.go", Texts: "third/xy/x.go", ModuleFiles: 2}},
		{"replaced by the root", "a tool module that replaces the root by .. sees every file", []string{"go.mod", modA, "tools/go.mod", "module t\nreplace example.com/a => ../\n", "x.go", "package x\n"},
			func(r repo) { r.write("x.go", "package y\n") }, Request{},
			summary{Changed: "x.go", Base: "go.mod tools/go.mod", Head: "go.mod tools/go.mod", Contents: "x.go", Texts: "x.go", ModuleFiles: 2}},
		{"replaced outside", "what lies outside the repository is never read", []string{"go.mod", modA + "replace x => ../../../etc\n", "etc/passwd", "a\n"},
			func(r repo) { r.write("etc/passwd", "b\n") }, Request{}, summary{Same: true, Changed: "etc/passwd", ModuleFiles: 1}},
		{"skipped", "B9: fixtures do not take part", []string{"go.mod", modA, "testdata/m/go.mod", modA, "_x/go.mod", modA, ".x/go.mod", modA, "a/vendor/b/go.mod", modA},
			func(r repo) { r.write("testdata/m/go.mod", modB) }, Request{},
			summary{Same: true, Changed: "testdata/m/go.mod", Skipped: ".x/go.mod _x/go.mod a/vendor/b/go.mod testdata/m/go.mod", ModuleFiles: 1}},
		{"all modules", "--all-modules takes them in", []string{"go.mod", modA, "testdata/m/go.mod", modA}, func(r repo) { r.write("testdata/m/go.mod", modB) }, Request{AllModules: true},
			summary{Changed: "testdata/m/go.mod", Base: "go.mod testdata/m/go.mod", Head: "go.mod testdata/m/go.mod", ModuleFiles: 2}},
		{"include", "a folder that is asked for is taken in", []string{"go.mod", modA, "testdata/m/deep/go.mod", modA, "testdata/n/go.mod", modA},
			func(r repo) { r.write("testdata/m/deep/go.mod", modB) }, Request{Include: func(folder string) bool { return folder == "testdata/m/deep" }},
			summary{Changed: "testdata/m/deep/go.mod", Base: "go.mod testdata/m/deep/go.mod", Head: "go.mod testdata/m/deep/go.mod", Skipped: "testdata/n/go.mod", ModuleFiles: 2}},
		{"used by go.work", "a workspace member is built wherever it lies", []string{"go.work", "go 1.25\nuse (\n\t.\n\t./_tools // x\n)\n", "go.mod", modA, "_tools/go.mod", modA},
			func(r repo) { r.write("_tools/go.mod", modB) }, Request{},
			summary{Changed: "_tools/go.mod", Base: "_tools/go.mod go.mod go.work", Head: "_tools/go.mod go.mod go.work", ModuleFiles: 3}},
		{"other name", "B10: vendor.mod, when asked for, with its sums", []string{"vendor.mod", modA, "vendor.sum", ""}, func(r repo) { r.write("vendor.mod", modB) },
			Request{ModuleFiles: []string{"vendor.mod"}}, summary{Changed: "vendor.mod", Base: "vendor.mod vendor.sum", Head: "vendor.mod vendor.sum", ModuleFiles: 2}},
		{"other name unasked", "without the request it is a file like others", []string{"go.mod", modA, "vendor.mod", modA}, func(r repo) { r.write("vendor.mod", modB) },
			Request{}, summary{Same: true, Changed: "vendor.mod", ModuleFiles: 1}},
		{"two cases", "B8: a disk that ignores case holds one of the two", []string{"go.mod", modA}, func(r repo) { r.write("GO.mod", modB) }, Request{},
			summary{Changed: "GO.mod", Base: "go.mod", Head: "go.mod", Problems: "go.mod", ModuleFiles: 1}},
		{"odd case", "B8: alone, it is no module file, and is named", []string{"go.mod", modA}, func(r repo) { r.write("sub/Go.mod", modB) }, Request{},
			summary{Changed: "sub/Go.mod", Base: "go.mod", Head: "go.mod", Skipped: "sub/Go.mod", ModuleFiles: 1}},
		{"link", "B5: resolved inside the tree; the target's change is the link's", []string{"shared.txt", modA, "sub/x", "", "link", ""}, func(r repo) {
			r.remove("sub/x")
			r.symlink("../shared.txt", "sub/go.mod")
		}, Request{}, summary{Changed: "sub/go.mod sub/x", Head: "sub/go.mod", ModuleFiles: 1}},
		{"link outside", "B5: never followed out of the tree", []string{"go.mod", modA}, func(r repo) { r.remove("go.mod"); r.symlink("/etc/hostname", "go.mod") }, Request{},
			summary{Changed: "go.mod", Base: "go.mod", Head: "!go.mod", ModuleFiles: 1}},
		{"link upwards", "B5: nor by way of ..", []string{"go.mod", modA}, func(r repo) { r.remove("go.mod"); r.symlink("../go.mod", "go.mod") }, Request{},
			summary{Changed: "go.mod", Base: "go.mod", Head: "!go.mod", ModuleFiles: 1}},
		{"link circle", "a circle ends", []string{"go.mod", modA}, func(r repo) {
			r.remove("go.mod")
			r.symlink("b", "go.mod")
			r.symlink("go.mod", "b")
		}, Request{}, summary{Changed: "b go.mod", Base: "go.mod", Head: "!go.mod", ModuleFiles: 1}},
		{"lfs", "B5: a pointer is not the file", []string{"go.mod", modA}, func(r repo) {
			r.write("go.mod", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
		}, Request{}, summary{Changed: "go.mod", Base: "go.mod", Head: "!go.mod", ModuleFiles: 1}},
		{"huge", "B6: a size limit, before parsing", []string{"go.mod", modA}, func(r repo) { r.write("go.mod", modA+strings.Repeat("// x\n", 300_000)) }, Request{},
			summary{Changed: "go.mod", Base: "go.mod", Head: "!go.mod", ModuleFiles: 1}},
		{"large sums", "go.sum may be larger", []string{"go.mod", modA}, func(r repo) { r.write("go.sum", strings.Repeat("x", 2<<20)) }, Request{},
			summary{Changed: "go.sum", Base: "go.mod", Head: "go.mod go.sum", ModuleFiles: 2}},
		{"odd names", "M2: newline, quotes, bytes that are not UTF-8, a pathspec, an option", []string{"go.mod", modA}, func(r repo) {
			r.write("a\n\"b\"/go.mod", modA, "\xff\xfe/go.mod", modA, ":(top)/go.mod", modA, "--help/go.mod", modA)
		}, Request{}, summary{Changed: "--help/go.mod :(top)/go.mod a\n\"b\"/go.mod \xff\xfe/go.mod", Base: "go.mod",
			Head: "--help/go.mod :(top)/go.mod a\n\"b\"/go.mod go.mod \xff\xfe/go.mod", ModuleFiles: 5}},
		{"policy", "read at both sides, and its edit is said", []string{"go.mod", modA, ".soakgate.yaml", "version: 1\n"}, func(r repo) { r.write(".soakgate.yaml", "version: 2\n") }, Request{},
			summary{Same: true, Changed: ".soakgate.yaml", Texts: ".soakgate.yaml", PolicyEdited: true, ModuleFiles: 1}},
		{"build files", "M9: where GOFLAGS and -modfile are set", []string{"go.mod", modA}, func(r repo) {
			r.write("Makefile", "x", "a/Dockerfile.dev", "x", ".github/workflows/ci.yml", "x", ".github/x.yml", "x", "README", "x", "b.sh", "x", "vendor/x.go", "x")
		}, Request{}, summary{Changed: ".github/workflows/ci.yml .github/x.yml Makefile README a/Dockerfile.dev b.sh vendor/x.go", Base: "go.mod", Head: "go.mod", Contents: "vendor/x.go",
			Texts: ".github/workflows/ci.yml Makefile a/Dockerfile.dev b.sh", ModuleFiles: 1}},
	}
	for _, test := range tests {
		for _, head := range []string{"WORKTREE", "HEAD"} {
			t.Run(test.name+"/"+head, func(t *testing.T) {
				r := newRepo(t)
				test.request.Repo, test.request.Base, test.request.Head = r.dir, r.commit(test.base...), head
				test.edit(r)
				if test.want.BaseHasRev = true; head == "HEAD" {
					test.want.HeadRev = true
					r.commit()
				}
				if diff := cmp.Diff(test.want, summarize(mustRead(t, test.request))); diff != "" {
					t.Errorf("%s (-want +got)\n%s", test.reason, diff)
				}
				r.git("checkout", "-q", "--orphan", "elsewhere") // the index no longer helps
				r.git("rm", "-rfq", "--cached", ".")
				if head == "HEAD" {
					test.request.Head = "main"
					if diff := cmp.Diff(test.want, summarize(mustRead(t, test.request))); diff != "" {
						t.Errorf("without the index: %s (-want +got)\n%s", test.reason, diff)
					}
				}
			})
		}
	}
}
