package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
)

// Markdown writes a verdict for a pull request comment or a job summary: the decision first, then what
// is missing and how to get it. It has at most limit characters (0 asks for 60000; fewer than 3000 are
// taken as 3000): what matters least is cut first, and the text says so. Everything from input is inert.
func Markdown(w io.Writer, v gate.Verdict, limit int) error {
	matter, _ := split(rowsOf(v))
	sections := []section{mdDecision(v)}
	sections = append(sections, mdProblems(v.Problems), mdTable(matter), mdStatements(groupsOf(matter)),
		mdNext(remedies(v.Findings)), mdNotices(v.Notices), mdEvidence(v.Evidence), mdRollback(v.Rollback),
		mdChanges("All changes", v.Changes), mdFacts(v))
	return writeSections(w, sections, limit)
}

func mdDecision(v gate.Verdict) section {
	sign := map[gate.Decision]string{gate.Pass: "✅", gate.Block: "❌", gate.Undecided: "❓"}[v.Decision]
	return section{title: "## " + sign + " soakgate: " + v.Decision.String(), tail: mdText(headline(v)), weight: weightAlways}
}

func mdProblems(problems []diffing.Problem) section {
	s := section{title: "### Why the gate could not decide", noun: "problems", weight: weightMost}
	for _, p := range problems {
		item := "- "
		if at := where(p); at != "" {
			item += mdCode(at) + ": "
		}
		item += mdText(p.Message)
		if p.Hint != "" {
			item += " → " + mdText(p.Hint)
		}
		s.items = append(s.items, item)
	}
	return s
}

func mdTable(rows []row) section {
	s := section{title: "### Changes that matter", noun: "changes", weight: weightMuch}
	if len(rows) == 0 {
		return s
	}
	s.head = "| | Module | Change | Step | Blast radius | Class | Module file |\n|---|---|---|---|---|---|---|"
	for _, r := range rows {
		changes := r.changes
		if len(changes) == 0 {
			changes = []diffing.Change{{Path: r.path}}
		}
		for _, c := range changes {
			places := mdCode(r.places[0])
			if more := len(r.places) - 1; more > 0 {
				places += fmt.Sprintf(" and %d more", more)
			}
			s.items = append(s.items, mdRow([...]string{"❌", "➖", "✅", ""}[r.standing], mdCode(pathOf(c, "→")), mdCode(versions(c, "→")),
				mdText(move(c)), r.radius.String(), mdCode(string(r.class)), places))
		}
	}
	return s
}

// mdRow joins cells, which must be escaped already.
func mdRow(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |" }

// shownNames is how many modules of a group a sentence names.
const shownNames = 3

func mdStatements(groups [][]row) section {
	s := section{title: "### What was shown, and what is missing", noun: "statements", weight: weightMuch}
	for _, group := range groups {
		var names []string
		for _, r := range group[:min(len(group), shownNames)] {
			names = append(names, mdCode(r.path))
		}
		if more := len(group) - shownNames; more > 0 {
			names = append(names, fmt.Sprintf("%d more", more))
		}
		for _, said := range statementsOf(group[0].findings) {
			s.items = append(s.items, "- **"+mdText(said.subject)+"** ("+strings.Join(names, ", ")+"): "+mdText(said.detail))
		}
		if reasons := group[0].reasons; len(reasons) > 0 {
			s.items = append(s.items, "- Why "+names[0]+" matters: "+mdText(reasons[0]))
		}
	}
	return s
}

func mdNext(remedies []string) section {
	s := section{title: "### Next", noun: "remedies", weight: weightMost}
	for _, remedy := range remedies {
		prose, command := advice(remedy)
		item := mdText(prose)
		if command != "" {
			item = strings.TrimLeft(item+"\n\n"+mdFence([]string{command}), "\n")
		}
		s.items = append(s.items, item+"\n")
	}
	return s
}

func mdNotices(notices []gate.Notice) section {
	s := section{title: "### Notices", noun: "notices", weight: weightSome}
	for _, n := range notices {
		s.items = append(s.items, "- "+mdText(n.Message))
		if len(n.Commands) > 0 {
			s.items = append(s.items, "\n"+mdFence(n.Commands))
		}
	}
	return s
}

func mdEvidence(exhibits []gate.Exhibit) section {
	s := section{title: "### Evidence", noun: "files", weight: weightSome}
	for _, e := range exhibits {
		item := "- " + mdCode(e.Name)
		switch {
		case e.Refused != "":
			item += " refused: " + mdText(e.Refused)
		case e.Signer != "":
			item += " weighed, signed by " + mdCode(e.Signer)
		default:
			item += " weighed, not signed"
		}
		s.items = append(s.items, item)
	}
	return s
}

func mdRollback(commands []string) section {
	if len(commands) == 0 {
		return section{}
	}
	return folded("Roll back to base", section{items: []string{mdFence(commands)}, noun: "blocks of commands", weight: weightLittle})
}

// mdChanges lists every change in a folded table.
func mdChanges(title string, changes []diffing.Change) section {
	s := section{noun: "changes", weight: weightLeast}
	if len(changes) == 0 {
		return s
	}
	s.head = "| Module | Change | Kind | Module file | Notes |\n|---|---|---|---|---|"
	for _, c := range changes {
		var notes []string
		for _, detail := range changeDetails(c, "→") {
			notes = append(notes, mdText(detail))
		}
		kind := move(c)
		if c.Indirect && c.Kind != diffing.KindMarker {
			kind += ", indirect"
		}
		s.items = append(s.items, mdRow(mdCode(pathOf(c, "→")), mdCode(versions(c, "→")), mdText(kind), mdCode(c.ModuleFile), strings.Join(notes, "; ")))
	}
	return folded(fmt.Sprintf("%s (%d)", title, len(changes)), s)
}

func mdFacts(v gate.Verdict) section {
	text := mdText(examined(v.Examined, v.View)) + ". Policy: " + mdText(capped(Safe(capped(v.Policy.Source, maxName)), maxName))
	if digest := shortHash(v.Policy.Digest, 12); digest != "" {
		text += " " + mdCode(digest)
	}
	text += "."
	if digest := shortHash(v.Subject.Digest.SHA256, 64); digest != "" {
		text += " Subject: " + mdCode(digest) + "."
	}
	return section{tail: text, weight: weightAlways}
}

// DiffMarkdown writes a comparison as a table, with the limit and the escaping of [Markdown].
func DiffMarkdown(w io.Writer, d Diff, limit int) error {
	all := mdChanges("All changes", d.Changes)
	all.title, all.tail, all.weight = "", "", weightMuch
	return writeSections(w, []section{
		{title: "## soakgate diff", tail: mdText(diffHeadline(d)), weight: weightAlways},
		mdProblems(d.Problems), all, mdNotices(d.Notices),
		{tail: mdText(examined(d.Examined, d.View)) + ".", weight: weightAlways},
	}, limit)
}
