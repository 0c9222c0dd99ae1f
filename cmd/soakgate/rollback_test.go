package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy/catalog"
)

// TestRollbackRestoresBase types the recipe of every case of package diffing into a shell, in a folder
// that holds head's module files, and compares what it left there with base.
func TestRollbackRestoresBase(t *testing.T) {
	cases, err := filepath.Glob("../../diffing/testdata/*.txtar")
	if err != nil || len(cases) < 20 {
		t.Fatalf("%d cases (%v)", len(cases), err)
	}
	restored := 0
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			base, head := caseSides(t, archive)
			commands := gate.Rollback(diffing.Diff(diffing.Sides{Base: base.set, Head: head.set}, catalog.Renames()).Changes, "", nil)
			dir := t.TempDir()
			for _, f := range head.tree.Files {
				file := filepath.Join(dir, filepath.FromSlash(f.Path))
				if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, f.Data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			for _, command := range commands {
				if strings.Contains(command, "mod tidy") {
					continue // restores go.sum, which takes the network
				}
				command = strings.Replace(command, "git rm -r -f --ignore-unmatch", "rm -rf", 1) // this folder is no repository
				typeIntoShell(t, dir, command)
				restored++
			}
			after := head.tree
			after.Files = nil
			for _, f := range head.tree.Files {
				data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
				if errors.Is(err, fs.ErrNotExist) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				after.Files = append(after.Files, diffing.File{Path: f.Path, Data: data})
			}
			set, problems := diffing.Parse(after, "head")
			if len(problems) > 0 {
				t.Fatalf("after %q: %+v", commands, problems)
			}
			left := diffing.Diff(diffing.Sides{Base: base.set, Head: set}, catalog.Renames()).Changes
			for _, c := range left {
				if !leftToGit(c) && !went(left, c.ModuleFile) {
					t.Errorf("after the recipe %s %s %q -> %q is left\n%s", c.Kind, c.Path, c.From, c.To, strings.Join(commands, "\n"))
				}
			}
		})
	}
	if restored < 20 {
		t.Errorf("only %d commands were typed", restored)
	}
}

// leftToGit are changes that no edit of a module file undoes.
func leftToGit(c diffing.Change) bool {
	switch c.Kind {
	case diffing.KindMarker, diffing.KindChecksum, diffing.KindVendor, diffing.KindModuleFile:
		return true
	}
	return c.ReplaceTo != "" && !c.AltersReplacement() && c.SumFrom != c.SumTo // the code in a folder
}

// went reports whether a module file is gone at head: git brings it back, with all that it says.
func went(changes []diffing.Change, file string) bool {
	return slices.ContainsFunc(changes, func(c diffing.Change) bool {
		return c.ModuleFile == file && c.Kind == diffing.KindModuleFile && c.To == ""
	})
}

type side struct {
	tree diffing.Tree
	set  diffing.ModuleSet
}

func caseSides(t *testing.T, a *txtar.Archive) (base, head side) {
	t.Helper()
	for _, f := range a.Files {
		for prefix, s := range map[string]*side{"base/": &base, "head/": &head} {
			name, ok := strings.CutPrefix(f.Name, prefix)
			if !ok {
				continue
			}
			switch filepath.Base(name) {
			case "go.mod", "go.work":
				s.tree.Files = append(s.tree.Files, diffing.File{Path: name, Data: f.Data})
			}
			s.tree.Contents = append(s.tree.Contents, diffing.Content{Path: name, Digest: string(f.Data)})
		}
	}
	for _, s := range []*side{&base, &head} {
		slices.SortFunc(s.tree.Contents, func(a, b diffing.Content) int { return strings.Compare(a.Path, b.Path) })
		var problems []diffing.Problem
		if s.set, problems = diffing.Parse(s.tree, "side"); len(problems) > 0 {
			t.Fatal(problems)
		}
	}
	return base, head
}

func typeIntoShell(t *testing.T, dir, command string) {
	t.Helper()
	c := exec.Command("sh", "-c", command)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=", "GOENV=off", "GOTOOLCHAIN=local", "GOWORK=off", "GOPROXY=off")
	if strings.Contains(command, "work edit") {
		c.Env = append(c.Env, "GOWORK=")
	}
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, out)
	}
}
