package modgraph_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing/modgraph"
)

var release = time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)

// world is a proxy and an index on loopback. It counts what it was asked.
type world struct {
	*httptest.Server
	asked []string
}

// newWorld serves .info files that all claim release, and the given pages of the index in turn.
func newWorld(t *testing.T, pages ...string) *world {
	t.Helper()
	w := &world{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.asked = append(w.asked, r.URL.Path)
		switch {
		case strings.HasPrefix(r.URL.Path, "/proxy/example.com/missing/"):
			http.Error(rw, "no such module: ::error::", http.StatusNotFound)
		case strings.HasPrefix(r.URL.Path, "/proxy/example.com/away/"):
			http.Redirect(rw, r, "ftp://example.com/", http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/proxy/example.com/timeless/"):
			fmt.Fprint(rw, `{}`)
		case strings.HasPrefix(r.URL.Path, "/proxy/"):
			fmt.Fprintf(rw, `{"Version":"v1.0.0","Time":%q}`, release.Format(time.RFC3339))
		case len(pages) > 0:
			fmt.Fprint(rw, pages[0])
			pages = pages[1:]
		}
	}))
	t.Cleanup(w.Close)
	return w
}

// page is n entries a second apart from an instant on, and then the given ones.
func page(n int, from time.Time, last ...string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"Path\":\"example.com/other\",\"Version\":\"v0.0.%d\",\"Timestamp\":%q}\n", i, from.Add(time.Duration(i)*time.Second).Format(time.RFC3339Nano))
	}
	return b.String() + strings.Join(last, "")
}

func entry(path, version string, at time.Time) string {
	return fmt.Sprintf("{\"Path\":%q,\"Version\":%q,\"Timestamp\":%q}\n", path, version, at.Format(time.RFC3339Nano))
}

func TestFirstSeen(t *testing.T) {
	begin := release.Add(-time.Hour)
	seen := release.Add(25 * time.Minute)
	tests := []struct {
		name, path, private, goproxy string
		pages                        []string
		time                         time.Time
		unknown, reason              string
		asked                        int
	}{
		{name: "found", path: "example.com/a", pages: []string{page(3, begin, entry("example.com/a", "v1.0.0", seen))}, time: seen, asked: 2,
			reason: "the index's time counts, not the publisher's"},
		{name: "escaped", path: "example.com/A", pages: []string{entry("example.com/A", "v1.0.0", seen)}, time: seen, asked: 2,
			reason: "upper case is escaped for the proxy and not in the index"},
		{name: "second page", path: "example.com/a", pages: []string{page(2000, begin), entry("example.com/a", "v1.0.0", seen)}, time: seen, asked: 3,
			reason: "a full page leads to the next"},
		{name: "backdated", path: "example.com/a", pages: []string{page(3, begin)}, asked: 2,
			unknown: "not in the module index since 2024-03-01T09:00:00Z, which is its own time less an hour", reason: "a claimed time is never believed"},
		{name: "other version", path: "example.com/a", pages: []string{entry("example.com/a", "v1.0.1", seen)}, asked: 2,
			unknown: "not in the module index since 2024-03-01T09:00:00Z, which is its own time less an hour", reason: "an older version's time is not this one's"},
		{name: "page limit", path: "example.com/a", pages: []string{page(2000, begin), page(2000, begin.Add(2000*time.Second))}, asked: 3,
			unknown: "not on 2 pages of the module index from its own time on", reason: "the scan is bounded"},
		{name: "standing still", path: "example.com/a", pages: []string{strings.Repeat(entry("example.com/b", "v1.0.0", begin), 2000)}, asked: 2,
			unknown: "the module index does not advance past 2024-03-01T09:00:00Z", reason: "no endless loop"},
		{name: "too early", path: "example.com/a", pages: []string{entry("example.com/a", "v1.0.0", begin.Add(-time.Second))}, asked: 2,
			unknown: "module index: line 1 is earlier than what precedes it", reason: "an index that answers so could make anything look old"},
		{name: "not an entry", path: "example.com/a", pages: []string{"::error::\n"}, asked: 2,
			unknown: "module index: line 1 is not an entry", reason: "the server's words are not repeated"},
		{name: "missing", path: "example.com/missing", asked: 1, unknown: "module proxy: not found", reason: "404"},
		{name: "redirected", path: "example.com/away", asked: 1, unknown: "module proxy: could not be reached", reason: "no other scheme"},
		{name: "timeless", path: "example.com/timeless", asked: 1, unknown: "module proxy: no time in the version's .info file", reason: "nowhere to begin"},
		{name: "private", path: "example.com/secret/x", private: "example.com/secret", unknown: "private", reason: "the name never leaves"},
		{name: "off", path: "example.com/a", goproxy: "off", unknown: "module proxy: no proxy may be asked (GOPROXY)", reason: "GOPROXY=off"},
		{name: "direct", path: "example.com/a", goproxy: "direct", unknown: "module proxy: no proxy may be asked (GOPROXY)", reason: "version control never runs"},
		{name: "invalid", path: "example.com/a b", unknown: `module proxy: module path "example.com/a b": malformed module path "example.com/a b": invalid char ' '`, reason: "no such path"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.pages...)
			goproxy := tt.goproxy
			if goproxy == "" {
				goproxy = w.URL + "/proxy"
			}
			opts := modgraph.Options{Environ: []string{"GOPROXY=" + goproxy, "GOPRIVATE=" + tt.private}}
			index := modgraph.Index{URL: w.URL + "/index", MaxPages: 2}
			got := modgraph.FirstSeen(t.Context(), w.Client(), index, []module.Version{{Path: tt.path, Version: "v1.0.0"}}, opts)
			want := []modgraph.Observation{{Path: tt.path, Version: "v1.0.0", Time: tt.time, Source: strings.TrimPrefix(w.URL, "http://"), Unknown: tt.unknown}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
			}
			if len(w.asked) != tt.asked {
				t.Errorf("asked %q, want %d questions", w.asked, tt.asked)
			}
		})
	}
}

// TestFirstSeenSharesPages asks about the modules of one release, in any order.
func TestFirstSeenSharesPages(t *testing.T) {
	seen := release.Add(time.Minute)
	w := newWorld(t, entry("example.com/a", "v1.0.0", seen)+entry("example.com/b", "v1.0.0", seen))
	opts := modgraph.Options{Environ: []string{"GOPROXY=" + w.URL + "/proxy"}}
	got := modgraph.FirstSeen(t.Context(), w.Client(), modgraph.Index{URL: w.URL + "/index"},
		[]module.Version{{Path: "example.com/b", Version: "v1.0.0"}, {Path: "example.com/a", Version: "v1.0.0"}}, opts)
	host := strings.TrimPrefix(w.URL, "http://")
	want := []modgraph.Observation{{Path: "example.com/a", Version: "v1.0.0", Time: seen, Source: host}, {Path: "example.com/b", Version: "v1.0.0", Time: seen, Source: host}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(w.asked) != 3 {
		t.Errorf("asked %q, want two versions and one page", w.asked)
	}
}

// TestFirstSeenFileProxy reads the claimed time from a proxy that is a folder, after one without it.
func TestFirstSeenFileProxy(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "example.com", "a", "@v", "v1.0.0.info")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(`{"Time":"2024-03-01T10:00:00Z"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, entry("example.com/a", "v1.0.0", release))
	opts := modgraph.Options{Environ: []string{"GOPROXY=file://" + filepath.ToSlash(t.TempDir()) + ",file://" + filepath.ToSlash(dir)}}
	got := modgraph.FirstSeen(t.Context(), nil, modgraph.Index{URL: w.URL + "/index"}, []module.Version{{Path: "example.com/a", Version: "v1.0.0"}}, opts)
	want := []modgraph.Observation{{Path: "example.com/a", Version: "v1.0.0", Time: release, Source: strings.TrimPrefix(w.URL, "http://")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
