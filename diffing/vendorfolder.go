package diffing

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// vendorSide is a vendor folder at one side.
type vendorSide struct {
	scope  vendorScope
	vendor *Vendor           // nil without modules.txt
	files  map[string]string // digests by path, relative to the folder
	// others says that the folder belongs to the go.work beside the go.mod that is compared, or the
	// other way round.
	others bool
}

func (s vendorSide) folder() string { return path.Join(path.Dir(s.scope.file), "vendor") }

// moduleVendor is the vendor folder beside a go.mod, whether modules.txt is written for it or for the
// go.work there.
func moduleVendor(set ModuleSet, m Module) vendorSide {
	s := vendorSide{scope: moduleScope(set, m), vendor: m.Vendor}
	if w, ok := set.workspace(path.Join(path.Dir(m.File), "go.work")); ok && m.Vendor == nil && w.Vendor != nil {
		s = vendorSide{scope: workspaceScope(set, w), vendor: w.Vendor, others: true}
	}
	s.files = vendorFiles(set.contents, s.folder())
	return s
}

// workspaceVendor is the same beside a go.work.
func workspaceVendor(set ModuleSet, w Workspace) vendorSide {
	s := vendorSide{scope: workspaceScope(set, w), vendor: w.Vendor}
	if m, ok := set.module(path.Join(path.Dir(w.File), "go.mod")); ok && w.Vendor == nil {
		s = vendorSide{scope: moduleScope(set, m), vendor: m.Vendor, others: true}
	}
	s.files = vendorFiles(set.contents, s.folder())
	return s
}

func (s ModuleSet) module(file string) (Module, bool) {
	i, ok := searchBy(s.Modules, file, func(m Module) string { return m.File })
	if !ok {
		return Module{}, false
	}
	return s.Modules[i], true
}

func (s ModuleSet) workspace(file string) (Workspace, bool) {
	i, ok := searchBy(s.Workspaces, file, func(w Workspace) string { return w.File })
	if !ok {
		return Workspace{}, false
	}
	return s.Workspaces[i], true
}

// vendorFiles maps the files below a vendor folder, relative to it, to their digests.
func vendorFiles(contents []Content, folder string) map[string]string {
	var files map[string]string
	prefix := folder + "/"
	start, _ := searchBy(contents, prefix, func(c Content) string { return c.Path })
	for _, c := range contents[start:] {
		file, ok := strings.CutPrefix(c.Path, prefix)
		if !ok {
			break
		}
		if files == nil {
			files = map[string]string{}
		}
		if file != "modules.txt" {
			files[file] = c.Digest
		}
	}
	return files
}

// vendorFolders compares one vendor folder at both sides. The go command builds what is in it without
// a word, and go version -m reports the version that modules.txt claims.
func (d *differ) vendorFolders(base, head vendorSide) {
	if head.others {
		return // compared with its owner
	}
	folder := Change{ModuleFile: path.Join(head.folder(), "modules.txt"), Kind: KindVendor, Path: head.folder(), Step: StepNone}
	switch {
	case base.vendor != nil && head.vendor != nil:
		v := vendorDiff{base: base, head: head, moves: map[string]bool{}, changes: map[string]*Change{}, unverified: map[string]bool{}}
		d.add(v.compare()...)
		d.unverified += len(v.unverified)
		return
	case base.vendor == nil && head.vendor == nil:
		file := firstDifference(base.files, head.files)
		isGo := func(name string) bool { return strings.HasSuffix(name, ".go") }
		if file == "" || !slices.ContainsFunc(slices.Collect(maps.Keys(head.files)), isGo) {
			return
		}
		folder.Danger = fmt.Sprintf("Go code in a vendor folder without modules.txt: nothing says what it should be (%s)", file)
	case base.vendor == nil:
		folder.To = "vendored"
		folder.Notes = []string{fmt.Sprintf("%d vendored modules arrive; nothing at base says what their code should be", len(head.vendor.Modules))}
	case len(head.files) > 0:
		folder.From = "vendored"
		folder.Danger = "modules.txt is gone while vendored files stay: nothing says what they should be"
	default:
		folder.From = "vendored"
		folder.Notes = []string{"the build takes modules from the module cache again"}
	}
	d.add(folder)
}

// firstDifference names the first file that is not the same at both sides; "" for none.
func firstDifference(base, head map[string]string) string {
	for _, file := range slices.Sorted(maps.Keys(head)) {
		if base[file] != head[file] {
			return file
		}
	}
	for _, file := range slices.Sorted(maps.Keys(base)) {
		if _, ok := head[file]; !ok {
			return file
		}
	}
	return ""
}

// vendoredWorkspace compares the vendor folder of a go.work, and holds it against the go.mod files that
// the workspace uses where any of them, or the go.work, differs.
func (d *differ) vendoredWorkspace(b, h Workspace) {
	head := workspaceVendor(d.sides.Head, h)
	d.vendorFolders(workspaceVendor(d.sides.Base, b), head)
	files := map[string]bool{h.File: true}
	for _, m := range head.scope.modules {
		files[m.File] = true
	}
	concerned := func(c Change) bool { return files[c.ModuleFile] }
	if vendorDiffers(b.Vendor, h.Vendor) || slices.ContainsFunc(d.result.Changes, concerned) {
		d.vendorProblems(head.scope, h.Vendor, h.File)
	}
}
