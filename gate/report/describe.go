package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

// versions says what a change turned into what: "v1.2.0 → v1.3.0".
func versions(c diffing.Change, arrow string) string {
	from, to := c.From, c.To
	switch c.Kind {
	case diffing.KindReplaced:
		from, to = c.ReplaceFrom, c.ReplaceTo
		if from == "" {
			from = "no replacement"
		}
		if to == "" {
			to = "no replacement"
		}
	case diffing.KindChecksum:
		return strings.TrimSpace(orEither(c.To, c.From) + hashWord(c))
	case diffing.KindMarker:
		if c.Indirect {
			return "direct " + arrow + " indirect"
		}
		return "indirect " + arrow + " direct"
	}
	if from == to || from == "" || to == "" {
		return orEither(to, from)
	}
	return from + " " + arrow + " " + to
}

func orEither(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// move says in one or two words how far or in which way a change went: "minor", "added", "go directive".
func move(c diffing.Change) string {
	step := string(c.Step)
	if step == string(diffing.StepNone) {
		step = ""
	}
	switch c.Kind {
	case diffing.KindUpgraded:
		return orEither(step, string(c.Kind))
	case diffing.KindDowngraded, diffing.KindRelocated:
		return strings.TrimSpace(string(c.Kind) + " " + step)
	case diffing.KindDirective, diffing.KindWorkspace:
		from, to := orEither(c.From, c.ReplaceFrom), orEither(c.To, c.ReplaceTo)
		way := ""
		if from == "" {
			way = "added"
		} else if to == "" {
			way = "removed"
		}
		name := orEither(c.Directive, string(c.Kind))
		if name == c.Path {
			name = orEither(step, "line")
		}
		return strings.TrimSpace(name + " " + way)
	case diffing.KindModuleFile:
		return "module file"
	}
	return string(c.Kind)
}

// pathOf names the module, with its former path where it moved.
func pathOf(c diffing.Change, arrow string) string {
	if c.FromPath == "" || c.FromPath == c.Path {
		return c.Path
	}
	return c.FromPath + " " + arrow + " " + c.Path
}

// sideName names a side with its short revision: "main (1f0c2d3)".
func sideName(s gate.Side) string {
	name, short := capped(Safe(capped(s.Name, maxName)), maxName), shortHash(s.Revision, 7)
	switch {
	case short == "" || name != "" && strings.HasPrefix(s.Revision, name):
		return orEither(orEither(short, name), capped(Safe(capped(s.Revision, maxName)), maxName))
	case strings.Contains(name, short):
		return name
	}
	return strings.TrimSpace(name + " (" + short + ")")
}

// shortHash shortens a lower-case hexadecimal hash, and returns "" for anything else.
func shortHash(hash string, length int) string {
	if len(hash) < 40 || strings.Trim(hash, "0123456789abcdef") != "" {
		return ""
	}
	return hash[:length]
}

// quiet reports whether there is nothing to say but that nothing differs.
// hashWord says what became of a hash.
func hashWord(c diffing.Change) string {
	switch {
	case c.SumFrom == "":
		return " (new hash)"
	case c.SumTo == "":
		return " (hash gone)"
	default:
		return " (other hash)"
	}
}

func quiet(v gate.Verdict) bool {
	return v.Decision == gate.Pass && len(v.Changes) == 0 && len(v.Findings) == 0 && len(v.Problems) == 0
}

// headline says the decision in one sentence, without the word for it.
func headline(v gate.Verdict) string {
	base, head := sideName(v.Base), sideName(v.Head)
	switch {
	case quiet(v) && v.Examined.Differ:
		return fmt.Sprintf("module files differ between %s and %s, and nothing that is built does.", base, head)
	case quiet(v):
		return fmt.Sprintf("no module file differs between %s and %s.", base, head)
	case v.Decision == gate.Undecided && len(v.Problems) > 0:
		return fmt.Sprintf("%s the gate from deciding, between %s and %s.", count(len(v.Problems), "problem keeps", "problems keep"), base, head)
	case v.Decision == gate.Undecided:
		return fmt.Sprintf("the gate did not decide, between %s and %s.", base, head)
	}
	total, blocked := tally(v)
	between := fmt.Sprintf("between %s and %s.", base, head)
	if v.Decision == gate.Block {
		return fmt.Sprintf("%s may not merge, %s", share(blocked, total), between)
	}
	return fmt.Sprintf("%s, nothing is missing, %s", count(total, "change", "changes"), between)
}

// share says how many of how many changes, where that tells something.
func share(some, total int) string {
	if some == total {
		return count(total, "change", "changes")
	}
	return fmt.Sprintf("%d of %s", some, count(total, "change", "changes"))
}

// tally counts the changed modules and directives of all module files, and those that block.
func tally(v gate.Verdict) (total, blocked int) {
	blocks := map[place]bool{}
	for _, c := range v.Changes {
		blocks[place{c.ModuleFile, c.Path}] = false
	}
	for _, f := range v.Findings {
		at := place{f.ModuleFile, f.Path}
		blocks[at] = blocks[at] || f.Blocks()
	}
	for _, b := range blocks {
		if b {
			blocked++
		}
	}
	return len(blocks), blocked
}

// examined says what was looked at.
func examined(e gate.Examined, view string) string {
	text := fmt.Sprintf("examined %s, %s, %s", count(e.ModuleFiles, "module file", "module files"),
		count(e.Modules, "module", "modules"), count(e.Changes, "change", "changes"))
	if view != "" {
		text += " (view: " + capped(Safe(capped(view, maxName)), maxName) + ")"
	}
	if n := len(e.Skipped); n > 0 {
		text += "; " + count(n, "module file", "module files") + " skipped"
	}
	return text
}

// remedies lists what to do next, the most urgent first, each once.
func remedies(findings []gate.Finding) []string {
	var out []string
	for _, f := range findings {
		if f.Blocks() && f.Remedy != "" && !slices.Contains(out, f.Remedy) {
			out = append(out, f.Remedy)
		}
	}
	return out
}

// advice splits a remedy that ends in a command, "do this: soakgate check …", so that the command can
// be copied. Either part may be empty.
func advice(remedy string) (prose, command string) {
	if isCommand(remedy) {
		return "", remedy
	}
	if i := strings.LastIndex(remedy, ": "); i >= 0 && isCommand(remedy[i+2:]) {
		return remedy[:i+1], remedy[i+2:]
	}
	return remedy, ""
}

// isCommand reports whether a text is something to type.
func isCommand(text string) bool {
	program, _, more := strings.Cut(text, " ")
	return more && (program == "soakgate" || program == "go" || program == "git")
}

// where writes the position of a problem: "go.mod:12:3 (head)".
func where(p diffing.Problem) string {
	at := p.File
	if p.Line > 0 {
		at += fmt.Sprintf(":%d", p.Line)
		if p.Column > 0 {
			at += fmt.Sprintf(":%d", p.Column)
		}
	}
	if p.Side != "" {
		at += " (" + p.Side + ")"
	}
	return strings.TrimSpace(at)
}

// placeText writes where a value of the policy stands: "built-in:12".
func placeText(p policy.Place) string {
	if p.Line == 0 {
		return p.Source
	}
	return fmt.Sprintf("%s:%d", p.Source, p.Line)
}

// terms says what exactly an obligation asks for.
func terms(obligation string, all []policy.Term) string {
	var out []string
	for _, t := range all {
		if t.Obligation != obligation {
			continue
		}
		if t.Profile != "" {
			out = append(out, "with profile "+string(t.Profile))
		}
		if t.MinRatio > 0 {
			out = append(out, fmt.Sprintf("of at least %g of the changed code", t.MinRatio))
		}
		if t.AgeSeconds > 0 {
			out = append(out, fmt.Sprintf("of at least %s", time.Duration(t.AgeSeconds)*time.Second))
		}
		for _, approvers := range t.Approvers {
			out = append(out, "by one of "+strings.Join(approvers, ", "))
		}
	}
	return strings.Join(out, ", ")
}
