package policy

import (
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// buildKinds are the kinds of change that change what is built; a rule without "kind" covers these.
// A directive changes it for class go alone: the go, toolchain and godebug lines.
var buildKinds = []diffing.Kind{diffing.KindAdded, diffing.KindUpgraded, diffing.KindDowngraded,
	diffing.KindReplaced, diffing.KindRelocated}

// Matches reports whether a change of a module that is classified as cl is one that m selects. All
// that m gives must hold.
//
// A module is indirect where its mark says so at both sides: a mark that comes together with another
// version must not take the module out of a rule.
//
// A module whose radius is unknown counts as one of any radius: not knowing never frees from a rule.
// A relocated module matches a pattern by its old path or its new one.
func (m Match) Matches(c diffing.Change, cl Classification) bool {
	if m.DirectOnly && c.Indirect && (c.IndirectFrom || c.From == "") {
		return false
	}
	if len(m.Classes) > 0 && !slices.Contains(m.Classes, cl.Class) {
		return false
	}
	if cl.Radius != RadiusUnknown && cl.Radius < m.MinRadius {
		return false
	}
	return m.matchesKind(c, cl.Class) && m.matchesModule(c)
}

// matchesKind also takes for a replacement what comes with one: a module that is added, moved or
// upgraded together with a replace line, and a replace line of go.work, or the code of its folder.
func (m Match) matchesKind(c diffing.Change, class Class) bool {
	kinds := m.Kinds
	if len(kinds) == 0 {
		kinds = buildKinds
		if c.Kind == diffing.KindDirective && class == ClassGo {
			return true
		}
	}
	return slices.Contains(kinds, c.Kind) ||
		c.ReplaceTo != "" && slices.Contains(kinds, diffing.KindReplaced) && (c.AltersReplacement() || c.Kind == diffing.KindWorkspace)
}

func (m Match) matchesModule(c diffing.Change) bool {
	if len(m.Modules) == 0 {
		return true
	}
	for _, pattern := range m.Modules {
		if MatchModule(pattern, c.Path) || c.FromPath != "" && MatchModule(pattern, c.FromPath) {
			return true
		}
	}
	return false
}

// MatchModule reports whether a module path, or a parent of it, matches a pattern, segment by
// segment: "*" stands for any text within a segment, "**" for any number of segments, none included.
//
// A pattern covers what lies below it, as in GOPRIVATE (module.MatchPrefixPatterns): a module that
// moves to /v2, or splits a part off, does not leave the rule. So github.com/acme/* covers
// github.com/acme/x, github.com/acme/x/v2 and github.com/acme/x/otel, and not github.com/acme nor
// github.com/acme-labs/x. The case of ASCII letters does not count, since hosting sites ignore it.
func MatchModule(pattern, path string) bool {
	if pattern == "" || path == "" {
		return false
	}
	segments := append(strings.Split(strings.ToLower(pattern), "/"), "**")
	return wildcard(segments, strings.Split(strings.ToLower(path), "/"), "**", matchSegment)
}

// Includes reports whether a folder, slash-separated and relative to the repository root, is one
// that the scope takes in. The patterns are those of [MatchModule], except that case counts.
func (s Scope) Includes(folder string) bool {
	return slices.ContainsFunc(s.Include, func(pattern string) bool {
		return wildcard(append(strings.Split(pattern, "/"), "**"), strings.Split(folder, "/"), "**", matchSegment)
	})
}

func matchSegment(pattern, text string) bool {
	return wildcard([]byte(pattern), []byte(text), '*', func(a, b byte) bool { return a == b })
}

// wildcard matches text against a pattern in which star stands for any run of elements. It goes back
// to the last star only, which is enough, and costs at most len(pattern) × len(text) steps.
func wildcard[E comparable](pattern, text []E, star E, match func(pattern, text E) bool) bool {
	p, t := 0, 0
	lastStar, resume := -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == star:
			lastStar, resume = p, t
			p++
		case p < len(pattern) && match(pattern[p], text[t]):
			p++
			t++
		case lastStar >= 0:
			resume++
			p, t = lastStar+1, resume
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == star {
		p++
	}
	return p == len(pattern)
}
