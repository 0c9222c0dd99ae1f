package diffing

import (
	"cmp"
	"slices"
	"strings"
)

// ModuleSet is the parsed state of every module file at one side.
type ModuleSet struct {
	Name       string
	Modules    []Module    // sorted by File
	Workspaces []Workspace // sorted by File
	// Files counts the module files that were read: go.mod, go.sum, go.work, go.work.sum, modules.txt.
	Files int
	// contents maps a file below a vendored or replaced folder to its digest.
	contents []Content
	// complete says that the side is a whole tree, so that a folder that is not in it does not exist.
	complete bool
}

// Module is one go.mod with what belongs to it.
type Module struct {
	File         string // path of the go.mod, from the repository root
	Path         string // module path
	PathLine     int
	Go           Value // "1.25.0"; empty Text when there is no go line
	Toolchain    Value
	Godebug      []Value         // Name is the key; sorted by Name
	Requirements []Requirement   // sorted by Path
	Replacements []Replacement   // sorted by Path, Version
	Excludes     []VersionedLine // sorted by Path, Version
	Retracts     []Value         // Text is the interval "[v1.0.0, v1.2.0]"; sorted by Text
	Tools        []Value         // Text is the package path; sorted
	Ignores      []Value         // Text is the folder; sorted
	// Sum is the go.sum beside the go.mod; nil when there is none.
	Sum *File
	// Vendor is what vendor/modules.txt says; nil when there is none.
	Vendor  *Vendor
	notices []Notice
}

// Workspace is one go.work with what belongs to it.
type Workspace struct {
	File         string
	Go           Value
	Toolchain    Value
	Godebug      []Value
	Uses         []Value // Text is the folder as written, cleaned; sorted
	Replacements []Replacement
	Sum          *File // go.work.sum; nil when there is none
	// Vendor is what a vendor/modules.txt "## workspace" says; nil when there is none.
	Vendor *Vendor
}

// Value is a directive's value and the line that holds it.
type Value struct {
	Name string
	Text string
	Line int
}

// Requirement is a require line of go.mod.
type Requirement struct {
	Path     string
	Version  string // canonical
	Indirect bool
	Line     int
}

// VersionedLine is a module version named by a directive.
type VersionedLine struct {
	Path    string
	Version string
	Line    int
}

// Replacement is a replace line. NewVersion is empty when NewPath is a folder.
type Replacement struct {
	Path       string
	Version    string // empty: every version
	NewPath    string
	NewVersion string
	Line       int
}

// Target names what a replacement puts in place: "path@version", or the folder.
func (r Replacement) Target() string {
	if r.NewVersion == "" {
		return r.NewPath
	}
	return r.NewPath + "@" + r.NewVersion
}

// requirement returns the require line for path.
func (m Module) requirement(path string) (Requirement, bool) {
	i, ok := searchBy(m.Requirements, path, func(r Requirement) string { return r.Path })
	if !ok {
		return Requirement{}, false
	}
	return m.Requirements[i], true
}

// replacement returns the replace line that the go command applies to a module version: one that
// names the version before one that names none.
func replacement(lines []Replacement, path, version string) (Replacement, bool) {
	for _, v := range []string{version, ""} {
		i, ok := slices.BinarySearchFunc(lines, Replacement{Path: path, Version: v}, compareOld)
		if ok {
			return lines[i], true
		}
	}
	return Replacement{}, false
}

// compareOld is the order of Replacements.
func compareOld(a, b Replacement) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version))
}
