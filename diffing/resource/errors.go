package resource

import (
	"fmt"
	"strings"
)

// SeriesError is one thing that is wrong with one line of a series file.
type SeriesError struct {
	Name    string // the file, as given to ParseSeries
	Line    int    // from 1; 0 when the file as a whole is meant
	Column  int    // from 1, in bytes
	Message string // what is wrong and what was expected
}

// Error puts the place before the message, as compilers do.
func (e SeriesError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Name, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
}

// SeriesErrors holds what is wrong with a series file, in the order of its lines: at most one for
// each line, and at most MaxErrors.
type SeriesErrors []SeriesError

// Error lists one problem a line.
func (e SeriesErrors) Error() string {
	lines := make([]string, len(e))
	for i, problem := range e {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}
