package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

// standing is how a module stands; the order is the order in which a reader needs them.
type standing int

const (
	standsBlocked standing = iota
	standsWaived
	standsMet
	standsOpen // nothing was asked of it
)

// row is one module (or directive) of a verdict with everything that is said about it. The same update
// in several module files is one row.
type row struct {
	path     string
	places   []string // "go.mod:14", one a module file
	changes  []diffing.Change
	class    policy.Class
	radius   policy.Radius
	reasons  []string
	findings []gate.Finding // those that do not help first
	standing standing
	// same is equal for rows that differ in nothing but the module file, lack for rows of which the
	// same is to be said.
	same, lack string
}

// place names a module in a module file.
type place struct{ file, path string }

// rowsOf joins changes, assessments and findings by module: what blocks first, then by falling radius,
// then by path.
func rowsOf(v gate.Verdict) []row {
	byPlace := map[place]*row{}
	at := func(file, path string) *row {
		key := place{file, path}
		if byPlace[key] == nil {
			byPlace[key] = &row{path: path, places: []string{file}, standing: standsOpen}
		}
		return byPlace[key]
	}
	for _, c := range v.Changes {
		r := at(c.ModuleFile, c.Path)
		r.changes = append(r.changes, c)
		if c.Line > 0 && len(r.changes) == 1 {
			r.places[0] = fmt.Sprintf("%s:%d", c.ModuleFile, c.Line)
		}
	}
	for _, a := range v.Assessments {
		r := at(a.ModuleFile, a.Path)
		r.class, r.radius, r.reasons = a.Class, a.BlastRadius, a.Reasons
	}
	for _, f := range v.Findings {
		r := at(f.ModuleFile, f.Path)
		r.findings = append(r.findings, f)
		r.standing = min(r.standing, standingOf(f))
		r.radius = max(r.radius, f.Radius)
	}
	return merged(byPlace)
}

func standingOf(f gate.Finding) standing {
	switch {
	case f.Blocks():
		return standsBlocked
	case f.Waived != nil:
		return standsWaived
	}
	return standsMet
}

// merged sorts the rows and joins those that say the same of different module files.
func merged(byPlace map[place]*row) []row {
	rows := make([]row, 0, len(byPlace))
	for _, r := range byPlace {
		r.lack = lackOf(*r)
		r.same = sameOf(*r)
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.standing, b.standing), cmp.Compare(b.radius, a.radius),
			strings.Compare(a.path, b.path), strings.Compare(a.same, b.same), strings.Compare(a.places[0], b.places[0]))
	})
	out := rows[:0]
	for _, r := range rows {
		if last := len(out) - 1; last >= 0 && out[last].same == r.same {
			out[last].places = append(out[last].places, r.places...)
			continue
		}
		out = append(out, r)
	}
	return out
}

func sameOf(r row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %v %v", r.path, r.radius, r.class)
	for _, c := range r.changes {
		fmt.Fprintf(&b, " %q", []string{string(c.Kind), c.From, c.To, c.FromPath, c.ReplaceFrom, c.ReplaceTo, c.Directive, c.Danger, c.Inert})
	}
	return b.String() + r.lack
}

func lackOf(r row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", r.standing)
	for _, f := range r.findings {
		fmt.Fprintf(&b, " %q", []string{f.Obligation, f.Component, string(f.Outcome), f.Detail})
		if f.Waived != nil {
			fmt.Fprintf(&b, " %q", []string{f.Waived.Owner, f.Waived.Reason, f.Waived.Expires})
		}
	}
	return b.String()
}

// groupsOf joins neighbours of which the same is to be said: grouped updates lack the same evidence.
func groupsOf(rows []row) [][]row {
	var keys []string
	groups := map[string][]row{}
	for _, r := range rows {
		if groups[r.lack] == nil {
			keys = append(keys, r.lack)
		}
		groups[r.lack] = append(groups[r.lack], r)
	}
	out := make([][]row, len(keys))
	for i, key := range keys {
		out[i] = groups[key]
	}
	return out
}

// split returns the rows that something is to be said of, and the others.
func split(rows []row) (matter, others []row) {
	for _, r := range rows {
		if r.standing != standsOpen || r.radius >= policy.RadiusHigh {
			matter = append(matter, r)
		} else {
			others = append(others, r)
		}
	}
	return matter, others
}

// statement is one thing that is said of a group: obligations that stand alike, and what was seen.
type statement struct {
	standing standing
	subject  string // "soak, baseline missing"
	detail   string
}

// statementsOf joins findings of the same outcome, component and detail.
func statementsOf(findings []gate.Finding) []statement {
	var out []statement
	for i, f := range findings {
		same := func(g gate.Finding) bool {
			return g.Outcome == f.Outcome && g.Component == f.Component && g.Detail == f.Detail && sameWaiver(g.Waived, f.Waived)
		}
		if slices.ContainsFunc(findings[:i], same) {
			continue
		}
		var names []string
		for _, g := range findings[i:] {
			if same(g) && !slices.Contains(names, g.Obligation) {
				names = append(names, g.Obligation)
			}
		}
		out = append(out, statement{standingOf(f), subjectOf(strings.Join(names, ", "), f), detailOf(f)})
	}
	return out
}

func subjectOf(obligations string, f gate.Finding) string {
	subject := obligations + " " + string(f.Outcome)
	if f.Waived != nil {
		subject = obligations + " waived"
	}
	if f.Component != "" {
		subject += " for " + f.Component
	}
	return subject
}

func detailOf(f gate.Finding) string {
	if f.Waived == nil {
		return f.Detail
	}
	return fmt.Sprintf("until %s by %s: %s", f.Waived.Expires, f.Waived.Owner, f.Waived.Reason)
}

func sameWaiver(a, b *gate.Waived) bool {
	return a == b || a != nil && b != nil && *a == *b
}
