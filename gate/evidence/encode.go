package evidence

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// Encode writes a statement in its one canonical form: keys in the order of the types, lists sorted,
// times in UTC, two spaces of indentation, a newline at the end. The same statement always gives the
// same bytes, and [Parse] reads an equal one back; a statement for which that does not hold is an
// error.
func Encode(s Statement) ([]byte, error) {
	s = canonical(s)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return nil, fmt.Errorf("encode statement: %w", err)
	}
	document, err := Parse("statement", out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("encode statement: %w", err)
	}
	if !reflect.DeepEqual(document.Statement, s) {
		return nil, errors.New("encode statement: a text in it is not valid UTF-8")
	}
	return out.Bytes(), nil
}

// canonical returns the statement as Parse would return it, sharing no slice that it changed.
func canonical(s Statement) Statement {
	s.Subject = sorted(s.Subject, func(a, b Subject) int { return cmp.Compare(a.Name, b.Name) })
	p := &s.Predicate
	p.Started, p.Finished = inUTC(p.Started), inUTC(p.Finished)
	p.Commands = append([]string{}, p.Commands...)
	p.BuildLists.Baseline = sorted(p.BuildLists.Baseline, cmp.Compare[string])
	p.BuildLists.Candidate = sorted(p.BuildLists.Candidate, cmp.Compare[string])
	return s
}

// sorted returns a sorted copy that is never nil: the format has no null.
func sorted[T any](list []T, compare func(a, b T) int) []T {
	result := append([]T{}, list...)
	slices.SortStableFunc(result, compare)
	return result
}

// inUTC drops what a time has beyond its instant: the zone and the monotonic clock.
func inUTC(t time.Time) time.Time { return t.Round(0).UTC() }
