package evidence

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want, reason string }{
		{"duplicate key", `"pairs": 1,`, `"pairs": 1, "pairs": 3,`, `key "pairs" appears twice`, "readers disagree on which counts (T14)"},
		{"duplicate key with an escape", `"pairs": 1,`, `"pairs": 1, "p\u0061irs": 3,`, `key "pairs" appears twice`, "the same key, spelled to escape a text search"},
		{"case variant beside the key", `"pairs": 1,`, `"pairs": 1, "Pairs": 3,`, `key "Pairs" differs only in case from "pairs"`, "encoding/json takes the last of both (T14)"},
		{"case variant instead of the key", `"pairs"`, `"PAIRS"`, `key "PAIRS" differs only in case from "pairs"`, "jq would not see it (T14)"},
		{"case variant by folding", `"series"`, `"ſeries"`, `key "ſeries" differs only in case from "series"`, "a long s folds to s in encoding/json"},
		{"unknown field", `"pairs": 1,`, `"pairs": 1, "waived": true,`, `unknown field "waived": written by a newer soakgate?`, "what is not understood is not ignored"},
		{"unknown field with hostile content", `"pairs": 1,`, `"pairs": 1, "x": {"a": [1, {"b": null}], "c": false},`, `unknown field "x"`, "its content is skipped, not believed"},
		{"missing field", `"run": "42-1",`, ``, `"predicate" needs the key "run"`, "an absent field is not an empty one"},
		{"null", `"standard"`, `null`, `expected "profile" as a string`, "encoding/json leaves the field as it was"},
		{"null list", `"commands": [`, `"commands": null, "x": [`, `expected "commands" as an array`, "encoding/json takes null for empty"},
		{"string for number", `"pairs": 1`, `"pairs": "1"`, `expected "pairs" as a whole number`, "types are not guessed"},
		{"number for string", `"run": "42-1"`, `"run": 42`, `expected "run" as a string`, "types are not guessed"},
		{"fraction for whole number", `"pairs": 1`, `"pairs": 1.0`, `expected "pairs" as a whole number of at most 64 bits`, "one way to write it"},
		{"object for list", `"subject": [`, `"subject": {}, "x": [`, `expected "subject" as an array`, "types are not guessed"},
		{"whole number overflows", `-7`, `9223372036854775808`, `expected "seed" as a whole number of at most 64 bits`, "would wrap (T13)"},
		{"NaN", `199.5`, `NaN`, `expected a value`, "comparisons with NaN are all false (T13)"},
		{"infinite", `199.5`, `1e999`, `"baseline_per_second" is too large for a number`, "would become infinite (T13)"},
		{"negative rate", `199.5`, `-1`, `negative rate`, "no load is negative (T13)"},
		{"leading zero", `199.5`, `0199.5`, `expected a number without leading zeros`, "octal elsewhere"},
		{"hexadecimal", `199.5`, `0x10`, `expected ',' or '}'`, "strconv takes more than JSON does"},
		{"point without digits", `199.5`, `199.`, `expected digits after the point`, "not JSON"},
		{"exponent without digits", `199.5`, `1e`, `expected digits in the exponent`, "not JSON"},
		{"lone surrogate", `42-1`, `\ud800`, `half a surrogate pair is none`, "encoding/json replaces it, others keep it"},
		{"surrogates in the wrong order", `42-1`, `\udc00\ud800`, `half a surrogate pair is none`, "encoding/json replaces them"},
		{"surrogate and letter", `42-1`, `\ud800\u0041`, `half a surrogate pair is none`, "encoding/json replaces it"},
		{"unknown escape", `42-1`, `\x41`, `expected an escape such as`, "not JSON"},
		{"short escape", `42-1`, `\u+041`, `expected an escape such as`, "strconv might take a sign"},
		{"invalid UTF-8", `42-1`, "\xc0\xaf", `not valid UTF-8`, "readers replace it differently"},
		{"raw control character", `42-1`, "a\x1bb", `control character in "run"`, "not JSON"},
		{"escaped control character", `42-1`, `a\u001bb`, `"run" is longer than 1024 bytes or holds a character that cannot be printed`, "would reach a terminal"},
		{"invisible character", `42-1`, `a\u202eb`, `holds a character that cannot be printed`, "turns the text around (CVE-2021-42574)"},
		{"trailing data", "\n}\n", "\n}\n{}", `text after the end of the document`, "encoding/json's decoder ignores it (T14)"},
		{"trailing comma", `"result": "pass"`, `"result": "pass",`, `expected a key as a string`, "not JSON"},
		{"comment", `"pairs"`, `/* */ "pairs"`, `expected a key as a string`, "not JSON"},
		{"deep", `"pairs": 1,`, `"pairs": 1, "x": ` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + ",", `nested deeper than 32 levels`, "exhausts stacks (T14)"},
		{"very deep", `"pairs": 1,`, `"pairs": 1, "x": ` + strings.Repeat(`{"a":`, 1_000_000), `nested deeper than 32 levels`, "exhausts stacks (M17)"},
		{"huge list", `"commands": [`, `"commands": [` + strings.Repeat(`"",`, maxElements), `more than 20000 elements in "commands"`, "exhausts memory (M17)"},
		{"wrong type", StatementType, "https://in-toto.io/Statement/v0.1", `expected "` + StatementType + `"`, "another format"},
		{"wrong predicate type", PredicateType, "https://slsa.dev/provenance/v1", `expected "` + PredicateType + `"`, "evidence of something else (T7)"},
		{"predicate type of a newer version", PredicateType, PredicateType + "0", `predicate of type`, "v10 begins with v1"},
		{"no subject", `"subject": [`, `"subject": [], "x": [`, `unknown field "x"`, "the rule on empty lists is below"},
		{"two subjects of one name", `"tools/go.mod"`, `"go.mod"`, `two subjects named "go.mod"`, "which digest counts would depend on order"},
		{"digest too short", digestA, digestA[1:], `expected 64 lower-case hexadecimal digits`, "another algorithm, or cut off"},
		{"digest in capitals", digestA, strings.ToUpper(digestA), `expected 64 lower-case hexadecimal digits`, "one spelling"},
		{"digest of no digits", digestA, strings.Repeat("g", 64), `expected 64 lower-case hexadecimal digits`, "no digest"},
		{"name with ..", `"tools/go.mod"`, `"../go.mod"`, `subject name "../go.mod" holds ".."`, "leaves the repository (M15)"},
		{"name with inner ..", `"tools/go.mod"`, `"a/../go.mod"`, `holds ".."`, "a second name of the same file"},
		{"absolute name", `"tools/go.mod"`, `"/go.mod"`, `is absolute`, "leaves the repository (M15)"},
		{"Windows name", `"tools/go.mod"`, `"C:/go.mod"`, `is absolute`, "leaves the repository"},
		{"backslash", `"tools/go.mod"`, `"tools\\go.mod"`, `holds a backslash`, "another separator elsewhere"},
		{"unclean name", `"tools/go.mod"`, `"tools//go.mod"`, `is not clean`, "a second name of the same file"},
		{"name with dot", `"tools/go.mod"`, `"./go.mod"`, `is not clean`, "a second name of the same file"},
		{"name with control character", `"tools/go.mod"`, `"tools/\n::error::/go.mod"`, `holds a character that cannot be printed`, "commands the runner (M12)"},
		{"name with NUL", `"tools/go.mod"`, `"go.mod\u0000/go.mod"`, `holds a character that cannot be printed`, "ends the name elsewhere"},
		{"no module file", `"tools/go.mod"`, `"tools/main.go"`, `does not end in a module file`, "evidence of something else"},
		{"folder", `"tools/go.mod"`, `"tools/go.mod/"`, `is not clean`, "no file"},
		{"empty name", `"tools/go.mod"`, `""`, `is not clean`, "no file"},
		{"long name", `"tools/go.mod"`, `"` + strings.Repeat("a/", 600) + `go.mod"`, `is too long`, "fills reports"},
		{"finished before it started", "T13:00:00.0000005Z", "T11:59:59Z", `finished before it started`, "time games (T12)"},
		{"zero time", "2026-03-01T12:00:00Z", "0001-01-01T00:00:00Z", `time is the zero time, expected when the load began`, "nobody said when (T12)"},
		{"both times zero", "2026-03-01T13:00:00.0000005Z", "0001-01-01T00:00:00Z", `expected when the last sample was taken`, "nobody said when (T12)"},
		{"no time", "2026-03-01T12:00:00Z", "yesterday", `expected "started" as a time such as`, "not RFC 3339"},
		{"time with comma", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00,5Z", `expected "started" as a time`, "ISO, not RFC 3339"},
		{"number for time", `"2026-03-01T12:00:00Z"`, `1772366400`, `expected "started" as a time`, "seconds or milliseconds?"},
		{"no pairs", `"pairs": 1`, `"pairs": 0`, `0 pairs, expected 1 to 1000`, "nothing ran"},
		{"no CPUs", `"cpus": 4`, `"cpus": 0`, `0 CPUs`, "nothing ran"},
		{"negative memory", `8589934592`, `-1`, `negative memory`, "no machine has that"},
		{"no profile", `"standard"`, `""`, `empty "profile"`, "no rule could weigh it"},
		{"module without version", `"example.com/apm@v1.0.0"`, `"example.com/apm"`, `module "example.com/apm", expected path@version`, "cannot be compared"},
		{"unknown encoding", `"plain"`, `"zstd"`, `unknown encoding "zstd"`, "cannot be read"},
		{"envelope inside a statement", `"pairs": 1,`, `"pairs": 1, "payload": "e30=",`, `unknown field "payload"`, "two documents in one"},
		{"envelope beside a statement", `"_type"`, `"payloadType": "` + PayloadType + `", "payload": "e30=", "_type"`, `unknown field "_type"`, "two documents in one: one signed, one read"},
		{"byte order mark", "{", "\ufeff{", `begins with a byte order mark`, "not JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse("s.json", []byte(minimal(t, tt.old, tt.new)))
			var problems ParseErrors
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want ParseErrors with %q: %s", err, tt.want, tt.reason)
			}
			if diff := cmp.Diff(Document{}, got); diff != "" {
				t.Errorf("a refused document must be empty (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRefusesWholeFiles(t *testing.T) {
	subjects := strings.TrimSuffix(strings.Repeat(`{"name":"go.mod","digest":{"sha256":"`+digestA+`"}},`, MaxSubjects+1), ",")
	list := func(subjects string) string {
		text := string(encoded(t, sample()))
		start, end := strings.Index(text, `"subject": [`), strings.Index(text, `"predicateType"`)
		return text[:start] + `"subject": [` + subjects + "],\n" + text[end:]
	}
	tests := []struct{ name, text, want, reason string }{
		{"empty", "", `s.json:1:1: expected the document as an object`, "not JSON"},
		{"white space", " \n ", `expected the document as an object`, "not JSON"},
		{"null", "null", `expected the document as an object`, "decodes to a zero statement elsewhere"},
		{"array", "[]", `expected the document as an object`, "several documents"},
		{"empty object", "{}", `the document needs the key "_type"`, "nothing is assumed"},
		{"cut off", string(encoded(t, sample())[:100]), `s.json:6:7: string without an end`, "a writer died"},
		{"no subjects", list(""), `0 subjects, expected 1 to 1000`, "speaks for nothing"},
		{"too many subjects", list(subjects), `1001 subjects, expected 1 to 1000`, "memory, and reports"},
		{"too large", strings.Repeat(" ", MaxBytes+1), `16777217 bytes, at most 16777216 are read`, "memory"},
		{"signature list empty", `{"payloadType":"` + PayloadType + `","payload":"e30=","signatures":[]}`, `0 signatures, expected 1 to 16`, "an envelope that nobody signed"},
		{"other payload", `{"payloadType":"text/plain","payload":"e30=","signatures":[{"sig":"AAAA"}]}`, `s.json:1:16: payload of type "text/plain"`, "signed as something else"},
		{"empty signature", `{"payloadType":"` + PayloadType + `","payload":"e30=","signatures":[{"sig":""}]}`, `empty signature`, "signed by nobody"},
		{"base64 with newline", `{"payloadType":"` + PayloadType + `","payload":"e3\n0=","signatures":[{"sig":"AAAA"}]}`, `expected standard base64`, "a second text of the same envelope"},
		{"base64 for addresses", `{"payloadType":"` + PayloadType + `","payload":"_-__","signatures":[{"sig":"AAAA"}]}`, `expected standard base64`, "a second text of the same envelope"},
		{"base64 with bits left over", `{"payloadType":"` + PayloadType + `","payload":"e31=","signatures":[{"sig":"AAAA"}]}`, `expected standard base64`, "a second text of the same envelope"},
		{"payload is no statement", `{"payloadType":"` + PayloadType + `","payload":"e30=","signatures":[{"sig":"AAAA"}]}`, `s.json (payload):1:1: the document needs the key`, "signed, and still nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse("s.json", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %.400v, want one with %q: %s", err, tt.want, tt.reason)
			}
			if diff := cmp.Diff(Document{}, got); diff != "" {
				t.Errorf("a refused document must be empty (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseCollectsErrors(t *testing.T) {
	text := minimal(t, `"pairs": 1`, `"pairs": 0`)
	text = strings.Replace(text, digestA, "abc", 1)
	text = strings.Replace(text, `"cpus": 4`, `"cpus": "4"`, 1)
	_, err := Parse("s.json", []byte(text))
	want := ParseErrors{
		{"s.json", 7, 19, `digest "abc", expected 64 lower-case hexadecimal digits`},
		{"s.json", 35, 15, `expected "cpus" as a whole number`},
	}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}

	_, err = Parse("s.json", []byte("{"+strings.Repeat(`"x":1,`, 1000)+`"y":1}`))
	var problems ParseErrors
	if !errors.As(err, &problems) || len(problems) != maxProblems {
		t.Errorf("%d problems, want them to stop at %d", len(problems), maxProblems)
	}
}

// Every single byte of a statement counts: cut anywhere, it is refused.
func TestParseRefusesEveryPrefix(t *testing.T) {
	text := encoded(t, sample())
	for n := range len(text) - 1 { // the last byte is the newline
		if _, err := Parse("s.json", text[:n]); err == nil {
			t.Fatalf("%d of %d bytes are accepted", n, len(text))
		}
	}
}
