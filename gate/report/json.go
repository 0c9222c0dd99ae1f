package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

// JSON writes a verdict as the one document of CONTRACT.md. Lists that are nil are written as [], so
// that a reader need not ask; text that is not UTF-8 loses the bytes that are not.
func JSON(w io.Writer, v gate.Verdict) error {
	return writeJSON(w, listed(v), "verdict")
}

// ParseJSON reads what JSON wrote, and nothing else: another schema version, an unknown or repeated
// field and anything after the document are errors.
func ParseJSON(data []byte) (gate.Verdict, error) {
	if err := uniqueKeys(data); err != nil {
		return gate.Verdict{}, fmt.Errorf("report: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var v gate.Verdict
	if err := dec.Decode(&v); err != nil {
		return gate.Verdict{}, fmt.Errorf("report: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return gate.Verdict{}, errors.New("report: more than one JSON document; expected exactly one")
	}
	if v.SchemaVersion != gate.SchemaVersion {
		return gate.Verdict{}, fmt.Errorf("report: schema_version %d; this program reads %d", v.SchemaVersion, gate.SchemaVersion)
	}
	return v, nil
}

// listed returns v with empty lists in place of nil ones, wherever the format always has a list.
func listed(v gate.Verdict) gate.Verdict {
	v.Changes = list(v.Changes)
	v.Assessments = listedAssessments(v.Assessments)
	v.Findings = list(v.Findings)
	v.Problems = list(v.Problems)
	v.Notices = list(v.Notices)
	v.Evidence = list(v.Evidence)
	v.Rollback = list(v.Rollback)
	return v
}

func listedAssessments(assessments []policy.Assessment) []policy.Assessment {
	out := list(slices.Clone(assessments))
	for i, a := range out {
		out[i].Reasons, out[i].Obligations = list(a.Reasons), list(a.Obligations)
		out[i].Terms = slices.Clone(a.Terms)
		for j, term := range a.Terms {
			out[i].Terms[j].Rules = list(term.Rules)
		}
	}
	return out
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// writeJSON writes one indented document in which everything hidden is escaped.
func writeJSON(w io.Writer, document any, noun string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(document); err != nil {
		return fmt.Errorf("%s as JSON: %w", noun, err)
	}
	_, err := w.Write(visible(b.Bytes()))
	return err
}

// visible escapes what encoding/json leaves as it is and a terminal, a log or a runner would not: every
// hidden rune, and the bracket of "##[". All of them stand inside strings.
func visible(document []byte) []byte {
	out := make([]byte, 0, len(document))
	for i, r := range string(document) {
		switch {
		case r == '\n' || !hidden(r) && !(r == '[' && bytes.HasSuffix(document[:i], []byte("##"))):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

// uniqueKeys refuses an object that has a key twice, also in other case: two readers of it could see
// two decisions.
func uniqueKeys(data []byte) error {
	type frame struct {
		keys  map[string]bool // nil in an array
		atKey bool
	}
	var open []frame
	dec := json.NewDecoder(bytes.NewReader(data))
	for {
		token, err := dec.Token()
		if err != nil {
			return endOr(err)
		}
		top := len(open) - 1
		if key, ok := token.(string); ok && top >= 0 && open[top].atKey {
			if open[top].keys[strings.ToLower(key)] {
				return fmt.Errorf("field %q appears twice", key)
			}
			open[top].keys[strings.ToLower(key)], open[top].atKey = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, frame{map[string]bool{}, true})
			continue
		case json.Delim('['):
			open = append(open, frame{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:top]
		}
		if n := len(open); n > 0 && open[n-1].keys != nil {
			open[n-1].atKey = true
		}
	}
}

// endOr lets the end of the input pass.
func endOr(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
