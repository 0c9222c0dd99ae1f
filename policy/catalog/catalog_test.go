package catalog

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/policy"
)

func TestEmbeddedTable(t *testing.T) {
	rows, err := parseFiles(tableFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 700 {
		t.Errorf("%d rows, want at least 700", len(rows))
	}
	used := map[policy.Class]bool{policy.ClassUnknown: true} // what nobody listed
	for _, r := range rows {
		used[r.Class] = true
		if strings.HasSuffix(r.Reason, ".") || !strings.Contains(r.Reason, " ") {
			t.Errorf("%s: a reason is a phrase that says something, not %q", r.Pattern, r.Reason)
		}
	}
	for _, class := range policy.Classes() {
		if !used[class] {
			t.Errorf("no row is of class %s", class)
		}
	}
}

// TestRowsMatchThemselves proves that no row is out of reach.
func TestRowsMatchThemselves(t *testing.T) {
	for _, r := range Table() {
		pat, err := parsePattern(r.Pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := Lookup(pat.example()); got.Matched != r.Pattern || got.LookAlike != "" {
			t.Errorf("%s is decided by %q, want the row itself", pat.example(), got.Matched)
		}
	}
}

func TestTableIsSorted(t *testing.T) {
	rows := Table()
	if !slices.IsSortedFunc(rows, func(a, b Row) int { return strings.Compare(a.Pattern, b.Pattern) }) {
		t.Error("rows are not sorted by pattern")
	}
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Pattern == "google.golang.org/grpc" })
	if i < 0 || rows[i].Family != "grpc" {
		t.Errorf("google.golang.org/grpc is not listed with its family")
	}
}

func TestLookup(t *testing.T) {
	tests := []struct {
		path, matched, reason string
	}{
		{"github.com/redis/go-redis/v9", "github.com/redis/go-redis", "a row holds for every major"},
		{"github.com/redis/go-redis/v99", "github.com/redis/go-redis", "also for those to come"},
		{"github.com/redis/go-redis/extra/redisotel/v9", "github.com/redis/go-redis/extra/...", "a module below has a row of its own"},
		{"gopkg.in/yaml.v2", "gopkg.in/yaml", "the majors of gopkg.in"},
		{"gopkg.in/natefinch/lumberjack.v2", "gopkg.in/natefinch/lumberjack", "with an owner"},
		{"github.com/newrelic/go-agent/v3/integrations/nrgin", "github.com/newrelic/go-agent/integrations/...", "a major in the middle"},
		{"github.com/DataDog/dd-trace-go/contrib/gorm.io/gorm.v1/v2", "github.com/DataDog/dd-trace-go/...", "a host and a version inside a path are only names"},
		{"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp/test", "go.opentelemetry.io/contrib/.../test", "a last element beats a longer prefix"},
		{"go.opentelemetry.io/contrib", "go.opentelemetry.io/contrib", "an exact row beats a prefix"},
		{"k8s.io/klog/v2", "k8s.io/klog", "an exact row beats a shorter prefix"},
		{"github.com/newrelicx/go-agent", "", "prefixes end at path elements"},
		{"github.com/GORILLA/mux", "", "paths are compared with their case"},
		{"github.com/v2/gorilla/mux", "", "an account named v2 is an owner, not a major version"},
		{"github.com/gorilla/mux/", "", "a trailing slash is not a module path"},
		{"", "", "no path"},
		{"go", "go", "the go line"},
	}
	for _, tt := range tests {
		if got := Lookup(tt.path).Matched; got != tt.matched {
			t.Errorf("Lookup(%q) matched %q, want %q: %s", tt.path, got, tt.matched, tt.reason)
		}
	}
}

func TestReviewed(t *testing.T) {
	labels := reviewed(t)
	if len(labels) < 150 {
		t.Errorf("%d modules, want at least 150", len(labels))
	}
	for _, want := range labels {
		c := Lookup(want.path)
		if got := (label{c.Path, c.Class, c.Radius}); got != want {
			t.Errorf("%s (-want +got):\n%s", want.path, cmp.Diff(want, got, cmp.AllowUnexported(label{})))
		}
		if c.Matched == "" || c.Reason == "" {
			t.Errorf("%s: nobody listed it", want.path)
		}
	}
}

// label is what a person says of a module.
type label struct {
	path   string
	class  policy.Class
	radius policy.Radius
}

func newLabel(t *testing.T, path, class, radius string) label {
	t.Helper()
	l := label{path: path}
	if err := l.class.UnmarshalText([]byte(class)); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if err := l.radius.UnmarshalText([]byte(radius)); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return l
}

func reviewed(t *testing.T) []label {
	t.Helper()
	var labels []label
	for l := range lines(file{"reviewed.txt", string(read(t, "testdata/reviewed.txt"))}) {
		fields := strings.Fields(l.text)
		labels = append(labels, newLabel(t, fields[0], fields[1], fields[2]))
	}
	return labels
}

func labelled(t *testing.T) []label {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(string(read(t, "testdata/labelled.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var labels []label
	for _, r := range records[1:] {
		labels = append(labels, newLabel(t, r[0], r[1], r[2]))
	}
	return labels
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
