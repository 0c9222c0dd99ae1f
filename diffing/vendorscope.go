package diffing

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// vendorScope is what a vendor folder must agree with: one go.mod, or a go.work and the go.mod files
// that it uses.
type vendorScope struct {
	file    string // the go.mod or go.work
	set     ModuleSet
	modules []Module
	work    *Workspace // nil for the vendor folder of a single module
	// partial is true where a used folder has no go.mod in the set.
	partial bool
}

func moduleScope(set ModuleSet, m Module) vendorScope {
	return vendorScope{file: m.File, set: set, modules: []Module{m}}
}

func workspaceScope(set ModuleSet, w Workspace) vendorScope {
	s := vendorScope{file: w.File, set: set, work: &w}
	for _, u := range w.Uses {
		folder, _ := insideFolder(w.File, u.Text)
		m, ok := set.module(path.Join(folder, "go.mod"))
		if !ok {
			s.partial = true
			continue
		}
		s.modules = append(s.modules, m)
	}
	return s
}

// strict reports whether modules.txt says all that the go command compares: since go 1.14.
func (s vendorScope) strict() bool {
	return s.work != nil || goMinor(s.modules[0].Go.Text) >= 14
}

// pruned reports whether every vendored module must be required by go.mod: since go 1.17, outside
// workspaces (cmd/go/internal/modload, initVendor).
func (s vendorScope) pruned() bool {
	return s.work == nil && goMinor(s.modules[0].Go.Text) >= 17
}

// target is the replacement of a module at a version ("": at every version) as modules.txt has it.
func (s vendorScope) target(k sumKey) string {
	if s.work != nil {
		isMain := func(m Module) bool { return m.Path == k.path }
		if k.version == "" && slices.ContainsFunc(s.modules, isMain) {
			return ""
		}
		if by, ok := replacement(s.work.Replacements, k.path, k.version); ok {
			return by.Target()
		}
	}
	for _, m := range s.modules {
		if by, ok := replacement(m.Replacements, k.path, k.version); ok {
			return s.targetText(m, by)
		}
	}
	return ""
}

// targetText is a replacement as modules.txt writes it: in a workspace, folders are relative to go.work.
func (s vendorScope) targetText(m Module, by Replacement) string {
	if s.work == nil || !modfile.IsDirectoryPath(by.NewPath) || path.IsAbs(by.NewPath) {
		return by.Target()
	}
	return relativeFolder(path.Dir(s.file), path.Join(path.Dir(m.File), by.NewPath))
}

// relativeFolder is a folder as seen from another one, beginning with a dot.
func relativeFolder(from, to string) string {
	climb := "./"
	for ; from != "." && to != from && !strings.HasPrefix(to, from+"/"); from = path.Dir(from) {
		climb = "../" + strings.TrimPrefix(climb, "./")
	}
	if to == from {
		return strings.TrimSuffix(climb, "/")
	}
	if from != "." {
		to = strings.TrimPrefix(to, from+"/")
	}
	return climb + to
}

// requires reports whether a go.mod of the scope requires a path, and whether at this very version.
func (s vendorScope) requires(k sumKey) (anyVersion, exactly bool) {
	for _, m := range s.modules {
		if r, ok := m.requirement(k.path); ok {
			anyVersion, exactly = true, exactly || r.Version == k.version
		}
	}
	return anyVersion, exactly
}

// claim is what the go.mod files, and go.work, say of a module path: versions and replacements.
func (s vendorScope) claim(modulePath string) string {
	var says []string
	for _, m := range s.modules {
		if r, ok := m.requirement(modulePath); ok {
			says = append(says, r.Version+" => "+s.target(sumKey{modulePath, r.Version}))
		}
	}
	slices.Sort(says)
	return strings.Join(slices.Compact(says), "\n")
}

// text is everything that the scope requires and replaces.
func (s vendorScope) text() string {
	var says []string
	replaced := func(lines []Replacement) {
		for _, r := range lines {
			says = append(says, fmt.Sprintf("%s %s => %s", r.Path, r.Version, r.Target()))
		}
	}
	for _, m := range s.modules {
		for _, r := range m.Requirements {
			says = append(says, r.Path+" "+r.Version)
		}
		replaced(m.Replacements)
	}
	if s.work != nil {
		replaced(s.work.Replacements)
	}
	slices.Sort(says)
	return strings.Join(slices.Compact(says), "\n")
}
