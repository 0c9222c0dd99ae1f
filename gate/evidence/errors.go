package evidence

import (
	"bytes"
	"fmt"
	"strings"
)

// maxProblems is how many problems of one file are collected; reading stops there.
const maxProblems = 20

// ParseError is one thing that is wrong at one place of a statement or an envelope.
type ParseError struct {
	Name    string // the file, as given to Parse
	Line    int    // from 1
	Column  int    // from 1, in bytes
	Message string // what is wrong and what was expected
}

// Error puts the place before the message, as compilers do.
func (e ParseError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
}

// ParseErrors holds what is wrong with a file, in the order in which it was found; never empty.
type ParseErrors []ParseError

// Error lists one problem a line.
func (e ParseErrors) Error() string {
	lines := make([]string, len(e))
	for i, problem := range e {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// problem is what is wrong at an offset of a text.
type problem struct {
	offset  int
	message string
}

// located turns offsets into lines and columns; nil where there is no problem.
func located(name string, text []byte, problems []problem) error {
	if len(problems) == 0 {
		return nil
	}
	var result ParseErrors
	for _, p := range problems {
		before := text[:min(p.offset, len(text))]
		line := bytes.Count(before, []byte("\n")) + 1
		column := len(before) - bytes.LastIndexByte(before, '\n')
		result = append(result, ParseError{name, line, column, p.message})
	}
	return result
}
