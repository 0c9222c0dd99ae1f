package modgraph

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
)

func TestChildEnviron(t *testing.T) {
	user := settingsOf([]string{"GOPRIVATE=example.com/x", "GOFLAGS=-toolexec=x", "GOENV=/e", "GOTOOLCHAIN=go1.99", "GOINSECURE=*", "GOVCS=*:all",
		"CGO_ENABLED=1", "GITHUB_TOKEN=t", "LD_PRELOAD=/x", "HOME=/h", "GIT_SSH_COMMAND=x", "GOAUTH=x", "GODEBUG=x", "GOPROXY=https://a|direct"})
	want := []string{"CGO_ENABLED=0", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GO111MODULE=on", "GOENV=off",
		"GOINSECURE=", "GOTOOLCHAIN=local", "GOVCS=*:off", "LC_ALL=C", "PATH=/bin", "GOPROXY=https://a", "GOPRIVATE=example.com/x", "HOME=/h"}
	if diff := cmp.Diff(want, childEnviron(user, "/bin")); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestParseProxies(t *testing.T) {
	tests := []struct{ value, want, reason string }{
		{"", "off", "nothing named is nothing asked"},
		{"https://a,direct", "https://a", "version control never runs"},
		{"https://a|https://b,https://c", "https://a|https://b,https://c", "separators are kept"},
		{"https://a,off,https://b", "https://a", "nothing after off"},
		{"direct,https://a", "https://a", "direct first is left out as well"},
		{"off", "off", "off stays off"},
		{"direct", "off", "never the default behind the user's back"},
		{" https://a , , direct", "https://a", "spaces and empty entries"},
	}
	for _, tt := range tests {
		if got := formatProxies(parseProxies(tt.value)); got != tt.want {
			t.Errorf("%q: got %q, want %q: %s", tt.value, got, tt.want, tt.reason)
		}
	}
}

// TestProxiesDefault asks the go command where the user names no proxy.
func TestProxiesDefault(t *testing.T) {
	want := parseProxies("https://a,direct")
	if got := proxies(t.Context(), map[string]string{"GOPROXY": "https://a,direct"}, Options{}); !slices.Equal(got, want) {
		t.Errorf("the user's own: %v", got)
	}
	if got := proxies(t.Context(), map[string]string{}, Options{}); len(got) == 0 || slices.ContainsFunc(got, func(p proxy) bool { return p.url == "direct" }) {
		t.Errorf("the default of the go command: %v", got)
	}
	if got := proxies(t.Context(), map[string]string{}, Options{GoCommand: "no-such-go"}); got != nil {
		t.Errorf("without a go command: %v", got)
	}
}

func FuzzParseProxies(f *testing.F) {
	f.Add("https://a,direct")
	f.Add("a|b,off|c")
	f.Fuzz(func(t *testing.T, value string) {
		text := formatProxies(parseProxies(value))
		if text == "" {
			t.Errorf("%q: an empty GOPROXY means the default with direct", value)
		}
		entries := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '|' })
		if slices.Contains(entries, "direct") {
			t.Errorf("%q: direct gets through: %q", value, text)
		}
	})
}

func FuzzParseGraph(f *testing.F) {
	f.Add("example.com/m example.com/a@v1.0.0\nexample.com/a@v1.0.0 go@1.21\n")
	f.Add("one\n")
	f.Fuzz(func(t *testing.T, text string) {
		graph, err := parseGraph([]byte(text))
		if err != nil {
			return
		}
		again := slices.Clone(graph)
		slices.Reverse(again)
		var b strings.Builder
		for _, e := range again {
			b.WriteString(e.From.Path + "@" + e.From.Version + " " + e.To.Path + "@" + e.To.Version + "\n")
		}
		reversed, err := parseGraph([]byte(b.String()))
		if err == nil && len(reversed) != len(graph) {
			t.Errorf("order of lines matters: %d edges, then %d", len(graph), len(reversed))
		}
	})
}

func FuzzParseListing(f *testing.F) {
	f.Add([]byte(`{"Path":"example.com/m","Main":true}{"Path":"example.com/a","Version":"v1.0.0","Replace":{"Path":"./a"}}`))
	f.Add([]byte(`{"Path":"example.com/a","Error":{"Err":"x"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		modules, err := parseListing(data)
		if err != nil {
			return
		}
		selected, unknown := selection(modules)
		if len(unknown) > len(selected) || len(selected) > len(modules) {
			t.Errorf("%d modules became %d, %d unknown", len(modules), len(selected), len(unknown))
		}
		if !slices.IsSortedFunc(selected, func(a, b diffing.Selected) int { return strings.Compare(a.Path, b.Path) }) {
			t.Error("not sorted")
		}
	})
}

func FuzzParseIndex(f *testing.F) {
	f.Add([]byte(`{"Path":"example.com/a","Version":"v1.0.0","Timestamp":"2024-03-01T10:00:00Z"}`))
	f.Add([]byte("{}\n"))
	since := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := parseIndex(data, since)
		if err != nil {
			return
		}
		for _, e := range entries {
			if e.Timestamp.Before(since) || e.Path == "" || e.Version == "" {
				t.Errorf("accepted %+v", e)
			}
		}
	})
}
