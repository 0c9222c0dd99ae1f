package report

import (
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// table lays rows out in columns: path, versions, step, radius with class, and places. A row with a cell
// that is wider than its column takes further lines instead of moving the others.
type table struct {
	page   *page
	rows   [][]tableLine
	widths []int
	narrow bool // the columns do not fit beside each other
}

type tableLine struct {
	ink    ink
	marker string
	bold   bool
	cells  []string
}

const (
	tableColumns = 5
	tableGap     = 2
	markerCells  = 2  // of "✗ "
	leastPath    = 12 // columns for paths, with fewer of which there are no columns
	widestInline = 30 // columns that any other cell may take in a line
)

// tableOf prepares the rows; places says whether module files are to be named.
func (p *page) tableOf(rows []row, places bool) *table {
	t := &table{page: p, widths: make([]int, tableColumns)}
	for _, r := range rows {
		t.rows = append(t.rows, p.tableLines(r, places))
	}
	t.measure()
	return t
}

// measure gives every column the width of its widest ordinary cell, and the paths what is left.
func (t *table) measure() {
	lines := slices.Concat(t.rows...)
	free := t.page.style.width() - markerCells
	for i := 1; i < tableColumns; i++ {
		for _, line := range lines {
			if n := cells(line.cells[i]); n <= widestInline {
				t.widths[i] = max(t.widths[i], n)
			}
		}
		if t.widths[i] > 0 {
			free -= t.widths[i] + tableGap
		}
	}
	t.narrow = free < leastPath
	for _, line := range lines {
		if n := cells(line.cells[0]); n <= free {
			t.widths[0] = max(t.widths[0], n)
		}
	}
}

// write writes the next n rows, fewer where they would take more than most lines, and returns how many
// it wrote. In verbose style all are written.
func (t *table) write(n, most int) int {
	begin, written := t.page.lines, 0
	for _, row := range t.rows[:n] {
		if !t.page.style.Verbose && t.page.lines-begin >= most {
			break
		}
		for _, line := range row {
			t.line(line)
		}
		written++
	}
	t.rows = t.rows[n:]
	return written
}

// line writes one line; where the path alone is too wide the rest follows below, in its columns.
func (t *table) line(line tableLine) {
	marker := span{line.ink, line.marker + " "}
	path := span{plain, line.cells[0]}
	if line.bold {
		path.ink = bold
	}
	switch {
	case t.narrow || !t.inColumns(line):
		t.page.paragraph(marker, path)
		if rest := strings.Join(slices.DeleteFunc(line.cells[1:], empty), ", "); rest != "" {
			t.page.paragraph(span{text: "    "}, span{text: rest})
		}
	case cells(path.text) > t.widths[0]:
		t.page.paragraph(marker, path)
		t.page.line(append([]span{{text: pad("", markerCells+t.widths[0])}}, t.columns(line)...)...)
	default:
		path.text = pad(path.text, t.widths[0])
		t.page.line(append([]span{marker, path}, t.columns(line)...)...)
	}
}

// columns returns the cells beside the path.
func (t *table) columns(line tableLine) []span {
	var spans []span
	for i, cell := range line.cells[1:] {
		if n := t.widths[i+1]; n > 0 {
			spans = append(spans, span{text: strings.Repeat(" ", tableGap) + pad(cell, n)})
		}
	}
	return spans
}

// inColumns reports whether every cell beside the path is as narrow as its column.
func (t *table) inColumns(line tableLine) bool {
	for i, cell := range line.cells[1:] {
		if cells(cell) > t.widths[i+1] {
			return false
		}
	}
	return true
}

func empty(s string) bool { return s == "" }

// tableLines gives one line a change of the row; the first carries what holds for the row.
func (p *page) tableLines(r row, places bool) []tableLine {
	rank := p.safe(rankOf(r))
	at := ""
	if len(r.places) > 1 {
		at = count(len(r.places), "module file", "module files")
	} else if places {
		at = p.safe(r.places[0])
	}
	changes := r.changes
	if len(changes) == 0 {
		changes = []diffing.Change{{Path: r.path}}
	}
	out := make([]tableLine, len(changes))
	for i, c := range changes {
		out[i] = tableLine{standingInk(r.standing), p.marker(r.standing), r.standing == standsBlocked,
			[]string{p.safe(pathOf(c, p.arrow)), p.safe(versions(c, p.arrow)), p.safe(move(c)), rank, at}}
	}
	return out
}

func rankOf(r row) string {
	if r.radius == 0 && r.class == "" {
		return ""
	}
	return strings.TrimSpace(r.radius.String() + " " + string(r.class))
}

func (p *page) marker(s standing) string {
	return [...]string{p.bad, p.waived, p.good, p.open}[s]
}

func standingInk(s standing) ink {
	return [...]ink{red, yellow, green, plain}[s]
}
