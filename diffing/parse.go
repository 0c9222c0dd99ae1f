package diffing

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// maxDirectives bounds one module file, so that a hostile one cannot take the memory of the runner.
const maxDirectives = 20_000

// ParseSides reads every module file of both sides; see [Parse].
func ParseSides(base, head Tree) (Sides, []Problem) {
	valid := validVersions{}
	b, problems := parse(base, "base", valid)
	h, more := parse(head, "head", valid)
	return Sides{Base: b, Head: h}, append(problems, more...)
}

// Parse reads every module file of one side. It is strict: what it does not understand is a Problem,
// never "nothing changed". Side is "base" or "head", for the problems.
func Parse(tree Tree, side string) (ModuleSet, []Problem) {
	return parse(tree, side, validVersions{})
}

func parse(tree Tree, side string, valid validVersions) (ModuleSet, []Problem) {
	set := ModuleSet{Name: tree.Name, Files: len(tree.Files), contents: tree.Contents, complete: tree.Complete}
	files := make(map[string]File, len(tree.Files))
	for _, f := range tree.Files {
		files[f.Path] = f
	}
	var problems []Problem
	for _, f := range tree.Files {
		if f.Trouble != "" {
			problems = append(problems, Problem{File: f.Path, Message: f.Trouble, Hint: f.Hint})
			continue
		}
		switch roleOf(f.Path) {
		case roleModule:
			m, errs := parseModule(f, valid)
			problems = append(problems, errs...)
			if len(errs) == 0 {
				problems = append(problems, attach(&m, files)...)
				set.Modules = append(set.Modules, m)
			}
		case roleWorkspace:
			w, errs := parseWorkspace(f, valid)
			problems = append(problems, errs...)
			if len(errs) == 0 {
				w.Sum = sumBeside(files, f.Path, "go.work.sum")
				v, errs := vendorBeside(files, f.Path)
				if v != nil && v.Workspace {
					w.Vendor = v
					problems = append(problems, errs...)
				}
				set.Workspaces = append(set.Workspaces, w)
			}
		}
	}
	for i := range problems {
		problems[i].Side = side
	}
	slices.SortFunc(set.Modules, func(a, b Module) int { return strings.Compare(a.File, b.File) })
	slices.SortFunc(set.Workspaces, func(a, b Workspace) int { return strings.Compare(a.File, b.File) })
	SortProblems(problems)
	return set, problems
}

type role int

const (
	roleOther role = iota
	roleModule
	roleWorkspace
)

// roleOf tells what a module file is read as. Files of other names that revision was told to take in
// (vendor.mod) are go.mod files.
func roleOf(file string) role {
	switch name := path.Base(file); {
	case name == "go.work":
		return roleWorkspace
	case name == "go.sum" || name == "go.work.sum" || name == "modules.txt":
		return roleOther
	case strings.HasSuffix(name, ".sum"):
		return roleOther
	default:
		return roleModule
	}
}

// attach finds the go.sum and vendor/modules.txt that belong to a go.mod. A go.mod of another name,
// such as vendor.mod, has its sums in a file of the same stem.
func attach(m *Module, files map[string]File) []Problem {
	stem := strings.TrimSuffix(path.Base(m.File), ".mod")
	m.Sum = sumBeside(files, m.File, stem+".sum")
	v, problems := vendorBeside(files, m.File)
	if _, work := files[path.Join(path.Dir(m.File), "go.work")]; work && v != nil && v.Workspace {
		return nil // the go command takes it for the workspace alone
	}
	m.Vendor = v
	return problems
}

func vendorBeside(files map[string]File, file string) (*Vendor, []Problem) {
	f, ok := files[path.Join(path.Dir(file), "vendor/modules.txt")]
	if !ok || f.Trouble != "" {
		return nil, nil
	}
	v, problems := parseVendor(f)
	return &v, problems
}

func sumBeside(files map[string]File, file, name string) *File {
	f, ok := files[path.Join(path.Dir(file), name)]
	if !ok || f.Trouble != "" {
		return nil
	}
	return &f
}

// parseModule reads one go.mod strictly and checks what the go command would refuse only later.
func parseModule(f File, valid validVersions) (Module, []Problem) {
	if p := refuseBytes(f); p != nil {
		return Module{}, []Problem{*p}
	}
	file, err := modfile.Parse(f.Path, f.Data, nil)
	if err != nil {
		return Module{}, parseProblems(f.Path, err)
	}
	c := checker{file: f.Path, valid: valid}
	if file.Module == nil || file.Module.Mod.Path == "" {
		c.add(1, 0, "no module line", `expected "module PATH"; an empty go.mod would read as "every requirement removed"`)
		return Module{}, c.problems
	}
	m := Module{File: f.Path, Path: file.Module.Mod.Path, PathLine: lineOf(file.Module.Syntax)}
	if err := module.CheckImportPath(m.Path); err != nil {
		c.add(m.PathLine, 0, fmt.Sprintf("module path %q: %v", m.Path, reason(err)), "use a path that the go command accepts")
	}
	if file.Go != nil {
		m.Go = Value{Name: "go", Text: file.Go.Version, Line: lineOf(file.Go.Syntax)}
	}
	if file.Toolchain != nil {
		m.Toolchain = c.toolchain(file.Toolchain)
	}
	m.Godebug = godebugs(file.Godebug)
	m.Requirements = c.requirements(file.Require)
	m.Replacements = c.replacements(file.Replace)
	m.Excludes = c.excludes(file.Exclude, m)
	for _, r := range file.Retract {
		m.Retracts = append(m.Retracts, Value{Name: "retract", Text: interval(r.VersionInterval), Line: lineOf(r.Syntax)})
	}
	for _, t := range file.Tool {
		if err := module.CheckImportPath(t.Path); err != nil {
			c.add(lineOf(t.Syntax), 0, fmt.Sprintf("tool %q: %v", t.Path, reason(err)), "name a package path")
		}
		m.Tools = append(m.Tools, Value{Name: "tool", Text: t.Path, Line: lineOf(t.Syntax)})
	}
	for _, i := range file.Ignore {
		m.Ignores = append(m.Ignores, Value{Name: "ignore", Text: i.Path, Line: lineOf(i.Syntax)})
	}
	for _, values := range [][]Value{m.Retracts, m.Tools, m.Ignores} {
		sortValues(values)
	}
	m.notices = c.notices
	return m, c.problems
}

// parseWorkspace reads one go.work strictly.
func parseWorkspace(f File, valid validVersions) (Workspace, []Problem) {
	if p := refuseBytes(f); p != nil {
		return Workspace{}, []Problem{*p}
	}
	file, err := modfile.ParseWork(f.Path, f.Data, nil)
	if err != nil {
		return Workspace{}, parseProblems(f.Path, err)
	}
	c := checker{file: f.Path, valid: valid}
	w := Workspace{File: f.Path, Godebug: godebugs(file.Godebug), Replacements: c.replacements(file.Replace)}
	if file.Go != nil {
		w.Go = Value{Name: "go", Text: file.Go.Version, Line: lineOf(file.Go.Syntax)}
	}
	if file.Toolchain != nil {
		w.Toolchain = c.toolchain(file.Toolchain)
	}
	for _, u := range file.Use {
		w.Uses = append(w.Uses, Value{Name: "use", Text: folderText(u.Path), Line: lineOf(u.Syntax)})
	}
	sortValues(w.Uses)
	return w, c.problems
}

// folderText is a used folder in the one form that is compared: cleaned, and beginning with a dot when
// it is relative.
func folderText(folder string) string {
	folder = path.Clean(folder)
	if path.IsAbs(folder) || folder == "." || folder == ".." || strings.HasPrefix(folder, "../") {
		return folder
	}
	return "./" + folder
}

// refuseBytes finds what makes a module file unreadable before its syntax is looked at.
func refuseBytes(f File) *Problem {
	if bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf")) {
		return &Problem{File: f.Path, Line: 1, Column: 1, Message: "the file begins with a byte order mark", Hint: "save it as UTF-8 without BOM; the go command refuses it too"}
	}
	if i := bytes.IndexByte(f.Data, 0); i >= 0 {
		return &Problem{File: f.Path, Line: 1 + bytes.Count(f.Data[:i], []byte("\n")), Message: "the file holds a NUL byte", Hint: "it is not text; restore it from git"}
	}
	if bytes.HasPrefix(f.Data, []byte("version https://git-lfs.github.com/spec/")) {
		return &Problem{File: f.Path, Line: 1, Message: "the file is a Git LFS pointer", Hint: "take module files out of LFS: git lfs untrack"}
	}
	if n := bytes.Count(f.Data, []byte("\n")); n > maxDirectives {
		return &Problem{File: f.Path, Message: fmt.Sprintf("%d lines are more than the %d that are read", n, maxDirectives), Hint: "split the module, or report the need"}
	}
	return nil
}

// parseProblems turns the collected errors of x/mod into problems. An unknown directive is most
// likely one of a newer Go, and skipping it would be guessing.
func parseProblems(file string, err error) []Problem {
	var list modfile.ErrorList
	if !errors.As(err, &list) {
		return []Problem{{File: file, Message: err.Error()}}
	}
	var problems []Problem
	for _, e := range list {
		p := Problem{File: file, Line: e.Pos.Line, Column: e.Pos.LineRune, Message: reason(e.Err)}
		if e.ModPath != "" {
			p.Message = fmt.Sprintf("%s %q: %s", e.Verb, e.ModPath, p.Message)
		}
		switch {
		case strings.Contains(p.Message, "unknown directive"), strings.Contains(p.Message, "unknown block type"):
			p.Hint = "conflict markers, or a directive of a newer Go that needs a newer soakgate"
		case strings.Contains(p.Message, "version"):
			p.Hint = "write an exact version such as v1.2.3; branches and ranges are never versions"
		default:
			p.Hint = "the go command refuses this line too; go mod edit -fmt shows it"
		}
		problems = append(problems, p)
	}
	return problems
}

// reason is the innermost message of an error, quoted so that hostile text in it stays inert.
func reason(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			break
		}
		err = inner
	}
	text := err.Error()
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Sprintf("%q", text)
	}
	return text
}

func lineOf(l *modfile.Line) int {
	if l == nil {
		return 0
	}
	return l.Start.Line
}

func godebugs(lines []*modfile.Godebug) []Value {
	var values []Value
	for _, g := range lines {
		values = append(values, Value{Name: g.Key, Text: g.Value, Line: lineOf(g.Syntax)})
	}
	sortValues(values)
	return values
}

func sortValues(values []Value) {
	slices.SortStableFunc(values, func(a, b Value) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Text, b.Text))
	})
}

func interval(v modfile.VersionInterval) string {
	if v.Low == v.High {
		return v.Low
	}
	return "[" + v.Low + ", " + v.High + "]"
}

// SortProblems sorts by Side, File, Line, Column and Message.
func SortProblems(problems []Problem) {
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Side, b.Side), strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column,
			strings.Compare(a.Message, b.Message))
	})
}

// searchBy finds want in a slice that is sorted by key.
func searchBy[T any](items []T, want string, key func(T) string) (int, bool) {
	return slices.BinarySearchFunc(items, want, func(item T, want string) int { return strings.Compare(key(item), want) })
}
