package diffing

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// requirementDiff compares the require and replace lines of one main module.
type requirementDiff struct {
	differ             *differ
	base, head         Module
	sumsBase, sumsHead sums
	// workspace says that the lines are those of a go.work, which work for every module it uses.
	workspace bool
}

// state is one module path at one side.
type state struct {
	required bool
	Requirement
	replaced bool
	by       Replacement
}

// changes lists every module path whose requirement or effective replacement differs.
func (r requirementDiff) changes() []Change {
	var changes []Change
	for _, p := range r.paths() {
		b, h := stateOf(r.base, p), stateOf(r.head, p)
		if c, differs := r.change(p, b, h); differs {
			changes = append(changes, c)
		}
	}
	changes = append(changes, r.unmatchedReplacements()...)
	changes = relocate(changes, r.differ.renames)
	r.noteSurvivors(changes)
	r.refuseCaseTwins(changes)
	return changes
}

// paths lists every required path of both sides, sorted.
func (r requirementDiff) paths() []string {
	paths := make([]string, 0, len(r.head.Requirements)+8)
	i, j := 0, 0
	b, h := r.base.Requirements, r.head.Requirements
	for i < len(b) || j < len(h) {
		switch {
		case j == len(h) || (i < len(b) && b[i].Path < h[j].Path):
			paths = append(paths, b[i].Path)
			i++
		case i == len(b) || h[j].Path < b[i].Path:
			paths = append(paths, h[j].Path)
			j++
		default:
			paths = append(paths, h[j].Path)
			i, j = i+1, j+1
		}
	}
	return paths
}

func stateOf(m Module, modulePath string) state {
	var s state
	s.Requirement, s.required = m.requirement(modulePath)
	if s.required && len(m.Replacements) > 0 {
		s.by, s.replaced = replacement(m.Replacements, modulePath, s.Version)
	}
	return s
}

func (s state) target() string {
	if !s.replaced {
		return ""
	}
	return s.by.Target()
}

// change compares one module path. The kind that matters most to a reviewer wins: a replacement
// before a version, a version before the indirect mark.
func (r requirementDiff) change(modulePath string, b, h state) (Change, bool) {
	if b.required && h.required && b.Version == h.Version && b.Indirect == h.Indirect && !b.replaced && !h.replaced {
		return Change{}, false // nearly all of them: no hash is looked up
	}
	c := Change{ModuleFile: r.head.File, Path: modulePath, From: b.Version, To: h.Version,
		ReplaceFrom: b.target(), ReplaceTo: h.target(), Step: StepBetween(b.Version, h.Version), Indirect: h.Indirect, IndirectFrom: b.Indirect,
		Line: cmp.Or(h.Line, b.Line)}
	c.SumFrom, c.SumTo = r.sum(b, r.base, r.sumsBase, r.differ.sides.Base), r.sum(h, r.head, r.sumsHead, r.differ.sides.Head)
	switch {
	case !b.required:
		c.Kind = KindAdded
	case !h.required:
		c.Kind, c.Indirect = KindRemoved, b.Indirect
	case c.ReplaceFrom != c.ReplaceTo:
		c.Kind = KindReplaced
		if b.replaced && h.replaced && b.by.NewPath == h.by.NewPath {
			c.Step = StepBetween(b.by.NewVersion, h.by.NewVersion)
		}
	case folderDiffers(c):
		c.Kind = KindReplaced
		c.Notes = append(c.Notes, fmt.Sprintf("the code in %s differs", c.ReplaceTo))
	case b.Version != h.Version:
		c.Kind = movement(b.Version, h.Version)
		if c.ReplaceTo != "" {
			c.Inert = fmt.Sprintf("%s replaces every version at both sides", c.ReplaceTo)
		}
	case b.Indirect != h.Indirect:
		c.Kind = KindMarker
		c.SumFrom, c.SumTo = "", ""
	default:
		return Change{}, false
	}
	if c.AltersReplacement() {
		c.ReplaceVersionFrom, c.ReplaceVersionTo = b.by.Version, h.by.Version
	}
	if h.replaced && c.AltersReplacement() {
		c.Line = cmp.Or(h.by.Line, c.Line)
		c.Danger = r.folderDanger(h.by)
	}
	r.describe(&c, b, h)
	return c, true
}

// describe adds the notes that a reviewer needs beside the kind.
func (r requirementDiff) describe(c *Change, b, h state) {
	if b.required && h.required && b.Indirect != h.Indirect && c.Kind != KindMarker {
		c.Notes = append(c.Notes, markerNote(h.Indirect))
	}
	if c.Kind == KindMarker {
		c.Notes = append(c.Notes, markerNote(h.Indirect))
	}
	if !h.required || b.Version == h.Version {
		return
	}
	switch {
	case h.Version == placeholder && !h.replaced:
		c.Danger = "a placeholder version without a replace: nothing can be built from it"
	case module.IsPseudoVersion(h.Version) && h.Version != placeholder:
		c.Notes = append(c.Notes, "an untagged commit, not a release")
	case semver.Prerelease(h.Version) != "" && !module.IsPseudoVersion(h.Version):
		c.Notes = append(c.Notes, "a prerelease, not a release")
	}
	if c.Kind == KindDowngraded {
		c.Notes = append(c.Notes, "a downgrade can bring old defects back")
	}
}

func markerNote(indirect bool) string {
	if indirect {
		return "no longer required directly"
	}
	return "now required directly"
}

// folderDiffers reports whether a module is replaced by the same folder at both sides, and the code
// in the folder differs.
func folderDiffers(c Change) bool {
	return c.ReplaceFrom == c.ReplaceTo && modfile.IsDirectoryPath(c.ReplaceTo) && c.SumFrom != c.SumTo
}

// sum is the hash of what is built for a module at one side: of the replacement where there is one,
// and the content digest for a folder.
func (r requirementDiff) sum(s state, m Module, lines sums, side ModuleSet) string {
	switch {
	case !s.required:
		return ""
	case !s.replaced:
		return lines.hash(s.Path, s.Version)
	case s.by.NewVersion != "":
		return lines.hash(s.by.NewPath, s.by.NewVersion)
	}
	folder, inside := insideFolder(m.File, s.by.NewPath)
	if !inside {
		return ""
	}
	digest, ok := contentDigest(side.contents, folder)
	if !ok {
		return ""
	}
	return digest
}

// insideFolder resolves a replace folder against its go.mod, and says whether it stays in the tree.
func insideFolder(file, folder string) (string, bool) {
	folder = strings.ReplaceAll(folder, `\`, "/")
	if path.IsAbs(folder) || (len(folder) > 1 && folder[1] == ':') {
		return "", false
	}
	joined := path.Join(path.Dir(file), folder)
	return joined, joined != ".." && !strings.HasPrefix(joined, "../")
}

// folderDanger says why a replacement by a folder makes the build depend on the machine; "" when it
// does not.
func (r requirementDiff) folderDanger(by Replacement) string {
	if by.NewVersion != "" {
		return ""
	}
	head := r.differ.sides.Head
	folder, inside := insideFolder(r.head.File, by.NewPath)
	switch {
	case !inside:
		return fmt.Sprintf("the folder %s is outside the repository: what is built depends on the machine", by.NewPath)
	case !head.complete:
		return ""
	}
	if _, ok := contentDigest(head.contents, folder); !ok {
		return fmt.Sprintf("the folder %s does not exist in the repository", by.NewPath)
	}
	return ""
}

// unmatchedReplacements lists replace lines that differ, or whose folder does, and match no requirement.
// In a module that lists its whole build list (go 1.17) they have no effect, unless a workspace spreads
// them.
func (r requirementDiff) unmatchedReplacements() []Change {
	var changes []Change
	b, h := unmatched(r.base), unmatched(r.head)
	for _, line := range h {
		if i := slices.IndexFunc(b, sameOld(line)); i >= 0 {
			c := r.unmatchedChange(b[i], line)
			if c.AltersReplacement() || c.Inert == "" && folderDiffers(c) {
				changes = append(changes, c)
			}
		} else if _, required := r.base.requirement(line.Path); !required || !slices.ContainsFunc(r.base.Replacements, sameOld(line)) {
			changes = append(changes, r.unmatchedChange(Replacement{}, line))
		}
	}
	for _, line := range b {
		if !slices.ContainsFunc(h, sameOld(line)) && !slices.ContainsFunc(r.head.Replacements, sameOld(line)) {
			changes = append(changes, r.unmatchedChange(line, Replacement{}))
		}
	}
	return changes
}

func sameOld(line Replacement) func(Replacement) bool {
	return func(r Replacement) bool { return r.Path == line.Path && r.Version == line.Version }
}

// unmatched lists replace lines that the module's own requirements do not use.
func unmatched(m Module) []Replacement {
	var out []Replacement
	for _, line := range m.Replacements {
		used := false
		if r, ok := m.requirement(line.Path); ok {
			by, _ := replacement(m.Replacements, r.Path, r.Version)
			used = by == line
		}
		if !used {
			out = append(out, line)
		}
	}
	return out
}

func (r requirementDiff) unmatchedChange(b, h Replacement) Change {
	c := Change{ModuleFile: r.head.File, Kind: KindReplaced, Path: cmp.Or(h.Path, b.Path), Step: StepNone, Directive: "replace",
		ReplaceVersionFrom: b.Version, ReplaceVersionTo: h.Version, Line: cmp.Or(h.Line, b.Line)}
	if b.Path != "" {
		c.ReplaceFrom = b.Target()
		c.SumFrom = r.sum(state{required: true, replaced: true, by: b}, r.base, r.sumsBase, r.differ.sides.Base)
	}
	if h.Path != "" {
		c.ReplaceTo = h.Target()
		c.SumTo = r.sum(state{required: true, replaced: true, by: h}, r.head, r.sumsHead, r.differ.sides.Head)
	}
	if h.Path != "" && c.AltersReplacement() {
		c.Danger = r.folderDanger(h)
	}
	switch {
	case c.Danger == "" && r.unmatchedIsInert():
		c.Inert = "the replace matches no requirement"
	case folderDiffers(c):
		c.Notes = []string{fmt.Sprintf("the code in %s differs", c.ReplaceTo)}
	case !r.workspace:
		c.Notes = []string{"this replace matches no requirement"}
	}
	return c
}

// unmatchedIsInert reports whether a replace line that matches no requirement has no effect at either
// side: go.mod lists every module that is built, and no workspace spreads the line to other modules. A
// side without the module says nothing against it.
func (r requirementDiff) unmatchedIsInert() bool {
	if r.workspace || len(r.differ.sides.Base.Workspaces)+len(r.differ.sides.Head.Workspaces) > 0 {
		return false
	}
	return !unpruned(r.base) && !unpruned(r.head)
}

// unpruned reports whether a go.mod leaves indirect modules out: before go 1.17.
func unpruned(m Module) bool { return m.Path != "" && goMinor(m.Go.Text) < 17 }

// refuseCaseTwins marks a new path that differs from another one only in case: on a disk that folds
// case they are one, and one of them is often an impostor.
func (r requirementDiff) refuseCaseTwins(changes []Change) {
	for i := range changes {
		c := &changes[i]
		if c.Kind != KindAdded && c.Kind != KindRelocated {
			continue
		}
		for _, q := range r.head.Requirements {
			if len(q.Path) == len(c.Path) && q.Path != c.Path && strings.EqualFold(q.Path, c.Path) {
				c.Danger = fmt.Sprintf("it differs from %s only in case", q.Path)
			}
		}
	}
}
