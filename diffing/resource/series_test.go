package resource

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

const heapLine = `{"pair":1,"arm":"baseline","component":"service","metric":"heap_live_bytes","kind":"gauge","t":12.0,"v":1048576}`

func TestParseSeries(t *testing.T) {
	text := strings.Join([]string{
		`{"pair":2,"arm":"candidate","component":"redis","metric":"commands","kind":"counter","t":5,"v":10}`,
		`{"limit":2147483648,"component":"redis","metric":"used_memory_bytes"}`,
		heapLine,
		"",
		` { "v" : -1.5e-3 , "t":0.5,"kind":"gauge","metric":"heap_live_bytes","component":"service","arm":"baseline","pair":1}` + "\r",
		`{"pair":1,"arm":"candidate","component":"service","metric":"heap_live_bytes","kind":"gauge","t":0,"v":-0}`,
		`{"phase":"drain","t":60}`,
		`{"pair":2,"arm":"candidate","component":"redis","metric":"commands","kind":"counter","t":6,"v":3}`,
	}, "\n")
	got, err := ParseSeries("s.jsonl", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := Series{
		Tracks: []Track{
			{"redis", "commands", KindCounter, 2, ArmCandidate, []Point{{5, 10}, {6, 3}}},
			{"service", "heap_live_bytes", KindGauge, 1, ArmBaseline, []Point{{0.5, -0.0015}, {12, 1048576}}},
			{"service", "heap_live_bytes", KindGauge, 1, ArmCandidate, []Point{{0, 0}}},
		},
		Limits: []Limit{{"redis", "used_memory_bytes", 2147483648}},
		Phases: []Phase{{PhaseDrain, 60}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Counts{Samples: 5, Metrics: 2, Pairs: 2}, got.Count()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestParseSeriesRefuses(t *testing.T) {
	with := func(old, new string) string { return strings.Replace(heapLine, old, new, 1) }
	tests := []struct{ name, text, want, reason string }{
		{"empty", "", `no samples; expected`, "an empty series shows nothing, and must not look like a quiet one"},
		{"only a limit", `{"limit":1,"component":"a","metric":"b"}`, `no samples; expected`, "a capacity is no measurement"},
		{"NaN", with("1048576", "NaN"), `s:1:105: expected a finite number for "v"`, "comparisons with NaN are all false"},
		{"infinity", with("1048576", "-Infinity"), `s:1:105: expected a finite number`, "not JSON"},
		{"overflow", with("1048576", "1e999"), `s:1:105: "v" is too large, expected a finite number`, "would become infinite"},
		{"hexadecimal", with("1048576", "0x10"), `s:1:106: expected ',' or '}'`, "strconv takes more than JSON does"},
		{"underscore", with("1048576", "1_0"), `s:1:106: expected ',' or '}'`, "strconv takes more than JSON does"},
		{"leading zero", with("1048576", "01"), `expected a finite number`, "not JSON: other readers take it as octal"},
		{"no digits after point", with("12.0", "12."), `expected a finite number for "t"`, "not JSON"},
		{"no digits in exponent", with("12.0", "1e+"), `expected a finite number for "t"`, "not JSON"},
		{"plus sign", with("12.0", "+1"), `expected a finite number for "t"`, "not JSON"},
		{"number as string", with("1048576", `"1"`), `expected a finite number`, "types are not guessed"},
		{"null", with("1048576", `null`), `expected a finite number`, "null is no measurement"},
		{"nested", with("1048576", `[1]`), `expected a finite number`, "a line is flat"},
		{"negative time", with("12.0", "-1"), `s:1:96: time before the load began`, "hides a short soak behind a long warm-up"},
		{"negative counter", with("1048576", "-1") + "\n" + strings.NewReplacer("gauge", "counter", "1048576", "-1", "heap", "cpu").Replace(heapLine), `s:2:106: a counter cannot be negative`, "a total never is"},
		{"negative hard zero", strings.NewReplacer("gauge", "hard_zero", "1048576", "-1").Replace(heapLine), `a hard_zero cannot be negative`, "could cancel a real one"},
		{"duplicate key", with(`"t":12.0`, `"v":0,"t":12.0`), `s:1:107: key "v" appears twice`, "decoders disagree on which counts"},
		{"case variant", with(`"v"`, `"V"`), `s:1:101: key "V" differs only in case from "v"`, "encoding/json takes it for v"},
		{"unknown key", with(`"v"`, `"unit"`), `s:1:101: unknown key "unit"`, "what is not understood is not ignored"},
		{"missing key", `{"pair":1}`, `s:1:1: a sample needs "arm"`, "nothing is assumed"},
		{"key of a sample in a limit", `{"limit":1,"component":"a","metric":"b","t":1}`, `s:1:45: a limit has no "t"`, "two meanings in one line"},
		{"limit without metric", `{"limit":1,"component":"a"}`, `a limit needs "metric"`, "nothing is assumed"},
		{"limit of zero", `{"limit":0,"component":"a","metric":"b"}`, `s:1:10: a limit is more than zero`, "a capacity of nothing is a mistake"},
		{"two limits", `{"limit":1,"component":"a","metric":"b"}` + "\n" + `{"limit":9,"component":"a","metric":"b"}`, `s:2:37: a.b has a limit in line 1 already`, "which one counts would depend on order"},
		{"unknown phase", `{"phase":"warm-up","t":1}`, `unknown phase "warm-up", expected "drain"`, "would silently count as load"},
		{"two drains", `{"phase":"drain","t":1}` + "\n" + `{"phase":"drain","t":2}`, `the phase "drain" began before`, "which one counts would depend on order"},
		{"phase without time", `{"phase":"drain"}`, `a phase needs "t"`, "nothing is assumed"},
		{"wrong arm", with(`"baseline"`, `"base"`), `s:1:17: unknown arm "base", expected "baseline" or "candidate"`, "a typo must not drop an arm"},
		{"arm in capitals", with(`"baseline"`, `"Baseline"`), `unknown arm "Baseline"`, "one spelling"},
		{"wrong kind", with(`"gauge"`, `"histogram"`), `unknown kind "histogram"`, "no rule for it"},
		{"two kinds", heapLine + "\n" + with("gauge", "counter"), `s:2:84: service.heap_live_bytes is a counter here and a gauge in line 1`, "a counter posing as a gauge hides resets"},
		{"two kinds, other pair", heapLine + "\n" + strings.NewReplacer("gauge", "counter", `"pair":1`, `"pair":2`).Replace(heapLine), `is a counter here and a gauge in line 1`, "a metric has one kind in all pairs"},
		{"pair zero", with(`"pair":1`, `"pair":0`), `s:1:9: expected the number of a pair, from 1 to 1000`, "pairs count from one"},
		{"half a pair", with(`"pair":1`, `"pair":1.5`), `expected the number of a pair`, "whole numbers"},
		{"huge pair", with(`"pair":1`, `"pair":99999999999999999999`), `expected the number of a pair`, "overflow"},
		{"empty metric", with("heap_live_bytes", ""), `s:1:59: empty metric`, "a nameless metric cannot be judged"},
		{"empty component", with("service", ""), `empty component`, "a nameless component cannot be judged"},
		{"long name", with("service", strings.Repeat("x", 129)), `component is longer than 128 bytes`, "fills reports"},
		{"control character", with("service", "a\x1b[2J"), `s:1:42: control character in component`, "would reach a terminal"},
		{"escape", with("service", `\u001b`), `s:1:41: escape in component`, "no name of the format needs one"},
		{"markup", with("service", "<img>"), `component "<img>" holds something other than letters`, "would reach a report"},
		{"invalid UTF-8", with("service", "\xff"), `holds something other than letters`, "readers replace it differently"},
		{"look-alike", with("service", "sеrvice"), `holds something other than letters`, "a Cyrillic letter makes a second component that reads the same"},
		{"two objects", heapLine + heapLine, `text after the object`, "a line holds one"},
		{"array", "[" + heapLine + "]", `s:1:1: expected a JSON object`, "not JSON lines"},
		{"byte order mark", "\ufeff" + heapLine, `s:1:1: expected a JSON object`, "not JSON"},
		{"cut off", heapLine[:40], `string without an end`, "a writer died"},
		{"trailing comma", with("}", ",}"), `expected a key as a string`, "not JSON"},
		{"no comma", `{"pair":1 "arm":"baseline"}`, `s:1:11: expected ',' or '}'`, "not JSON"},
		{"no colon", `{"pair" 1}`, `s:1:9: expected ':' after "pair"`, "not JSON"},
		{"vertical tab", "\v" + heapLine, `s:1:1: expected a JSON object`, "not white space in JSON"},
		{"indented", "\t  {}", `s:1:4: a sample needs "pair"`, "columns are those of the file"},
		{"long line", strings.Repeat(" ", MaxLineBytes+1) + heapLine, `s:1:1: line is longer than 65536 bytes`, "memory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseSeries("s", strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q: %s", err, tt.want, tt.reason)
			}
			if diff := cmp.Diff(Series{}, got); diff != "" {
				t.Errorf("a refused series must be empty (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseSeriesCollectsErrors(t *testing.T) {
	_, err := ParseSeries("s", strings.NewReader("{\n"+heapLine+"\n[\n"+strings.Repeat("x\n", 50)))
	var problems SeriesErrors
	if !errors.As(err, &problems) {
		t.Fatalf("error %v, want SeriesErrors", err)
	}
	var places []string
	for _, p := range problems {
		places = append(places, fmt.Sprintf("%d:%d", p.Line, p.Column))
	}
	want := []string{"1:2", "3:1"}
	for line := 4; len(want) < MaxErrors; line++ {
		want = append(want, fmt.Sprintf("%d:1", line))
	}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func TestParseSeriesReadFailure(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := ParseSeries("s", io.MultiReader(strings.NewReader(heapLine+"\n"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "s: line 2") {
		t.Errorf("error %v, want the reader's own with the line", err)
	}
}

// Reading this many lines takes seconds, so each limit is met from one step before it.
func TestParseSeriesLimits(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*parser)
		text    string
		want    SeriesError
	}{
		{"samples", func(p *parser) { p.samples = MaxSamples }, heapLine,
			SeriesError{"s", 7, 9, "more than 2000000 samples; sample less often"}},
		{"tracks", func(p *parser) {
			for pair := range MaxTracks {
				p.tracks[trackKey{pair: -pair}] = pair
			}
			p.series.Tracks = make([]Track, MaxTracks)
		}, heapLine, SeriesError{"s", 7, 59, "more than 65536 tracks (metrics × pairs × arms)"}},
		{"limits", func(p *parser) { p.series.Limits = make([]Limit, MaxTracks) }, `{"limit":1,"component":"a","metric":"b"}`,
			SeriesError{"s", 7, 10, "more than 65536 limits"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newParser("s")
			p.number = 7
			tt.prepare(p)
			p.line([]byte(tt.text), 0)
			if diff := cmp.Diff(SeriesErrors{tt.want}, p.problems); diff != "" || !p.full {
				t.Errorf("full: %v, problems (-want +got):\n%s", p.full, diff)
			}
		})
	}
}

func TestSeriesOrderDoesNotMatter(t *testing.T) {
	lines := strings.SplitAfter(manyLines(400), "\n")
	want, err := ParseSeries("s", strings.NewReader(strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	shuffle := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		shuffle.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		got, err := ParseSeries("s", strings.NewReader(strings.Join(lines, "")))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another order of lines, another series (-want +got):\n%s", diff)
		}
	}
}

func TestWriteSeriesFailure(t *testing.T) {
	series, err := ParseSeries("s", strings.NewReader(heapLine))
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	r.CloseWithError(io.ErrUnexpectedEOF)
	if err := WriteSeries(w, series); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v, want the writer's own", err)
	}
}

// manyLines is a soak of two pairs with five metrics.
func manyLines(n int) string {
	var text strings.Builder
	for i := range n {
		metric, arm := i%5, [...]Arm{ArmBaseline, ArmCandidate}[i/5%2]
		fmt.Fprintf(&text, `{"pair":%d,"arm":"%s","component":"service","metric":"metric_%d","kind":"gauge","t":%d.25,"v":%d.5}`+"\n",
			i/10%2+1, arm, metric, i/20, i*7919%100000)
	}
	return text.String()
}

func FuzzParseSeries(f *testing.F) {
	f.Add([]byte(heapLine))
	f.Add([]byte(`{"limit":1e3,"component":"a","metric":"b"}` + "\n" + heapLine + "\n" + `{"phase":"drain","t":0.1}`))
	f.Add([]byte(strings.Replace(heapLine, `"v"`, `"V":1,"v"`, 1)))
	f.Add([]byte(manyLines(12)))
	f.Fuzz(func(t *testing.T, text []byte) {
		series, err := ParseSeries("fuzz", bytes.NewReader(text))
		if err != nil {
			return
		}
		var written bytes.Buffer
		if err := WriteSeries(&written, series); err != nil {
			t.Fatal(err)
		}
		again, err := ParseSeries("written", &written)
		if err != nil {
			t.Fatalf("what was written is refused: %v", err)
		}
		if diff := cmp.Diff(series, again); diff != "" {
			t.Fatalf("round trip (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(plainCount(t, text), series.Count().Samples); diff != "" {
			t.Fatalf("encoding/json counts other samples (-want +got):\n%s", diff)
		}
	})
}

// plainCount counts the samples as encoding/json sees them, and fails where it sees no JSON.
func plainCount(t *testing.T, text []byte) int {
	samples := 0
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var members map[string]any
		if err := json.Unmarshal(line, &members); err != nil {
			t.Fatalf("accepted, and no JSON: %v", err)
		}
		if members["v"] != nil {
			samples++
		}
	}
	return samples
}

func BenchmarkParseSeries(b *testing.B) {
	text := manyLines(200_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseSeries("s", strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
