package catalog

import (
	_ "embed" // sorted.txt
	"fmt"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/policy"
)

// Row is one line of the catalogue.
type Row struct {
	Pattern string        `json:"pattern"`
	Class   policy.Class  `json:"class"`
	Radius  policy.Radius `json:"blast_radius"`
	Reason  string        `json:"reason"`
	// Family names the modules that are released together with the pattern; empty where it stands alone.
	Family string `json:"family,omitempty"`
}

// Catalogue answers lookups. The zero value lists nothing: every lookup is answered by the words of
// the path.
//
// It is a text of rows that is sorted by pattern, searched and not parsed: a check that looks up a
// handful of modules does not pay for the thousands of others.
type Catalogue struct {
	text string // "pattern class radius reason\n" for each row, in byte order
}

// sorted.txt is the table folder in one file, as newCatalogue writes it: "go generate" makes it, and
// TestSortedTable holds the two together.
//
//go:generate go test -run TestSortedTable -update
//go:embed sorted.txt
var sortedTable string

func embedded() Catalogue { return Catalogue{sortedTable} }

// newCatalogue writes rows down as they are searched.
func newCatalogue(rows []Row) Catalogue {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = fmt.Sprintf("%s %s %s %s\n", r.Pattern, r.Class, r.Radius, r.Reason)
	}
	slices.Sort(texts)
	return Catalogue{strings.Join(texts, "")}
}

// find returns the row of a pattern.
func (c Catalogue) find(pattern string) (Row, bool) {
	low, high := 0, len(c.text) // both at the start of a line
	for low < high {
		start := strings.LastIndexByte(c.text[:low+(high-low)/2], '\n') + 1
		end := start + strings.IndexByte(c.text[start:], '\n') + 1
		line := c.text[start:end]
		switch at := strings.IndexByte(line, ' '); {
		case line[:at] == pattern:
			return cutRow(line), true
		case line < pattern+" ":
			low = end
		default:
			high = start
		}
	}
	return Row{}, false
}

// cutRow reads a line that newCatalogue wrote.
func cutRow(line string) Row {
	var r Row
	pattern, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	class, rest, _ := strings.Cut(rest, " ")
	radius, reason, _ := strings.Cut(rest, " ")
	r.Pattern, r.Class, r.Reason = pattern, policy.Class(class), reason
	for known := policy.RadiusLow; known <= policy.RadiusCritical; known++ {
		if known.String() == radius {
			r.Radius = known
		}
	}
	return r
}

// rows yields every row, sorted by pattern.
func (c Catalogue) rows() func(yield func(Row) bool) {
	return func(yield func(Row) bool) {
		for line := range strings.Lines(c.text) {
			if !yield(cutRow(line)) {
				return
			}
		}
	}
}

// patterns yields every pattern, sorted.
func (c Catalogue) patterns() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(c.text) {
			if !yield(line[:strings.IndexByte(line, ' ')]) {
				return
			}
		}
	}
}

// prefixOf is the path that a pattern begins with.
func prefixOf(pattern string) string {
	prefix, _, _ := strings.Cut(pattern, "/...")
	return prefix
}

// Lookup classifies a module path by the embedded table, or by the words of the path where nobody
// listed it. For the go, toolchain and godebug lines of a go.mod file the path is "go" or "toolchain".
func Lookup(path string) policy.Classification {
	return embedded().Lookup(path)
}

// Table returns the rows of the embedded table, sorted by pattern.
func Table() []Row {
	rows := slices.Collect(embedded().rows())
	for i := range rows {
		rows[i].Family = family(prefixOf(rows[i].Pattern))
	}
	return rows
}

// Lookup classifies a module path: by the most specific row, else by the words of the path. Families
// are those of the embedded family table.
func (c Catalogue) Lookup(path string) policy.Classification {
	name := canonical(path)
	if r, ok := c.match(name); ok {
		return policy.Classification{Path: path, Class: r.Class, Radius: r.Radius, Reason: r.Reason,
			Matched: r.Pattern, Family: family(name)}
	}
	found := guess(name)
	found.Path, found.Family, found.LookAlike = path, family(name), c.lookAlike(name)
	return found
}

// match finds the most specific row for a path without major versions: the path itself, then
// PREFIX/.../LAST, then PREFIX/..., each with the longest prefix.
func (c Catalogue) match(name string) (Row, bool) {
	if r, ok := c.find(name); ok {
		return r, true
	}
	return c.matchBelow(name)
}

func (c Catalogue) matchBelow(name string) (Row, bool) {
	if at := strings.LastIndexByte(name, '/'); at >= 0 {
		if r, ok := c.longest(name[:at], "/.../"+name[at+1:]); ok {
			return r, true
		}
	}
	return c.longest(name, "/...")
}

// longest looks a prefix up with an ending, then the prefix without its last element, and so on.
func (c Catalogue) longest(prefix, ending string) (Row, bool) {
	for {
		if r, ok := c.find(prefix + ending); ok {
			return r, true
		}
		at := strings.LastIndexByte(prefix, '/')
		if at < 0 {
			return Row{}, false
		}
		prefix = prefix[:at]
	}
}

// general finds the row that would decide for a pattern's paths if that one were not listed.
func (c Catalogue) general(p pattern) (Row, bool) {
	if !p.below {
		return c.matchBelow(p.prefix)
	}
	at := strings.LastIndexByte(p.prefix, '/')
	if at < 0 {
		return Row{}, false
	}
	return c.longest(p.prefix[:at], "/...")
}
