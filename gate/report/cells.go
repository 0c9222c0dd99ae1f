package report

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// cells counts the columns that s takes on a terminal.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += runeCells(r)
	}
	return n
}

func runeCells(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// pad fills s with spaces to a number of columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-cells(s)))
}

// wrap breaks s at spaces into lines of at most columns, and inside a word only where the word alone is
// longer than a line. It returns at least one line.
func wrap(s string, columns int) []string {
	columns = max(columns, 8)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && cells(line)+1+cells(word) <= columns {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for cells(word) > columns {
			head := cutAt(word, columns)
			lines, word = append(lines, head), word[len(head):]
		}
		line = word
	}
	return append(lines, line)
}

// cutAt returns the longest beginning of word that fits, ending after a slash where there is one in the
// second half.
func cutAt(word string, columns int) string {
	used, slash := 0, 0
	for i, r := range word {
		if used += runeCells(r); used > columns {
			if slash > i/2 {
				return word[:slash]
			}
			return word[:i]
		}
		if r == '/' {
			slash = i + 1
		}
	}
	return word
}

// count returns "1 change", "2 changes".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
