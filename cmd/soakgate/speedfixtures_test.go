//go:build speed

package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// realModule is a pair of go.mod files of a published module, as folders.
type realModule struct {
	dir, base, head string
	lines           int
	require         []string // "path version", as at head
}

// fetchModule takes both go.mod files from the module proxy, and lets the go command fetch once what
// "go list -m all" needs, so that no measurement waits for the network. Sums are not looked up, for
// thousands of lookups would be made and nothing of what is fetched is ever built.
func fetchModule(t *testing.T, dir string) realModule {
	pair := realModule{dir: dir, base: filepath.Join(dir, "base"), head: filepath.Join(dir, "head")}
	for folder, version := range map[string]string{pair.base: speedBase, pair.head: speedHead} {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		name := must(t, dir, []string{"GOFLAGS=-mod=mod", "GOWORK=off", "GOSUMDB=off"}, "go", "list", "-m", "-f", "{{.GoMod}}", speedModule+"@"+version)
		data, err := os.ReadFile(strings.TrimSpace(string(name)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "go.mod"), data, 0o666); err != nil {
			t.Fatal(err)
		}
		file, err := modfile.Parse("go.mod", data, nil)
		if err != nil {
			t.Fatal(err)
		}
		if version == speedBase {
			continue
		}
		pair.lines = bytes.Count(data, []byte("\n"))
		for _, r := range file.Require {
			pair.require = append(pair.require, r.Mod.Path+" "+r.Mod.Version)
		}
	}
	fmt.Println("fetching what go list -m all needs, once")
	must(t, pair.head, []string{"GOFLAGS=-mod=mod", "GOWORK=off", "GOSUMDB=off"}, "go", "list", "-m", "all")
	// The go.sum that this wrote is no part of the pair.
	if err := os.Rename(filepath.Join(pair.head, "go.sum"), filepath.Join(dir, "go.sum")); err != nil {
		t.Fatal(err)
	}
	return pair
}

// importer writes a stream for git fast-import, which makes ten thousand commits in a second. The
// stream is not kept: the memory of this process would be counted as that of its children.
type importer struct {
	out     *bufio.Writer
	commits int
}

func (i *importer) commit() {
	i.commits++
	fmt.Fprintf(i.out, "commit refs/heads/main\ncommitter Example <example@example.com> %d +0000\ndata 2\nc\n\n", 1_700_000_000+i.commits*60)
}

func (i *importer) file(name, content string) {
	fmt.Fprintf(i.out, "M 100644 inline %s\ndata %d\n%s\n", name, len(content), content)
}

// makeRepository fills a repository, and checks its main branch out.
func makeRepository(t *testing.T, dir string, fill func(*importer)) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	must(t, dir, nil, "git", "init", "--quiet", "--initial-branch", "main")
	c := exec.Command("git", "fast-import", "--quiet")
	c.Dir = dir
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	i := &importer{out: bufio.NewWriter(in)}
	fill(i)
	if err := i.out.Flush(); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	in.Close()
	if err := c.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	must(t, dir, nil, "git", "reset", "--quiet", "--hard", "main")
}

// bigRepository is one of 10,000 commits and 5,000 files, three of them module files that never change,
// with a few edited files in the work tree.
func bigRepository(t *testing.T, dir string) {
	name := func(n int) string { return fmt.Sprintf("pkg%02d/part%d/file%04d.go", n%50, n%7, n) }
	body := func(n, edit int) string {
		return fmt.Sprintf("package part\n\n// edit %d\n", edit) + strings.Repeat(fmt.Sprintf("var V%d = %d\n", n, n), 40)
	}
	makeRepository(t, dir, func(i *importer) {
		i.commit()
		i.file("go.mod", "module example.com/big\n\ngo 1.25.0\n\nrequire github.com/redis/go-redis/v9 v9.16.0\n")
		i.file("go.sum", "")
		i.file("tools/go.mod", "module example.com/big/tools\n\ngo 1.25.0\n")
		for n := range bigFiles - 3 {
			i.file(name(n), body(n, 0))
		}
		for edit := range bigCommits - 1 {
			i.commit()
			i.file(name(edit*13%(bigFiles-3)), body(edit, edit+1))
		}
	})
	if got := strings.TrimSpace(string(must(t, dir, nil, "git", "rev-list", "--count", "main"))); got != strconv.Itoa(bigCommits) {
		t.Fatalf("%s commits", got)
	}
	if got := bytes.Count(must(t, dir, nil, "git", "ls-files"), []byte("\n")); got != bigFiles {
		t.Fatalf("%d files", got)
	}
	for n := range 3 {
		if err := os.WriteFile(filepath.Join(dir, name(n)), []byte("package part\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// manyRepository has 200 modules of 300 lines, made of the requirements of a real one; its second
// commit raises three requirements of each.
func manyRepository(t *testing.T, dir string, require []string, sums bool) {
	makeRepository(t, dir, func(i *importer) {
		for edit := range 2 {
			i.commit()
			for n := range manyModules {
				folder := fmt.Sprintf("services/svc%03d", n)
				listed := requirementsOf(require, n, edit)
				var mod strings.Builder
				fmt.Fprintf(&mod, "module example.com/%s\n\ngo 1.25.0\n\nrequire (\n", folder)
				for _, r := range listed {
					fmt.Fprintf(&mod, "\t%s\n", r)
				}
				mod.WriteString(")\n")
				i.file(folder+"/go.mod", mod.String())
				i.file(folder+"/main.go", "package main\n\nfunc main() {}\n")
				if sums {
					i.file(folder+"/go.sum", sumsOf(listed))
				}
			}
		}
	})
}

// requirementsOf picks the lines of one go.mod file.
func requirementsOf(require []string, n, edit int) []string {
	listed := append([]string(nil), require[:min(len(require), manyLines-6)]...)
	for k := range 3 * edit {
		at := (n*7 + k*31) % len(listed)
		path, version, _ := strings.Cut(listed[at], " ")
		listed[at] = path + " " + raised(version)
	}
	return listed
}

// raised is the next patch version; a pseudo-version is left behind for the tag before it.
func raised(version string) string {
	core := strings.TrimSuffix(strings.TrimSuffix(version, semver.Build(version)), semver.Prerelease(version))
	dot := strings.LastIndexByte(core, '.')
	patch, err := strconv.Atoi(core[dot+1:])
	if err != nil {
		return version
	}
	return core[:dot+1] + strconv.Itoa(patch+1) + semver.Build(version)
}

// sumsOf makes two lines for each requirement, as go.sum has them.
func sumsOf(require []string) string {
	var out strings.Builder
	for _, r := range require {
		for _, suffix := range []string{"", "/go.mod"} {
			hash := sha256.New()
			io.WriteString(hash, r+suffix)
			fmt.Fprintf(&out, "%s%s h1:%s\n", r, suffix, base64.StdEncoding.EncodeToString(hash.Sum(nil)))
		}
	}
	return out.String()
}
