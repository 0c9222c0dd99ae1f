package report_test

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

func TestMarkdownLimit(t *testing.T) {
	v := manyVerdict(400)
	whole := utf8.RuneCountInString(rendered(t, func(w io.Writer) error { return report.Markdown(w, v, 1<<30) }))
	for _, limit := range []int{0, 3000, 4000, 10000, 59999, whole - 1} {
		text := rendered(t, func(w io.Writer) error { return report.Markdown(w, v, limit) })
		most := limit
		if most == 0 {
			most = 60000
		}
		if n := utf8.RuneCountInString(text); n > most || n < most/2 {
			t.Errorf("limit %d: %d characters", limit, n)
		}
		if !strings.HasPrefix(text, "## ❌ soakgate: block\n\n400 changes may not merge") || !strings.Contains(text, "left out: the text is too long") {
			t.Errorf("limit %d: the decision or the word about the cut is missing:\n%.300s", limit, text)
		}
		checkMarkdown(t, text)
	}
	if text := rendered(t, func(w io.Writer) error { return report.Markdown(w, v, whole) }); strings.Contains(text, "left out") {
		t.Error("cut although it fits")
	}
}

// TestMarkdownCutsTheLeastImportantFirst: the list of all changes goes before the remedies do.
func TestMarkdownCutsTheLeastImportantFirst(t *testing.T) {
	v := manyVerdict(50)
	text := rendered(t, func(w io.Writer) error { return report.Markdown(w, v, 12000) })
	for _, want := range []string{"soakgate check --evidence FILE", "changes left out", "### Changes that matter", v.Findings[49].Path} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestMarkdownKeepsProseReadable(t *testing.T) {
	v := apmVerdict()
	v.Findings[0].Detail = "no statement about github.com/acme/x@v1.2.3 was shown; see #12, ask @team (or GH-7)."
	text := rendered(t, func(w io.Writer) error { return report.Markdown(w, v, 0) })
	want := "no statement about `github.com/acme/x@v1.2.3` was shown; see `#12`, ask `@team` (or `GH-7`)."
	if !strings.Contains(text, want) {
		t.Errorf("%q is not in\n%s", want, text)
	}
}

// TestMarkdownOfHugeFields: what is never cut has room under the least limit, whatever it holds.
func TestMarkdownOfHugeFields(t *testing.T) {
	for _, part := range []string{"a ", "@ ", "` ", "\U000e0041", "設", "x\u200b "} {
		for _, decision := range []gate.Decision{gate.Pass, gate.Block, gate.Undecided} {
			text := rendered(t, func(w io.Writer) error { return report.Markdown(w, filled(strings.Repeat(part, 2000), decision), 1) })
			if n := utf8.RuneCountInString(text); n > 3000 {
				t.Errorf("%q, %s: %d characters, want at most 3000", part, decision, n)
			}
		}
	}
}
