package report_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

// publishedSchema compiles the OASIS schema that go-sarif carries. Its own Validate judges what its
// types keep of a log, not the log, so the text is taken from its source.
func publishedSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	pkg, err := build.Import("github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif", ".", build.FindOnly)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(pkg.Dir, "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && len(literal.Value) > len(text) {
			text = literal.Value
		}
		return true
	})
	if text, err = strconv.Unquote(text); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("sarif-2.1.0.json", document); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile("sarif-2.1.0.json")
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Errorf("%v in\n%s", err, text)
	}
}

func TestSARIFSchema(t *testing.T) {
	schema := publishedSchema(t)
	if err := schema.Validate(map[string]any{"version": "2.1.0", "runs": []any{map[string]any{}}}); err == nil {
		t.Fatal("the schema accepts a run without a tool")
	}
	verdicts := cannedVerdicts()
	for i, s := range []string{hostile, "", "/etc/passwd", "../..", "file:///x", "C:\\x", "設定/go.mod", "a b?c#d", "\xff"} {
		for _, decision := range []gate.Decision{gate.Pass, gate.Block, gate.Undecided} {
			verdicts = append(verdicts, canned{fmt.Sprintf("field%d-%s", i, decision), filled(s, decision)})
		}
	}
	for _, c := range verdicts {
		t.Run(c.name, func(t *testing.T) {
			text := rendered(t, func(w io.Writer) error { return report.SARIF(w, c.verdict) })
			validate(t, schema, text)
			log, err := sarif.FromString(text)
			if err != nil {
				t.Fatal(err)
			}
			checkForGitHub(t, log.Runs[0], c.verdict)
		})
	}
}

// checkForGitHub holds a run against what code scanning asks for beyond the schema.
func checkForGitHub(t *testing.T, run *sarif.Run, v gate.Verdict) {
	t.Helper()
	if got := *run.Invocations[0].ExecutionSuccessful; got != (v.Decision != gate.Undecided) {
		t.Errorf("executionSuccessful is %v for %s", got, v.Decision)
	}
	errors := 0
	for _, result := range run.Results {
		if rule := run.Tool.Driver.Rules[result.RuleIndex]; *rule.ID != *result.RuleID || *rule.Help.Text == "" {
			t.Errorf("result %q points to rule %q", *result.RuleID, *rule.ID)
		}
		at := result.Locations[0].PhysicalLocation
		uri := *at.ArtifactLocation.URI
		if *at.Region.StartLine < 1 || uri == "" || strings.HasPrefix(uri, "/") || strings.Contains(uri, ":") || strings.HasPrefix(uri, "..") {
			t.Errorf("location %q line %d", uri, *at.Region.StartLine)
		}
		if result.Level == "error" {
			errors++
		}
	}
	want := len(v.Problems)
	for _, f := range v.Findings {
		if f.Blocks() {
			want++
		}
	}
	if errors != want {
		t.Errorf("%d results of level error, want %d", errors, want)
	}
}

func TestSARIFLimit(t *testing.T) {
	v := verdictOf(gate.Block)
	for i := range 25002 {
		lacking(&v, fmt.Sprintf("example.com/m%d", i), gate.OutcomeMissing, "nothing", "soak")
	}
	var log struct {
		Runs []struct {
			Results     []struct{}
			Invocations []struct {
				ToolExecutionNotifications []struct{ Message struct{ Text string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(rendered(t, func(w io.Writer) error { return report.SARIF(w, v) })), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != 25000 || !strings.Contains(run.Invocations[0].ToolExecutionNotifications[0].Message.Text, "2 more results left out") {
		t.Errorf("%d results, notifications %+v", len(run.Results), run.Invocations[0].ToolExecutionNotifications)
	}
}

// TestSARIFFingerprints: a finding keeps its name when only versions, lines and details differ.
func TestSARIFFingerprints(t *testing.T) {
	name := func(change func(*gate.Finding)) string {
		v := apmVerdict()
		change(&v.Findings[0])
		log, err := sarif.FromString(rendered(t, func(w io.Writer) error { return report.SARIF(w, v) }))
		if err != nil {
			t.Fatal(err)
		}
		return log.Runs[0].Results[0].PartialFingerprints["soakgate/v1"]
	}
	first := name(func(*gate.Finding) {})
	if again := name(func(f *gate.Finding) { f.Line, f.Detail, f.Outcome = 99, "other", gate.OutcomeStale }); again != first {
		t.Errorf("fingerprint moved from %s to %s", first, again)
	}
	if other := name(func(f *gate.Finding) { f.Path = "example.com/other" }); other == first {
		t.Error("two modules share a fingerprint")
	}
}
