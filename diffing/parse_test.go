package diffing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
)

// TestParseRefuses holds what must never read as "nothing changed": every row ends in a problem that
// names a line where there is one.
func TestParseRefuses(t *testing.T) {
	const header = "module example.com/m\n\ngo 1.24.0\n\n"
	long := strings.Repeat("// line\n", 20_001)
	tests := []struct {
		name, file, data string
		want             string // "line: part of the message"
		reason           string
	}{
		{"bom", "go.mod", "\xef\xbb\xbfmodule example.com/m\n", "1: byte order mark", "B1: go refuses it too"},
		{"nul", "go.mod", header + "require example.com/a v1.0.0\x00\n", "5: NUL", "B3"},
		{"carriage return only", "go.mod", "module example.com/m\rgo 1.24.0\r", "1: ", "B3: one line to the parser"},
		{"conflict markers", "go.mod", header + "<<<<<<< HEAD\nrequire example.com/a v1.0.0\n=======\n>>>>>>> x\n", "5: unknown directive", "B3: a lax parser takes both sides"},
		{"unclosed block", "go.mod", header + "require (\n\texample.com/a v1.0.0\n", "7: ", "B3"},
		{"empty", "go.mod", "", "1: no module line", "B4: would read as all removed"},
		{"no module line", "go.mod", "go 1.24.0\n", "1: no module line", "B4"},
		{"lfs", "go.mod", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "1: LFS", "B5"},
		{"too long", "go.mod", header + long, "0: lines are more", "B6"},
		{"unknown directive", "go.mod", header + "frobnicate x\n", "5: unknown directive", "B7: never skip the line"},
		{"control characters", "go.mod", header + "require \"example.com/a\\x1b[31m\" v1.0.0\n", "5: ", "R1: parser accepts, go prints raw"},
		{"dot dot", "go.mod", header + "require example.com/../evil v1.0.0\n", "5: example.com/../evil", "R1"},
		{"leading dash", "go.mod", header + "require -x/y v1.0.0\n", "5: -x/y", "R1"},
		{"non ascii", "go.mod", header + "require example.com/ä v1.0.0\n", "5: ", "R1"},
		{"twice", "go.mod", header + "require example.com/a v1.0.0\nrequire example.com/a v1.2.0\n", "6: required twice", "R2: never the last one"},
		{"branch", "go.mod", header + "require example.com/a master\n", "5: ", "R4: a branch is never a version"},
		{"major mismatch", "go.mod", header + "require example.com/a v2.0.0\n", "5: ", "R5"},
		{"replaced twice", "go.mod", header + "require example.com/a v1.0.0\nreplace example.com/a => ./x\nreplace example.com/a => ./y\n", "7: replaced twice", "P5"},
		{"excluded requirement", "go.mod", header + "require example.com/a v1.0.0\nexclude example.com/a v1.0.0\n", "6: is excluded", "P10"},
		{"toolchain path", "go.mod", header + "toolchain go1.24.0-x/../y\n", "5: toolchain", "E3"},
		{"toolchain word", "go.mod", header + "toolchain go1.evil\n", "5: toolchain", "E3"},
		{"work conflict", "go.work", "go 1.24.0\n<<<<<<< HEAD\n", "2: unknown directive", "B3 for go.work"},
		{"bad tool", "go.mod", header + "tool ../x\n", "5: ", "R1 for tools"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := diffing.Parse(diffing.Tree{Files: []diffing.File{{Path: tt.file, Data: []byte(tt.data)}}}, "head")
			if len(problems) == 0 {
				t.Fatalf("accepted; %s", tt.reason)
			}
			p := problems[0]
			line, part, _ := strings.Cut(tt.want, ": ")
			if fmt.Sprint(p.Line) != line || !strings.Contains(p.Message, part) || p.File != tt.file || p.Side != "head" || p.Hint == "" {
				t.Errorf("got %+v, want line %s and %q in the message; %s", p, line, part, tt.reason)
			}
			for _, p := range problems {
				if strings.ContainsFunc(p.Message+p.Hint, func(r rune) bool { return r < ' ' || r == 0x7f }) {
					t.Errorf("control character in %q", p.Message)
				}
			}
		})
	}
}

// TestParseCollects shows that a user fixes a file once: all its errors come together.
func TestParseCollects(t *testing.T) {
	data := "module example.com/m\nrequire example.com/a master\nfrobnicate\nrequire example.com/b v2.0.0\n"
	_, problems := diffing.Parse(diffing.Tree{Files: []diffing.File{{Path: "go.mod", Data: []byte(data)}}}, "base")
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if diff := cmp.Diff([]int{2, 3, 4}, lines); diff != "" {
		t.Errorf("lines (-want +got)\n%s", diff)
	}
}

// TestParseTrouble shows that a file that could not be read is a problem and not an absence.
func TestParseTrouble(t *testing.T) {
	tree := diffing.Tree{Files: []diffing.File{{Path: "a/go.mod", Trouble: "a symbolic link that leaves the tree", Hint: "replace it by a file"}}}
	set, problems := diffing.Parse(tree, "head")
	want := []diffing.Problem{{File: "a/go.mod", Side: "head", Message: "a symbolic link that leaves the tree", Hint: "replace it by a file"}}
	if diff := cmp.Diff(want, problems); diff != "" || set.Files != 1 {
		t.Errorf("files %d (-want +got)\n%s", set.Files, diff)
	}
}

func TestStepBetween(t *testing.T) {
	tests := []struct {
		from, to string
		want     diffing.Step
		reason   string
	}{
		{"v1.2.3", "v1.2.3", diffing.StepNone, "equal"},
		{"", "v1.2.3", diffing.StepNone, "came"},
		{"v1.2.3", "v1.2.4", diffing.StepPatch, ""},
		{"v1.2.3", "v1.3.0", diffing.StepMinor, ""},
		{"v0.2.3", "v0.3.0", diffing.StepMinor, "v0 has no promise, and no major number either"},
		{"v1.9.0", "v2.0.0", diffing.StepMajor, ""},
		{"v28.0.0+incompatible", "v29.0.0+incompatible", diffing.StepMajor, "the number, not the path"},
		{"v1.3.0-rc.1", "v1.3.0", diffing.StepPrerelease, ""},
		{"v1.2.0", "v1.3.0-rc.1", diffing.StepPrerelease, "the target is not a release"},
		{"v0.0.0-20240101000000-aaaaaaaaaaaa", "v0.0.0-20240601000000-bbbbbbbbbbbb", diffing.StepPseudo, ""},
		{"v1.2.0", "v1.2.1-0.20240601000000-bbbbbbbbbbbb", diffing.StepPseudo, "unreleased code"},
		{"v0.0.0-20240101000000-aaaaaaaaaaaa", "v1.0.0", diffing.StepMajor, "the major number outranks"},
	}
	for _, tt := range tests {
		if got := diffing.StepBetween(tt.from, tt.to); got != tt.want {
			t.Errorf("StepBetween(%q, %q) = %s, want %s; %s", tt.from, tt.to, got, tt.want, tt.reason)
		}
		if got := diffing.StepBetween(tt.to, tt.from); got != tt.want {
			t.Errorf("StepBetween(%q, %q) = %s, want %s: the step is symmetric", tt.to, tt.from, got, tt.want)
		}
	}
}
