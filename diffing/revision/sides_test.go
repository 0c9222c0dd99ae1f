package revision

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadNames shows what each form of a SIDE means, and how it is named.
func TestReadNames(t *testing.T) {
	r := newRepo(t)
	root := r.commit("go.mod", modA)
	r.git("tag", "-a", "v1", "-m", "x")
	r.git("checkout", "-q", "-b", "feature")
	feature := r.commit("go.mod", modB)
	r.git("checkout", "-q", "main")
	tip := r.commit("README", "x")
	r.git("checkout", "-q", "feature")
	r.write("sub/go.mod", modA)
	tests := []struct{ base, head, wantBase, wantHead, baseRevision, headRevision string }{
		{"", "", "merge base of HEAD and main (" + root[:7] + ")", "WORKTREE", root, ""},
		{"main", "HEAD", "main (" + tip[:7] + ")", "HEAD (" + feature[:7] + ")", tip, feature},
		{"main...", "", "merge base of HEAD and main (" + root[:7] + ")", "WORKTREE", root, ""},
		{"main...", "feature", "merge base of feature and main (" + root[:7] + ")", "feature (" + feature[:7] + ")", root, feature},
		{"main...feature", "WORKTREE", "merge base of feature and main (" + root[:7] + ")", "WORKTREE", root, ""},
		{"", "main", "merge base of main and main (" + tip[:7] + ")", "main (" + tip[:7] + ")", tip, tip},
		{"v1", "HEAD~0", "v1 (" + root[:7] + ")", "HEAD~0 (" + feature[:7] + ")", root, feature},
		{root[:9], feature, root[:9], feature, root, feature},
		{"WORKTREE", "main@{0}", "WORKTREE", "main@{0} (" + tip[:7] + ")", "", tip},
	}
	for _, test := range tests {
		t.Run(test.base+" "+test.head, func(t *testing.T) {
			p := mustRead(t, Request{Repo: filepath.Join(r.dir, "sub"), Base: test.base, Head: test.head})
			got := []string{p.Base.Name, p.Head.Name, p.Base.Revision, p.Head.Revision}
			want := []string{test.wantBase, test.wantHead, test.baseRevision, test.headRevision}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestReadFailures lists what ends the command, and checks that each message says what to do next.
func TestReadFailures(t *testing.T) {
	plain := func(t *testing.T) repo {
		r := newRepo(t)
		r.commit("go.mod", modA)
		return r
	}
	tests := []struct {
		name, reason string
		repo         func(t *testing.T) repo
		request      Request
		usage        bool
		message      string
		hint         string
	}{
		{"option", "M1: git would write a file", plain, Request{Base: "--output=x"}, true, "begins with a dash", "full name"},
		{"option at head", "the same at the other side", plain, Request{Head: "-x"}, true, "begins with a dash", "full name"},
		{"option in a range", "and inside a merge base", plain, Request{Base: "HEAD...--all"}, true, "begins with a dash", "full name"},
		{"unknown word", "neither of the two", plain, Request{Base: "nonesuch"}, true, "neither a git revision nor", "git branch --all"},
		{"missing path", "a path is meant for certain", plain, Request{Base: "./nonesuch"}, true, "neither a git revision nor", "expected a revision"},
		{"a blob is no side", "a file inside a revision", plain, Request{Base: "HEAD:go.mod"}, true, "neither a git revision nor", "expected a revision"},
		{"newline", "one line is one question to git", plain, Request{Base: "main\nHEAD"}, true, "control character", "name a revision"},
		{"no folder", "--repo names nothing", plain, Request{Repo: "/nonesuch"}, true, "not a folder", "--repo"[2:]},
		{"unborn", "nothing to compare with", func(t *testing.T) repo { return newRepo(t) }, Request{}, false, "HEAD names no commit", "commit once"},
		{"no default branch", "no name to guess", func(t *testing.T) repo {
			r := plain(t)
			r.git("branch", "-m", "trunk")
			return r
		}, Request{}, false, "no default branch", "--base"},
		{"unrelated", "B16: no merge base", func(t *testing.T) repo {
			r := plain(t)
			r.git("checkout", "-q", "--orphan", "other")
			r.commit("x", "x")
			return r
		}, Request{}, false, "HEAD and main have no merge base", "unrelated"},
		{"shallow", "B16: the history is not there", shallow, Request{}, false, "no merge base in this shallow clone", "git fetch --unshallow"},
		{"shallow revision", "nor is the commit", shallow, Request{Base: "HEAD~5"}, false, "in this shallow clone", "git fetch --unshallow"},
		{"bare", "there is no work tree", func(t *testing.T) repo {
			r := plain(t)
			bare := repo{tb: t, dir: t.TempDir()}
			bare.git("clone", "-q", "--bare", r.dir, ".")
			return bare
		}, Request{}, false, "no work tree", "two revisions"},
		{"not a repository", "a folder like others", func(t *testing.T) repo { return repo{tb: t, dir: t.TempDir()} }, Request{}, true, "not a git repository", "--repo"},
		{"damaged", "an object is gone", func(t *testing.T) repo {
			r := plain(t)
			tree := r.git("rev-parse", "HEAD^{tree}")
			r.git("rm", "-q", "--cached", "go.mod")
			r.remove(".git/objects/" + tree[:2] + "/" + tree[2:])
			return r
		}, Request{Base: "main", Head: "HEAD"}, false, "missing from this clone", "git fetch"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if r := test.repo(t); test.request.Repo == "" {
				test.request.Repo = r.dir
			}
			_, err := Read(t.Context(), test.request)
			var f Failure
			if !errors.As(err, &f) {
				t.Fatalf("got %v, want a Failure: %s", err, test.reason)
			}
			if f.Usage != test.usage || !strings.Contains(f.Message, test.message) || !strings.Contains(f.Hint, test.hint) {
				t.Errorf("got %+v, want usage=%v %q, hint %q: %s", f, test.usage, test.message, test.hint, test.reason)
			}
		})
	}
}

// shallow is a clone of depth 1 with a feature branch checked out.
func shallow(t *testing.T) repo {
	t.Helper()
	origin := newRepo(t)
	origin.commit("go.mod", modA)
	origin.git("checkout", "-q", "-b", "feature")
	origin.commit("go.mod", modB)
	origin.git("checkout", "-q", "main")
	origin.commit("README", "x")
	r := repo{tb: t, dir: t.TempDir()}
	r.git("clone", "-q", "--depth=1", "--no-single-branch", "-b", "feature", "file://"+origin.dir, ".")
	return r
}

// TestReadKindsOfRepository reads the same change in every kind of repository.
func TestReadKindsOfRepository(t *testing.T) {
	want := summary{Changed: "go.mod", Base: "go.mod", Head: "go.mod", ModuleFiles: 1, BaseHasRev: true, HeadRev: true}
	change := func(t *testing.T, args ...string) repo {
		r := newRepo(t, args...)
		r.commit("go.mod", modA)
		r.commit("go.mod", modB)
		return r
	}
	tests := map[string]func(t *testing.T) repo{
		"sha1":          func(t *testing.T) repo { return change(t) },
		"sha256":        func(t *testing.T) repo { return change(t, "--object-format=sha256") },
		"detached head": func(t *testing.T) repo { r := change(t); r.git("checkout", "-q", "--detach"); return r },
		"packed":        func(t *testing.T) repo { r := change(t); r.git("gc", "-q"); return r },
		"folder below": func(t *testing.T) repo {
			r := change(t)
			r.write(".git/info/exclude", "x\n", "a/b/x", "")
			r.dir += "/a/b"
			return r
		},
		"bare": func(t *testing.T) repo {
			bare := repo{tb: t, dir: t.TempDir()}
			bare.git("clone", "-q", "--bare", change(t).dir, ".")
			return bare
		},
		"added work tree": func(t *testing.T) repo {
			r := change(t)
			other := repo{tb: t, dir: filepath.Join(t.TempDir(), "w")}
			r.git("worktree", "add", "-q", other.dir)
			return other
		},
		"replaced object": func(t *testing.T) repo {
			r := change(t)
			r.git("replace", "HEAD", "HEAD~1")
			return r
		},
	}
	for name, make := range tests {
		t.Run(name, func(t *testing.T) {
			r := make(t)
			p := mustRead(t, Request{Repo: r.dir, Base: "HEAD~1", Head: "HEAD"})
			if diff := cmp.Diff(want, summarize(p)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if name == "bare" {
				return
			}
			want := want
			want.HeadRev = false
			if diff := cmp.Diff(want, summarize(mustRead(t, Request{Repo: r.dir, Base: p.Base.Revision}))); diff != "" {
				t.Errorf("work tree (-want +got)\n%s", diff)
			}
		})
	}
}

// TestReadBytes hands over raw bytes: a byte order mark, CRLF, CR, NUL and emptiness are for the parser.
func TestReadBytes(t *testing.T) {
	for _, data := range []string{"", "\xef\xbb\xbfmodule x\n", "module x\r\n", "module x\r", "module \x00x\n", "<<<<<<< HEAD\n"} {
		r := newRepo(t)
		r.commit("go.mod", modA)
		r.commit("go.mod", data)
		for _, head := range []string{"HEAD", "WORKTREE"} {
			p := mustRead(t, Request{Repo: r.dir, Base: "HEAD~1", Head: head})
			if got := string(p.Head.Files[0].Data); got != data {
				t.Errorf("%s: got %q, want %q", head, got, data)
			}
		}
	}
}

// TestReadLinkTarget finds the change behind a link that did not change itself.
func TestReadLinkTarget(t *testing.T) {
	r := newRepo(t)
	r.write("shared/mod.txt", modA, "sub/x", "")
	r.symlink("shared", "alias")
	r.symlink("../alias/mod.txt", "sub/go.mod")
	base := r.commit()
	r.commit("shared/mod.txt", modB)
	for _, head := range []string{"HEAD", "WORKTREE"} {
		p := mustRead(t, Request{Repo: r.dir, Base: base, Head: head})
		if p.Same || string(p.Base.Files[0].Data) != modA || string(p.Head.Files[0].Data) != modB {
			t.Errorf("%s: got %+v", head, p)
		}
	}
}

// TestPolicyBehindLink sees the edit of a policy that a link leads to.
func TestPolicyBehindLink(t *testing.T) {
	r := newRepo(t)
	r.symlink("policy.txt", ".soakgate.yaml")
	r.commit("go.mod", modA, "policy.txt", "version: 1\n")
	r.write("policy.txt", "version: 2\n")
	p := mustRead(t, Request{Repo: r.dir})
	if !p.Same || !p.PolicyEdited || string(p.Base.Texts[0].Data) != "version: 1\n" {
		t.Errorf("got %+v", p)
	}
}

// TestReadSubmodule cannot see into a submodule, and says so where it changed.
func TestReadSubmodule(t *testing.T) {
	inner, r := newRepo(t), newRepo(t)
	inner.commit("go.mod", modA)
	r.commit("go.mod", modA)
	r.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "lib")
	base := r.commit()
	if p := mustRead(t, Request{Repo: r.dir, Base: base, Head: "HEAD"}); !p.Same {
		t.Errorf("unchanged submodule: got %+v", p)
	}
	lib := repo{tb: t, dir: filepath.Join(r.dir, "lib")}
	lib.commit("go.mod", modB)
	r.commit()
	for _, head := range []string{"HEAD", "WORKTREE"} {
		p := mustRead(t, Request{Repo: r.dir, Base: base, Head: head})
		if p.Same || problemFiles(p) != "lib" {
			t.Errorf("%s: got %+v", head, p.Problems)
		}
	}
	if _, err := os.Stat(filepath.Join(r.dir, "lib/go.mod")); err != nil {
		t.Error(err)
	}
}
