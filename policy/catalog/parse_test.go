package catalog

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/policy"
)

func TestParse(t *testing.T) {
	rows, err := parseFiles([]file{{"t", "# head\n\n  example.com/a/...  rpc\thigh  carries every call \nexample.com/a/x rpc low a side module\n"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Pattern: "example.com/a/...", Class: policy.ClassRPC, Radius: policy.RadiusHigh, Reason: "carries every call"},
		{Pattern: "example.com/a/x", Class: policy.ClassRPC, Radius: policy.RadiusLow, Reason: "a side module"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"no class", "example.com/a", `t:1:14: "" is not a class`},
		{"unknown class", "example.com/a tracing high why", `t:1:15: "tracing" is not a class`},
		{"class unknown", "example.com/a unknown high why", `t:1:15: "unknown" is not a class`},
		{"unknown radius", "example.com/a rpc huge why", `t:1:19: "huge" is not a radius`},
		{"radius unknown", "example.com/a rpc unknown why", `t:1:19: "unknown" is not a radius`},
		{"no reason", "example.com/a rpc high", "t:1:23: example.com/a has no reason"},
		{"twice", "example.com/a rpc high why\nexample.com/a rpc low other", "t:2:1: example.com/a is listed already at t:1"},
		{"twice below", "example.com/a/... rpc high why\nexample.com/a/... rpc low other", "t:2:1: example.com/a/... is listed already at t:1"},
		{"shadowed", "example.com/a/... rpc high why\nexample.com/a/b rpc high why", "t:2:1: example.com/a/b is shadowed: example.com/a/... at t:1"},
		{"shadowed prefix", "example.com/a/b/... rpc high why\nexample.com/a/... rpc high why", "t:1:1: example.com/a/b/... is shadowed: example.com/a/... at t:2"},
		{"major version", "example.com/a/v2 rpc high why", `write "example.com/a"`},
		{"gopkg.in major", "gopkg.in/a.v2/... rpc high why", `write "gopkg.in/a"`},
		{"major version at the end", "example.com/a/.../v2 rpc high why", "is not a path element"},
		{"no host", "a/b rpc high why", `"a" is not a host`},
		{"not a path", "example.com/a//b rpc high why", "not a module path"},
		{"trailing slash", "example.com/a/ rpc high why", "not a module path"},
		{"glob", "example.com/* rpc high why", "not a module path"},
		{"dots inside", "example.com/a/.../b/c rpc high why", "at most one path element"},
		{"dots glued", "example.com/a/...b rpc high why", "at most one path element"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("t", []byte(tt.in))
			var parseErr *ParseError
			if !errors.As(err, &parseErr) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			if hint := parseErr.Problems[0].Hint; hint == "" {
				t.Error("no hint says what to do next")
			}
		})
	}
}

func TestParseCollectsProblems(t *testing.T) {
	_, err := Parse("t", []byte("a rpc high why\n\nexample.com/b nope huge\nexample.com/c rpc low fine\n"))
	var parseErr *ParseError
	if !errors.As(err, &parseErr) {
		t.Fatalf("error %v, want a ParseError", err)
	}
	var at []int
	for _, p := range parseErr.Problems {
		at = append(at, p.Line)
	}
	if diff := cmp.Diff([]int{1, 3, 3, 3}, at); diff != "" {
		t.Errorf("lines of problems (-want +got):\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("example.com/a/... rpc high why\nexample.com/a/b rpc low other\n", "example.com/a/b/v2")
	f.Add("example.com/a/.../test test-only low why", "example.com/a/x/test")
	f.Add("gopkg.in/a rpc medium why\n# note\n", "gopkg.in/a.v3")
	f.Add("go go high why", "go")
	f.Fuzz(func(t *testing.T, text, path string) {
		cat, err := Parse("t", []byte(text))
		if err != nil {
			return
		}
		rows, err := parseFiles([]file{{"t", text}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			pat, err := parsePattern(r.Pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got := cat.Lookup(pat.example()); got.Matched == "" {
				t.Errorf("%q matches nothing at its own example %q", r.Pattern, pat.example())
			}
		}
		checkClassification(t, cat, path)
	})
}

func FuzzLookup(f *testing.F) {
	for _, path := range []string{"github.com/redis/go-redis/v9", "gopkg.in/yaml.v2", "go", "", "/", "a//b/v2/", "github.com/gorila/mux", "gopkg.in/.v1", "github.com/v2/v2/v2", "xn--80ak6aa92e.com/a"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) { checkClassification(t, embedded(), path) })
}

// checkClassification holds every lookup to the promises of the package.
func checkClassification(t *testing.T, cat Catalogue, path string) {
	t.Helper()
	c := cat.Lookup(path)
	if c.Path != path || c.Reason == "" || c.Radius < policy.RadiusLow || c.Radius > policy.RadiusCritical {
		t.Errorf("Lookup(%q) = %+v", path, c)
	}
	if c.Class == policy.ClassUnknown && c.Radius != policy.RadiusMedium {
		t.Errorf("Lookup(%q): unknown and %s", path, c.Radius)
	}
	if c.Matched != "" && c.LookAlike != "" {
		t.Errorf("Lookup(%q): listed and a look-alike", path)
	}
	if once := canonical(path); cat.Lookup(once).Matched != c.Matched && canonical(once) == once {
		t.Errorf("Lookup(%q) and Lookup(%q) differ", path, once)
	}
}
