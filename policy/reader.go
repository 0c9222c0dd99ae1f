package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// maxProblems is how many problems of one file are listed. More than that help nobody.
const maxProblems = 100

// ErrorList is everything that is wrong with one file, sorted by place. It is never empty when it is
// returned as an error.
type ErrorList []diffing.Problem

// Error prints one problem a line, as "file:line:column: message (hint)".
func (l ErrorList) Error() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
		if p.Hint != "" {
			lines[i] += " (" + p.Hint + ")"
		}
	}
	return strings.Join(lines, "\n")
}

// reader walks the nodes of one file and collects what is wrong. Every method that reads a value
// returns the zero value after refusing it, so that reading goes on and a user sees all problems.
type reader struct {
	name     string
	lines    [][]byte // for columns and hints
	problems ErrorList
	places   []KeyPlace
}

func (r *reader) refuseAt(line, column int, hint, format string, args ...any) {
	r.problems = append(r.problems, diffing.Problem{
		File: r.name, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *reader) refuse(n *node, hint, format string, args ...any) {
	r.refuseAt(n.line, n.column, hint, format, args...)
}

// sorted returns the problems in the order of the file, at most maxProblems of them.
func (r *reader) sorted() ErrorList {
	slices.SortStableFunc(r.problems, func(a, b diffing.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	if more := len(r.problems) - maxProblems; more > 0 {
		last := r.problems[maxProblems]
		last.Message, last.Hint = fmt.Sprintf("%d more problems from here on", more), "correct those above first"
		return append(r.problems[:maxProblems:maxProblems], last)
	}
	return r.problems
}

func (r *reader) place(n *node) Place { return Place{Source: r.name, Line: n.line} }

// note remembers where a single setting was written.
func (r *reader) note(key string, n *node) {
	r.places = append(r.places, KeyPlace{Key: key, Place: r.place(n)})
}

// keys says how to read the value of each key that a mapping may have.
type keys map[string]func(value *node)

// fields reads a mapping strictly: unknown, repeated and missing keys are problems.
func (r *reader) fields(n *node, what string, known keys, required ...string) bool {
	if !r.is(n, shapeMap, what) {
		return false
	}
	seen := map[string]*node{}
	for _, f := range n.fields {
		read, ok := known[f.key.text]
		switch first := seen[f.key.text]; {
		case !ok || f.key.shape != shapeText:
			accepted := slices.Sorted(maps.Keys(known))
			r.refuse(f.key, meant(f.key.text, accepted), "unknown key %q in %s", f.key.text, what)
		case first != nil:
			r.refuse(f.key, "keep one of them", "key %q again; it is already on line %d", f.key.text, first.line)
		default:
			seen[f.key.text] = f.key
			read(f.value)
		}
	}
	for _, key := range required {
		if seen[key] == nil {
			r.refuse(n, fmt.Sprintf("add %q", key+": …"), "%s without %q", what, key)
		}
	}
	return true
}

// named reads a mapping whose keys are names of the user's choice, which check judges.
func (r *reader) named(n *node, what string, judge check, read func(name string, value *node)) {
	if !r.is(n, shapeMap, what) {
		return
	}
	seen := map[string]*node{}
	for _, f := range n.fields {
		name := f.key.text
		if f.key.shape != shapeText {
			r.refuse(f.key, fmt.Sprintf("quote it: %q", name), "a key of %s is %s", what, shapeNames[f.key.shape])
		} else if wrong, hint := judge(name); wrong != "" {
			r.refuse(f.key, hint, "%s: %s", what, wrong)
		} else if first := seen[name]; first != nil {
			r.refuse(f.key, "keep one of them", "key %q again; it is already on line %d", name, first.line)
		} else {
			seen[name] = f.key
			read(name, f.value)
		}
	}
}

// is refuses a value of another shape and says how to write the wanted one.
func (r *reader) is(n *node, want shape, what string) bool {
	if n.shape == want {
		return true
	}
	hint := "see the example in \"soakgate policy init\""
	switch {
	case n.shape == 0:
		return false // refused while converting
	case want == shapeList && n.text != "":
		hint = fmt.Sprintf("write a list: [%s]", yamlText(n.text))
	case want == shapeText && n.text != "":
		hint = fmt.Sprintf("quote it: %q", n.text)
	case want == shapeFlag && n.text != "":
		hint = "write true or false, without quotes"
	case n.shape == shapeNothing:
		hint = "write a value, or leave the key out"
	}
	r.refuse(n, hint, "%s: expected %s, found %s", what, shapeNames[want], shapeNames[n.shape])
	return false
}

// check judges a text: wrong says what is wrong with it and is empty where nothing is; hint says
// what to write instead.
type check func(text string) (wrong, hint string)

// text reads a text that judge accepts.
func (r *reader) text(n *node, what string, judge check) string {
	if !r.is(n, shapeText, what) {
		return ""
	}
	if wrong, hint := judge(n.text); wrong != "" {
		r.refuse(n, hint, "%s: %s", what, wrong)
		return ""
	}
	return n.text
}

// choice reads one of a list of words.
func (r *reader) choice(n *node, what string, accepted []string) string {
	if !r.is(n, shapeText, what) {
		return ""
	}
	if !slices.Contains(accepted, n.text) {
		r.refuse(n, meant(n.text, accepted), "%s: unknown value %q", what, n.text)
		return ""
	}
	return n.text
}

func (r *reader) flag(n *node, what string) bool {
	return r.is(n, shapeFlag, what) && strings.EqualFold(n.text, "true")
}

// affirm reads a key that can only be true. Rules add up, so "false" would promise to take something
// away that another rule asks for.
func (r *reader) affirm(n *node, what string) bool {
	if !r.is(n, shapeFlag, what) {
		return false
	}
	if !strings.EqualFold(n.text, "true") {
		r.refuse(n, "leave the key out; a rule can only add", "%s can only be true", what)
		return false
	}
	return true
}

// number reads a plain decimal number in (0, most]; YAML's octal, hexadecimal and exponents are
// refused, because readers disagree about them.
func (r *reader) number(n *node, what string, most float64) float64 {
	if !r.is(n, shapeNumber, what) {
		return 0
	}
	if !decimal(n.text) {
		r.refuse(n, "write decimal digits without a leading zero, such as 10 or 0.5", "%s: %s is not a plain decimal number", what, n.text)
		return 0
	}
	value, err := strconv.ParseFloat(n.text, 64)
	if err != nil || value <= 0 || value > most {
		r.refuse(n, "write a number more than 0 and at most "+plainNumber(most), "%s: %s is out of range", what, n.text)
		return 0
	}
	return value
}

// list reads a list of at most 1000 values, and at least least.
func (r *reader) list(n *node, what string, least int, read func(*node)) {
	if !r.is(n, shapeList, what) {
		return
	}
	if len(n.items) < least {
		r.refuse(n, "name at least one, or leave the key out", "%s: an empty list", what)
	}
	if len(n.items) > maxListItems {
		r.refuse(n, "shorten it", "%s: %d entries; at most %d are read", what, len(n.items), maxListItems)
		return
	}
	for _, item := range n.items {
		read(item)
	}
}

const maxListItems = 1000

// set reads a list of different texts and returns it sorted, since the order has no meaning.
func (r *reader) set(n *node, what string, least int, read func(*node) string) []string {
	var values []string
	seen := map[string]bool{}
	r.list(n, what, least, func(item *node) {
		value := read(item)
		if value == "" {
			return
		}
		if seen[value] {
			r.refuse(item, "keep one of them", "%s: %q again", what, value)
			return
		}
		seen[value] = true
		values = append(values, value)
	})
	slices.Sort(values)
	return values
}
