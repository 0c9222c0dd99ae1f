package modgraph_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/modgraph"
)

// TestGodebugTableAgreesWithGo compares our defaults with the go command's own answer, for every go
// line from 1.20 to the toolchain at hand, with and without godebug lines.
func TestGodebugTableAgreesWithGo(t *testing.T) {
	table, err := modgraph.GodebugTable(t.Context(), modgraph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var newest int
	if _, err := fmt.Sscanf(table.Toolchain, "go1.%d", &newest); err != nil || newest < 26 {
		t.Fatalf("toolchain %q: %v", table.Toolchain, err)
	}
	var lines []string
	for minor := 20; minor <= newest; minor++ {
		lines = append(lines, fmt.Sprintf("go 1.%d\n", minor))
	}
	lines = append(lines, "", "go 1.16\n", "go 1.23.4\n", "go 1.21rc1\n", "go 1.23rc2\n",
		"go 1.24\n\ngodebug default=go1.21\n", "go 1.21\n\ngodebug default=go1.24.1\n", "go 1.22\n\ngodebug panicnil=1\n",
		"go 1.20\n\ngodebug (\n\tdefault=go1.23\n\thttp2client=0\n\ttlssha1=0\n)\n")
	for _, text := range lines {
		t.Run(strings.Join(strings.Fields(text), " "), func(t *testing.T) {
			src := "module example.com/m\n\n" + text
			want := defaultGODEBUG(t, src)
			if diff := cmp.Diff(want, ours(t, table, src)); diff != "" {
				t.Errorf("GODEBUG defaults (-go list +ours):\n%s", diff)
			}
		})
	}
}

// ours renders the defaults as the go command does.
func ours(t *testing.T, table diffing.GodebugTable, src string) string {
	t.Helper()
	set, problems := diffing.Parse(diffing.Tree{Files: []diffing.File{{Path: "go.mod", Data: []byte(src)}}}, "head")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	defaults := table.Defaults(set.Modules[0].GodebugLines())
	var settings []string
	for _, name := range slices.Sorted(maps.Keys(defaults)) {
		settings = append(settings, name+"="+defaults[name])
	}
	return strings.Join(settings, ",")
}

// defaultGODEBUG asks the go command.
func defaultGODEBUG(t *testing.T, src string) string {
	t.Helper()
	if _, err := modfile.Parse("go.mod", []byte(src), nil); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string]string{"go.mod": src, "main.go": "package main\n\nfunc main() {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.DefaultGODEBUG}}", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOENV=off", "GOFLAGS=-buildvcs=false", "GOWORK=off", "GOTOOLCHAIN=local", "GOFIPS140=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.TrimSpace(string(out))
}

func TestGodebugTableNotKnown(t *testing.T) {
	t.Run("no go command", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := modgraph.GodebugTable(t.Context(), modgraph.Options{})
		want := `the effect of a go line on GODEBUG defaults is not known: finding the go command on PATH: exec: "go": executable file not found in $PATH`
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	t.Run("no table", func(t *testing.T) {
		command := filepath.Join(t.TempDir(), "bin", "go")
		script := "#!/bin/sh\necho " + filepath.Dir(filepath.Dir(command)) + "\n"
		if err := os.MkdirAll(filepath.Dir(command), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(command, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := modgraph.GodebugTable(t.Context(), modgraph.Options{GoCommand: command})
		want := "the effect of a go line on GODEBUG defaults is not known: the go command on PATH came without its GODEBUG table (src/internal/godebugs/table.go of GOROOT)"
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	t.Run("link", func(t *testing.T) {
		real, err := exec.LookPath("go")
		if err != nil {
			t.Fatal(err)
		}
		link := filepath.Join(t.TempDir(), "go")
		if err := os.Symlink(real, link); err != nil {
			t.Fatal(err)
		}
		want, err := modgraph.GodebugTable(t.Context(), modgraph.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := modgraph.GodebugTable(t.Context(), modgraph.Options{GoCommand: link})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("through a link: %v (-want +got):\n%s", err, diff)
		}
	})
}
