package policy_test

import (
	"strings"
	"testing"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

func TestMatchModule(t *testing.T) {
	tests := []struct {
		pattern, path string
		want          bool
		reason        string
	}{
		{"github.com/acme/**", "github.com/acme/x", true, "one segment"},
		{"github.com/acme/**", "github.com/acme/x/v2", true, "several segments"},
		{"github.com/acme/**", "github.com/acme", true, "** stands for none as well"},
		{"github.com/acme/*", "github.com/acme/x", true, "* is one segment"},
		{"github.com/acme/*", "github.com/acme/x/v2", true, "a major version does not leave the rule"},
		{"github.com/DataDog/*", "github.com/DataDog/dd-trace-go/contrib/net/http/v2", true, "a part split off does not leave the rule"},
		{"github.com/acme/*", "github.com/acme", false, "* is not nothing"},
		{"github.com/acme/*", "github.com/acme-labs/x", false, "a segment is whole"},
		{"github.com/acme", "github.com/acmeevil/x", false, "a prefix of a segment is no prefix"},
		{"github.com/acme/x", "github.com/acme/x", true, "exact"},
		{"github.com/acme/x", "github.com/acme/x/v3", true, "below"},
		{"github.com/acme/x/v2", "github.com/acme/x", false, "above"},
		{"github.com/acme/x/v2", "github.com/acme/x/v3", false, "another major"},
		{"github.com/acme/go-*", "github.com/acme/go-redis/v9", true, "* within a segment"},
		{"github.com/acme/go-*", "github.com/acme/redis", false, "the rest of the segment counts"},
		{"github.com/acme/*-go-*", "github.com/acme/a-go-b", true, "several * in a segment"},
		{"github.com/acme/*-go-*", "github.com/acme/a-go", false, "and all must match"},
		{"**/otel", "go.opentelemetry.io/otel", true, "** at the front"},
		{"**/otel", "example.com/a/b/otel/sdk", true, "** over several, and below"},
		{"**/otel", "example.com/hotel", false, "whole segments at the front too"},
		{"github.com/**/redis", "github.com/redis", true, "** in the middle is none"},
		{"github.com/**/redis", "github.com/a/b/redis", true, "or several"},
		{"**", "example.com/x", true, "everything"},
		{"*", "example.com/x", true, "every host, and below"},
		{"github.com/ACME/*", "github.com/acme/x", true, "case does not count in a pattern"},
		{"github.com/sirupsen/*", "github.com/Sirupsen/logrus", true, "nor in a path"},
		{"gopkg.in/yaml.*", "gopkg.in/yaml.v3", true, "the dot is text"},
		{"gopkg.in/yaml.v3", "gopkg.in/yamlxv3", false, "and not any character"},
		{"", "example.com/x", false, "no pattern"},
		{"**", "", false, "no path"},
	}
	for _, tt := range tests {
		if got := policy.MatchModule(tt.pattern, tt.path); got != tt.want {
			t.Errorf("MatchModule(%q, %q) = %t, want %t: %s", tt.pattern, tt.path, got, tt.want, tt.reason)
		}
	}
}

// slowMatch says the same as MatchModule by trying everything.
func slowMatch(pattern, path []string) bool {
	if len(pattern) == 0 {
		return true // below
	}
	if pattern[0] == "**" {
		return slowMatch(pattern[1:], path) || len(path) > 0 && slowMatch(pattern, path[1:])
	}
	return len(path) > 0 && slowSegment(pattern[0], path[0]) && slowMatch(pattern[1:], path[1:])
}

func slowSegment(pattern, text string) bool {
	switch {
	case pattern == "":
		return text == ""
	case pattern[0] == '*':
		return slowSegment(pattern[1:], text) || text != "" && slowSegment(pattern, text[1:])
	default:
		return text != "" && pattern[0] == text[0] && slowSegment(pattern[1:], text[1:])
	}
}

func FuzzMatchModule(f *testing.F) {
	f.Add("github.com/acme/**", "github.com/acme/x/v2")
	f.Add("**/*-go-*/**/x", "a/b-go-c/d/x")
	f.Add("*/**/*", "a")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		got := policy.MatchModule(pattern, path)
		if strings.Count(pattern, "*") > 6 || len(path) > 24 || pattern == "" || path == "" {
			return // the oracle takes exponential time
		}
		want := slowMatch(strings.Split(strings.ToLower(pattern), "/"), strings.Split(strings.ToLower(path), "/"))
		if got != want {
			t.Errorf("MatchModule(%q, %q) = %t, want %t", pattern, path, got, want)
		}
	})
}

func TestMatches(t *testing.T) {
	redis := policy.Classification{Path: "github.com/redis/go-redis/v9", Class: policy.ClassCache, Radius: policy.RadiusHigh}
	goLine := policy.Classification{Path: "go", Class: policy.ClassGo, Radius: policy.RadiusHigh}
	upgrade := diffing.Change{Kind: diffing.KindUpgraded, Path: redis.Path}
	tests := []struct {
		reason string
		match  policy.Match
		change diffing.Change
		class  policy.Classification
		want   bool
	}{
		{"an empty match covers what changes the build", policy.Match{}, upgrade, redis, true},
		{"a removal adds no code", policy.Match{}, diffing.Change{Kind: diffing.KindRemoved}, redis, false},
		{"a marker builds the same", policy.Match{}, diffing.Change{Kind: diffing.KindMarker}, redis, false},
		{"the go line changes the build", policy.Match{}, diffing.Change{Kind: diffing.KindDirective, Path: "go"}, goLine, true},
		{"another directive does not", policy.Match{}, diffing.Change{Kind: diffing.KindDirective, Path: "x"}, redis, false},
		{"a kind that is asked for", policy.Match{Kinds: []diffing.Kind{diffing.KindRemoved}}, diffing.Change{Kind: diffing.KindRemoved}, redis, true},
		{"and then no other", policy.Match{Kinds: []diffing.Kind{diffing.KindRemoved}}, upgrade, redis, false},
		{"one of the classes", policy.Match{Classes: []policy.Class{policy.ClassTLS, policy.ClassCache}}, upgrade, redis, true},
		{"none of the classes", policy.Match{Classes: []policy.Class{policy.ClassTLS}}, upgrade, redis, false},
		{"the least radius", policy.Match{MinRadius: policy.RadiusHigh}, upgrade, redis, true},
		{"below the least radius", policy.Match{MinRadius: policy.RadiusCritical}, upgrade, redis, false},
		{"not knowing never frees", policy.Match{MinRadius: policy.RadiusCritical}, upgrade, policy.Classification{}, true},
		{"direct only, and it is direct", policy.Match{DirectOnly: true}, upgrade, redis, true},
		{"direct only, and it is not", policy.Match{DirectOnly: true}, diffing.Change{Kind: diffing.KindUpgraded, From: "v9.4.0", Indirect: true, IndirectFrom: true}, redis, false},
		{"direct only, and it is added indirectly", policy.Match{DirectOnly: true}, diffing.Change{Kind: diffing.KindAdded, Indirect: true}, redis, false},
		{"direct only, and it was direct at base", policy.Match{DirectOnly: true}, diffing.Change{Kind: diffing.KindUpgraded, From: "v9.4.0", Indirect: true}, redis, true},
		{"direct only, and it becomes direct", policy.Match{DirectOnly: true}, diffing.Change{Kind: diffing.KindUpgraded, From: "v9.4.0", IndirectFrom: true}, redis, true},
		{"a folder that go.work puts in its place has other code", policy.Match{}, diffing.Change{Kind: diffing.KindWorkspace, Path: redis.Path,
			Directive: "replace", ReplaceFrom: "./fork", ReplaceTo: "./fork", SumFrom: "tree:a", SumTo: "tree:b"}, redis, true},
		{"a use line is no replacement", policy.Match{}, diffing.Change{Kind: diffing.KindWorkspace, Path: "./a", Directive: "use", To: "./a"}, redis, false},
		{"one of the patterns", policy.Match{Modules: []string{"example.com/**", "github.com/redis/*"}}, upgrade, redis, true},
		{"none of the patterns", policy.Match{Modules: []string{"example.com/**"}}, upgrade, redis, false},
		{"a relocation by its old path", policy.Match{Modules: []string{"github.com/go-redis/*"}},
			diffing.Change{Kind: diffing.KindRelocated, Path: redis.Path, FromPath: "github.com/go-redis/redis/v8"}, redis, true},
		{"all that is given must hold", policy.Match{Modules: []string{"github.com/redis/*"}, Classes: []policy.Class{policy.ClassTLS}}, upgrade, redis, false},
	}
	for _, tt := range tests {
		if got := tt.match.Matches(tt.change, tt.class); got != tt.want {
			t.Errorf("%s: Matches = %t, want %t", tt.reason, got, tt.want)
		}
	}
}

func TestScopeIncludes(t *testing.T) {
	scope := policy.Scope{Include: []string{"testdata/services/*", "_examples/**/api"}}
	for folder, want := range map[string]bool{
		"testdata/services/a": true, "testdata/services/a/b": true, "testdata/services": false, "testdata": false,
		"_examples/api": true, "_examples/x/y/api": true, "Testdata/services/a": false, "": false,
	} {
		if got := scope.Includes(folder); got != want {
			t.Errorf("Includes(%q) = %t, want %t", folder, got, want)
		}
	}
}
