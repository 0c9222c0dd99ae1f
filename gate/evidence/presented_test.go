package evidence

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPresent(t *testing.T) {
	key, other := testKey(t, Ed25519, 1), testKey(t, ECDSAP256, 2)
	plain := encoded(t, sample())
	envelope := signed(t, plain, key)
	judged := Judge(sample())
	tests := []struct {
		name   string
		data   []byte
		keys   []PublicKey
		want   Presented
		reason string
	}{
		{"plain, no keys", plain, nil, Presented{Statement: sample(), Comparison: judged}, "a policy without keys weighs what it is shown"},
		{"signed, no keys", envelope, nil, Presented{Statement: sample(), Comparison: judged}, "nobody said whose signature counts, so none is shown"},
		{"signed, trusted", envelope, []PublicKey{other.Public, key.Public}, Presented{Statement: sample(), Comparison: judged, Signer: key.Public.ID()}, "one trusted key is enough"},
		{"plain, keys", plain, []PublicKey{key.Public}, Presented{Refused: "unsigned, and the policy at base trusts only what is signed by " + key.Public.ID() + "; sign it with soakgate evidence sign"}, "unsigned where policy wants signed is missing (T6)"},
		{"signed by another", envelope, []PublicKey{other.Public}, Presented{Refused: `verify: not signed by a trusted key; signed by "` + key.Public.ID() + `", trusted ` + other.Public.ID()}, "anybody can sign (M21)"},
		{"no statement", []byte("{}x"), nil, Presented{Refused: strings.Join([]string{
			`e.json:1:1: the document needs the key "_type"`, `e.json:1:1: the document needs the key "subject"`,
			`e.json:1:1: the document needs the key "predicateType"`, `e.json:1:1: the document needs the key "predicate"`,
			`e.json:1:3: text after the end of the document`}, "\n")}, "everything wrong is said once"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Name, tt.want.Digest = "e.json", digestOf(tt.data)
			if diff := cmp.Diff(tt.want, Present("e.json", tt.data, tt.keys)); diff != "" {
				t.Errorf("presented: %s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}

func TestStale(t *testing.T) {
	const month = 720 * time.Hour
	finished := sample().Predicate.Finished
	tests := []struct {
		name   string
		after  time.Duration // the instant, counted from the end of the soak
		maxAge time.Duration
		want   string
		reason string
	}{
		{"fresh", time.Hour, month, "", "an hour old"},
		{"just in time", month, month, "", "the bound itself counts"},
		{"a moment late", month + time.Nanosecond, month, "too old: it finished 2026-03-01T13:00:00Z, 720h0m0s ago, and counts for 720h0m0s", "over the bound"},
		{"clocks differ", -5 * time.Minute, month, "", "five minutes are a clock's"},
		{"future", -5*time.Minute - time.Nanosecond, month, "from the future: it finished 2026-03-01T13:00:00Z, and it is 2026-03-01T12:55:00Z; check the clock of the runner", "no soak ends later than now (T12)"},
		{"no age allowed", time.Minute, 0, "too old: it finished 2026-03-01T13:00:00Z, 1m0s ago, and counts for 0s", "zero is the strictest, not the laxest"},
		{"negative age allowed", time.Minute, -time.Hour, "too old: it finished 2026-03-01T13:00:00Z, 1m0s ago, and counts for 0s", "as zero"},
		{"ages ago", 1 << 62, month, "too old: it finished 2026-03-01T13:00:00Z, 1281023h54m0s ago, and counts for 720h0m0s", "no overflow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			instant := finished.Add(tt.after).In(time.FixedZone("elsewhere", -7*3600))
			reason, stale := Stale(sample(), instant, tt.maxAge)
			if diff := cmp.Diff(tt.want, reason); diff != "" || stale != (tt.want != "") {
				t.Errorf("stale %v: %s (-want +got):\n%s", stale, tt.reason, diff)
			}
		})
	}
}

func TestDescribe(t *testing.T) {
	s := sample()
	s.Predicate.Commands = []string{"a\x1b[2J\n::error::b"}
	s.Predicate.Runner.Workflow = "\u202egpj"
	key := testKey(t, Ed25519, 1)
	document, err := Parse("s.json", signed(t, encoded(t, s), key))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"statement    sha256:" + document.PayloadDigest,
		`soak         profile "standard", scenario "default", run "42-1"`,
		`when         2026-03-01T12:00:00Z to 2026-03-01T13:00:00Z (1h0m0.0000005s)`,
		`where        "linux"/"amd64", 4 CPUs, 8589934592 bytes of memory, toolchain "go1.26.8"`,
		`load         200 requests/s offered, 199.5 reached baseline, 1e-07 reached candidate`,
		`builds       1 modules in the baseline, 2 in the candidate`,
		`series       the series are well-formed (2 samples, 1 metrics, 1 pairs); comparing them is not part of this version; its own result "pass" counts for nothing`,
		`pairs        1`,
		`ran by       "nightly", repository "example/shop", workflow "\u202egpj"`,
		`subject      "go.mod" sha256:` + digestA,
		`subject      "tools/go.mod" sha256:` + digestB,
		`command      "a\x1b[2J\n::error::b"`,
		`signed by    claims key "` + key.Public.ID() + `"; not verified here, use soakgate evidence verify`,
	}
	if diff := cmp.Diff(want, Describe(document)); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
