package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEscapes(t *testing.T) {
	for _, c := range []struct {
		reason string
		escape func(string) string
		in     string
		want   string
	}{
		{"plain text stays", Safe, "v1.2.3 設定 → ok", "v1.2.3 設定 → ok"},
		{"ESC and BEL are shown", Safe, "\x1b]0;t\a", `\u{1b}]0;t\u{7}`},
		{"one line stays one line", Safe, "a\r\nb\u2028c", `a\u{d}\u{a}b\u{2028}c`},
		{"bidi controls, zero width, tags and soft hyphens are shown", Safe, "\u202ea\u2066\u200b\ufeff\U000e0041\u00ad", `\u{202e}a\u{2066}\u{200b}\u{feff}\u{e0041}\u{ad}`},
		{"letters that show as nothing are shown", Safe, "a\u3164\u115f\ufe0f", `a\u{3164}\u{115f}\u{fe0f}`},
		{"C1 controls, as runes and as bytes", Safe, "\u009b\x9b", `\u{9b}\x{9b}`},
		{"a command at the start of a line", Safe, "  ::error::x", `  \u{3a}:error::x`},
		{"a command anywhere", Safe, "x ##[error]y", `x #\u{23}[error]y`},
		{"data of a command", annotationData, "100%\n::x", `100%25\u{a}::x`},
		{"property of a command", annotationProperty, "a:b,c", "a%3Ab%2Cc"},
		{"a code span", mdCode, "a|b", "`a\\u{7c}b`"},
		{"backticks inside", mdCode, "a``b`", "``` a``b` ```"},
		{"nothing is no code span", mdCode, "", ""},
		{"prose stays prose", mdText, "a soak (standard) is 72 h long, isn't it?", "a soak (standard) is 72 h long, isn't it?"},
		{"words that GitHub reads", mdText, "@a #1 GH-1 deadbeef www.a b@c a/b#1 :tada: *x* &lt; (@b)!", "`@a` `#1` `GH-1` `deadbeef` `www.a` `b@c` `a/b#1` `:tada`: `*x*` `&lt`; (`@b`)!"},
		{"no list", mdText, "1. in 2025.", "`1`. in 2025."},
		{"no link in SARIF", sarifText, "[a](http://b) {0} \x1b", `[a] (http://b) {{0}} \u001b`},
		{"a path as URI", relativeURI, "a b/設/go.mod", "a%20b/%E8%A8%AD/go.mod"},
		{"no scheme", relativeURI, "file:///etc/x", "file%3A/etc/x"},
		{"no way out", relativeURI, "../../etc/x", "etc/x"},
		{"no host", relativeURI, "//evil/x", "evil/x"},
		{"the root", relativeURI, "", "go.mod"},
	} {
		if diff := cmp.Diff(c.want, c.escape(c.in)); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", c.reason, c.in, diff)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		reason  string
		in      string
		columns int
		want    []string
	}{
		{"words", "one two three", 9, []string{"one two", "three"}},
		{"nothing is one line", "", 20, []string{""}},
		{"a long path breaks after a slash", "github.com/organisation/x", 12, []string{"github.com/", "organisation", "/x"}},
		{"wide runes take two columns", "設定設定設定", 8, []string{"設定設定", "設定"}},
		{"a word that fits a line of its own is not broken", "a 12345678", 8, []string{"a", "12345678"}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.in, c.columns)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, diff)
		}
	}
}

func TestLongRunsOfAnnotationsAreCounted(t *testing.T) {
	level := make([]annotation, 14)
	for i := range level {
		level[i] = annotation{level: "error", title: "soakgate", message: "x"}
	}
	got := atMost(level, 10)
	if len(got) != 10 || got[9].message != "5 more of this kind; the report has all" {
		t.Errorf("got %d annotations, the last %+v", len(got), got[len(got)-1])
	}
}
