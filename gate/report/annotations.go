package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/soakgate/soakgate/gate"
)

// maxAnnotations is how many annotations of one level GitHub shows for a step; it drops the others
// without a word.
const maxAnnotations = 10

// annotation is one workflow command.
type annotation struct {
	level, file, title, message string
	line, column                int
}

// Annotations writes workflow commands for GitHub: an error for every problem and every finding that
// blocks, a notice for what a waiver lifts and a warning for each notice, at most ten of a level, the
// most severe first. Where there are more, the tenth counts them.
func Annotations(w io.Writer, v gate.Verdict) error {
	var out strings.Builder
	for _, level := range [][]annotation{errorsOf(v), warningsOf(v), waivedOf(v)} {
		for _, a := range atMost(level, maxAnnotations) {
			out.WriteString(a.command() + "\n")
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func errorsOf(v gate.Verdict) []annotation {
	var out []annotation
	for _, p := range v.Problems {
		out = append(out, annotation{"error", p.File, "soakgate cannot decide", strings.TrimSpace(p.Message + "\n" + p.Hint), p.Line, p.Column})
	}
	for _, f := range v.Findings {
		if f.Blocks() {
			out = append(out, findingAnnotation("error", f))
		}
	}
	return out
}

func warningsOf(v gate.Verdict) []annotation {
	var out []annotation
	for _, n := range v.Notices {
		out = append(out, annotation{level: "warning", title: "soakgate " + n.Code, message: n.Message})
	}
	return out
}

func waivedOf(v gate.Verdict) []annotation {
	var out []annotation
	for _, f := range v.Findings {
		if f.Waived != nil && f.Outcome != gate.OutcomeMet {
			out = append(out, findingAnnotation("notice", f))
		}
	}
	return out
}

func findingAnnotation(level string, f gate.Finding) annotation {
	message := f.Path + ": " + detailOf(f)
	if f.Waived == nil && f.Remedy != "" {
		message += "\n" + f.Remedy
	}
	return annotation{level, f.ModuleFile, "soakgate: " + subjectOf(f.Obligation, f), message, f.Line, 0}
}

// atMost keeps the first annotations of a level and counts the others in the last.
func atMost(level []annotation, most int) []annotation {
	if len(level) <= most {
		return level
	}
	rest := len(level) - most + 1
	last := annotation{level: level[0].level, title: "soakgate", message: fmt.Sprintf("%d more of this kind; the report has all", rest)}
	return append(level[:most-1:most-1], last)
}

// command writes the annotation so that the runner reads exactly it.
func (a annotation) command() string {
	var properties []string
	if a.file != "" {
		properties = append(properties, "file="+annotationProperty(a.file))
		if a.line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", a.line))
		}
		if a.line > 0 && a.column > 0 {
			properties = append(properties, fmt.Sprintf("col=%d", a.column))
		}
	}
	properties = append(properties, "title="+annotationProperty(a.title))
	lines := strings.Split(a.message, "\n")
	for i, line := range lines {
		lines[i] = annotationData(line)
	}
	return "::" + a.level + " " + strings.Join(properties, ",") + "::" + strings.Join(lines, "%0A")
}
