package evidence

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// FuzzParse holds: what is accepted can be written, and is then read as the same.
func FuzzParse(f *testing.F) {
	plain := encoded(f, sample())
	f.Add(plain)
	f.Add(signed(f, plain, testKey(f, Ed25519, 1)))
	f.Add([]byte(minimal(f, `"pairs": 1,`, `"pairs": 1, "Pairs": 3,`)))
	f.Add([]byte(minimal(f, `42-1`, `\ud83d\ude00`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		document, err := Parse("fuzz", data)
		if err != nil {
			return
		}
		text, err := Encode(document.Statement)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := Parse("written", text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(document.Statement, again.Statement); diff != "" {
			t.Errorf("round trip (-want +got):\n%s", diff)
		}
		for _, line := range Describe(document) {
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("line %q would do something to a terminal", line)
			}
		}
		if p := Present("fuzz", data, []PublicKey{testKey(t, ECDSAP256, 9).Public}); p.Refused == "" {
			t.Error("evidence by nobody is weighed although keys are trusted")
		}
	})
}

// FuzzStrictJSON holds: what the strict decoder accepts, encoding/json accepts as well, also with
// unknown fields refused, and decodes to the same.
func FuzzStrictJSON(f *testing.F) {
	f.Add(encoded(f, sample()))
	f.Add([]byte(minimal(f, `42-1`, `\ud83d\ude00\/\b`)))
	f.Add([]byte(minimal(f, `199.5`, `-0.0e+00`)))
	f.Add([]byte(minimal(f, `-7`, `-0`)))
	f.Add([]byte(minimal(f, `2026-03-01T12:00:00Z`, `2026-03-01T12:00:00.123456789+02:00`)))
	f.Add([]byte(minimal(f, `2026-03-01T12:00:00Z`, `2026-03-01T12:00:00\u002b02:00`)))
	f.Fuzz(func(t *testing.T, text []byte) {
		var strict, plain Statement
		if decodeStrict("fuzz", text, &strict) != nil {
			return
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&plain); err != nil {
			t.Fatalf("encoding/json refuses: %v", err)
		}
		if diff := cmp.Diff(plain, strict); diff != "" {
			t.Errorf("encoding/json decodes something else (-json +strict):\n%s", diff)
		}
	})
}
