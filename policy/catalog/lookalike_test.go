package catalog

import "testing"

func TestLookAlike(t *testing.T) {
	tests := []struct {
		path, want, reason string
	}{
		{"github.com/boltdb-go/bolt", "github.com/boltdb/bolt", "the known case: owner plus -go"},
		{"github.com/gorila/mux", "github.com/gorilla/mux", "a letter left out"},
		{"github.com/gorillaa/mux", "github.com/gorilla/mux", "a letter more"},
		{"github.com/gorlila/mux", "github.com/gorilla/mux", "neighbours swapped"},
		{"github.com/sirvpsen/logrus", "github.com/sirupsen/logrus", "a letter replaced"},
		{"github.com/golang-stretchr/testify", "github.com/stretchr/testify", "a prefix"},
		{"github.com/spf13io/cobra", "github.com/spf13/cobra", "a suffix without a dash"},
		{"github.com/gorila/mux/v2", "github.com/gorilla/mux", "the major version does not matter"},
		{"github.com/gorila/mux/middleware", "github.com/gorilla/mux", "nor what lies below"},
		{"githud.com/gorilla/mux", "github.com/gorilla/mux", "a host that resembles a code host"},
		{"go.uber.orq/zap", "go.uber.org/zap", "the host is the owner of a vanity path"},
		{"github.com/acme/mux", "", "an ordinary fork: the owners are far apart"},
		{"github.com/foo/cli", "", "equal names alone say nothing"},
		{"github.com/gorilla/mix", "", "the same owner"},
		{"github.com/Gorilla/mux", "", "the same owner, as the code host sees it"},
		{"github.com/uber-go/zapp", "", "an owner that is listed is known"},
		{"github.com/gorilla/mux", "", "listed"},
		{"github.com/ory/x", "", "short names are all alike"},
		{"example.com/team/service", "", "nothing near"},
	}
	for _, tt := range tests {
		if got := Lookup(tt.path).LookAlike; got != tt.want {
			t.Errorf("Lookup(%q).LookAlike = %q, want %q: %s", tt.path, got, tt.want, tt.reason)
		}
	}
}

func TestOneEdit(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"abc", "abc", false}, {"abc", "abd", true}, {"abc", "ab", true}, {"ab", "abc", true}, {"abc", "acb", true},
		{"abc", "bac", true}, {"abc", "cba", false}, {"abc", "abcde", false}, {"", "a", true}, {"", "", false}, {"abcd", "abdd", true},
	}
	for _, tt := range tests {
		if got := oneEdit(tt.a, tt.b); got != tt.want {
			t.Errorf("oneEdit(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}
