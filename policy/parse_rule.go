package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/soakgate/soakgate/diffing"

	"golang.org/x/mod/module"
)

// rule reads one entry of rules. A rule without match covers every module; a rule without require
// would oblige nothing and is refused, as is one without a reason for the next reader.
func (r *reader) rule(n *node) Rule {
	rule := Rule{Place: r.place(n)}
	r.fields(n, "a rule", keys{
		"name":    func(v *node) { rule.Name = r.text(v, "name", checkName) },
		"match":   func(v *node) { rule.Match = r.match(v) },
		"require": func(v *node) { rule.Require = r.require(v) },
		"reason":  func(v *node) { rule.Reason = r.prose(v, "reason") },
	}, "name", "require", "reason")
	return rule
}

// ruleNames refuses a name that two rules share: reports name rules, and a reader must find the one.
func (r *reader) ruleNames(list *node, p Policy) {
	taken := map[string]string{}
	if p.Defaults {
		for _, rule := range Default().Rules {
			taken[rule.Name] = "a built-in rule has that name; choose another, or write defaults: false"
		}
	}
	for i, rule := range p.Rules {
		if rule.Name == "" {
			continue
		}
		if hint, ok := taken[rule.Name]; ok {
			r.refuse(list.items[i], hint, "rule name %q is taken", rule.Name)
			continue
		}
		taken[rule.Name] = fmt.Sprintf("the rule on line %d has that name; choose another", rule.Place.Line)
	}
}

func (r *reader) match(n *node) Match {
	var m Match
	r.fields(n, "match", keys{
		"class":      func(v *node) { m.Classes = words[Class](r.chosen(v, "class", strs(Classes()))) },
		"kind":       func(v *node) { m.Kinds = words[diffing.Kind](r.chosen(v, "kind", strs(diffing.Kinds()))) },
		"module":     func(v *node) { m.Modules = r.texts(v, "module", 1, checkModulePattern) },
		"min_radius": func(v *node) { m.MinRadius = r.radius(v) },
		"indirect":   func(v *node) { m.DirectOnly = r.is(v, shapeFlag, "indirect") && !r.flag(v, "indirect") },
	})
	return m
}

func (r *reader) radius(n *node) Radius {
	word := r.choice(n, "min_radius", radiusNames[RadiusLow:])
	return Radius(max(slices.Index(radiusNames[:], word), 0))
}

func (r *reader) require(n *node) Require {
	var q Require
	if r.fields(n, "require", keys{
		"soak": func(v *node) {
			r.fields(v, "soak", keys{
				"profile": func(w *node) { q.Soak = Profile(r.choice(w, "profile", strs(Profiles()))) },
			}, "profile")
		},
		"baseline":  func(v *node) { q.Baseline = r.affirm(v, "baseline") },
		"exercised": func(v *node) { q.Exercised = r.exercised(v) },
		"age":       func(v *node) { q.Age = r.duration(v, "age") },
		"approval":  func(v *node) { q.Approval = r.texts(v, "approval", 1, checkApprover) },
		"split":     func(v *node) { q.Split = r.affirm(v, "split") },
	}) && len(n.fields) == 0 {
		r.refuse(n, "name what to show: "+strings.Join(Obligations(), ", "), "require asks for nothing")
	}
	return q
}

func (r *reader) exercised(n *node) *Exercised {
	e := &Exercised{}
	r.fields(n, "exercised", keys{
		"min_ratio": func(v *node) { e.MinRatio = r.number(v, "min_ratio", 1) },
		"when":      func(v *node) { e.WhenMeasured = r.choice(v, "when", []string{"measured"}) != "" },
	}, "min_ratio")
	return e
}

func (r *reader) duration(n *node, what string) time.Duration {
	text := r.text(n, what, checkDuration)
	if text == "" {
		return 0
	}
	return parseDuration(text)
}

// waiver reads one entry of waivers. Every key is required: an exception that is not named, scoped,
// dated and owned is a hole.
func (r *reader) waiver(n *node) Waiver {
	w := Waiver{Place: r.place(n)}
	var to *node
	r.fields(n, "a waiver", keys{
		"module":      func(v *node) { w.Module = r.text(v, "module", checkModule) },
		"to":          func(v *node) { to, w.To = v, r.text(v, "to", checkVersion) },
		"obligations": func(v *node) { w.Obligations = r.chosen(v, "obligations", Obligations()) },
		"owner":       func(v *node) { w.Owner = r.prose(v, "owner") },
		"reason":      func(v *node) { w.Reason = r.prose(v, "reason") },
		"expires":     func(v *node) { w.Expires = r.date(v, "expires") },
	}, "module", "to", "obligations", "owner", "reason", "expires")
	if w.Module != "" && w.To != "" {
		r.agree(to, w)
	}
	return w
}

// agree refuses a version that its module cannot have.
func (r *reader) agree(to *node, w Waiver) {
	switch {
	case w.Module == "go" || w.Module == "toolchain":
		if !isGoRelease(w.To) || strings.HasPrefix(w.To, "go") != (w.Module == "toolchain") {
			r.refuse(to, "write the line as it stands in go.mod: \"1.26.0\" for go, \"go1.26.0\" for toolchain", "to: %q is not a %s line", w.To, w.Module)
		}
	case isGoRelease(w.To):
		r.refuse(to, "write the version as it stands in go.mod, such as v1.4.0", "to: %q is not a version of a module", w.To)
	default:
		if err := module.Check(w.Module, w.To); err != nil {
			r.refuse(to, "path and version must agree on the major version", "to: %v", err)
		}
	}
}

func (r *reader) date(n *node, what string) time.Time {
	text := r.text(n, what, checkDate)
	if text == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic("policy: checkDate accepted " + text)
	}
	return day
}

// prose reads words meant for people. Runs of white space become one space, so that folded text of
// any layout reads the same in a report.
func (r *reader) prose(n *node, what string) string {
	return strings.Join(strings.Fields(r.text(n, what, checkProse)), " ")
}

// texts reads a set of texts that judge accepts; chosen reads a set of known words.
func (r *reader) texts(n *node, what string, least int, judge check) []string {
	return r.set(n, what, least, func(item *node) string { return r.text(item, what, judge) })
}

func (r *reader) chosen(n *node, what string, accepted []string) []string {
	return r.set(n, what, 1, func(item *node) string { return r.choice(item, what, accepted) })
}

// strs and words turn a list of named words into texts and back.
func strs[T ~string](from []T) []string {
	to := make([]string, len(from))
	for i, word := range from {
		to[i] = string(word)
	}
	return to
}

func words[T ~string](from []string) []T {
	var to []T
	for _, word := range from {
		to = append(to, T(word))
	}
	return to
}
