package revision

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestPlantedConfiguration plants programs in .git/config wherever git would run one, and checks that
// none of them ran (M3).
func TestPlantedConfiguration(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA, ".gitattributes", "* filter=evil diff=evil\n")
	base := r.git("rev-parse", "HEAD")
	r.git("checkout", "-q", "-b", "feature")
	r.commit("a.go", "x")
	r.git("checkout", "-q", "main")
	r.commit("b.go", "x")
	ran := filepath.Join(t.TempDir(), "ran")
	r.write("evil.sh", "#!/bin/sh\ntouch "+ran+"\ncat\n")
	evil := filepath.Join(r.dir, "evil.sh")
	if err := os.Chmod(evil, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(r.dir, "hooks"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"post-index-change", "fsmonitor-watchman", "reference-transaction"} {
		r.symlink("../evil.sh", "hooks/"+hook)
	}
	for _, setting := range []string{"core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv",
		"diff.evil.command", "diff.external", "core.pager", "core.alternateRefsCommand", "core.sshCommand", "credential.helper", "uploadpack.packObjectsHook"} {
		r.git("config", setting, evil)
	}
	r.git("config", "core.hooksPath", filepath.Join(r.dir, "hooks"))
	r.write("go.mod", modB, "a.go", "y", "new/go.mod", modA)
	for _, sides := range [][2]string{{base, "WORKTREE"}, {"", ""}, {base, "HEAD"}, {"feature...", ""}, {"feature", "main"}} {
		mustRead(t, Request{Repo: r.dir, Base: sides[0], Head: sides[1]})
	}
	if _, err := os.Stat(ran); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a planted program ran: %v", err)
	}
	if r.git("-c", "core.fsmonitor="+evil, "status", "--short") == "" {
		t.Error("the repository was expected to be dirty")
	}
	if _, err := os.Stat(ran); err != nil {
		t.Errorf("the trap does not work: %v", err)
	}
}

// TestEnvironment lets nothing of the caller's git settings through.
func TestEnvironment(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA)
	r.write("go.mod", modB)
	t.Setenv("GIT_DIR", t.TempDir())
	t.Setenv("GIT_INDEX_FILE", "/nonesuch")
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "core.worktree")
	t.Setenv("GIT_CONFIG_VALUE_0", t.TempDir())
	t.Setenv("GIT_EXTERNAL_DIFF", "false")
	if p := mustRead(t, Request{Repo: r.dir}); p.Same || string(p.Head.Files[0].Data) != modB {
		t.Errorf("got %+v", p)
	}
}

// TestBranchLikeAnOption cannot be named by its short name, and can by its full one.
func TestBranchLikeAnOption(t *testing.T) {
	r := newRepo(t)
	commit := r.commit("go.mod", modA)
	r.git("update-ref", "refs/heads/--output=x", commit)
	var f Failure
	if _, err := Read(t.Context(), Request{Repo: r.dir, Base: "--output=x"}); !errors.As(err, &f) || !f.Usage {
		t.Errorf("got %v, want a refusal", err)
	}
	if p := mustRead(t, Request{Repo: r.dir, Base: "refs/heads/--output=x"}); p.Base.Revision != commit {
		t.Errorf("got %+v", p.Base)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "x")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("git took the branch for an option: %v", err)
	}
}

// TestPipe does not wait for a writer that never comes (M16).
func TestPipe(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA, "sub/go.mod", modA)
	r.remove("go.mod")
	if err := syscall.Mkfifo(filepath.Join(r.dir, "go.mod"), 0o666); err != nil {
		t.Fatal(err)
	}
	p := mustRead(t, Request{Repo: r.dir})
	if p.Same || p.Head.Files[0].Trouble == "" {
		t.Errorf("work tree: got %+v", p.Head.Files)
	}
	p = mustRead(t, Request{Repo: r.dir, Base: r.dir + "/sub", Head: r.dir})
	if p.Same || p.Head.Files[0].Trouble == "" {
		t.Errorf("folder: got %+v", p.Head.Files)
	}
	var f Failure
	if _, err := Read(t.Context(), Request{Repo: r.dir, Base: "HEAD", Head: r.dir + "/go.mod"}); !errors.As(err, &f) {
		t.Errorf("file: got %v", err)
	}
}

// TestManyModuleFiles reads thousands, and refuses more than the limit.
func TestManyModuleFiles(t *testing.T) {
	r := generate(t, shape{commits: 2, files: 1, modules: 3000, requirements: 3, noCheckout: true})
	p := mustRead(t, Request{Repo: r.dir, Base: "HEAD~1", Head: "HEAD"})
	if len(p.Base.Files) != 3001 || len(p.Head.Files) != 3001 || !strings.Contains(string(p.Head.Files[3000].Data), ".1\n") {
		t.Errorf("got %d and %d files", len(p.Base.Files), len(p.Head.Files))
	}
	many := generate(t, shape{commits: 2, files: 1, modules: maxModuleFiles, noCheckout: true})
	var f Failure
	if _, err := Read(t.Context(), Request{Repo: many.dir, Base: "HEAD~1", Head: "HEAD"}); !errors.As(err, &f) || f.Usage {
		t.Errorf("got %v, want a failure", err)
	}
}

// TestTextsAreBounded leaves Go files out before build files, and counts them.
func TestTextsAreBounded(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA)
	files := []string{"z/Makefile", "x", "large.sh", strings.Repeat("x", maxTextBytes+1)}
	for i := range maxTexts + 5 {
		files = append(files, fmt.Sprintf("f%03d.go", i), "package f\n")
	}
	r.write(files...)
	p := mustRead(t, Request{Repo: r.dir})
	if got := paths(p.Head.Texts); !strings.HasSuffix(got, "f197.go !large.sh z/Makefile") || p.TextsLeftOut != 7 || !p.Same {
		t.Errorf("left out %d, got %s", p.TextsLeftOut, got)
	}
}

// TestCancelled ends with the context's error, not with a verdict.
func TestCancelled(t *testing.T) {
	r := newRepo(t)
	r.commit("go.mod", modA)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, Request{Repo: r.dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestGitFailed keeps what git says inert, and explains what is known.
func TestGitFailed(t *testing.T) {
	err := gitFailed("cat-file", errors.New("exit status 128"), "::error::\x1b[31m\n"+strings.Repeat("x", 9999))
	if text := err.Error(); strings.ContainsAny(text, "\n\x1b") || len(text) > 800 {
		t.Errorf("not inert: %q", text)
	}
	var f Failure
	errors.As(gitFailed("cat-file", errors.New("exit status 128"), "fatal: detected dubious ownership in repository at '/x'"), &f)
	if !strings.Contains(f.Hint, "chown") {
		t.Errorf("got %+v", f)
	}
}
