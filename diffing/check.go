package diffing

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// checker collects what is wrong with one module file beyond its syntax: modfile.Parse accepts paths
// that module.CheckPath refuses, and duplicates that the go command calls untidy.
type checker struct {
	file     string
	valid    validVersions
	problems []Problem
	notices  []Notice
}

// validVersions remembers which module versions passed module.Check: the go.mod files of a large
// repository name the same ones over and over.
type validVersions map[module.Version]bool

func (c *checker) add(line, column int, message, hint string) {
	c.problems = append(c.problems, Problem{File: c.file, Line: line, Column: column, Message: message, Hint: hint})
}

// pathVersion checks one module path with its version; an empty version is allowed.
func (c *checker) pathVersion(l *modfile.Line, verb, path, version string) {
	mod := module.Version{Path: path, Version: version}
	if c.valid[mod] {
		return
	}
	err := module.CheckPath(path)
	if err == nil && version != "" {
		err = module.Check(path, version)
	}
	if err == nil {
		c.valid[mod] = true
	} else {
		c.add(lineOf(l), 0, fmt.Sprintf("%s %q: %s", verb, strings.TrimSpace(path+" "+version), reason(err)),
			"the go command cannot fetch this; look for a typing error or hidden characters")
	}
}

func (c *checker) requirements(lines []*modfile.Require) []Requirement {
	var out []Requirement
	for _, r := range lines {
		c.pathVersion(r.Syntax, "require", r.Mod.Path, r.Mod.Version)
		c.canonical(r.Syntax, r.Mod)
		out = append(out, Requirement{Path: r.Mod.Path, Version: r.Mod.Version, Indirect: r.Indirect, Line: lineOf(r.Syntax)})
	}
	slices.SortStableFunc(out, func(a, b Requirement) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(out, func(b, a Requirement) bool { // the later line comes first
		if a.Path != b.Path {
			return false
		}
		if a.Version != b.Version {
			c.add(b.Line, 0, fmt.Sprintf("%s is required twice: %s in line %d and %s here", a.Path, a.Version, a.Line, b.Version),
				"go mod tidy keeps the higher one")
		}
		return true
	})
}

// canonical reports a version text that x/mod silently rewrites, such as v0.9 for v0.9.0: what the
// file says and what is compared differ.
func (c *checker) canonical(l *modfile.Line, mod module.Version) {
	if l == nil || len(l.Token) == 0 {
		return
	}
	text := strings.Trim(l.Token[len(l.Token)-1], "\"`")
	if text != mod.Version && semver.IsValid(text) {
		c.notices = append(c.notices, Notice{Code: "not-canonical",
			Message: fmt.Sprintf("%s:%d: %s %s is read as %s, as the go command does", c.file, lineOf(l), mod.Path, text, mod.Version)})
	}
}

func (c *checker) replacements(lines []*modfile.Replace) []Replacement {
	var out []Replacement
	for _, r := range lines {
		c.pathVersion(r.Syntax, "replace", r.Old.Path, r.Old.Version)
		if !modfile.IsDirectoryPath(r.New.Path) {
			c.pathVersion(r.Syntax, "replace by", r.New.Path, r.New.Version)
		} else if strings.ContainsFunc(r.New.Path, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			c.add(lineOf(r.Syntax), 0, fmt.Sprintf("replace by folder %q: control characters", r.New.Path), "rename the folder")
		}
		out = append(out, Replacement{Path: r.Old.Path, Version: r.Old.Version, NewPath: r.New.Path, NewVersion: r.New.Version, Line: lineOf(r.Syntax)})
	}
	slices.SortStableFunc(out, func(a, b Replacement) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version))
	})
	for i := 1; i < len(out); i++ {
		a, b := out[i-1], out[i]
		if a.Path == b.Path && a.Version == b.Version {
			c.add(b.Line, 0, fmt.Sprintf("%s is replaced twice: in line %d and here", strings.TrimSpace(b.Path+" "+b.Version), a.Line),
				"the go command refuses this; keep one line")
		}
	}
	return out
}

// excludes also finds the exclusion of the module's own requirement, which the go command answers
// with "updates to go.mod needed".
func (c *checker) excludes(lines []*modfile.Exclude, m Module) []VersionedLine {
	var out []VersionedLine
	for _, e := range lines {
		c.pathVersion(e.Syntax, "exclude", e.Mod.Path, e.Mod.Version)
		if r, ok := m.requirement(e.Mod.Path); ok && r.Version == e.Mod.Version {
			c.add(lineOf(e.Syntax), 0, fmt.Sprintf("%s %s is excluded, and required in line %d", r.Path, r.Version, r.Line),
				"go.mod is not tidy: run go mod tidy")
		}
		out = append(out, VersionedLine{Path: e.Mod.Path, Version: e.Mod.Version, Line: lineOf(e.Syntax)})
	}
	slices.SortStableFunc(out, func(a, b VersionedLine) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version))
	})
	return slices.CompactFunc(out, func(a, b VersionedLine) bool { return a.Path == b.Path && a.Version == b.Version })
}

// toolchainForm is go1.N, go1.N.P or go1.NrcP with an optional suffix of letters, digits, dots and
// underscores. x/mod accepts any text after "go1.", a path among others.
var toolchainForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(default|go1(\.\d+){0,2}((rc|beta)\d+)?(-[\w.]+)?)$`)
})

func (c *checker) toolchain(t *modfile.Toolchain) Value {
	if !toolchainForm().MatchString(t.Name) {
		c.add(lineOf(t.Syntax), 0, fmt.Sprintf("toolchain %q is not the name of a Go toolchain", t.Name), "expected go1.N.P, with an optional -suffix")
	}
	return Value{Name: "toolchain", Text: t.Name, Line: lineOf(t.Syntax)}
}
