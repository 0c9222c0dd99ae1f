package evidence

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing/resource"
)

// zipped compresses texts to one gzip member each.
func zipped(t testing.TB, texts ...string) string {
	t.Helper()
	var packed bytes.Buffer
	for _, text := range texts {
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return packed.String()
}

func TestJudge(t *testing.T) {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	packed := func(texts ...string) Series { return Series{EncodingGzip, b64(zipped(t, texts...))} }
	flipped := []byte(zipped(t, sampleSeries))
	flipped[len(flipped)-6] ^= 1 // in the checksum
	const formed = "the series are well-formed (2 samples, 1 metrics, 1 pairs); comparing them is not part of this version"
	tests := []struct {
		name   string
		series Series
		result string
		pairs  int
		want   string
		reason string
	}{
		{"plain", Series{EncodingPlain, sampleSeries}, "", 1, formed, "nothing is met before there is a comparison"},
		{"compressed", packed(sampleSeries), "", 1, formed, "the same series in the other encoding"},
		{"claims a pass", packed(sampleSeries), "pass", 1, formed + `; its own result "pass" counts for nothing`, "recomputed, not believed (T6)"},
		{"claims something hostile", packed(sampleSeries), "\x1b[2J\n::error::", 1, formed + `; its own result "\x1b[2J\n::error::" counts for nothing`, "quoted (M12, M13)"},
		{"other number of pairs", packed(sampleSeries), "", 5, "the statement tells of 5 pairs and the series hold 1", "four pairs were left out (T10)"},
		{"NaN", Series{EncodingPlain, strings.Replace(sampleSeries, `"v":1`, `"v":NaN`, 1)}, "", 1,
			`the series cannot be read: series:1:96: expected a finite number for "v"`, "T13"},
		{"empty series", packed(""), "pass", 1, "the series cannot be read: series: no samples; expected lines such as {\"pair\":1,\"arm\":\"baseline\",…}; its own result \"pass\" counts for nothing", "nothing shown (T13)"},
		{"unknown encoding", Series{"zstd", "x"}, "", 1, `the series cannot be read: series: unknown encoding "zstd"`, "cannot be read"},
		{"no base64", Series{EncodingGzip, "***"}, "", 1, "the series cannot be read: series: expected standard base64 with padding and without line breaks", "cannot be read"},
		{"no gzip", Series{EncodingGzip, b64(sampleSeries)}, "", 1, "the series cannot be read: series: gzip: invalid header", "cannot be read"},
		{"cut off", Series{EncodingGzip, b64(zipped(t, sampleSeries)[:60])}, "", 1, "the series cannot be read: series: line 1: unexpected EOF", "a writer died"},
		{"wrong checksum", Series{EncodingGzip, b64(string(flipped))}, "", 1, "the series cannot be read: series: line 3: gzip: invalid checksum", "changed on the way"},
		{"two members", packed(sampleSeries, sampleSeries), "", 1, fmt.Sprintf("the series cannot be read: series: line 1: %d bytes after the end of the compressed data", len(zipped(t, sampleSeries))), "one reader sees both, another the first (M15)"},
		{"bomb", packed(strings.Repeat("\n", 8<<20)), "", 1, "the series cannot be read: series: line 1048577: decompresses to more than 100 times its size", "M15"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := sample()
			s.Predicate.Series, s.Predicate.Result, s.Predicate.Pairs = tt.series, tt.result, tt.pairs
			want := resource.Comparison{Decision: resource.Inconclusive, Why: tt.want}
			if diff := cmp.Diff(want, Judge(s)); diff != "" {
				t.Errorf("comparison: %s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}

// A bomb that keeps below the ratio still meets the size; it is met from just before it, since to
// decompress so much takes a while.
func TestSeriesSizeLimit(t *testing.T) {
	source := bytes.NewReader([]byte(zipped(t, sampleSeries)))
	unzipped, err := gzip.NewReader(source)
	if err != nil {
		t.Fatal(err)
	}
	reader := &inflated{zipped: unzipped, source: source, packed: maxSeriesBytes, read: maxSeriesBytes - len(sampleSeries) + 1}
	_, err = resource.ParseSeries("series", reader)
	if err == nil || !strings.Contains(err.Error(), "decompresses to more than 67108864 bytes") {
		t.Errorf("error %v, want the size refused", err)
	}
}

func TestPackSeriesRoundTrip(t *testing.T) {
	want := recorded(t, 5000)
	packed, err := PackSeries(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenSeries(packed)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("series: %v (-want +got):\n%s", err, diff)
	}
	again, err := PackSeries(got)
	if diff := cmp.Diff(packed, again); err != nil || diff != "" {
		t.Errorf("another text for the same series: %v (-want +got):\n%s", err, diff)
	}
}
