package catalog

import (
	"errors"
	"fmt"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

var errFamilyPattern = errors.New("a family is a prefix: PATH/... and a name")

// checkRename accepts two module paths without major versions.
func checkRename(pair [2]string) error {
	for _, path := range pair {
		if p, err := parsePattern(path); err != nil || p.below {
			return fmt.Errorf("%q is not a module path without a major version: %w", path, err)
		}
	}
	if pair[0] == pair[1] {
		return errors.New("a project moves to another path")
	}
	return nil
}

// parsePairs reads a table of two columns strictly: each first column is listed once, and each pair
// passes check. The error is a [*ParseError].
func parsePairs(f file, check func([2]string) error) ([][2]string, error) {
	var pairs [][2]string
	var problems []diffing.Problem
	seen := map[string]int{}
	for l := range lines(f) {
		fields := strings.Fields(l.text)
		if len(fields) != 2 {
			problems = append(problems, l.problem(l.offset+1, "write two columns", "%d columns, expected 2", len(fields)))
			continue
		}
		pair := [2]string{fields[0], fields[1]}
		if err := check(pair); err != nil {
			problems = append(problems, l.problem(l.offset+1, "correct the path", "%v", err))
		}
		if first, twice := seen[pair[0]]; twice {
			problems = append(problems, l.problem(l.offset+1, "delete one of the two lines", "%s is listed already in line %d", pair[0], first))
		}
		seen[pair[0]] = l.number
		pairs = append(pairs, pair)
	}
	if problems != nil {
		return nil, &ParseError{problems}
	}
	return pairs, nil
}

// embeddedPairs cuts the two columns of an embedded table, which passes parsePairs (TestEmbeddedTables).
func embeddedPairs(text string) [][2]string {
	pairs := make([][2]string, 0, strings.Count(text, "\n"))
	for text := range strings.Lines(text) {
		if fields := strings.Fields(text); len(fields) == 2 && fields[0][0] != '#' {
			pairs = append(pairs, [2]string{fields[0], fields[1]})
		}
	}
	return pairs
}
