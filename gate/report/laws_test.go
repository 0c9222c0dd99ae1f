package report_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
)

// filled has s in every field that can come from input.
func filled(s string, decision gate.Decision) gate.Verdict {
	v := verdictOf(decision)
	v.Base, v.Head = gate.Side{Name: s, Revision: s}, gate.Side{Name: s, Revision: s}
	v.View, v.Subject.Digest.SHA256, v.Policy, v.Tool.Version = s, s, gate.PolicySource{Source: s, Digest: s}, s
	v.Subject.Modules = []gate.SubjectModule{{Name: s, Digest: gate.Digest{SHA256: s}}}
	for _, kind := range []diffing.Kind{diffing.KindAdded, diffing.KindChecksum, diffing.KindRelocated, diffing.KindReplaced} {
		v.Changes = append(v.Changes, diffing.Change{ModuleFile: s, Kind: kind, Path: s + string(kind), From: s, To: s + "1", Step: diffing.StepMinor, FromPath: s,
			ReplaceFrom: s, ReplaceTo: s + "2", SumFrom: s, SumTo: s, Directive: s, Line: 3, Settings: []diffing.Setting{{Name: s, From: s, To: s, ChangedIn: 23}},
			Via: []string{s, s}, Danger: s, Inert: s, Notes: []string{s}})
		v.Assessments = append(v.Assessments, policy.Assessment{ModuleFile: s, Path: s + string(kind), Class: policy.ClassRPC, BlastRadius: policy.RadiusHigh, Reasons: []string{s},
			Obligations: []string{s}, Terms: []policy.Term{{Obligation: s, Profile: policy.Profile(s), Approvers: [][]string{{s}}, Rules: []string{s}}}, Family: s, From: s, To: s})
	}
	for _, outcome := range gate.Outcomes() {
		v.Findings = append(v.Findings, gate.Finding{ModuleFile: s, Path: s + "added", Obligation: s, Component: s, Outcome: outcome, Detail: s, Remedy: s + ": go " + s, Line: 2, Radius: policy.RadiusHigh})
	}
	v.Findings[2].Waived = &gate.Waived{Owner: s, Reason: s, Expires: s, Place: policy.Place{Source: s, Line: 1}}
	v.Problems = []diffing.Problem{{File: s, Line: 1, Column: 2, Side: s, Message: s, Hint: s}}
	v.Notices = []gate.Notice{{Code: s, Message: s, Commands: []string{s}}}
	v.Evidence = []gate.Exhibit{{Name: s, Digest: s, Type: s, Refused: s}, {Name: s, Digest: s, Signer: s}}
	v.Rollback = []string{s}
	v.Examined.Skipped = []diffing.Skipped{{Path: s, Reason: s}}
	return v
}

func explanationOf(v gate.Verdict, s string) report.Explanation {
	return report.Explanation{SchemaVersion: 1, Classification: classificationOf(s), Assessments: v.Assessments, Changes: v.Changes, Findings: v.Findings,
		MatchedRules: []report.MatchedRule{{Name: s, Place: policy.Place{Source: s, Line: 4}, Reason: s}}, Notes: []string{s}, Simulated: true}
}

func classificationOf(s string) policy.Classification {
	return policy.Classification{Path: s, Class: policy.ClassRPC, Radius: policy.RadiusHigh, Reason: s, Matched: s, Family: s, LookAlike: s}
}

func rendered(t *testing.T, render func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := render(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var attacks = []string{hostile, "", "::", "a ::b", ":: ::debug::x", "##[group]", "\x1b]0;t\a", "`", "``` `", "|\\|", "<a", "@a", "www.a.b", "www", "\u202e", "\u2066", "\ufeff", "設定",
	"a\u0300", "go x\n::error::", "1.", "-", "# x", "</details>", "abcdef0", "%0A", "[a](b)", "{0}", "\xff", strings.Repeat("設", 60), "../../x", "file:///etc"}

// FuzzLaw7Text is law 7 of EDGE-CASES.md: whatever stands in any field, no text and no JSON holds what a
// terminal or a workflow runner would obey.
func FuzzLaw7Text(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkTexts(t, filled(s, gate.Decision(len(s)%3)), s)
	})
}

// FuzzLaw7Markdown is the same law for GitHub's Markdown and for annotations.
func FuzzLaw7Markdown(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := filled(s, gate.Decision(len(s)%3))
		checkMarkdown(t, rendered(t, func(w io.Writer) error { return report.Markdown(w, v, 0) }))
		checkMarkdown(t, rendered(t, func(w io.Writer) error { return report.Markdown(w, v, 3000) }))
		checkMarkdown(t, rendered(t, func(w io.Writer) error { return report.DiffMarkdown(w, diffOf(v), 3000) }))
		checkAnnotations(t, v)
	})
}

func checkTexts(t *testing.T, v gate.Verdict, s string) {
	t.Helper()
	for name, style := range map[string]report.Style{"narrow": {Width: 40}, "verbose in colour": {Verbose: true, Color: true, Width: 140}, "ascii": {ASCII: true}} {
		text := rendered(t, func(w io.Writer) error { return report.Text(w, v, style) }) +
			rendered(t, func(w io.Writer) error { return report.DiffText(w, diffOf(v), style) }) +
			rendered(t, func(w io.Writer) error { return report.ExplainText(w, explanationOf(v, s), style) }) +
			rendered(t, func(w io.Writer) error {
				return report.CatalogText(w, []policy.Classification{classificationOf(s)}, style)
			})
		if style.Color {
			text = withoutColour(text)
		}
		checkLines(t, name, text)
	}
	checkLines(t, "JSON", rendered(t, func(w io.Writer) error { return report.JSON(w, v) }))
	checkLines(t, "diff JSON", rendered(t, func(w io.Writer) error { return report.DiffJSON(w, diffOf(v)) }))
	checkLines(t, "explain JSON", rendered(t, func(w io.Writer) error { return report.ExplainJSON(w, explanationOf(v, s)) }))
	checkLines(t, "SARIF", rendered(t, func(w io.Writer) error { return report.SARIF(w, v) }))
}

var (
	ourMarkup = regexp.MustCompile(`^(<details><summary>(Roll back to base|All changes \(\d+\))</summary>|</details>)$`)
	// active is what GitHub turns into something, outside code: mentions, issues, commits, links, images,
	// HTML, entities, mathematics and emoji.
	active = regexp.MustCompile(`[@<>&\\$~^{}]|#\d|\b[A-Za-z]+-\d|\b[0-9a-fA-F]{7,}\b|://|www\.\w|\]\(|!\[|\[[\^!]|:[a-z_]+:`)
)

func checkMarkdown(t *testing.T, text string) {
	t.Helper()
	checkLines(t, "Markdown", text)
	columns, open := 0, 0
	for _, line := range outsideCode(text) {
		switch {
		case ourMarkup.MatchString(line):
			open += strings.Count(line, "<details>") - strings.Count(line, "</details>")
			continue
		case active.MatchString(line):
			t.Errorf("Markdown: %q is active in %q", active.FindString(line), line)
		case strings.HasPrefix(line, "|") && columns > 0 && strings.Count(line, "|") != columns:
			t.Errorf("Markdown: a table of %d pipes a row has %q", columns, line)
		case !strings.HasPrefix(line, "|") && strings.Contains(line, "|"):
			t.Errorf("Markdown: a pipe outside of a table: %q", line)
		}
		columns = 0
		if strings.HasPrefix(line, "|") {
			columns = strings.Count(line, "|")
		}
	}
	if open != 0 {
		t.Errorf("Markdown: %d details are not closed", open)
	}
}

func checkAnnotations(t *testing.T, v gate.Verdict) {
	t.Helper()
	text := rendered(t, func(w io.Writer) error { return report.Annotations(w, v) })
	checkHidden(t, "annotations", text)
	want := []string{"error", "warning", "notice"}
	count := map[string]int{}
	for _, c := range runnerCommands(text) {
		count[c.name]++
		if c.properties["title"] == "" || !strings.HasPrefix(c.properties["title"], "soakgate") {
			t.Errorf("annotations: a command that is not ours: %+v", c)
		}
	}
	total := 0
	for _, level := range want {
		if count[level] > 10 {
			t.Errorf("annotations: %d of level %s", count[level], level)
		}
		total += count[level]
	}
	if lines := strings.Count(text, "\n"); total != lines || strings.Contains(text, "##[") {
		t.Errorf("annotations: %d commands in %d lines:\n%s", total, lines, text)
	}
}

func FuzzSafe(f *testing.F) {
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, s string) {
		safe := report.Safe(s)
		checkLines(t, "Safe", safe)
		if strings.Contains(safe, "\n") || !utf8.ValidString(safe) || report.Safe(safe) != safe {
			t.Errorf("Safe(%q) = %q", s, safe)
		}
	})
}
