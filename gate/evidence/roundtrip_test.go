package evidence

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEncodeParseRoundTrip(t *testing.T) {
	text := encoded(t, sample())
	got, err := Parse("s.json", text)
	if err != nil {
		t.Fatal(err)
	}
	want := Document{Statement: sample(), PayloadDigest: digestOf(text)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	if again := encoded(t, got.Statement); !bytes.Equal(text, again) {
		t.Errorf("another text for the same statement (-want +got):\n%s", cmp.Diff(string(text), string(again)))
	}
	if !bytes.HasSuffix(text, []byte("}\n")) {
		t.Error("no newline at the end")
	}
}

// Two producers may hold the same statement in another order or time zone.
func TestEncodeIsCanonical(t *testing.T) {
	s := sample()
	s.Subject[0], s.Subject[1] = s.Subject[1], s.Subject[0]
	list := s.Predicate.BuildLists.Candidate
	list[0], list[1] = list[1], list[0]
	s.Predicate.Started = s.Predicate.Started.In(time.FixedZone("elsewhere", 3*3600))
	before := s.Subject[0].Name
	if diff := cmp.Diff(string(encoded(t, sample())), string(encoded(t, s))); diff != "" {
		t.Errorf("encoding (-want +got):\n%s", diff)
	}
	if s.Subject[0].Name != before {
		t.Error("Encode sorted its argument")
	}
}

func TestParseSortsAndUsesUTC(t *testing.T) {
	text := minimal(t, "2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00")
	text = strings.Replace(text, `"go.mod"`, `"z/go.mod"`, 1)
	document, err := Parse("s.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Subject[0].Name = "z/go.mod"
	want.Subject[0], want.Subject[1] = want.Subject[1], want.Subject[0]
	if diff := cmp.Diff(want, document.Statement); diff != "" {
		t.Errorf("statement (-want +got):\n%s", diff)
	}
	if zone := document.Statement.Predicate.Started.Location(); zone != time.UTC {
		t.Errorf("time zone %v, want UTC", zone)
	}
}

func TestEncodeRefuses(t *testing.T) {
	tests := []struct {
		name   string
		spoil  func(*Statement)
		want   string
		reason string
	}{
		{"no subject", func(s *Statement) { s.Subject = nil }, "0 subjects", "it would speak for nothing"},
		{"no series", func(s *Statement) { s.Predicate.Series.Data = "" }, "no series", "it would show nothing"},
		{"year 10000", func(s *Statement) { s.Predicate.Finished = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "encode statement", "RFC 3339 has four digits"},
		{"no Unicode", func(s *Statement) { s.Predicate.Result = "\xff" }, "not valid UTF-8", "it would read back as another text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := sample()
			tt.spoil(&s)
			text, err := Encode(s)
			if err == nil || !strings.Contains(err.Error(), tt.want) || text != nil {
				t.Errorf("Encode = %d bytes, %v, want an error with %q: %s", len(text), err, tt.want, tt.reason)
			}
		})
	}
}
