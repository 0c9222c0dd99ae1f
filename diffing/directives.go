package diffing

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// directiveChanges lists what differs in the go, toolchain, godebug, tool, exclude, retract and ignore
// lines of one go.mod.
func directiveChanges(b, h Module) []Change {
	d := directives{file: h.File}
	d.single("go", b.Go, h.Go)
	d.single("toolchain", b.Toolchain, h.Toolchain)
	d.keyed("godebug", b.Godebug, h.Godebug)
	d.listed("tool", b.Tools, h.Tools)
	d.listed("ignore", b.Ignores, h.Ignores)
	before := len(d.changes)
	d.listed("retract", b.Retracts, h.Retracts)
	for i := before; i < len(d.changes); i++ {
		d.changes[i].Path = h.Path
		if d.changes[i].To == "" {
			d.changes[i].Path = b.Path
		}
	}
	d.excludes(b.Excludes, h.Excludes)
	return d.changes
}

type directives struct {
	file    string
	changes []Change
}

func (d *directives) add(directive, subject string, b, h Value, step Step) {
	d.changes = append(d.changes, Change{ModuleFile: d.file, Kind: KindDirective, Directive: directive, Path: subject,
		From: b.Text, To: h.Text, Step: step, Line: cmp.Or(h.Line, b.Line)})
}

// single compares a directive that a file has at most once.
func (d *directives) single(directive string, b, h Value) {
	if b.Text == h.Text {
		return
	}
	d.add(directive, directive, b, h, goStep(b.Text, h.Text))
	if directive == "toolchain" && strings.Contains(h.Text, "-") {
		last := &d.changes[len(d.changes)-1]
		last.Notes = append(last.Notes, fmt.Sprintf("%s is a custom toolchain, not a release of the Go project", h.Text))
	}
}

// keyed compares lines that set a value for a name.
func (d *directives) keyed(directive string, base, head []Value) {
	base, head = distinct(base), distinct(head)
	for _, h := range head {
		b := valueNamed(base, h.Name)
		if b.Text != h.Text {
			d.add(directive, h.Name, b, h, StepNone)
		}
	}
	for _, b := range base {
		if valueNamed(head, b.Name).Name == "" {
			d.add(directive, b.Name, b, Value{}, StepNone)
		}
	}
}

// distinct leaves out lines that repeat the one before.
func distinct(values []Value) []Value {
	return slices.CompactFunc(slices.Clone(values), func(a, b Value) bool { return a.Name == b.Name && a.Text == b.Text })
}

func valueNamed(values []Value, name string) Value {
	if i, ok := searchBy(values, name, func(v Value) string { return v.Name }); ok {
		return values[i]
	}
	return Value{}
}

// listed compares lines that only name something.
func (d *directives) listed(directive string, base, head []Value) {
	base, head = distinct(base), distinct(head)
	missing := func(in []Value, v Value) bool {
		return !slices.ContainsFunc(in, func(other Value) bool { return other.Text == v.Text })
	}
	for _, h := range head {
		if missing(base, h) {
			d.add(directive, h.Text, Value{}, h, StepNone)
		}
	}
	for _, b := range base {
		if missing(head, b) {
			d.add(directive, b.Text, b, Value{}, StepNone)
		}
	}
}

func (d *directives) excludes(base, head []VersionedLine) {
	asValue := func(v VersionedLine) Value { return Value{Name: "exclude", Text: v.Version, Line: v.Line} }
	missing := func(in []VersionedLine, v VersionedLine) bool {
		return !slices.ContainsFunc(in, func(other VersionedLine) bool { return other.Path == v.Path && other.Version == v.Version })
	}
	for _, h := range head {
		if missing(base, h) {
			d.add("exclude", h.Path, Value{}, asValue(h), StepNone)
		}
	}
	for _, b := range base {
		if missing(head, b) {
			d.add("exclude", b.Path, asValue(b), Value{}, StepNone)
		}
	}
}

// workspaces compares the go.work files of both sides, joined by path. A workspace decides what is
// built without an edit to any go.mod.
func (d *differ) workspaces() {
	files := map[string][2]*Workspace{}
	for i, w := range d.sides.Base.Workspaces {
		files[w.File] = [2]*Workspace{&d.sides.Base.Workspaces[i], nil}
	}
	for i, w := range d.sides.Head.Workspaces {
		files[w.File] = [2]*Workspace{files[w.File][0], &d.sides.Head.Workspaces[i]}
	}
	for file, pair := range files {
		b, h := pair[0], pair[1]
		if b == nil {
			d.add(Change{ModuleFile: file, Kind: KindModuleFile, Path: file, To: file, Step: StepNone})
			b = &Workspace{File: file}
		}
		if h == nil {
			d.add(Change{ModuleFile: file, Kind: KindModuleFile, Path: file, From: file, Step: StepNone})
			h = &Workspace{File: file}
		}
		d.workspace(*b, *h)
	}
}

func (d *differ) workspace(b, h Workspace) {
	lines := directives{file: h.File}
	lines.single("go", b.Go, h.Go)
	lines.single("toolchain", b.Toolchain, h.Toolchain)
	lines.keyed("godebug", b.Godebug, h.Godebug)
	lines.listed("use", b.Uses, h.Uses)
	for _, c := range lines.changes {
		if c.Directive == "use" {
			c.Kind = KindWorkspace
			c.Danger = d.useDanger(h.File, c.To)
		}
		d.add(c)
	}
	base, head, errs := d.sums(b.Sum, h.Sum)
	d.result.Problems = append(d.result.Problems, errs...)
	d.workspaceReplacements(requirementDiff{differ: d, workspace: true, base: Module{File: b.File, Replacements: b.Replacements}, sumsBase: base,
		head: Module{File: h.File, Replacements: h.Replacements}, sumsHead: head})
	d.lifts(b, h)
	d.compareSumFiles(b.Sum, h.Sum, base, head)
	d.vendoredWorkspace(b, h)
}

// useDanger says why a used folder keeps the workspace from building; "" when it does not.
func (d *differ) useDanger(file, folder string) string {
	if folder == "" {
		return ""
	}
	dir, inside := insideFolder(file, folder)
	if !inside {
		return fmt.Sprintf("the folder %s is outside the repository: what is built depends on the machine", folder)
	}
	if !d.sides.Head.complete {
		return ""
	}
	mod := path.Join(dir, "go.mod")
	if _, ok := searchBy(d.sides.Head.Modules, mod, func(m Module) string { return m.File }); !ok {
		return fmt.Sprintf("%s has no go.mod at head, or none that is in scope", folder)
	}
	return ""
}

// workspaceReplacements lists replace lines of go.work that differ, or whose folder does, one change a
// replaced module. They win over those of every go.mod.
func (d *differ) workspaceReplacements(r requirementDiff) {
	for _, c := range r.unmatchedReplacements() {
		c.Kind = KindWorkspace
		c.Notes = append(c.Notes, "a replace in go.work wins over those of every go.mod")
		d.add(c)
	}
}
