package catalog

import (
	_ "embed" // families.txt and renames.txt
	"slices"
	"strings"
	"sync"

	"github.com/soakgate/soakgate/diffing"
)

//go:embed families.txt
var familyText string

//go:embed renames.txt
var renameText string

// families maps a path prefix to the name of the modules that are released together.
var families = sync.OnceValue(func() map[string]string {
	table := map[string]string{}
	for _, p := range embeddedPairs(familyText) {
		table[strings.TrimSuffix(p[0], "/...")] = p[1]
	}
	return table
})

// family is the family of a path without major versions, by the longest prefix; "" for none.
func family(name string) string {
	table := families()
	for {
		if f, ok := table[name]; ok {
			return f
		}
		at := strings.LastIndexByte(name, '/')
		if at < 0 {
			return ""
		}
		name = name[:at]
	}
}

// checkFamily accepts "PREFIX/... NAME".
func checkFamily(pair [2]string) error {
	p, err := parsePattern(pair[0])
	if err == nil && (!p.below || p.tail != "") {
		err = errFamilyPattern
	}
	return err
}

// Renames lists the projects that moved, as prefixes without major versions, sorted by From.
func Renames() []diffing.Rename {
	return slices.Clone(renames())
}

var renames = sync.OnceValue(func() []diffing.Rename {
	var table []diffing.Rename
	for _, p := range embeddedPairs(renameText) {
		table = append(table, diffing.Rename{From: p[0], To: p[1]})
	}
	slices.SortFunc(table, func(a, b diffing.Rename) int { return strings.Compare(a.From, b.From) })
	return table
})
