package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
	"github.com/soakgate/soakgate/policy/catalog"
)

func newExplain(w *world) *cobra.Command {
	var flags checkFlags
	var out outputFlags
	c := &cobra.Command{
		Use:   "explain MODULE",
		Short: "Tell why a module has its class, blast radius and obligations",
		Long: `explain asks the evaluator of check about one module. Where the change does not touch the module, it tells what a minor
upgrade of it would oblige.` + sidesHelp,
		Example: `  soakgate explain github.com/redis/go-redis/v9
  soakgate explain go --base main --head HEAD`,
		Args: exactly(1, "one module path (or go, toolchain)"),
		RunE: func(c *cobra.Command, args []string) error { return w.runExplain(c, flags, out, args[0]) },
	}
	flags.sideFlags.add(c)
	flags.addPolicy(c)
	c.Flags().StringArrayVar(&flags.evidence, "evidence", nil, "evidence file or folder (repeatable)")
	c.Flags().StringVar(&flags.reach, "reach", "auto", "measure what the change touches: auto or off")
	c.Flags().StringVar(&flags.now, "now", "", "judge as of this instant (RFC 3339; default: the clock)")
	c.Flags().StringVar(&flags.index, "module-index", "", "module index that age obligations ask (default: the public one)")
	out.add(c, "text", "json")
	return c
}

func (w *world) runExplain(c *cobra.Command, flags checkFlags, out outputFlags, modulePath string) error {
	if err := firstError(flags.check(), out.check()); err != nil {
		return err
	}
	instant, err := w.instant(flags.now)
	if err != nil {
		return err
	}
	if err := module.CheckImportPath(modulePath); err != nil {
		return usage(fmt.Sprintf("%q is not a module path", modulePath), "soakgate explain github.com/redis/go-redis/v9")
	}
	v, j, err := w.verdict(c.Context(), flags, instant)
	if f, ok := asUndecided(err); ok {
		v.Problems = []diffing.Problem{{Message: f.message, Hint: f.hint}}
	} else if err != nil {
		return asFailure(err)
	}
	e := explanation(v, modulePath)
	if len(e.Changes) == 0 && len(v.Problems) == 0 { // with a problem, nobody knows that it does not change
		e = simulated(j.effective, modulePath)
	}
	e.SchemaVersion = gate.SchemaVersion
	e.MatchedRules = matchedRules(j.effective, e.Changes)
	for _, p := range v.Problems {
		e.Notes = append(e.Notes, "the change as a whole could not be decided: "+p.Message)
	}
	err = w.write(out, func(dst io.Writer) error {
		if out.format == "json" {
			return report.ExplainJSON(dst, e)
		}
		return report.ExplainText(dst, e, w.style(out))
	})
	if err == nil && len(v.Problems) > 0 {
		return failure{code: gate.ExitUndecided}
	}
	return err
}

// explanation picks what a verdict says about one module.
func explanation(v gate.Verdict, modulePath string) report.Explanation {
	e := report.Explanation{Classification: catalog.Lookup(modulePath)}
	for _, c := range v.Changes {
		if c.Path == modulePath || c.FromPath == modulePath {
			e.Changes = append(e.Changes, c)
			e.Classification = policy.Classify(c, classify([]diffing.Change{c}))
		}
	}
	about := func(path string) bool {
		return slices.ContainsFunc(e.Changes, func(c diffing.Change) bool { return c.Path == path })
	}
	for _, a := range v.Assessments {
		if about(a.Path) {
			e.Assessments = append(e.Assessments, a)
		}
	}
	for _, f := range v.Findings {
		if about(f.Path) {
			e.Findings = append(e.Findings, f)
		}
	}
	return e
}

// simulated tells what a minor upgrade of a module would oblige.
func simulated(p policy.Policy, modulePath string) report.Explanation {
	c := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindUpgraded, Path: modulePath, From: "v1.0.0", To: "v1.1.0", Step: diffing.StepMinor}
	if modulePath == "go" || modulePath == "toolchain" {
		c = diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Directive: modulePath, Path: modulePath, From: "1.0", To: "1.1", Step: diffing.StepMinor}
	}
	changes := []diffing.Change{c}
	known := classify(changes)
	return report.Explanation{Classification: policy.Classify(c, known), Changes: changes, Simulated: true,
		Assessments: policy.Assess(p, changes, policy.Facts{Classifications: known})}
}

// matchedRules lists the rules that oblige any of the changes, in the order of the policy.
func matchedRules(p policy.Policy, changes []diffing.Change) []report.MatchedRule {
	var matched []report.MatchedRule
	for _, rule := range p.Rules {
		if slices.ContainsFunc(changes, func(c diffing.Change) bool {
			return c.Inert == "" && rule.Match.Matches(c, policy.Classify(c, classify([]diffing.Change{c})))
		}) {
			matched = append(matched, report.MatchedRule{Name: rule.Name, Place: rule.Place, Reason: rule.Reason})
		}
	}
	return matched
}
