package report

import (
	"fmt"
	"io"
	"strings"
)

// section is a part of a Markdown report that stands by itself: whatever it opens, it closes, however
// many of its items are cut.
type section struct {
	title  string   // line above; may be empty
	head   string   // table head; may be empty
	items  []string // what can be cut, from the end
	tail   string   // what closes it, or all of it where there are no items
	noun   string   // what items are: "changes"
	weight weight
	cut    int // items left out
}

// weight says what is cut last.
type weight int

const (
	weightLeast weight = iota
	weightLittle
	weightSome
	weightMuch
	weightMost
	weightAlways
)

// The limits of a Markdown text, in characters. GitHub's for a comment is 65536.
const (
	defaultLimit = 60000
	leastLimit   = 3000 // room for what is never cut, whatever the names are
)

// folded puts a section behind a line to click on. The summary must hold nothing from input.
func folded(summary string, s section) section {
	s.title, s.tail = "<details><summary>"+summary+"</summary>", "</details>"
	return s
}

// String renders what is left of the section; empty when nothing is.
func (s section) String() string {
	parts := []string{}
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if s.weight != weightAlways && len(s.items) == 0 {
		if s.cut == 0 {
			return ""
		}
		return fmt.Sprintf("_%d %s left out: the text is too long._", s.cut, s.noun)
	}
	add(s.title)
	add(strings.Trim(s.head+"\n"+strings.Join(s.items, "\n"), "\n"))
	if s.cut > 0 {
		add(fmt.Sprintf("_… and %d more %s left out: the text is too long._", s.cut, s.noun))
	}
	add(s.tail)
	return strings.Join(parts, "\n\n")
}

// shrunk returns the section with its last items cut until it is shorter by excess characters, or has
// none left.
func (s section) shrunk(excess int) section {
	goal := runes(s.String()) - excess
	for len(s.items) > 0 && runes(s.String()) > goal {
		// The sentence about the cut takes room too, so at least one item goes at a time.
		over, cut := runes(s.String())-goal, 0
		for over > 0 && cut < len(s.items) {
			cut++
			over -= runes(s.items[len(s.items)-cut]) + 1
		}
		s.items, s.cut = s.items[:len(s.items)-cut], s.cut+cut
	}
	return s
}

// writeSections joins the sections and cuts, the lightest first, until they fit the limit.
func writeSections(w io.Writer, sections []section, limit int) error {
	if limit == 0 {
		limit = defaultLimit
	}
	limit = max(limit, leastLimit)
	text := joined(sections)
	for lightest := weightLeast; lightest < weightAlways; lightest++ {
		for i := len(sections) - 1; i >= 0; i-- {
			excess := runes(text) - limit
			if excess > 0 && sections[i].weight == lightest && len(sections[i].items) > 0 {
				sections[i] = sections[i].shrunk(excess)
				text = joined(sections)
			}
		}
	}
	_, err := io.WriteString(w, text)
	return err
}

// joined writes the sections below each other. It is the last to look for workflow commands: a summary
// is often printed to a log.
func joined(sections []section) string {
	var parts []string
	for _, s := range sections {
		if text := s.String(); text != "" {
			parts = append(parts, text)
		}
	}
	lines := strings.Split(strings.Join(parts, "\n\n"), "\n")
	for i, line := range lines {
		lines[i] = inert(line)
	}
	return strings.Join(lines, "\n") + "\n"
}
