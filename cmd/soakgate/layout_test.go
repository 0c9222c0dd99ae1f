package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/soakgate/soakgate"

// room is one row of the design: a package and what it may import. A pure room takes bytes and
// instants as parameters; an edge touches the world and is imported by the door alone.
type room struct {
	pure    bool
	imports []string // rooms, relative to the module
	reason  string
}

// rooms is the design as data. A new package needs a row with its reason.
var rooms = map[string]room{
	"cmd/soakgate":     {imports: []string{"*"}, reason: "the door: flags, wiring, logging, exit codes"},
	"diffing":          {pure: true, reason: "two ModuleSets in, sorted changes out"},
	"diffing/resource": {pure: true, reason: "series in, comparison out"},
	"diffing/revision": {imports: []string{"diffing"}, reason: "edge: bytes of both sides"},
	"diffing/modgraph": {imports: []string{"diffing"}, reason: "edge: the go command, the proxy, the module index"},
	"policy":           {pure: true, imports: []string{"diffing"}, reason: "policy bytes in; changes in, obligations out"},
	"policy/catalog":   {pure: true, imports: []string{"diffing", "policy"}, reason: "the embedded table of modules; renames are diffing values"},
	"gate":             {pure: true, imports: []string{"diffing", "diffing/resource", "policy", "gate/evidence"}, reason: "the only place that decides"},
	"gate/evidence":    {pure: true, imports: []string{"diffing", "diffing/resource"}, reason: "statement bytes to values and back"},
	"gate/report":      {pure: true, imports: []string{"diffing", "diffing/resource", "policy", "gate", "gate/evidence"}, reason: "verdict in, text out"},
}

// forbidden packages touch the world, or belong to tests.
var forbidden = []string{"os", "os/exec", "net", "net/http", "log", "log/slog", "io/ioutil", "github.com/sirupsen/logrus", "github.com/google/go-github"}

// topLevel is everything that may lie at the root, beside dotfiles.
var topLevel = []string{"cmd", "gate", "policy", "diffing", "testdata", "action.yml", "go.mod", "go.sum", "README.md",
	"LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(topLevel, e.Name()) {
			t.Errorf("%s at the top level is not in the design", e.Name())
		}
	}
}

func TestRooms(t *testing.T) {
	seen := map[string]bool{}
	walkGo(t, func(file, dir string) {
		if strings.HasPrefix(dir, "testdata") {
			return
		}
		r, ok := rooms[dir]
		if !ok {
			t.Errorf("%s: the room %s is not in the design", file, dir)
			return
		}
		seen[dir] = true
		isTest := strings.HasSuffix(file, "_test.go")
		for _, imported := range importsOf(t, file) {
			checkImport(t, file, dir, r, imported, isTest)
		}
		if r.pure && !isTest {
			refuseClock(t, file)
		}
	})
	for dir := range rooms {
		if !seen[dir] {
			t.Errorf("the design has a room %s that holds no Go file", dir)
		}
	}
}

func checkImport(t *testing.T, file, dir string, r room, imported string, isTest bool) {
	t.Helper()
	own, isOwn := strings.CutPrefix(imported, modulePath+"/")
	switch {
	case isOwn && isTest:
		// A test may stand in the door.
	case isOwn && !slices.Contains(r.imports, own) && !slices.Contains(r.imports, "*"):
		t.Errorf("%s: %s must not import %s", file, dir, own)
	case imported == "github.com/google/go-cmp/cmp" && !isTest:
		t.Errorf("%s: go-cmp is for tests", file)
	case r.pure && !isTest && slices.ContainsFunc(forbidden, func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/v") }):
		t.Errorf("%s: the pure room %s must not import %s", file, dir, imported)
	case strings.HasPrefix(imported, "github.com/google/go-github") && dir != "gate/github":
		t.Errorf("%s: only gate/github imports go-github", file)
	}
}

// refuseClock finds a call of time.Now in a pure room: instants come in as parameters.
func refuseClock(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "time.Now") {
		t.Errorf("%s: a pure room never asks the clock", file)
	}
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// walkGo calls visit with every Go file outside testdata, and its folder relative to the module.
func walkGo(t *testing.T, visit func(file, dir string)) {
	t.Helper()
	err := filepath.WalkDir("../..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." && d.Name() != ".") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(file, ".go") {
			dir, err := filepath.Rel("../..", filepath.Dir(file))
			if err != nil {
				return err
			}
			visit(file, filepath.ToSlash(dir))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSizes holds the house rules: no file over 400 lines, no function over 70, main at most 25 lines.
func TestSizes(t *testing.T) {
	walkGo(t, func(file, _ string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(data), "\n"); n > 400 {
			t.Errorf("%s has %d lines: split it", file, n)
		}
		start, name := 0, ""
		for i, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(line, "func ") {
				start, name = i, line
			}
			if line == "}" && name != "" {
				if n := i - start + 1; n > 70 || strings.HasPrefix(name, "func main(") && n > 25 {
					t.Errorf("%s: %s has %d lines", file, name, n)
				}
				name = ""
			}
		}
	})
}
