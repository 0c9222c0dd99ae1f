package catalog

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

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
	File   string `json:"file"` // the table file that lists it
	Line   int    `json:"line"` // from 1
}

// Catalogue answers lookups. The zero value lists nothing: every lookup is answered by the words of
// the path.
//
// It keeps rows as they are written and reads one when it is asked for: a check that looks up a handful
// of modules does not pay for the thousands of others.
type Catalogue struct {
	columns map[string]string      // pattern → class, radius and reason
	owners  func() map[string]bool // owners of all listed paths, lower case; nil for the zero value
}

// newCatalogue cuts lines that have passed parseFiles, and no more.
func newCatalogue(files []file) Catalogue {
	size := 0
	for _, f := range files {
		size += strings.Count(f.text, "\n")
	}
	columns := make(map[string]string, size)
	for _, f := range files {
		for rest, text := f.text, ""; rest != ""; {
			text, rest, _ = strings.Cut(rest, "\n")
			if text = strings.TrimSpace(text); text == "" || text[0] == '#' {
				continue
			}
			end := strings.IndexAny(text, " \t")
			columns[text[:end]] = text[end:]
		}
	}
	return Catalogue{columns: columns, owners: sync.OnceValue(func() map[string]bool {
		owners := make(map[string]bool, size/2)
		for pattern := range columns {
			owner, _ := splitOwner(prefixOf(pattern))
			owners[strings.ToLower(owner)] = true
		}
		return owners
	})}
}

// prefixOf is the path that a pattern begins with.
func prefixOf(pattern string) string {
	prefix, _, _ := strings.Cut(pattern, "/...")
	return prefix
}

//go:embed table/*.txt
var tableFiles embed.FS

// embedded is the table that ships with the program. TestEmbeddedTable holds that it parses.
var embedded = sync.OnceValue(func() Catalogue { return newCatalogue(embeddedFiles()) })

func embeddedFiles() []file {
	entries, err := tableFiles.ReadDir("table")
	if err != nil {
		panic(fmt.Sprintf("catalog: the table folder is embedded: %v", err))
	}
	files := make([]file, len(entries)) // sorted by name
	for i, e := range entries {
		files[i] = file{"table/" + e.Name(), readEmbedded(tableFiles, "table/"+e.Name())}
	}
	return files
}

func readEmbedded(fs embed.FS, name string) string {
	data, err := fs.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("catalog: %s is embedded: %v", name, err))
	}
	return string(data)
}

// Lookup classifies a module path by the embedded table, or by the words of the path where nobody
// listed it. For the go, toolchain and godebug lines of a go.mod file the path is "go" or "toolchain".
func Lookup(path string) policy.Classification {
	return embedded().Lookup(path)
}

// Table returns the rows of the embedded table, sorted by pattern.
func Table() []Row {
	rows, err := parseFiles(embeddedFiles())
	if err != nil {
		panic("catalog: the embedded table passes its own parser (TestEmbeddedTable): " + err.Error())
	}
	for i := range rows {
		rows[i].Family = family(prefixOf(rows[i].Pattern))
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Pattern, b.Pattern) })
	return rows
}

// Lookup classifies a module path: by the most specific row, else by the words of the path. Families
// are those of the embedded family table.
func (c Catalogue) Lookup(path string) policy.Classification {
	name := canonical(path)
	if pattern, ok := c.match(name); ok {
		l := line{text: strings.TrimSpace(c.columns[pattern])}
		class, _ := l.next()
		radius, _ := l.next()
		return policy.Classification{Path: path, Class: policy.Class(class), Radius: radiusNamed(radius), Reason: l.text,
			Matched: pattern, Family: family(name)}
	}
	found := guess(name)
	found.Path, found.Family, found.LookAlike = path, family(name), c.lookAlike(name)
	return found
}

// radiusNamed reads a radius that parseFiles accepts.
func radiusNamed(word string) policy.Radius {
	for r := policy.RadiusLow; r <= policy.RadiusCritical; r++ {
		if r.String() == word {
			return r
		}
	}
	return policy.RadiusUnknown
}

// match finds the most specific pattern for a path without major versions: the path itself, then
// PREFIX/.../LAST, then PREFIX/..., each with the longest prefix.
func (c Catalogue) match(name string) (pattern string, ok bool) {
	if _, ok := c.columns[name]; ok {
		return name, true
	}
	return c.matchBelow(name)
}

func (c Catalogue) matchBelow(name string) (pattern string, ok bool) {
	if at := strings.LastIndexByte(name, '/'); at >= 0 {
		if pattern, ok := c.longest(name[:at], "/.../"+name[at+1:]); ok {
			return pattern, true
		}
	}
	return c.longest(name, "/...")
}

// longest looks a prefix up with an ending, then the prefix without its last element, and so on.
func (c Catalogue) longest(prefix, ending string) (pattern string, ok bool) {
	for {
		if _, ok := c.columns[prefix+ending]; ok {
			return prefix + ending, true
		}
		at := strings.LastIndexByte(prefix, '/')
		if at < 0 {
			return "", false
		}
		prefix = prefix[:at]
	}
}

// general finds the pattern that would decide for a pattern's paths if that one were not listed.
func (c Catalogue) general(p pattern) (more string, ok bool) {
	if !p.below {
		return c.matchBelow(p.prefix)
	}
	at := strings.LastIndexByte(p.prefix, '/')
	if at < 0 {
		return "", false
	}
	return c.longest(p.prefix[:at], "/...")
}
