package revision

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repo is a real repository in a temporary folder.
type repo struct {
	tb  testing.TB
	dir string
}

// newRepo makes an empty repository with the branch main.
func newRepo(tb testing.TB, initArgs ...string) repo {
	tb.Helper()
	r := repo{tb: tb, dir: tb.TempDir()}
	r.git(append([]string{"init", "-q", "-b", "main"}, initArgs...)...)
	return r
}

// gitCommand is git with a fixed identity and date, and nothing of the machine's configuration.
func gitCommand(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_AUTHOR_DATE=2026-01-02T03:04:05Z",
		"GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com", "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z")
	return cmd
}

func (r repo) git(args ...string) string {
	r.tb.Helper()
	out, err := gitCommand(r.dir, args...).CombinedOutput()
	if err != nil {
		r.tb.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// write writes files given as path, content, path, content …
func (r repo) write(pairs ...string) {
	r.tb.Helper()
	for i := 0; i < len(pairs); i += 2 {
		file := filepath.Join(r.dir, pairs[i])
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			r.tb.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(pairs[i+1]), 0o666); err != nil {
			r.tb.Fatal(err)
		}
	}
}

// commit writes files and commits everything; it returns the commit's hash.
func (r repo) commit(pairs ...string) string {
	r.tb.Helper()
	r.write(pairs...)
	r.git("add", "--all", "--force")
	r.git("commit", "-q", "--allow-empty", "-m", "change")
	return r.git("rev-parse", "HEAD")
}

func (r repo) remove(file string) {
	r.tb.Helper()
	if err := os.Remove(filepath.Join(r.dir, file)); err != nil {
		r.tb.Fatal(err)
	}
}

func (r repo) symlink(target, file string) {
	r.tb.Helper()
	if err := os.Symlink(target, filepath.Join(r.dir, file)); err != nil {
		r.tb.Fatal(err)
	}
}

// shape is the size of a generated history.
type shape struct {
	commits, files int
	modules        int // go.mod files beside the one at the root
	requirements   int // lines of each
	noCheckout     bool
}

// generate makes a repository of the given shape with git fast-import, and checks it out. Each commit
// after the first changes one Go file; the last commit of a repository with modules changes them all.
func generate(tb testing.TB, s shape) repo {
	tb.Helper()
	r := newRepo(tb)
	cmd := gitCommand(r.dir, "fast-import", "--quiet")
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(in)
	for i := range s.commits {
		fmt.Fprintf(w, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\n", 1_600_000_000+60*i)
		blob(w, fmt.Sprintf("commit %d", i))
		if i == 0 {
			firstCommit(w, s)
		} else {
			goFile(w, i%s.files, i)
		}
		if i == s.commits-1 {
			moduleFiles(w, s, 1)
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	in.Close()
	if err := cmd.Wait(); err != nil {
		tb.Fatal(err)
	}
	if !s.noCheckout {
		r.git("reset", "-q", "--hard")
	}
	return r
}

func firstCommit(w io.Writer, s shape) {
	fmt.Fprint(w, "M 100644 inline go.mod\n")
	blob(w, goMod("example.com/root", 20, 0))
	for i := range s.files {
		goFile(w, i, 0)
	}
	moduleFiles(w, s, 0)
}

func moduleFiles(w io.Writer, s shape, patch int) {
	for i := range s.modules {
		fmt.Fprintf(w, "M 100644 inline mod%03d/go.mod\n", i)
		blob(w, goMod(fmt.Sprintf("example.com/mod%03d", i), s.requirements, patch))
	}
}

func goFile(w io.Writer, i, version int) {
	fmt.Fprintf(w, "M 100644 inline pkg%02d/sub%d/file%04d.go\n", i%50, i/50%10, i)
	blob(w, fmt.Sprintf("package sub\n\n// %d %d\n%s", i, version, strings.Repeat("var _ = 1\n", 40)))
}

func blob(w io.Writer, text string) { fmt.Fprintf(w, "data %d\n%s\n", len(text), text) }

func goMod(path string, requirements, patch int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "module %s\n\ngo 1.25.0\n\nrequire (\n", path)
	for i := range requirements {
		fmt.Fprintf(&b, "\texample.org/dependency%03d v1.%d.%d\n", i, i, patch)
	}
	b.WriteString(")\n")
	return b.String()
}
