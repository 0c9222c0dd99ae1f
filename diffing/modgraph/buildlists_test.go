package modgraph_test

import (
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/goproxytest"
	"golang.org/x/tools/txtar"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/modgraph"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata/lists")

// TestBuildLists runs the go command on the cases in testdata/lists against a proxy on loopback. Each
// holds the files of both sides below base/ and head/, and the changes and problems as JSON.
func TestBuildLists(t *testing.T) {
	proxy := goproxytest.NewTestServer(t, "testdata/mod", "")
	cache := moduleCache(t)
	cases, err := filepath.Glob("testdata/lists/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := listCase(t, archive, modgraph.Options{Environ: environ(proxy.URL, cache), TempDir: t.TempDir()})
			if *update {
				rewrite(t, name, archive, got)
				return
			}
			if diff := cmp.Diff(string(section(archive, "want")), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", archive.Comment, diff)
			}
		})
	}
}

// listCase renders what BuildLists and BuildListChanges say.
func listCase(t *testing.T, archive *txtar.Archive, opts modgraph.Options) string {
	t.Helper()
	lists, problems, err := modgraph.BuildLists(t.Context(), side(archive, "base"), side(archive, "head"), opts)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, c := range diffing.BuildListChanges(lists, nil) {
		if err := encoder.Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range problems {
		if err := encoder.Encode(p); err != nil {
			t.Fatal(err)
		}
	}
	left, err := os.ReadDir(opts.TempDir)
	if err != nil || len(left) > 0 {
		t.Errorf("scratch folders stay behind: %v %v", left, err)
	}
	return b.String()
}

func side(archive *txtar.Archive, name string) diffing.Tree {
	tree := diffing.Tree{Name: name, Complete: true}
	for _, f := range archive.Files {
		if path, ok := strings.CutPrefix(f.Name, name+"/"); ok {
			tree.Files = append(tree.Files, diffing.File{Path: path, Data: f.Data})
		}
	}
	slices.SortFunc(tree.Files, func(a, b diffing.File) int { return strings.Compare(a.Path, b.Path) })
	return tree
}

func section(archive *txtar.Archive, name string) []byte {
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func rewrite(t *testing.T, name string, archive *txtar.Archive, want string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(want)})
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// moduleCache is a fresh GOMODCACHE. The go command makes it read-only; only the owner's permission
// lets the test's clean-up remove it.
func moduleCache(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "mod")
	t.Cleanup(func() {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				return os.Chmod(path, 0o755)
			}
			return err
		})
		if err != nil {
			t.Errorf("making the module cache removable: %v", err)
		}
	})
	return dir
}

// environ is the user's environment as the tests want it, with settings in it that must not get through.
func environ(proxy, cache string) []string {
	return []string{"GOPROXY=" + proxy + ",direct", "GOSUMDB=off", "GOMODCACHE=" + cache, "GOCACHE=" + filepath.Join(filepath.Dir(cache), "build"),
		"HOME=" + filepath.Dir(cache), "GOFLAGS=-mod=vendor -toolexec=/nowhere/hostile", "GOENV=/nowhere/env", "GOTOOLCHAIN=go1.99.0", "GOWORK=/nowhere/go.work",
		"GOINSECURE=*", "GOVCS=*:all", "CGO_ENABLED=1"}
}

func TestBuildListsWithoutGo(t *testing.T) {
	_, _, err := modgraph.BuildLists(t.Context(), diffing.Tree{}, diffing.Tree{}, modgraph.Options{GoCommand: filepath.Join(t.TempDir(), "go")})
	if err != nil {
		t.Errorf("nothing to list, nothing to start: %v", err)
	}
	tree := diffing.Tree{Files: []diffing.File{{Path: "go.mod", Data: []byte("module example.com/m\n\ngo 1.21\n")}}}
	if _, _, err = modgraph.BuildLists(t.Context(), diffing.Tree{}, tree, modgraph.Options{GoCommand: filepath.Join(t.TempDir(), "go")}); err == nil {
		t.Error("a go command that cannot be started went unnoticed")
	}
}

func TestBuildListsBounds(t *testing.T) {
	proxy := goproxytest.NewTestServer(t, "testdata/mod", "")
	tree := diffing.Tree{Files: []diffing.File{{Path: "go.mod", Data: []byte("module example.com/m\n\ngo 1.21\n\nrequire example.com/a v1.0.0\n")}}}
	opts := modgraph.Options{Environ: environ(proxy.URL, moduleCache(t)), MaxBytes: 10}
	lists, problems, err := modgraph.BuildLists(t.Context(), diffing.Tree{}, tree, opts)
	if err != nil {
		t.Fatal(err)
	}
	want := []diffing.Problem{{File: "go.mod", Side: "head", Message: "the go command's module list is larger than soakgate reads",
		Hint: "run go list -m all beside this file to see it; the requirements view still works"}}
	if diff := cmp.Diff(want, problems); diff != "" || len(lists.Head) > 0 {
		t.Errorf("lists %v, problems (-want +got):\n%s", lists, diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := modgraph.BuildLists(ctx, diffing.Tree{}, tree, opts); err == nil {
		t.Error("a cancelled context is no answer about the tree")
	}
}
