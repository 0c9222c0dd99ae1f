package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
)

// Diff is what "soakgate diff" reports: what differs, without a judgement.
type Diff struct {
	SchemaVersion int               `json:"schema_version"`
	Base          gate.Side         `json:"base"`
	Head          gate.Side         `json:"head"`
	View          string            `json:"view"` // "requirements" or "build list"
	Examined      gate.Examined     `json:"examined"`
	Changes       []diffing.Change  `json:"changes"`
	Problems      []diffing.Problem `json:"problems"` // why the comparison is not complete; empty otherwise
	Notices       []gate.Notice     `json:"notices"`
}

// DiffJSON writes a comparison as one JSON document.
func DiffJSON(w io.Writer, d Diff) error {
	d.Changes, d.Problems, d.Notices = list(d.Changes), list(d.Problems), list(d.Notices)
	return writeJSON(w, d, "diff")
}

// DiffText writes a comparison for a terminal: every change on one line, whatever its width, and below
// it what a reviewer should know.
func DiffText(w io.Writer, d Diff, style Style) error {
	p := newPage(style)
	p.problems(d.Problems)
	if len(d.Problems) > 0 {
		p.blank()
	}
	p.paragraph(span{}, span{bold, p.safe(diffHeadline(d))})
	widths := p.diffWidths(d.Changes)
	for i, c := range d.Changes {
		if i == 0 || c.ModuleFile != d.Changes[i-1].ModuleFile {
			p.blank()
			p.line(span{bold, p.safe(c.ModuleFile)})
		}
		p.change(c, widths)
	}
	if len(d.Changes) > 0 {
		p.blank()
	}
	p.notices(d.Notices)
	p.paragraph(span{}, span{dim, p.safe(examined(d.Examined, d.View))})
	for _, s := range d.Examined.Skipped[:p.limit(len(d.Examined.Skipped), 0)] {
		p.paragraph(span{text: "  "}, span{dim, p.safe(s.Path + ": " + s.Reason)})
	}
	return p.send(w)
}

func diffHeadline(d Diff) string {
	between := fmt.Sprintf("between %s and %s", sideName(d.Base), sideName(d.Head))
	switch {
	case len(d.Changes) == 0 && len(d.Problems) > 0:
		return "no change could be established " + between + "."
	case len(d.Changes) == 0:
		return "no module file differs " + between + "."
	}
	return count(len(d.Changes), "change ", "changes ") + between + "."
}

// diffWidths measures the columns of the changes; a cell over its cap does not widen its column.
func (p *page) diffWidths(changes []diffing.Change) [2]int {
	var widths [2]int
	for _, c := range changes {
		for i, cell := range []string{p.safe(pathOf(c, p.arrow)), p.safe(versions(c, p.arrow))} {
			if n := cells(cell); n <= [2]int{64, widestInline}[i] {
				widths[i] = max(widths[i], n)
			}
		}
	}
	return widths
}

// change writes one change and its details.
func (p *page) change(c diffing.Change, widths [2]int) {
	marker := span{text: "  "}
	if c.Danger != "" {
		marker = span{red, p.bad + " "}
	}
	kind := move(c)
	if c.Indirect && c.Kind != diffing.KindMarker {
		kind += ", indirect"
	}
	p.line(marker, span{plain, pad(p.safe(pathOf(c, p.arrow)), widths[0])}, span{text: "  "},
		span{plain, pad(p.safe(versions(c, p.arrow)), widths[1])}, span{text: "  "}, span{dim, p.safe(kind)})
	for _, detail := range changeDetails(c, p.arrow) {
		p.paragraph(span{text: "      "}, span{dim, p.safe(detail)})
	}
}

// changeDetails says what does not fit the line of a change.
func changeDetails(c diffing.Change, arrow string) []string {
	var out []string
	if c.Danger != "" {
		out = append(out, "danger: "+c.Danger)
	}
	if c.Inert != "" {
		out = append(out, "inert: "+c.Inert)
	}
	if c.Kind != diffing.KindReplaced && c.ReplaceFrom+c.ReplaceTo != "" {
		out = append(out, "replaced: "+orEither(c.ReplaceFrom, "by nothing")+" "+arrow+" "+orEither(c.ReplaceTo, "by nothing"))
	}
	if c.Kind == diffing.KindChecksum {
		out = append(out, "hash: "+c.SumFrom+" "+arrow+" "+c.SumTo)
	}
	for _, s := range c.Settings {
		out = append(out, settingText(s, arrow))
	}
	if len(c.Via) > 0 {
		out = append(out, "via "+strings.Join(c.Via, " "+arrow+" "))
	}
	return append(out, c.Notes...)
}

// settingText says how one GODEBUG default moves: an empty default is the newest behaviour.
func settingText(s diffing.Setting, arrow string) string {
	text := fmt.Sprintf("GODEBUG default: %s=%s %s %s", s.Name, orEither(s.From, "newest"), arrow, orEither(s.To, "newest"))
	if s.ChangedIn > 0 {
		text += fmt.Sprintf(" (changed in go1.%d)", s.ChangedIn)
	}
	return text
}
