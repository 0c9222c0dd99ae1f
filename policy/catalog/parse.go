package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

// ParseError is everything that is wrong with a table, in the order of its lines.
type ParseError struct {
	Problems []diffing.Problem
}

// Error lists the problems, one a line, as file:line:column: message (hint).
func (e *ParseError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s (%s)", p.File, p.Line, p.Column, p.Message, p.Hint)
	}
	return strings.Join(lines, "\n")
}

// Parse reads one table strictly. The error is a [*ParseError] with every problem: a line that lacks
// a column, a malformed pattern, an unknown class or radius, a missing reason, a pattern listed
// twice, and a row that says nothing else than a more general one.
func Parse(name string, data []byte) (Catalogue, error) {
	rows, err := parseFiles([]file{{name, string(data)}})
	if err != nil {
		return Catalogue{}, err
	}
	return newCatalogue(rows), nil
}

// file is one table file.
type file struct{ name, text string }

// parseFiles reads a table of several files strictly and returns its rows in order.
func parseFiles(files []file) ([]Row, error) {
	p := newParser()
	for _, f := range files {
		for l := range lines(f) {
			p.row(l)
		}
	}
	if len(p.problems) == 0 {
		p.shadows()
	}
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b diffing.Problem) int {
			return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
		})
		return nil, &ParseError{p.problems}
	}
	return p.rows, nil
}

// line is one line of a table that is not blank and no comment.
type line struct {
	file   string
	number int
	text   string
	offset int // bytes of the line that were cut before text
}

// lines yields the lines of a table that hold something.
func lines(f file) func(yield func(line) bool) {
	return func(yield func(line) bool) {
		number := 0
		for text := range strings.Lines(f.text) {
			number++
			trimmed := strings.TrimSpace(text)
			if trimmed == "" || trimmed[0] == '#' {
				continue
			}
			if !yield(line{f.name, number, trimmed, strings.Index(text, trimmed)}) {
				return
			}
		}
	}
}

// next cuts the first column off; its column number counts bytes from 1.
func (l *line) next() (word string, column int) {
	end := 0
	for end < len(l.text) && !blank(l.text[end]) {
		end++
	}
	rest := end
	for rest < len(l.text) && blank(l.text[rest]) {
		rest++
	}
	word, column = l.text[:end], l.offset+1
	l.offset, l.text = l.offset+rest, l.text[rest:]
	return word, column
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// problem describes what is wrong at a column of the line.
func (l *line) problem(column int, hint, format string, args ...any) diffing.Problem {
	return diffing.Problem{File: l.file, Line: l.number, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint}
}

type parser struct {
	rows     []Row
	patterns []pattern      // of rows
	lines    []line         // of rows
	first    map[string]int // pattern → index into rows
	problems []diffing.Problem
	classes  map[string]policy.Class
	radii    map[string]policy.Radius
}

func newParser() parser {
	p := parser{first: map[string]int{}, classes: map[string]policy.Class{}, radii: map[string]policy.Radius{}}
	for _, c := range policy.Classes() {
		p.classes[string(c)] = c
	}
	for r := policy.RadiusLow; r <= policy.RadiusCritical; r++ {
		p.radii[r.String()] = r
	}
	delete(p.classes, string(policy.ClassUnknown)) // for modules that nobody listed
	return p
}

const columnsHint = "write: pattern class radius reason"

// row reads a line and enters it; a line with any problem is not entered.
func (p *parser) row(l line) {
	bad := len(p.problems)
	whole := l
	var r Row
	text, column := l.next()
	r.Pattern = text
	pat, err := parsePattern(text)
	if err != nil {
		p.problems = append(p.problems, l.problem(column, columnsHint, "pattern %q: %v", text, err))
	}
	p.class(&l, &r)
	p.radius(&l, &r)
	if r.Reason = l.text; r.Reason == "" {
		p.problems = append(p.problems, l.problem(l.offset+1, "say what a fault in the module does", "%s has no reason", text))
	}
	if len(p.problems) == bad {
		p.enter(whole, column, pat, r)
	}
}

func (p *parser) class(l *line, r *Row) {
	word, column := l.next()
	class, ok := p.classes[word]
	if !ok {
		p.problems = append(p.problems, l.problem(column, columnsHint, "%q is not a class that a row can have; expected one of %s", word, classNames()))
	}
	r.Class = class
}

func (p *parser) radius(l *line, r *Row) {
	word, column := l.next()
	radius, ok := p.radii[word]
	if !ok {
		p.problems = append(p.problems, l.problem(column, columnsHint, "%q is not a radius that a row can have; expected low, medium, high or critical", word))
	}
	r.Radius = radius
}

func classNames() string {
	var names []string
	for _, c := range policy.Classes() {
		if c != policy.ClassUnknown {
			names = append(names, string(c))
		}
	}
	return strings.Join(names, ", ")
}

// enter adds a row, unless its pattern is there.
func (p *parser) enter(l line, column int, pat pattern, r Row) {
	if i, twice := p.first[r.Pattern]; twice {
		first := p.lines[i]
		p.problems = append(p.problems, l.problem(column, "delete one of the two rows", "%s is listed already at %s:%d", r.Pattern, first.file, first.number))
		return
	}
	p.first[r.Pattern] = len(p.rows)
	p.rows, p.patterns, p.lines = append(p.rows, r), append(p.patterns, pat), append(p.lines, l)
}

// shadows reports rows that could go without any module changing: the next more general row says the same.
func (p *parser) shadows() {
	cat := newCatalogue(p.rows)
	for at, r := range p.rows {
		if p.patterns[at].tail != "" {
			continue
		}
		g, ok := cat.general(p.patterns[at])
		if ok && g.Class == r.Class && g.Radius == r.Radius && g.Reason == r.Reason {
			more := p.lines[p.first[g.Pattern]]
			p.problems = append(p.problems, p.lines[at].problem(1, "delete the row, or say what is different about it",
				"%s is shadowed: %s at %s:%d says the same", r.Pattern, g.Pattern, more.file, more.number))
		}
	}
}
