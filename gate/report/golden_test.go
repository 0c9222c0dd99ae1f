package report_test

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

var updateGoldens = flag.Bool("update", false, "write the goldens in testdata")

func TestGoldens(t *testing.T) {
	for _, c := range cannedVerdicts() {
		d := diffOf(c.verdict)
		for _, g := range []struct {
			suffix string
			only   []string // names of verdicts; all where empty
			render func(io.Writer) error
		}{
			{".80.txt", nil, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{}) }},
			{".140.txt", []string{"apm", "grouped", "many", "nested"}, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{Width: 140}) }},
			{".color.txt", []string{"apm", "low", "waived"}, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{Color: true}) }},
			{".ascii.txt", []string{"grouped", "hostile"}, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{ASCII: true}) }},
			{".verbose.txt", []string{"buildlist", "goline", "outcomes"}, func(w io.Writer) error { return report.Text(w, c.verdict, report.Style{Verbose: true}) }},
			{".diff.txt", []string{"buildlist", "goline", "hostile", "nested", "tampered", "undecided"}, func(w io.Writer) error { return report.DiffText(w, d, report.Style{}) }},
			{".diff.md", []string{"goline", "nested"}, func(w io.Writer) error { return report.DiffMarkdown(w, d, 0) }},
			{".diff.json", []string{"goline"}, func(w io.Writer) error { return report.DiffJSON(w, d) }},
			{".md", []string{"quiet", "low", "apm", "grouped", "goline", "tampered", "undecided", "waived", "outcomes", "hostile", "nested"},
				func(w io.Writer) error { return report.Markdown(w, c.verdict, 0) }},
			{".json", []string{"quiet", "apm", "undecided", "waived", "hostile"}, func(w io.Writer) error { return report.JSON(w, c.verdict) }},
			{".sarif", []string{"undecided", "waived", "hostile"}, func(w io.Writer) error { return report.SARIF(w, c.verdict) }},
			{".annotations", []string{"apm", "undecided", "waived", "hostile", "many"}, func(w io.Writer) error { return report.Annotations(w, c.verdict) }},
		} {
			if g.only != nil && !slices.Contains(g.only, c.name) {
				continue
			}
			t.Run(c.name+g.suffix, func(t *testing.T) { golden(t, c.name+g.suffix, []byte(rendered(t, g.render))) })
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *updateGoldens {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./gate/report -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func diffOf(v gate.Verdict) report.Diff {
	return report.Diff{SchemaVersion: gate.SchemaVersion, Base: v.Base, Head: v.Head, View: v.View, Examined: v.Examined,
		Changes: v.Changes, Problems: v.Problems, Notices: v.Notices}
}
