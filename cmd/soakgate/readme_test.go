package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadmeCommands runs every line of the README's sh blocks, in order: go run in this checkout, and
// soakgate in a repository with an update in its work tree.
func TestReadmeCommands(t *testing.T) {
	checkout := readmeCheckout(t)
	repository := updateRepository(t, checkout)
	for _, block := range readmeBlocks(t, checkout, "sh") {
		for _, line := range block {
			command, _, _ := strings.Cut(line, "#")
			switch words := strings.Fields(command); {
			case len(words) == 0:
			case strings.HasPrefix(command, "go run ./cmd/soakgate "):
				expectReadme(t, checkout, words[3:])
			case words[0] == "soakgate":
				expectReadme(t, repository, words[1:])
			case strings.HasPrefix(command, "go install "):
				if want := []string{"go", "install", modulePath + "/cmd/soakgate@latest"}; !slices.Equal(words, want) {
					t.Errorf("README.md installs something else: %s", line)
				}
			case slices.Equal(words, []string{"go", "test", "./..."}):
				// That command is what runs this test.
			default:
				t.Errorf("README.md shows a command that this test cannot run: %s", line)
			}
		}
	}
}

// expectReadme runs a command line of the README. Every check there is one of the update, so it blocks; all other
// commands end well. Either way there is something to see.
func expectReadme(t *testing.T, dir string, words []string) {
	t.Helper()
	want := 0
	if words[0] == "check" {
		want = 1
	}
	t.Chdir(dir)
	stdout, stderr, code := runCommand(t, words...)
	if code != want {
		t.Errorf("soakgate %s: exit %d, want %d\n%s%s", strings.Join(words, " "), code, want, stdout, stderr)
	}
	if stdout == "" && !slices.Contains(words, "--output") {
		t.Errorf("soakgate %s prints nothing", strings.Join(words, " "))
	}
}

// TestReadmeOutput holds what the README shows of a command against what the command prints.
func TestReadmeOutput(t *testing.T) {
	checkout := readmeCheckout(t)
	for _, block := range readmeBlocks(t, checkout, "console") {
		command, ok := strings.CutPrefix(block[0], "$ soakgate ")
		if !ok {
			t.Fatalf("a console block of README.md begins with %q, want a soakgate command", block[0])
		}
		t.Chdir(checkout)
		stdout, _, _ := runCommand(t, strings.Fields(command)...)
		printed := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
		if diff := cmp.Diff(printed, abridge(printed, block[1:])); diff != "" {
			t.Errorf("soakgate %s (-printed +README.md):\n%s", command, diff)
		}
	}
}

// abridge fills each line "…" of shown with the printed lines up to the next line that is shown, so that
// the result equals printed exactly when shown is an honest abridgement of it.
func abridge(printed, shown []string) []string {
	var filled []string
	for i, line := range shown {
		if line != "…" {
			filled = append(filled, line)
			continue
		}
		for len(filled) < len(printed) && (i+1 == len(shown) || printed[len(filled)] != shown[i+1]) {
			filled = append(filled, printed[len(filled)])
		}
	}
	return filled
}

func TestAbridge(t *testing.T) {
	printed := []string{"a", "b", "c", "d"}
	for _, c := range []struct {
		shown, want []string
		reason      string
	}{
		{[]string{"a", "b", "c", "d"}, printed, "nothing left out"},
		{[]string{"a", "…", "d"}, printed, "two lines left out"},
		{[]string{"a", "…"}, printed, "the end left out"},
		{[]string{"a", "c", "d"}, []string{"a", "c", "d"}, "a line is missing without a mark"},
		{[]string{"…", "x"}, []string{"a", "b", "c", "d", "x"}, "a line that was never printed stays wrong"},
		{[]string{"a", "x", "…"}, []string{"a", "x", "c", "d"}, "so does one before a mark"},
	} {
		if diff := cmp.Diff(c.want, abridge(printed, c.shown)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, diff)
		}
	}
}

// TestReadmePolicy lints every policy that the README shows.
func TestReadmePolicy(t *testing.T) {
	checkout := readmeCheckout(t)
	for _, block := range readmeBlocks(t, checkout, "yaml") {
		name := filepath.Join(t.TempDir(), policyName)
		writeTestFile(t, name, strings.Join(block, "\n")+"\n")
		if stdout, stderr, code := runCommand(t, "policy", "lint", name); code != 0 {
			t.Errorf("policy lint refuses the README's policy, exit %d\n%s%s", code, stdout, stderr)
		}
	}
}

// TestReadmeLength keeps the README a page that people read.
func TestReadmeLength(t *testing.T) {
	text := readText(t, filepath.Join(readmeCheckout(t), "README.md"))
	if lines := strings.Count(text, "\n"); lines > 150 {
		t.Errorf("README.md has %d lines, at most 150 are read", lines)
	}
}

// readmeCheckout is the root of this checkout.
func readmeCheckout(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// readmeBlocks are the lines of the README's fenced blocks in one language; there is at least one.
func readmeBlocks(t *testing.T, checkout, language string) [][]string {
	t.Helper()
	var blocks [][]string
	inside := false
	for line := range strings.Lines(readText(t, filepath.Join(checkout, "README.md"))) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "```"+language:
			inside = true
			blocks = append(blocks, nil)
		case line == "```":
			inside = false
		case inside:
			blocks[len(blocks)-1] = append(blocks[len(blocks)-1], line)
		}
	}
	if len(blocks) == 0 || slices.ContainsFunc(blocks, func(b []string) bool { return len(b) == 0 }) {
		t.Fatalf("README.md has no block of %s, or an empty one", language)
	}
	return blocks
}

// updateRepository is a git repository with the base of testdata/apm-update on its default branch, and the
// head on a branch of its own.
func updateRepository(t *testing.T, checkout string) string {
	t.Helper()
	dir := t.TempDir()
	commit := func(side string) {
		for _, name := range []string{"go.mod", "go.sum"} {
			writeTestFile(t, filepath.Join(dir, name), readText(t, filepath.Join(checkout, "testdata", "apm-update", side, name)))
		}
		git(t, dir, "add", "go.mod", "go.sum")
		git(t, dir, "commit", "-q", "-m", side)
	}
	git(t, dir, "init", "-q", "-b", "main")
	commit("base")
	git(t, dir, "checkout", "-q", "-b", "update")
	commit("head")
	return dir
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
