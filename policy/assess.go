package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// Facts are what is known about the changed modules beyond the module files.
type Facts struct {
	// Classifications is what the catalogue says, by module path. A path that is absent counts as
	// unknown with radius medium.
	Classifications map[string]Classification
	// Reach is what was measured, by module path; absent where nothing was.
	Reach map[string]Reach
}

// Assess says what each changed module is, how far it reaches, and what it must show. Changes of one
// module in one module file share an assessment.
//
// Adding a rule to the policy never drops an obligation and never weakens a term.
func Assess(p Policy, changes []diffing.Change, facts Facts) []Assessment {
	type key struct{ file, path string }
	groups := map[key][]diffing.Change{}
	var order []key
	for _, c := range changes {
		k := key{c.ModuleFile, c.Path}
		if _, seen := groups[k]; !seen {
			order = append(order, k)
		}
		groups[k] = append(groups[k], c)
	}
	assessments := make([]Assessment, 0, len(order))
	for _, k := range order {
		assessments = append(assessments, assess(p, groups[k], facts))
	}
	SortAssessments(assessments)
	return assessments
}

// SortAssessments sorts by descending BlastRadius, then Path, then ModuleFile.
func SortAssessments(assessments []Assessment) {
	slices.SortStableFunc(assessments, func(a, b Assessment) int {
		return cmp.Or(cmp.Compare(b.BlastRadius, a.BlastRadius), strings.Compare(a.Path, b.Path), strings.Compare(a.ModuleFile, b.ModuleFile))
	})
}

// assess judges the changes of one module in one module file.
func assess(p Policy, changes []diffing.Change, facts Facts) Assessment {
	first := changes[0]
	a := Assessment{ModuleFile: first.ModuleFile, Path: first.Path, Obligations: []string{}}
	if r, ok := facts.Reach[first.Path]; ok {
		a.Reach = &r
	}
	var terms termSet
	for _, c := range changes {
		cl := classifyBuilt(c, facts.Classifications)
		if cl.Radius > a.BlastRadius {
			a.BlastRadius, a.Class, a.Family = cl.Radius, cl.Class, cl.Family
		}
		a.moved(c, cl)
		a.Reasons = appendNew(a.Reasons, cl.Reason)
		a.Reasons = appendNew(a.Reasons, changeReasons(c)...)
		a.Reasons = appendNew(a.Reasons, terms.builtIn(c, cl)...)
		if c.Inert != "" {
			continue
		}
		for _, rule := range p.Rules {
			if rule.Match.Matches(c, cl) && terms.rule(rule, a.Reach != nil) {
				a.Reasons = appendNew(a.Reasons, fmt.Sprintf("rule %s: %s", rule.label(), rule.Reason))
			}
		}
	}
	a.Terms = terms.sorted()
	for _, t := range a.Terms {
		a.Obligations = append(a.Obligations, t.Obligation)
	}
	return a
}

// moved notes what a change moves. Lines beside it that move nothing (an exclude, a hash) have no say in
// which version a waiver or an age is about.
func (a *Assessment) moved(c diffing.Change, cl Classification) {
	switch c.Kind {
	case diffing.KindChecksum, diffing.KindVendor, diffing.KindMarker, diffing.KindModuleFile:
		return
	case diffing.KindDirective:
		if cl.Class != ClassGo {
			return
		}
	}
	a.From, a.To = c.From, c.To
	a.Replaced = a.Replaced || c.AltersReplacement()
	switch {
	case c.ReplaceTo != "":
		a.Built = c.ReplaceTo
	case c.To != "" && c.Kind != diffing.KindWorkspace:
		a.Built = c.Path + "@" + c.To
	case c.AltersReplacement():
		a.Built = c.Path // the module itself again, at a version that this line does not name
	}
}

// Paths lists the module paths that classifying a change takes: its own, and that of a module which
// replaces it.
func Paths(c diffing.Change) []string {
	paths := []string{c.Path}
	if target, _, ok := strings.Cut(c.ReplaceTo, "@"); ok {
		paths = append(paths, target)
	}
	return paths
}

// classifyBuilt is Classify, and where another module is built in this one's place the graver of the
// two: a driver that replaces an identifier library is still a driver.
func classifyBuilt(c diffing.Change, known map[string]Classification) Classification {
	cl := Classify(c, known)
	target, _, ok := strings.Cut(c.ReplaceTo, "@")
	if !ok || !c.AltersReplacement() {
		return cl
	}
	built := Classify(diffing.Change{Path: target, Kind: diffing.KindAdded}, known)
	if built.Radius > cl.Radius {
		cl.Class, cl.Radius, cl.Reason = built.Class, built.Radius, fmt.Sprintf("%s is built in its place: %s", target, built.Reason)
	}
	cl.LookAlike = cmp.Or(cl.LookAlike, built.LookAlike)
	return cl
}

func (r Rule) label() string { return fmt.Sprintf("%s (%s:%d)", r.Name, r.Place.Source, r.Place.Line) }

func appendNew(list []string, items ...string) []string {
	for _, item := range items {
		if item != "" && !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	return list
}

// Classify says what one change is about: the catalogue's word for a module, and the rule below for
// directives, whose radius depends on what they do and not on a path.
func Classify(c diffing.Change, known map[string]Classification) Classification {
	cl, ok := known[c.Path]
	if !ok {
		cl = Classification{Path: c.Path, Class: ClassUnknown, Radius: RadiusMedium, Reason: "nobody has classified this module"}
	}
	directive := func(class Class, radius Radius, reason string) Classification {
		return Classification{Path: c.Path, Class: class, Radius: radius, Reason: reason}
	}
	switch {
	case c.Kind == diffing.KindModuleFile:
		return directive(ClassUnknown, RadiusMedium, "a module file came, went or was renamed; its requirements are judged one by one")
	case c.Kind == diffing.KindWorkspace && c.Directive == "use":
		return directive(ClassGo, RadiusMedium, "decides which modules are built together, and so which versions are selected")
	case c.Kind != diffing.KindDirective:
		return cl
	}
	switch c.Directive {
	case "go", "toolchain":
		if c.Step == diffing.StepPatch || c.Step == diffing.StepNone {
			return directive(ClassGo, RadiusMedium, "a patch of the Go release: runtime and standard library of the whole program")
		}
		return directive(ClassGo, RadiusHigh, "changes the runtime, the GODEBUG defaults and the standard library of the whole program")
	case "godebug":
		return directive(ClassGo, RadiusHigh, "switches behaviour of the runtime or standard library for the whole program")
	case "ignore":
		return directive(ClassTypes, RadiusLow, "takes a folder out of ./... in this module; what is built when it is named stays")
	case "tool":
		return directive(ClassLinter, RadiusLow, "a developer tool; the module that provides it is judged by its own requirement")
	case "retract":
		return directive(ClassTypes, RadiusLow, "concerns users of this module, not what this module builds")
	default: // exclude: a version that changes because of it shows as a change of its own
		return cl
	}
}

// changeReasons says what a reviewer should weigh about this change beside its class.
func changeReasons(c diffing.Change) []string {
	var reasons []string
	if c.Inert != "" {
		reasons = append(reasons, "inert: "+c.Inert)
	}
	if c.AltersReplacement() && c.ReplaceTo != "" {
		reasons = append(reasons, fmt.Sprintf("%s is built in its place: another provenance, whatever the version says", c.ReplaceTo))
	}
	return append(reasons, c.Notes...)
}
