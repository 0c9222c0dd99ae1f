package diffing

import (
	"fmt"
	"path"
)

// verify finds contradictions at head that keep anybody from saying what is built: a requirement
// without a hash, a go.sum that went, vendored code that go.mod does not describe. Only what changed is
// looked at, so that an old untidiness elsewhere does not stop an unrelated update.
func (d *differ) verify(b, h Module, lines sums) {
	for _, p := range vendorProblems(h) {
		p.Side = "head"
		d.result.Problems = append(d.result.Problems, p)
		d.add(vendorDisagreement(h, p))
	}
	work := d.workspaceSums(h.File)
	if h.Sum == nil && work == nil {
		d.withoutSums(b, h)
		return
	}
	for _, r := range h.Requirements {
		was, ok := b.requirement(r.Path)
		if ok && was.Version == r.Version {
			continue
		}
		by, replaced := replacement(h.Replacements, r.Path, r.Version)
		modulePath, version := r.Path, r.Version
		if replaced {
			modulePath, version = by.NewPath, by.NewVersion
		}
		if version == "" || lines.has(modulePath, version) || work.has(modulePath, version) || version == placeholder {
			continue
		}
		d.result.Problems = append(d.result.Problems, Problem{File: h.File, Line: r.Line, Side: "head",
			Message: fmt.Sprintf("%s %s has no hash in %s", modulePath, version, path.Base(sumName(h))),
			Hint:    "go.mod and go.sum do not belong together: run go mod tidy and commit both"})
	}
}

// withoutSums handles a module without go.sum: one that lost it cannot be judged, one that never had
// it (a single go.mod given by path, a module replaced and vendored throughout) is compared without.
func (d *differ) withoutSums(b, h Module) {
	if b.Sum != nil {
		d.result.Problems = append(d.result.Problems, Problem{File: sumName(h), Side: "head", Message: "go.sum was removed",
			Hint: "restore it, or run go mod tidy and commit it"})
		return
	}
	d.withoutSum = append(d.withoutSum, h.File)
}

// workspaceSums parses the go.work.sum of the workspace nearest above a go.mod; nil for none.
func (d *differ) workspaceSums(file string) sums {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		for _, w := range d.sides.Head.Workspaces {
			if path.Dir(w.File) == dir && w.Sum != nil {
				lines, _ := parseSums(w.Sum)
				return lines
			}
		}
		if dir == "." {
			return nil
		}
	}
}

// vendorDisagreement is the change that goes with a vendoring problem, so that lists of changes show it.
func vendorDisagreement(h Module, p Problem) Change {
	return Change{ModuleFile: h.Vendor.File, Kind: KindVendor, Path: h.Path, Step: StepNone, Line: p.Line, Notes: []string{p.Message}}
}
