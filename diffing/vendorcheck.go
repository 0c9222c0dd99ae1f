package diffing

import (
	"fmt"
	"slices"
	"strings"
)

// vendorCheck says where modules.txt disagrees with its go.mod or go.work, by the go command's own rules
// (cmd/go/internal/modload, checkVendorConsistency and initVendor), which refuses to build then.
type vendorCheck struct {
	scope    vendorScope
	vendor   *Vendor
	problems []Problem
}

// vendorProblems adds a problem for every disagreement, and a change, so that lists of changes show it.
func (d *differ) vendorProblems(s vendorScope, v *Vendor, subject string) {
	if v == nil || s.partial {
		return
	}
	c := vendorCheck{scope: s, vendor: v}
	if v.Workspace && s.work == nil {
		c.add(1, `"## workspace" is for the vendor folder beside a go.work, and there is none beside %s`, s.file)
	}
	c.requirements()
	c.entries()
	c.replacements()
	for _, p := range c.problems {
		d.result.Problems = append(d.result.Problems, p)
		d.add(Change{ModuleFile: v.File, Kind: KindVendor, Path: subject, Step: StepNone, Line: p.Line, Notes: []string{p.Message}})
	}
}

func (c *vendorCheck) add(line int, format string, args ...any) {
	command := "go mod vendor"
	if c.scope.work != nil {
		command = "go work vendor"
	}
	c.problems = append(c.problems, Problem{File: c.vendor.File, Line: line, Side: "head", Message: fmt.Sprintf(format, args...),
		Hint: "run " + command + " and commit the result"})
}

// requirements must be listed at their version, and marked explicit.
func (c *vendorCheck) requirements() {
	for _, m := range c.scope.modules {
		for _, r := range m.Requirements {
			e, exactly := c.vendor.entry(sumKey{r.Path, r.Version})
			other, listed := c.vendor.module(r.Path)
			switch {
			case !listed && c.scope.strict():
				c.add(0, "%s %s is required by %s and absent from modules.txt", r.Path, r.Version, m.File)
			case listed && !exactly:
				c.add(other.Line, "%s is vendored at %s and required at %s by %s", r.Path, other.Version, r.Version, m.File)
			case listed && !e.Explicit && c.scope.strict():
				c.add(e.Line, "%s is required by %s and not marked explicit", r.Path, m.File)
			}
		}
	}
}

// entries must be required where they are marked explicit, and be there once.
func (c *vendorCheck) entries() {
	for i, e := range c.vendor.Modules {
		required, exactly := c.scope.requires(sumKey{e.Path, e.Version})
		switch {
		case e.Explicit && !exactly && (!required || c.scope.work != nil):
			c.add(e.Line, "%s %s is marked explicit and not required by %s", e.Path, e.Version, c.scope.file)
		case !e.Explicit && !required && c.scope.pruned():
			c.add(e.Line, "%s %s is vendored and not required by %s", e.Path, e.Version, c.scope.file)
		}
		if i == 0 || c.vendor.Modules[i-1].Path != e.Path {
			continue
		}
		if c.scope.work == nil || len(e.Packages) > 0 || c.vendor.Modules[i-1].Version == e.Version {
			c.add(e.Line, "%s is listed twice", e.Path)
		}
	}
}

// replacements must be the same at both, in both directions: a target that only modules.txt knows would
// explain any code.
func (c *vendorCheck) replacements() {
	told := map[sumKey]bool{}
	for _, e := range c.vendor.Replaced {
		k := sumKey{e.Path, e.Version}
		if want := c.scope.target(k); want != e.Target {
			c.add(e.Line, "%s is replaced by %s in modules.txt and by %s in %s", e.Path, e.Target, orNothing(want), c.scope.file)
		}
		told[k] = true
	}
	lines := [][]Replacement{}
	for _, m := range c.scope.modules {
		lines = append(lines, m.Replacements)
	}
	if c.scope.work != nil {
		lines = append(lines, c.scope.work.Replacements)
	}
	for _, r := range slices.Concat(lines...) {
		k := sumKey{r.Path, r.Version}
		if want := c.scope.target(k); !told[k] && want != "" && c.scope.strict() {
			c.add(0, "%s is replaced by %s in %s and by nothing in modules.txt", strings.TrimSpace(r.Path+" "+r.Version), want, c.scope.file)
		}
		told[k] = true
	}
}

func orNothing(target string) string {
	if target == "" {
		return "nothing"
	}
	return target
}
