package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
)

// How much an ordinary text shows, so that a typical change fits one screen of 30 lines.
const (
	shownRows     = 12
	shownLines    = 16 // of the rows of one group, where they take more than one line each
	shownOthers   = 8  // of a change that passes; none of them where something blocks
	shownReasons  = 2
	shownProblems = 10
	shownNotices  = 3
	shownCommands = 3
)

// Text writes a verdict for a terminal: what blocks first, then why, then the next command. Lines fit
// style.Width, except for commands, which are never broken.
func Text(w io.Writer, v gate.Verdict, style Style) error {
	p := newPage(style)
	p.decision(v)
	if quiet(v) {
		p.notices(v.Notices)
		return p.send(w)
	}
	p.problems(v.Problems)
	matter, others := split(rowsOf(v))
	p.groups(groupsOf(matter), !oneModuleFile(v))
	p.others(v, others)
	p.blank()
	p.notices(v.Notices)
	p.facts(v)
	p.commands("next:", remedies(v.Findings), shownCommands)
	p.rollback(v.Rollback)
	return p.send(w)
}

// rollback writes the recipe, or where to find one that would fill the screen: commands are not broken.
func (p *page) rollback(commands []string) {
	length := 0
	for _, c := range commands {
		length += cells(c)
	}
	if !p.style.Verbose && length > 3*p.style.width() {
		p.paragraph(span{bold, "roll back: "}, span{text: fmt.Sprintf("%s restore base (-v shows them)", count(len(commands), "command", "commands"))})
		return
	}
	p.commands("roll back:", commands, shownCommands)
}

func (p *page) decision(v gate.Verdict) {
	p.paragraph(span{decisionInk(v.Decision), v.Decision.String() + ": "}, span{bold, p.safe(headline(v))})
}

func decisionInk(d gate.Decision) ink {
	switch d {
	case gate.Pass:
		return green
	case gate.Block:
		return red
	}
	return yellow
}

func (p *page) problems(problems []diffing.Problem) {
	shown := p.limit(len(problems), shownProblems)
	for _, problem := range problems[:shown] {
		at := p.safe(where(problem))
		if at != "" {
			at += ": "
		}
		p.blank()
		p.paragraph(span{red, p.bad + " "}, span{text: at + p.safe(problem.Message)})
		if problem.Hint != "" {
			p.paragraph(span{text: "  "}, span{text: p.arrow + " " + p.safe(problem.Hint)})
		}
	}
	p.left(len(problems)-shown, "problem", "problems", "--format json has all")
}

// left says how many things were left out, and where they are.
func (p *page) left(n int, one, many, where string) {
	if n > 0 {
		p.paragraph(span{text: "  "}, span{dim, fmt.Sprintf("%s and %s (%s)", p.more, count(n, "more "+one, "more "+many), where)})
	}
}

// groups writes the modules that matter, each with what stands for or against it.
func (p *page) groups(groups [][]row, places bool) {
	var all []row
	for _, group := range groups {
		all = append(all, group[:p.limit(len(group), shownRows)]...)
	}
	t := p.tableOf(all, places)
	for _, group := range groups {
		p.blank()
		shown := t.write(p.limit(len(group), shownRows), shownLines)
		p.left(len(group)-shown, "of which the same holds", "of which the same holds", "soakgate diff lists them")
		p.said(group)
	}
}

// said writes what stands for or against a group, and why its modules matter.
func (p *page) said(group []row) {
	for _, s := range statementsOf(group[0].findings) {
		subject := span{standingInk(s.standing), p.safe(s.subject)}
		if s.detail == "" {
			p.paragraph(span{text: "    "}, subject)
			continue
		}
		p.lead(subject, p.safe(s.detail))
	}
	for _, detail := range p.details(group) {
		p.paragraph(span{text: "    "}, span{text: p.safe(detail)})
	}
	for _, reason := range p.reasons(group) {
		p.paragraph(span{dim, "    why: "}, span{dim, p.safe(reason)})
	}
}

// lead writes "    subject: detail", wrapped below the subject's first column.
func (p *page) lead(subject span, detail string) {
	lines := wrap(subject.text+": "+detail, p.style.width()-4)
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(line, subject.text+":"); i == 0 && ok {
			p.line(span{text: "    "}, subject, span{text: ":" + rest})
			continue
		}
		p.line(span{text: "    "}, span{text: line})
	}
}

// details returns what a reviewer should know of a group's changes: few of it, all in verbose style. A
// note names no module, so of several it is left to "soakgate diff".
func (p *page) details(group []row) []string {
	if len(group) > 1 && !p.style.Verbose {
		return nil
	}
	var out []string
	for _, r := range group {
		for _, c := range r.changes {
			details := c.Notes
			if p.style.Verbose {
				details = changeDetails(c, p.arrow)
			} else if len(c.Settings) > 0 {
				details = append([]string{settingNames(c.Settings)}, details...)
			}
			for _, detail := range details {
				if !slices.Contains(out, detail) {
					out = append(out, detail)
				}
			}
		}
	}
	return out[:p.limit(len(out), shownReasons)]
}

// settingNames says which GODEBUG defaults a go line moves.
func settingNames(settings []diffing.Setting) string {
	var names []string
	for _, s := range settings {
		names = append(names, s.Name)
	}
	return "GODEBUG defaults that move: " + strings.Join(names, ", ") + " (soakgate diff says how)"
}

// reasons returns the first reasons of a group's modules, each once; all of them in verbose style.
func (p *page) reasons(group []row) []string {
	var out []string
	for _, r := range group {
		for _, reason := range r.reasons[:p.limit(len(r.reasons), 1)] {
			if !slices.Contains(out, reason) {
				out = append(out, reason)
			}
		}
	}
	return out[:p.limit(len(out), shownReasons)]
}

// others writes the changes of low or medium radius of which nothing was asked: as a list where
// nothing else needs attention, as a count where something does.
func (p *page) others(v gate.Verdict, rows []row) {
	if len(rows) == 0 {
		return
	}
	most := 0
	if v.Decision == gate.Pass && len(rows) <= shownOthers {
		most = shownOthers
	}
	shown := p.limit(len(rows), most)
	if shown > 0 || v.Decision == gate.Pass {
		p.blank()
	}
	shown = p.tableOf(rows[:shown], !oneModuleFile(v)).write(shown, shownLines)
	p.left(len(rows)-shown, "of low or medium radius", "of low or medium radius", "soakgate diff lists them")
}

func (p *page) notices(notices []gate.Notice) {
	shown := p.limit(len(notices), shownNotices)
	for _, n := range notices[:shown] {
		p.paragraph(span{yellow, "notice: "}, span{text: p.safe(n.Message)})
		for _, command := range n.Commands[:p.limit(len(n.Commands), shownCommands)] {
			p.line(span{text: "  " + p.whole(command)})
		}
	}
	p.left(len(notices)-shown, "notice", "notices", "--format json has all")
}

// facts says what was examined, and what judged it.
func (p *page) facts(v gate.Verdict) {
	p.paragraph(span{}, span{dim, p.safe(examined(v.Examined, v.View))})
	for _, s := range v.Examined.Skipped[:p.limit(len(v.Examined.Skipped), 0)] {
		p.paragraph(span{text: "  "}, span{dim, p.safe(s.Path + ": " + s.Reason)})
	}
	judged := "policy " + v.Policy.Source
	if digest := shortHash(v.Policy.Digest, 12); digest != "" {
		judged += " (" + digest + ")"
	}
	if digest := shortHash(v.Subject.Digest.SHA256, 12); digest != "" {
		judged += "; subject " + digest
	}
	p.paragraph(span{}, span{dim, p.safe(judged)})
	p.evidence(v.Evidence)
}

// evidence names what was presented and refused; what was weighed shows in the findings.
func (p *page) evidence(exhibits []gate.Exhibit) {
	for _, e := range exhibits {
		if e.Refused != "" {
			p.paragraph(span{yellow, "evidence refused: "}, span{text: p.safe(e.Name + ": " + e.Refused)})
		} else if p.style.Verbose {
			p.paragraph(span{dim, "evidence weighed: "}, span{dim, p.safe(strings.TrimSpace(e.Name + " " + e.Signer))})
		}
	}
}

// oneModuleFile reports whether everything is about one module file, which then goes without saying.
func oneModuleFile(v gate.Verdict) bool {
	for _, c := range v.Changes {
		if c.ModuleFile != v.Changes[0].ModuleFile {
			return false
		}
	}
	return true
}
