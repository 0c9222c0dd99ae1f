package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/policy"
)

func TestWords(t *testing.T) {
	tests := []struct {
		path   string
		class  policy.Class
		radius policy.Radius
		reason string
	}{
		{"example.com/acme/redis-pool", policy.ClassCache, policy.RadiusHigh, "a word of the name"},
		{"example.com/acme/otelredis", policy.ClassAPMTracing, policy.RadiusHigh, "tracing of a cache is tracing"},
		{"github.com/acme/KafkaClient", policy.ClassQueue, policy.RadiusHigh, "words end at upper case letters"},
		{"github.com/acme/apmhttp/v3", policy.ClassAPMTracing, policy.RadiusHigh, "a major version is no word"},
		{"github.com/acme-grpc/thing", policy.ClassRPC, policy.RadiusHigh, "the owner's words come last"},
		{"github.com/acme-grpc/sqlthing", policy.ClassDatabase, policy.RadiusHigh, "the name decides before the owner"},
		{"github.com/acme/redismock", policy.ClassTestOnly, policy.RadiusLow, "a clear word for a test double"},
		{"github.com/acme-mock/thing", policy.ClassUnknown, policy.RadiusMedium, "an owner's word never makes a module low"},
		{"github.com/acme/attest", policy.ClassUnknown, policy.RadiusMedium, "words are compared whole"},
		{"github.com/acme/mylint", policy.ClassLinter, policy.RadiusLow, "a clear word for a tool"},
		{"github.com/acme/catalogue", policy.ClassUnknown, policy.RadiusMedium, "log inside a word says nothing"},
		{"github.com/acme/thing", policy.ClassUnknown, policy.RadiusMedium, "nothing known is medium, never low"},
		{"", policy.ClassUnknown, policy.RadiusMedium, "no path"},
	}
	for _, tt := range tests {
		got := Catalogue{}.Lookup(tt.path)
		if got.Class != tt.class || got.Radius != tt.radius {
			t.Errorf("%s: %s %s (%s), want %s %s: %s", tt.path, got.Class, got.Radius, got.Reason, tt.class, tt.radius, tt.reason)
		}
	}
}

func TestWordsOfPath(t *testing.T) {
	got := words("contrib/http.Client/otelSQL_x-y~z")
	want := []string{"otel", "sql", "x", "y", "z", "http", "client", "contrib"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

func TestReasonNamesTheWord(t *testing.T) {
	got := Catalogue{}.Lookup("github.com/acme/fast-redis").Reason
	want := `nobody listed this module; the word "redis" in its name stands for cache-client`
	if got != want {
		t.Errorf("reason %q, want %q", got, want)
	}
}
