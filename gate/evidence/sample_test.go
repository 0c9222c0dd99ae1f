package evidence

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/soakgate/soakgate/diffing/resource"
)

const (
	digestA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	digestB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// sampleSeries is one metric of one pair.
const sampleSeries = `{"pair":1,"arm":"baseline","component":"service","metric":"rss_bytes","kind":"gauge","t":0,"v":1}
{"pair":1,"arm":"candidate","component":"service","metric":"rss_bytes","kind":"gauge","t":0,"v":2}
`

// sample is a statement in canonical order that nothing is wrong with.
func sample() Statement {
	return Statement{
		Type:          StatementType,
		PredicateType: PredicateType,
		Subject: []Subject{
			{Name: "go.mod", Digest: Digest{SHA256: digestA}},
			{Name: "tools/go.mod", Digest: Digest{SHA256: digestB}},
		},
		Predicate: Predicate{
			Profile:     "standard",
			Run:         "42-1",
			Scenario:    Scenario{Name: "default", Digest: Digest{SHA256: digestB}},
			Started:     time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
			Finished:    time.Date(2026, 3, 1, 13, 0, 0, 500, time.UTC),
			Pairs:       1,
			Seed:        -7,
			Toolchain:   "go1.26.8",
			Environment: Environment{OS: "linux", Arch: "amd64", CPUs: 4, MemoryBytes: 8 << 30},
			Commands:    []string{"soakgate soak --profile standard", "echo \"<&>\u2028\""},
			BuildLists: BuildLists{
				Baseline:  []string{"example.com/apm@v1.0.0"},
				Candidate: []string{"example.com/apm@v1.1.0", "example.com/new@v0.1.0"},
			},
			Load:   Load{OfferedPerSecond: 200, BaselinePerSecond: 199.5, CandidatePerSecond: 1e-7},
			Series: Series{Encoding: EncodingPlain, Data: sampleSeries},
			Runner: Runner{Name: "nightly", Repository: "example/shop"},
			Result: "pass",
		},
	}
}

// encoded returns the canonical text of a statement.
func encoded(t testing.TB, s Statement) []byte {
	t.Helper()
	text, err := Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// minimal is the statement's text with one field replaced, for tables of attacks.
func minimal(t testing.TB, old, new string) string {
	t.Helper()
	text := string(encoded(t, sample()))
	if strings.Count(text, old) == 0 {
		t.Fatalf("the statement has no %q", old)
	}
	return strings.Replace(text, old, new, 1)
}

// testKey returns a key that is always the same for a seed; it protects nothing.
func testKey(t testing.TB, algorithm Algorithm, seed byte) PrivateKey {
	t.Helper()
	key, err := privateKey(secretOf(t, algorithm, bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// secretOf makes a key of the standard library, for P-256 without the randomness that it insists on.
func secretOf(t testing.TB, algorithm Algorithm, seed []byte) crypto.Signer {
	t.Helper()
	if algorithm == Ed25519 {
		return ed25519.NewKeyFromSeed(seed)
	}
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed)
	if err != nil {
		t.Fatal(err)
	}
	return private
}

// signed returns the envelope of a statement.
func signed(t testing.TB, statement []byte, key PrivateKey) []byte {
	t.Helper()
	envelope, err := Sign(statement, key)
	if err != nil {
		t.Fatal(err)
	}
	return envelope
}

// recorded is a series of n samples of one metric.
func recorded(t testing.TB, n int) resource.Series {
	t.Helper()
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `{"pair":1,"arm":"baseline","component":"service","metric":"rss_bytes","kind":"gauge","t":%d,"v":%d}`+"\n", i, i*7919%1000)
	}
	series, err := resource.ParseSeries("recorded", strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	return series
}
