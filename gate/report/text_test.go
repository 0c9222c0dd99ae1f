package report_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/width"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

// columns counts terminal columns in another way than the package: by the folded form of each rune.
func columns(line string) int {
	n := 0
	for _, r := range line {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// commandLines are exempt from the width: a broken command cannot be copied.
func commandLine(line string) bool {
	line = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(line, "next:"), "roll back:"), " ")
	return strings.HasPrefix(line, "go ") || strings.HasPrefix(line, "git ") || strings.HasPrefix(line, "soakgate ")
}

func TestTextFitsItsWidth(t *testing.T) {
	for _, c := range cannedVerdicts() {
		v := c.verdict
		if c.name == "hostile" {
			v.Notices[0].Commands, v.Rollback = nil, nil // no commands by their first word, and never broken
		}
		for _, w := range []int{0, 40, 80, 140} {
			for _, verbose := range []bool{false, true} {
				text := rendered(t, func(out io.Writer) error { return report.Text(out, v, report.Style{Width: w, Verbose: verbose}) })
				limit := w
				if limit == 0 {
					limit = 80
				}
				for _, line := range strings.Split(text, "\n") {
					if n := columns(line); n > limit && !commandLine(line) {
						t.Errorf("%s at %d: %d columns: %q", c.name, limit, n, line)
					}
				}
			}
		}
	}
}

func TestTextFitsAScreen(t *testing.T) {
	for _, c := range cannedVerdicts() {
		if c.name == "hostile" || c.name == "many" || c.name == "outcomes" {
			continue // not typical
		}
		text := rendered(t, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{}) })
		if n := strings.Count(text, "\n"); n > 30 {
			t.Errorf("%s takes %d lines:\n%s", c.name, n, text)
		}
	}
}

func TestQuietPassIsOneSentence(t *testing.T) {
	got := rendered(t, func(w io.Writer) error { return report.Text(w, verdictOf(gate.Pass), report.Style{}) })
	if diff := cmp.Diff("pass: no module file differs between main (1f0c2d3) and WORKTREE.\n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestColourOnlyWhenAsked(t *testing.T) {
	for _, c := range cannedVerdicts() {
		plain := rendered(t, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{}) })
		coloured := rendered(t, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{Color: true}) })
		if strings.Contains(plain, "\x1b") || !strings.Contains(coloured, "\x1b[") {
			t.Errorf("%s: plain or coloured text is not", c.name)
		}
		if diff := cmp.Diff(plain, withoutColour(coloured)); diff != "" {
			t.Errorf("%s: colour changes more than colour (-plain +coloured):\n%s", c.name, diff)
		}
	}
}

func TestASCII(t *testing.T) {
	for _, c := range cannedVerdicts() {
		text := rendered(t, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{ASCII: true, Verbose: true}) })
		if i := strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }); i >= 0 {
			t.Errorf("%s: %q", c.name, text[i:min(len(text), i+40)])
		}
	}
}

// TestVerboseLeavesNothingOut: every module, remedy and command of a large verdict is there.
func TestVerboseLeavesNothingOut(t *testing.T) {
	v := manyVerdict(60)
	lowUpdates(&v, 20)
	text := strings.NewReplacer("\n", "", " ", "").Replace(rendered(t, func(w io.Writer) error { return report.Text(w, v, report.Style{Verbose: true}) }))
	for _, c := range v.Changes {
		if !strings.Contains(text, c.Path) {
			t.Errorf("%s is not in the verbose text", c.Path)
		}
	}
	for _, command := range v.Rollback {
		if !strings.Contains(text, strings.ReplaceAll(command, " ", "")) {
			t.Errorf("%q is not in the verbose text", command)
		}
	}
}

// TestOneRowForManyModuleFiles: a bump in 200 module files is one line, and says in how many.
func TestOneRowForManyModuleFiles(t *testing.T) {
	v := verdictOf(gate.Block)
	for i := range 200 {
		single := nestedVerdict()
		c, f := single.Changes[0], single.Findings[0]
		c.ModuleFile = fmt.Sprintf("services/s%03d/go.mod", i)
		f.ModuleFile = c.ModuleFile
		update(&v, c, "message-queue", 3, "every message goes through it")
		v.Findings = append(v.Findings, f)
	}
	text := rendered(t, func(w io.Writer) error { return report.Text(w, v, report.Style{}) })
	if strings.Count(text, "nats.go") != 1 || !strings.Contains(text, "200 module files") {
		t.Errorf("got:\n%s", text)
	}
}

func TestDiffHasOneLineForEveryChange(t *testing.T) {
	d := diffOf(manyVerdict(200))
	lines := strings.Split(rendered(t, func(w io.Writer) error { return report.DiffText(w, d, report.Style{}) }), "\n")
	for _, c := range d.Changes {
		found := 0
		for _, line := range lines {
			if strings.Contains(line, c.Path+" ") && strings.Contains(line, c.To) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s is on %d lines", c.Path, found)
		}
	}
}

// TestSameVerdictSameBytes: no order of a map shows in any report.
func TestSameVerdictSameBytes(t *testing.T) {
	for _, c := range cannedVerdicts() {
		all := func(w io.Writer) error {
			return errors.Join(report.Text(w, c.verdict, report.Style{}), report.Markdown(w, c.verdict, 0), report.SARIF(w, c.verdict), report.Annotations(w, c.verdict))
		}
		first := rendered(t, all)
		for range 5 {
			if diff := cmp.Diff(first, rendered(t, all)); diff != "" {
				t.Fatalf("%s (-first +again):\n%s", c.name, diff)
			}
		}
	}
}
