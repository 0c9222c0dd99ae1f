package report

import (
	"fmt"
	"io"
	"strings"
)

// Style says how a terminal wants its text. The zero value is plain text of 80 columns.
type Style struct {
	Color   bool // use SGR colour codes
	Width   int  // columns; 0 asks for 80, less than 40 is taken as 40
	Verbose bool // leave nothing out
	ASCII   bool // no character beyond ASCII
}

// The widths of a terminal that Text is made for.
const (
	defaultWidth = 80
	leastWidth   = 40
)

func (s Style) width() int {
	if s.Width == 0 {
		return defaultWidth
	}
	return max(s.Width, leastWidth)
}

// ink is an SGR code. These few are readable on dark and on light grounds.
type ink string

const (
	plain  ink = ""
	bold   ink = "1"
	dim    ink = "2"
	red    ink = "1;31"
	green  ink = "32"
	yellow ink = "33"
)

// glyphs are the signs that frame a text.
type glyphs struct{ arrow, more, bad, good, waived, open string }

// page collects the lines of one text. It is the only place that writes colour, and the last one to
// look for workflow commands, since wrapping can bring any word to the start of a line.
type page struct {
	style Style
	glyphs
	out   strings.Builder
	lines int
}

func newPage(style Style) *page {
	p := &page{style: style, glyphs: glyphs{"→", "…", "✗", "✓", "~", "·"}}
	if style.ASCII {
		p.glyphs = glyphs{"->", "...", "x", "+", "~", "-"}
	}
	return p
}

// safe returns a value from input for this page.
func (p *page) safe(s string) string {
	if p.style.ASCII {
		return safeASCII(capped(s, maxText))
	}
	return Safe(capped(s, maxText))
}

// whole is safe without a cap: half a command is worse than a long one.
func (p *page) whole(s string) string {
	if p.style.ASCII {
		return safeASCII(s)
	}
	return Safe(s)
}

// span is a piece of a line in one ink.
type span struct {
	ink  ink
	text string
}

// line writes one line; its spans must be safe already.
func (p *page) line(spans ...span) {
	p.lines++
	for i := len(spans) - 1; i >= 0; i-- {
		if spans[i].text = strings.TrimRight(spans[i].text, " "); spans[i].text != "" {
			break
		}
	}
	var whole strings.Builder
	for _, s := range spans {
		whole.WriteString(s.text)
	}
	if guarded := inert(whole.String()); guarded != whole.String() || !p.style.Color {
		p.out.WriteString(guarded + "\n")
		return
	}
	for _, s := range spans {
		if s.ink == plain || s.text == "" {
			p.out.WriteString(s.text)
			continue
		}
		p.out.WriteString("\x1b[" + string(s.ink) + "m" + s.text + "\x1b[0m")
	}
	p.out.WriteString("\n")
}

func (p *page) blank() { p.line() }

// paragraph writes text, wrapped, after a lead, with further lines indented like the text.
func (p *page) paragraph(lead span, text span) {
	indent := cells(lead.text)
	for i, part := range wrap(text.text, p.style.width()-indent) {
		if i > 0 {
			lead = span{text: strings.Repeat(" ", indent)}
		}
		p.line(lead, span{text.ink, part})
	}
}

// commands writes at most limit remedies or commands under a title (all in verbose style); a single one
// beside it. A command is never broken, so that it can be copied.
func (p *page) commands(title string, commands []string, limit int) {
	shown := p.limit(len(commands), limit)
	lead := span{text: "  "}
	switch len(commands) {
	case 0:
		return
	case 1:
		lead = span{bold, title + " "}
	default:
		p.line(span{bold, title})
	}
	for _, text := range commands[:shown] {
		p.command(lead, text)
	}
	if more := len(commands) - shown; more > 0 {
		p.line(span{dim, fmt.Sprintf("  %s and %d more (--format json has all)", p.more, more)})
	}
}

// command writes a command beside its lead, or below the prose that comes before it.
func (p *page) command(lead span, text string) {
	prose, command := advice(text)
	if prose != "" {
		p.paragraph(lead, span{text: p.safe(prose)})
		lead = span{text: "    "}
	}
	if command != "" {
		p.line(lead, span{text: p.whole(command)})
	}
}

// limit returns how many of n things to show.
func (p *page) limit(n, most int) int {
	if p.style.Verbose {
		return n
	}
	return min(n, most)
}

// send writes the page to w.
func (p *page) send(w io.Writer) error {
	_, err := io.WriteString(w, p.out.String())
	return err
}
