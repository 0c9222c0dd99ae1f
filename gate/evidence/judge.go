package evidence

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/soakgate/soakgate/diffing/resource"
)

// The encodings of a series in a statement.
const (
	EncodingPlain = "plain"       // JSON lines as they are
	EncodingGzip  = "gzip+base64" // one gzip member, standard base64
)

// What a compressed series may grow to. Real series compress about twenty to one; a statement that
// claims far more is a bomb.
const (
	maxSeriesBytes = 64 << 20
	maxSeriesRatio = 100
	ratioFromBytes = 1 << 20 // below this the ratio does not matter
)

// Judge says what a statement's raw series show. Whatever keeps them from being read makes the
// comparison inconclusive, with the reason. The result that the statement claims is never looked at,
// except to say so.
//
// Series are only checked so far: comparing them is not part of this version, so that a well-formed
// statement is inconclusive as well.
func Judge(s Statement) resource.Comparison {
	why := verdictOf(s.Predicate)
	if claim := s.Predicate.Result; claim != "" {
		why += fmt.Sprintf("; its own result %.40q counts for nothing", claim)
	}
	return resource.Comparison{Decision: resource.Inconclusive, Why: why}
}

func verdictOf(p Predicate) string {
	series, err := OpenSeries(p.Series)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return "the series cannot be read: " + first
	}
	counts := series.Count()
	if counts.Pairs != p.Pairs {
		return fmt.Sprintf("the statement tells of %d pairs and the series hold %d", p.Pairs, counts.Pairs)
	}
	return fmt.Sprintf("the series are well-formed (%d samples, %d metrics, %d pairs); comparing them is not part of this version",
		counts.Samples, counts.Metrics, counts.Pairs)
}

// OpenSeries decodes the series of a statement. What it decompresses to is bounded in size and ratio.
func OpenSeries(s Series) (resource.Series, error) {
	switch s.Encoding {
	case EncodingPlain:
		return resource.ParseSeries("series", strings.NewReader(s.Data))
	case EncodingGzip:
		packed, err := decodeBase64(s.Data)
		if err != nil {
			return resource.Series{}, fmt.Errorf("series: %w", err)
		}
		source := bytes.NewReader(packed)
		zipped, err := gzip.NewReader(source)
		if err != nil {
			return resource.Series{}, fmt.Errorf("series: %w", err)
		}
		zipped.Multistream(false)
		return resource.ParseSeries("series", &inflated{zipped: zipped, source: source, packed: len(packed)})
	default:
		return resource.Series{}, fmt.Errorf("series: unknown encoding %.80q", s.Encoding)
	}
}

// PackSeries compresses a series for a statement. The same series gives the same text.
func PackSeries(s resource.Series) (Series, error) {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	if err := resource.WriteSeries(zipped, s); err != nil {
		return Series{}, err
	}
	if err := zipped.Close(); err != nil {
		return Series{}, fmt.Errorf("compress series: %w", err)
	}
	return Series{Encoding: EncodingGzip, Data: base64.StdEncoding.EncodeToString(packed.Bytes())}, nil
}

// inflated reads one gzip member, and fails where it grows too far or where something follows it.
type inflated struct {
	zipped *gzip.Reader
	source *bytes.Reader
	packed int // compressed size in bytes
	read   int // decompressed so far
}

func (r *inflated) Read(p []byte) (int, error) {
	n, err := r.zipped.Read(p)
	r.read += n
	switch {
	case r.read > maxSeriesBytes:
		return 0, fmt.Errorf("decompresses to more than %d bytes", maxSeriesBytes)
	case r.read > ratioFromBytes && r.read/maxSeriesRatio > r.packed:
		return 0, fmt.Errorf("decompresses to more than %d times its size", maxSeriesRatio)
	case err == io.EOF && r.source.Len() > 0:
		return 0, fmt.Errorf("%d bytes after the end of the compressed data", r.source.Len())
	}
	return n, err
}
