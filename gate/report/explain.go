package report

import (
	"io"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

// Explanation answers for one module why it has its class, its radius and its obligations.
type Explanation struct {
	SchemaVersion  int                   `json:"schema_version"`
	Classification policy.Classification `json:"classification"`
	// Assessments has one a module file that the change touches, as the same evaluator made it that
	// judges a check; of an assumed change where Simulated.
	Assessments []policy.Assessment `json:"assessments"`
	Changes     []diffing.Change    `json:"changes"`
	Findings    []gate.Finding      `json:"findings"`
	// MatchedRules are the rules that oblige the module, in the order of the policy.
	MatchedRules []MatchedRule `json:"matched_rules"`
	// Simulated says that the module does not change, and that Changes holds an assumed update.
	Simulated bool     `json:"simulated"`
	Notes     []string `json:"notes"`
}

// MatchedRule is a rule that obliges a module, with the reason that its author wrote.
type MatchedRule struct {
	Name   string       `json:"name"`
	Place  policy.Place `json:"place"`
	Reason string       `json:"reason"`
}

// ExplainJSON writes an explanation as one JSON document.
func ExplainJSON(w io.Writer, e Explanation) error {
	e.Assessments = listedAssessments(e.Assessments)
	e.Changes, e.Findings, e.MatchedRules, e.Notes = list(e.Changes), list(e.Findings), list(e.MatchedRules), list(e.Notes)
	return writeJSON(w, e, "explanation")
}

// ExplainText writes an explanation for a terminal, from the module to what must be shown.
func ExplainText(w io.Writer, e Explanation, style Style) error {
	p := newPage(style)
	p.classification(e.Classification)
	p.changed(e)
	p.assessed(e.Assessments)
	p.rules(e.MatchedRules)
	if len(e.Findings) > 0 {
		p.blank()
		p.line(span{bold, "how it stands"})
		for _, s := range statementsOf(e.Findings) {
			p.paragraph(span{text: "  "}, span{standingInk(s.standing), p.safe(strings.TrimSuffix(s.subject+": "+s.detail, ": "))})
		}
	}
	if len(e.Notes) > 0 {
		p.blank()
	}
	for _, note := range e.Notes {
		p.paragraph(span{yellow, "note: "}, span{text: p.safe(note)})
	}
	p.commands("next:", remedies(e.Findings), shownCommands)
	return p.send(w)
}

// changed writes the changes that are explained.
func (p *page) changed(e Explanation) {
	if len(e.Changes) == 0 {
		return
	}
	p.blank()
	title := "what changes"
	if e.Simulated {
		title = "what would change (assumed: this comparison does not touch the module)"
	}
	p.paragraph(span{}, span{bold, title})
	widths := p.diffWidths(e.Changes)
	for _, c := range e.Changes {
		p.change(c, widths)
	}
}

// assessed writes the reasons and the obligations of each module file.
func (p *page) assessed(assessments []policy.Assessment) {
	for _, a := range assessments {
		p.blank()
		p.paragraph(span{}, span{bold, p.safe("what it obliges in " + a.ModuleFile)})
		if len(a.Obligations) == 0 {
			p.line(span{text: "  nothing"})
		}
		for _, name := range a.Obligations {
			p.paragraph(span{text: "  "}, span{text: p.safe(strings.TrimSpace(name + " " + terms(name, a.Terms)))})
		}
		for _, reason := range a.Reasons {
			p.paragraph(span{dim, "  why: "}, span{dim, p.safe(reason)})
		}
	}
}

// rules writes the rules that asked, with where they are written.
func (p *page) rules(rules []MatchedRule) {
	if len(rules) == 0 {
		return
	}
	p.blank()
	p.line(span{bold, "which rules ask for it"})
	for _, r := range rules {
		p.paragraph(span{text: "  "}, span{text: p.safe(r.Name + " (" + placeText(r.Place) + "): " + r.Reason)})
	}
}
