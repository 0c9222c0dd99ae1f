package diffing

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// moduleCame lists a go.mod that base does not have, against the module that held its folder at base:
// code that is carved out leaves that module's versions, replacements and directives behind.
func (d *differ) moduleCame(h Module) {
	d.add(Change{ModuleFile: h.File, Kind: KindModuleFile, Path: h.Path, To: h.Path, Step: StepNone, Line: h.PathLine})
	owner, held := enclosing(d.sides.Base.Modules, h.File)
	base, head, errs := d.sums(owner.Sum, h.Sum)
	d.result.Problems = append(d.result.Problems, errs...)
	o := ownership{own: h, owner: owner, held: held, note: "compared with " + owner.File + ", which held this folder",
		same: "the module that held this folder already requires this version (" + owner.File + ")"}
	r := requirementDiff{differ: d, base: o.view(), head: h, sumsBase: base, sumsHead: head}
	d.add(o.changes(r)...)
	d.compareSumFiles(nil, h.Sum, nil, head)
	d.vendorFolders(moduleVendor(d.sides.Base, Module{File: h.File}), moduleVendor(d.sides.Head, h))
	d.unprunedSince(Module{}, h)
	d.verify(Module{File: h.File}, h, nil, head)
}

// moduleWent lists a go.mod that head does not have. Its code, where it is still there, joins the
// module around it and is built with the versions, replacements and directives of that one.
func (d *differ) moduleWent(b Module) {
	d.add(Change{ModuleFile: b.File, Kind: KindModuleFile, Path: b.Path, From: b.Path, Step: StepNone, Line: b.PathLine})
	owner, held := enclosing(d.sides.Head.Modules, b.File)
	base, _ := parseSums(b.Sum)
	head, _ := parseSums(owner.Sum) // its problems are told with the owner
	o := ownership{own: b, owner: owner, held: held, went: true, note: "its code now builds with " + owner.File,
		same: "the module that takes this folder over already requires this version (" + owner.File + ")"}
	r := requirementDiff{differ: d, base: b, head: o.view(), sumsBase: base, sumsHead: head}
	d.add(o.changes(r)...)
	d.unprunedSince(b, Module{})
}

// enclosing finds the go.mod that holds the folder of a module file: the nearest at or above it.
func enclosing(modules []Module, file string) (Module, bool) {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		around := path.Join(dir, "go.mod")
		if i, ok := searchBy(modules, around, func(m Module) string { return m.File }); ok && around != file {
			return modules[i], true
		}
		if dir == "." {
			return Module{}, false
		}
	}
}

// ownership is a module that only one side has, and the module that holds its folder at the other.
type ownership struct {
	own, owner Module
	held       bool // whether there is an owner
	went       bool // own is at base
	note       string
	same       string // why a version that both require is inert
}

// view is the owner as it concerns the folder: what it says about what the own module requires, with
// folders as they are written from there. Retract and ignore lines speak of the owner alone.
func (o ownership) view() Module {
	v := Module{File: o.own.File}
	if !o.held {
		return v
	}
	v.Path, v.Go, v.Toolchain = o.owner.Path, o.owner.Go, o.owner.Toolchain
	v.Go.Line, v.Toolchain.Line = 0, 0 // lines of another file
	v.Godebug, v.Excludes = slices.Clone(o.owner.Godebug), slices.Clone(o.owner.Excludes)
	for i := range v.Godebug {
		v.Godebug[i].Line = 0
	}
	for i := range v.Excludes {
		v.Excludes[i].Line = 0
	}
	for _, t := range o.owner.Tools {
		if slices.ContainsFunc(o.own.Tools, func(own Value) bool { return own.Text == t.Text }) {
			v.Tools = append(v.Tools, t)
		}
	}
	for _, q := range o.owner.Requirements {
		if _, ok := o.own.requirement(q.Path); ok {
			q.Line = 0
			v.Requirements = append(v.Requirements, q)
		}
	}
	for _, line := range o.owner.Replacements {
		if o.concerns(line) {
			line.Line = 0
			if line.NewVersion == "" {
				line.NewPath = seenFrom(path.Dir(o.own.File), o.owner.File, line.NewPath)
			}
			v.Replacements = append(v.Replacements, line)
		}
	}
	return v
}

// concerns reports whether a replace line of the owner may be about what the own module builds. Before
// go 1.17 that cannot be seen.
func (o ownership) concerns(line Replacement) bool {
	_, required := o.own.requirement(line.Path)
	return required || goMinor(o.own.Go.Text) < 17 ||
		slices.ContainsFunc(o.own.Replacements, func(own Replacement) bool { return own.Path == line.Path })
}

// seenFrom writes a folder that a module file names as it is written from dir. A folder outside the
// repository stays what it is.
func seenFrom(dir, file, folder string) string {
	target, inside := insideFolder(file, folder)
	if !inside {
		return folder
	}
	up := ""
	for dir != "." && dir != target && !strings.HasPrefix(target, dir+"/") {
		dir, up = path.Dir(dir), up+"../"
	}
	if dir != "." {
		target = strings.TrimPrefix(strings.TrimPrefix(target, dir), "/")
	}
	return folderText(path.Join(up, target))
}

// changes compares the requirements and directives. Requirements that are the same at both sides are
// listed as inert: the module file that came or went is new text about them.
func (o ownership) changes(r requirementDiff) []Change {
	var out []Change
	told := map[string]bool{}
	for _, c := range r.changes() {
		if c.Kind == KindMarker {
			continue // the same version: below
		}
		if c.Directive == "" {
			told[c.Path] = true // a replace line that matches no requirement says nothing of one
		}
		if c.From != "" && c.To != "" {
			c.Notes = append(c.Notes, o.note)
		}
		out = append(out, c)
	}
	for _, q := range o.own.Requirements {
		if !told[q.Path] {
			out = append(out, o.kept(r, q))
		}
	}
	for _, c := range directiveChanges(r.base, r.head) {
		switch {
		case o.held:
			c.Notes = append(c.Notes, o.note)
		case o.went:
			c.Inert = "its module is gone, and no module takes the folder over"
		}
		out = append(out, c)
	}
	return out
}

// kept is the change of a requirement that the owner has at the same version. It is inert only where
// the hashes are the same as well.
func (o ownership) kept(r requirementDiff, q Requirement) Change {
	b, h := stateOf(r.base, q.Path), stateOf(r.head, q.Path)
	sumFrom, sumTo := r.sum(b, r.base, r.sumsBase, r.differ.sides.Base), r.sum(h, r.head, r.sumsHead, r.differ.sides.Head)
	c := Change{ModuleFile: o.own.File, Kind: KindAdded, Path: q.Path, To: q.Version, Step: StepNone, Indirect: q.Indirect,
		ReplaceTo: h.target(), SumTo: sumTo, Line: q.Line}
	if o.went {
		c = Change{ModuleFile: o.own.File, Kind: KindRemoved, Path: q.Path, From: q.Version, Step: StepNone, Indirect: q.Indirect,
			IndirectFrom: q.Indirect, ReplaceFrom: b.target(), SumFrom: sumFrom, Line: q.Line}
	}
	if h.replaced && !o.went {
		c.Danger = r.folderDanger(h.by)
	}
	switch {
	case sumFrom == "" && sumTo != "" || sumFrom != "" && sumTo == "":
		c.Notes = append(c.Notes, fmt.Sprintf("%s requires this version too, but one of the two has no hash for it", o.owner.File))
	case sumFrom != sumTo:
		c.Notes = append(c.Notes, fmt.Sprintf("%s requires this version too, with another hash", o.owner.File))
	case c.Danger == "":
		c.Inert = o.same
		c.ReplaceFrom, c.ReplaceTo, c.SumFrom, c.SumTo = b.target(), h.target(), sumFrom, sumTo
	}
	return c
}
