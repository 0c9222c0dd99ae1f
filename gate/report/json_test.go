package report_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
)

func roundTrip(t *testing.T, v gate.Verdict) {
	t.Helper()
	text := rendered(t, func(w io.Writer) error { return report.JSON(w, v) })
	got, err := report.ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if diff := cmp.Diff(v, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
	if again := rendered(t, func(w io.Writer) error { return report.JSON(w, got) }); again != text {
		t.Errorf("encoded again (-want +got):\n%s", cmp.Diff(text, again))
	}
}

func TestJSONRoundTrip(t *testing.T) {
	for _, c := range cannedVerdicts() {
		if c.name != "hostile" { // holds a byte that is not UTF-8
			t.Run(c.name, func(t *testing.T) { roundTrip(t, c.verdict) })
		}
	}
}

func FuzzJSONRoundTrip(f *testing.F) {
	f.Add(strings.ToValidUTF8(hostile, ""))
	f.Add("##[\U000e0001\u2028\u007f")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		roundTrip(t, filled(s, gate.Block))
	})
}

// FuzzParseJSON: what is read is written back to a document that is read to the same.
func FuzzParseJSON(f *testing.F) {
	for _, c := range cannedVerdicts() {
		if c.name == "many" {
			continue
		}
		var b bytes.Buffer
		if err := report.JSON(&b, c.verdict); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := report.ParseJSON(data)
		if err == nil && v.SchemaVersion != gate.SchemaVersion {
			t.Errorf("read schema version %d", v.SchemaVersion)
		}
	})
}

func TestParseJSONRefuses(t *testing.T) {
	good := rendered(t, func(w io.Writer) error { return report.JSON(w, apmVerdict()) })
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "EOF"},
		{"two documents", good + good, "more than one JSON document"},
		{"unknown field", strings.Replace(good, `"decision"`, `"verdict"`, 1), "unknown field"},
		{"repeated field", strings.Replace(good, `"decision": "block"`, `"decision": "block", "Decision": "pass"`, 1), "appears twice"},
		{"other version", strings.Replace(good, `"schema_version": 1`, `"schema_version": 2`, 1), "schema_version 2"},
		{"unknown decision", strings.Replace(good, `"block"`, `"maybe"`, 1), "unknown decision"},
		{"unknown outcome", strings.Replace(good, `"missing"`, `"fine"`, 1), "unknown outcome"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := report.ParseJSON([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestJSONHasNoNull(t *testing.T) {
	v := gate.Verdict{Assessments: []policy.Assessment{{Class: policy.ClassRPC, Terms: []policy.Term{{}}}}}
	for name, render := range map[string]func(io.Writer) error{
		"verdict": func(w io.Writer) error { return report.JSON(w, v) },
		"diff":    func(w io.Writer) error { return report.DiffJSON(w, report.Diff{}) },
		"explain": func(w io.Writer) error { return report.ExplainJSON(w, report.Explanation{Assessments: v.Assessments}) },
		"catalog": func(w io.Writer) error { return report.CatalogJSON(w, nil) },
		"sarif":   func(w io.Writer) error { return report.SARIF(w, v) },
	} {
		text := rendered(t, render)
		if !json.Valid([]byte(text)) || strings.Contains(text, "null") {
			t.Errorf("%s: not JSON without null:\n%s", name, text)
		}
	}
	if v.Assessments[0].Reasons != nil || v.Assessments[0].Terms[0].Rules != nil {
		t.Error("JSON changed the verdict that it was given")
	}
}

func TestCatalogJSONKeys(t *testing.T) {
	got := rendered(t, func(w io.Writer) error {
		return report.CatalogJSON(w, []policy.Classification{{Path: "example.com/x", Class: policy.ClassUnknown, Radius: policy.RadiusMedium, Reason: "nobody listed it"}})
	})
	want := `[
  {
    "path": "example.com/x",
    "class": "unknown",
    "blast_radius": "medium",
    "reason": "nobody listed it",
    "matched": ""
  }
]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
