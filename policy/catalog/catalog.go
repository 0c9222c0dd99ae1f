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

// Catalogue is a parsed table. The zero value lists nothing: every lookup is answered by the words of
// the path.
type Catalogue struct {
	rows   []Row
	exact  map[string]int            // path → index into rows
	below  map[string]int            // prefix of a "/..." pattern → index into rows
	tails  map[string]map[string]int // last element → prefix of a "/.../tail" pattern → index into rows
	owners map[string]bool           // owners of all listed paths, lower case
}

//go:embed table/*.txt
var tableFiles embed.FS

// embedded is the table that ships with the program, parsed at its first use.
var embedded = sync.OnceValue(func() Catalogue {
	cat, err := parseFiles(embeddedFiles())
	if err != nil {
		panic("catalog: the embedded table passes its own parser (TestEmbeddedTable): " + err.Error())
	}
	return cat
})

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
	rows := slices.Clone(embedded().rows)
	for i := range rows {
		rows[i].Family = family(strings.TrimSuffix(rows[i].Pattern, "/..."))
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Pattern, b.Pattern) })
	return rows
}

// Lookup classifies a module path: by the most specific row, else by the words of the path. Families
// are those of the embedded family table.
func (c Catalogue) Lookup(path string) policy.Classification {
	name := canonical(path)
	if i, ok := c.match(name); ok {
		r := c.rows[i]
		return policy.Classification{Path: path, Class: r.Class, Radius: r.Radius, Reason: r.Reason,
			Matched: r.Pattern, Family: family(name)}
	}
	found := guess(name)
	found.Path, found.Family, found.LookAlike = path, family(name), c.lookAlike(name)
	return found
}

// match finds the most specific row for a path without major versions.
func (c Catalogue) match(name string) (row int, ok bool) {
	if i, ok := c.exact[name]; ok {
		return i, true
	}
	return c.matchBelow(name)
}

func (c Catalogue) matchBelow(name string) (row int, ok bool) {
	if at := strings.LastIndexByte(name, '/'); at >= 0 {
		if prefixes := c.tails[name[at+1:]]; prefixes != nil {
			if i, ok := longestPrefix(prefixes, name[:at]); ok {
				return i, true
			}
		}
	}
	return longestPrefix(c.below, name)
}

// general finds the row that would decide for a pattern's paths if the pattern were not listed.
func (c Catalogue) general(p pattern) (row int, ok bool) {
	if !p.below {
		return c.matchBelow(p.prefix)
	}
	at := strings.LastIndexByte(p.prefix, '/')
	if at < 0 {
		return 0, false
	}
	return longestPrefix(c.below, p.prefix[:at])
}

// longestPrefix looks a path up, then the path without its last element, and so on.
func longestPrefix(prefixes map[string]int, name string) (row int, ok bool) {
	for {
		if i, ok := prefixes[name]; ok {
			return i, true
		}
		at := strings.LastIndexByte(name, '/')
		if at < 0 {
			return 0, false
		}
		name = name[:at]
	}
}
