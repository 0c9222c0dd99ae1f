//go:build oracle

package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the issue of the first release asks for.
const (
	fewestPairs = 300
	fewestLists = 20
)

// oraclePair is one line of testdata/oracle/pairs.txt.
type oraclePair struct {
	module, base, head string
	list               bool
}

// TestOracle runs every pair of testdata/oracle/pairs.txt: go test -tags oracle -run TestOracle$ -v ./cmd/soakgate
//
// The files come through the go command from the module proxy; the module cache keeps them.
func TestOracle(t *testing.T) {
	pairs := readPairs(t)
	files := fetchModFiles(t, pairs)
	o := newOracle(t)
	var changes, wrong, lists, listed, listsWrong int
	for _, p := range pairs {
		t.Run(fmt.Sprintf("%s@%s..%s", p.module, p.base, p.head), func(t *testing.T) {
			f := layOutPair(t, p, files)
			n, disagreement := o.requirements(t, f)
			changes += n
			if disagreement != "" {
				wrong++
				t.Errorf("requirements:\n%s", disagreement)
			}
			if !p.list {
				return
			}
			lists++
			n, disagreement = o.buildList(t, f)
			listed += n
			if disagreement != "" {
				listsWrong++
				t.Errorf("build list:\n%s", disagreement)
			}
		})
	}
	t.Logf("%d pairs, %d changes, %d disagreements; build list: %d pairs, %d changes, %d disagreements",
		len(pairs), changes, wrong, lists, listed, listsWrong)
	if len(pairs) < fewestPairs || lists < fewestLists {
		t.Errorf("%d pairs and %d build lists, want at least %d and %d", len(pairs), lists, fewestPairs, fewestLists)
	}
}

func readPairs(t *testing.T) []oraclePair {
	t.Helper()
	data, err := os.ReadFile("../../testdata/oracle/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var pairs []oraclePair
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) < 3 || len(words) > 4 || len(words) == 4 && words[3] != "list" {
			t.Fatalf("pairs.txt: expected MODULE BASE HEAD [list] in %q", line)
		}
		pairs = append(pairs, oraclePair{words[0], words[1], words[2], len(words) == 4})
	}
	return pairs
}

// fetchModFiles asks for the .mod files only, a module at a time, and returns them by "module@version".
func fetchModFiles(t *testing.T, pairs []oraclePair) map[string]string {
	t.Helper()
	wanted := map[string][]string{}
	for _, p := range pairs {
		wanted[p.module] = append(wanted[p.module], p.module+"@"+p.base, p.module+"@"+p.head)
	}
	files := map[string]string{}
	for _, queries := range wanted {
		slices.Sort(queries)
		args := append([]string{"list", "-m", "-json=Path,Version,GoMod"}, slices.Compact(queries)...)
		for _, m := range listModules(t, t.TempDir(), args...) {
			files[m.Path+"@"+m.Version] = m.GoMod
		}
	}
	return files
}

// listedModule is one object of "go list -m -json".
type listedModule struct {
	Path, Version, GoMod string
	Main, Indirect       bool
	Replace              *struct{ Path, Version string }
}

func listModules(t *testing.T, dir string, args ...string) []listedModule {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOTOOLCHAIN=local")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, complaint.String())
	}
	var modules []listedModule
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var m listedModule
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return modules
		} else if err != nil {
			t.Fatal(err)
		}
		modules = append(modules, m)
	}
}

// layOutPair copies both files to folders of their own.
func layOutPair(t *testing.T, p oraclePair, files map[string]string) pairFiles {
	t.Helper()
	place := func(side, version string) string {
		data, err := os.ReadFile(files[p.module+"@"+version])
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), side, "go.mod")
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return to
	}
	return pairFiles{base: place("base", p.base), head: place("head", p.head)}
}

// buildList compares the build-list view with "go list -m -json all" of both files, and returns the
// number of changes to the build list and what differs, if anything.
func (o oracle) buildList(t *testing.T, p pairFiles) (int, string) {
	t.Helper()
	changes, refused := o.diff(t, p, "--graph", "build-list")
	if refused != "" {
		return 0, refused
	}
	changes = slices.DeleteFunc(changes, func(c reportedChange) bool {
		return c.Kind == "directive" || c.Kind == "module_file" || c.Directive != ""
	})
	b, h := selectedModules(t, p.base), selectedModules(t, p.head)
	want := expectedFacts(b, h)
	return len(changes), cmp.Diff(want, reportedFacts(changes))
}

// selectedModules writes a build list in the form of a go.mod, so that one rule serves both views. The
// list may complete go.mod and go.sum, so it works on a copy.
func selectedModules(t *testing.T, file string) modFile {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	var m modFile
	for _, l := range listModules(t, dir, "list", "-m", "-json=Path,Version,Main,Indirect,Replace", "all") {
		if l.Main {
			continue
		}
		m.Require = append(m.Require, struct {
			Path, Version string
			Indirect      bool
		}{l.Path, l.Version, l.Indirect})
		if l.Replace != nil {
			r := replaceLine{}
			r.Old.Path, r.Old.Version, r.New.Path, r.New.Version = l.Path, l.Version, l.Replace.Path, l.Replace.Version
			m.Replace = append(m.Replace, r)
		}
	}
	return m
}
