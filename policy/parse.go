package policy

import (
	"cmp"
	"slices"
)

// Parse reads a policy file strictly. The error is an [ErrorList] with everything that is wrong, each
// with its place, what was expected and what to write instead; the policy is then zero.
//
// The file is one YAML document of at most 256 KiB without anchors, aliases, merge keys or tags.
// Keys that are unknown or repeated are errors, so that a typing error never weakens a rule.
func Parse(name string, data []byte) (Policy, error) {
	r := &reader{name: name}
	p := r.policy(data)
	if len(r.problems) > 0 {
		return Policy{}, r.sorted()
	}
	return p, nil
}

// policy reads the whole file. The result has a meaning only where no problem was found.
func (r *reader) policy(data []byte) Policy {
	p := Policy{Version: 1, Defaults: true}
	root := r.tree(data)
	if root == nil || len(r.problems) > 0 {
		return p
	}
	var rules, soak, scenarios *node
	r.fields(root, "the policy", keys{
		"version":  r.version,
		"defaults": func(n *node) { p.Defaults = r.flag(n, "defaults") },
		"rules": func(n *node) {
			rules = n
			r.list(n, "rules", 0, func(item *node) { p.Rules = append(p.Rules, r.rule(item)) })
		},
		"waivers": func(n *node) {
			r.list(n, "waivers", 0, func(item *node) { p.Waivers = append(p.Waivers, r.waiver(item)) })
		},
		"margins": func(n *node) { p.Margins = r.margins(n) },
		"limits":  func(n *node) { p.Limits = r.limits(n) },
		"trust":   func(n *node) { p.Trust = r.trust(n) },
		"scope":   func(n *node) { p.Scope = r.scope(n) },
		"soak": func(n *node) {
			soak = n
			p.Scenarios = r.soak(n)
		},
		"scenarios": func(n *node) {
			scenarios = n
			p.Scenarios = r.scenarios(n)
		},
	}, "version")
	if soak != nil && scenarios != nil {
		r.refuse(scenarios, "move all of them below one key", "scenarios beside soak")
	}
	if rules != nil {
		r.ruleNames(rules, p)
	}
	slices.SortFunc(r.places, func(a, b KeyPlace) int { return cmp.Compare(a.Key, b.Key) })
	p.Places = r.places
	return p
}

func (r *reader) version(n *node) {
	if n.shape == shapeNumber && n.text == "1" {
		return
	}
	hint := "write: version: 1"
	if n.shape == shapeNumber && n.text > "1" {
		hint = "this soakgate reads version 1; a newer soakgate may read this file"
	}
	r.refuse(n, hint, "version: expected 1, found %s %s", shapeNames[n.shape], n.text)
}
