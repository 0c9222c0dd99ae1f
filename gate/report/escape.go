package report

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe returns s for one line of a terminal or a log: everything that moves a cursor, hides, reorders or
// ends a line is shown as \u{…} (a byte that is not UTF-8 as \x{…}), and nothing in it is a workflow
// command. Rules: EDGE-CASES M12 and M13, GITHUB.md section 6. Safe(Safe(s)) equals Safe(s).
func Safe(s string) string {
	return inert(escaped(s, hidden, `\u{%x}`))
}

// safeASCII is Safe for a terminal that shows only ASCII.
func safeASCII(s string) string {
	return inert(escaped(s, func(r rune) bool { return hidden(r) || r >= utf8.RuneSelf }, `\u{%x}`))
}

// escaped replaces the runes that strange names by format.
func escaped(s string, strange func(rune) bool, format string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, strange) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x{%02x}`, s[0])
		case strange(r):
			fmt.Fprintf(&b, format, r)
		default:
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}

// hidden reports whether a rune cannot be seen for what it is: controls, bidi controls, zero-width and
// format characters, private and unassigned ones, spaces other than ' ', and the letters and marks that
// show as nothing.
func hidden(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f:
		return false
	case !unicode.IsPrint(r):
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// inert breaks what the runner obeys: "::" where a line begins, or could after wrapping, and "##["
// anywhere.
func inert(line string) string {
	if !strings.Contains(line, "::") && !strings.Contains(line, "##[") {
		return line
	}
	if rest := strings.TrimLeft(line, " "); strings.HasPrefix(rest, "::") {
		line = line[:len(line)-len(rest)] + `\u{3a}` + rest[1:]
	}
	return strings.NewReplacer(" ::", ` \u{3a}:`, "##[", `#\u{23}[`).Replace(line)
}

// maxText is how much of one value from input a report shows, in characters.
const maxText = 1000

// maxName is how much of a name is shown where it stands in a sentence that is never cut.
const maxName = 80

// capped shortens a value that would drown the report (EDGE-CASES M23).
func capped(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + "…"
}

// annotationData and annotationProperty escape for workflow commands, as the runner decodes them.
func annotationData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(Safe(capped(s, maxText)))
}

func annotationProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(annotationData(s))
}

// sarifText returns s for a SARIF message: no embedded link "[text](target)" (SARIF 3.11.6) and no
// placeholder "{0}" (3.11.5). Escapes have no braces here, so that they are not placeholders either.
func sarifText(s string) string {
	s = inert(escaped(capped(s, maxText), hidden, `\u%04x`))
	return strings.NewReplacer("](", "] (", "{", "{{", "}", "}}").Replace(s)
}

// relativeURI returns a path inside the repository as a relative URI reference: no scheme, no host, no
// way out of the root (EDGE-CASES M14). An empty path is the go.mod at the root.
func relativeURI(file string) string {
	file = path.Clean("/" + file)[1:]
	if file == "" {
		file = "go.mod"
	}
	var b strings.Builder
	for i := range len(file) {
		c := file[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
