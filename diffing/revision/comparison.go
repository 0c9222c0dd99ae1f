package revision

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// comparison finds what differs between two listed sides, and reads as much of both as that takes.
type comparison struct {
	scope      scope
	base, head *side
	deltas     []delta
	// roots are the vendor folders, the folders that replace directives name, what the symbolic links
	// below those lead to, and the files that a module file is a symbolic link to.
	roots map[string]bool
}

// delta is a path that differs. base and head are positions in the listings, -1 where it is absent.
type delta struct {
	path       string
	base, head int
}

func (c *comparison) pair() (Pair, error) {
	p := Pair{Base: c.base.tree(), Head: c.head.tree()}
	c.base.findModules(c.scope)
	c.head.findModules(c.scope)
	err := c.compare()
	if err != nil {
		return Pair{}, err
	}
	for _, d := range c.deltas {
		p.Changed = append(p.Changed, d.path)
	}
	baseFiles, headFiles := c.moduleFiles(c.base), c.moduleFiles(c.head)
	p.ModuleFiles = len(headFiles)
	if max(len(baseFiles), len(headFiles)) > maxModuleFiles {
		return Pair{}, tooMany("module files", maxModuleFiles)
	}
	p.Skipped = c.skipped()
	if p.TextsLeftOut, err = c.readTexts(&p); err != nil {
		return Pair{}, err
	}
	p.PolicyEdited = slices.Contains(p.Changed, PolicyFile) || !slices.EqualFunc(policyOf(p.Base), policyOf(p.Head),
		func(a, b diffing.File) bool { return bytes.Equal(a.Data, b.Data) && a.Trouble == b.Trouble })
	if p.Same = !slices.ContainsFunc(c.deltas, c.matters); p.Same {
		return p, nil
	}
	err = c.readModules(&p, baseFiles, headFiles)
	p.Problems = c.problems()
	return p, err
}

// compare finds the deltas and the roots. A folder that is no repository may hold anything, so of
// such a side only the paths that could matter are read: which they are below a root is known once
// the module files are.
func (c *comparison) compare() (err error) {
	excerpt := !c.base.complete || !c.head.complete
	if c.deltas, err = c.diff(func(path string) bool { return !excerpt || c.watched(path) }); err != nil {
		return err
	}
	if err := c.readRoots(excerpt); err != nil || !excerpt {
		return err
	}
	below, err := c.diff(func(path string) bool { return !c.watched(path) && c.belowRoot(path) })
	c.deltas = append(c.deltas, below...)
	slices.SortFunc(c.deltas, func(a, b delta) int { return strings.Compare(a.path, b.path) })
	return err
}

// findModules finds what is named like a module file, once.
func (s *side) findModules(sc scope) {
	for i, e := range s.files {
		if e.mode != modeSubmodule && sc.match(e.path) != matchNone {
			s.modules = append(s.modules, i)
		}
	}
}

func (s *side) tree() diffing.Tree {
	return diffing.Tree{Name: s.name, Revision: s.revision, Complete: s.complete}
}

// watched are the paths that matter in any folder.
func (c *comparison) watched(path string) bool {
	text, _ := isText(path)
	return text || path == PolicyFile || c.scope.match(path) != matchNone
}

// diff lists the wanted paths that differ, sorted.
func (c *comparison) diff(want func(string) bool) ([]delta, error) {
	var out []delta
	base, head := c.base.files, c.head.files
	for b, h := 0, 0; b < len(base) || h < len(head); {
		// Most files are these: the two sides hold the very same strings then, which are not even looked at.
		if b < len(base) && h < len(head) && base[b] == head[h] && base[b].oid != "" {
			b, h = b+1, h+1
			continue
		}
		d := delta{base: b, head: h}
		switch {
		case h == len(head) || b < len(base) && base[b].path < head[h].path:
			d.path, d.head = base[b].path, -1
			b++
		case b == len(base) || base[b].path > head[h].path:
			d.path, d.base = head[h].path, -1
			h++
		default:
			d.path = base[b].path
			b, h = b+1, h+1
		}
		if !want(d.path) {
			continue
		}
		same, err := c.same(d)
		if err != nil {
			return nil, err
		}
		if !same {
			out = append(out, d)
		}
	}
	return out, nil
}

// same compares bytes by their hash. Permission bits change nothing about a module.
func (c *comparison) same(d delta) (bool, error) {
	if d.base < 0 || d.head < 0 {
		return false, nil
	}
	b, h := &c.base.files[d.base], &c.head.files[d.head]
	if b.mode.kind() != h.mode.kind() || b.mode.kind() == modeOther.kind() {
		return false, nil
	}
	was, err := c.base.hash(d.base)
	if err != nil {
		return false, err
	}
	is, err := c.head.hash(d.head)
	return was == is, err
}

// matters reports whether a path that differs keeps the sides from being the same.
func (c *comparison) matters(d delta) bool {
	if c.belowRoot(d.path) {
		return true
	}
	if c.scope.match(d.path) != matchNone || c.submodule(d) {
		return c.scope.skipReason(d.path) == ""
	}
	return c.link(d)
}

// submodule reports whether a submodule came, went or moved. A nested repository that is none does not
// count: no commit can hold it.
func (c *comparison) submodule(d delta) bool {
	is := func(s *side, i int) bool { return i >= 0 && s.files[i].mode == modeSubmodule && !s.files[i].disk }
	return is(c.base, d.base) || is(c.head, d.head)
}

// link reports whether a symbolic link came, went or moved: it may lead to a module file, or to a
// folder that a replace directive names.
func (c *comparison) link(d delta) bool {
	is := func(s *side, i int) bool { return i >= 0 && s.files[i].mode.kind() == modeSymlink }
	return is(c.base, d.base) || is(c.head, d.head)
}

// moduleFiles lists the module files of a side that take part, sorted.
func (c *comparison) moduleFiles(s *side) []string {
	var out []string
	for _, i := range s.modules {
		if file := s.files[i].path; c.scope.isModuleFile(file) && c.skipReason(s, file) == "" {
			out = append(out, file)
		}
	}
	return out
}

// skipped lists the module files of both sides that take no part, with the reason.
func (c *comparison) skipped() []diffing.Skipped {
	var out []diffing.Skipped
	for _, s := range []*side{c.base, c.head} {
		twins := s.twins()
		for _, i := range s.modules {
			file := s.files[i].path
			reason := c.skipReason(s, file)
			if reason == "" && c.scope.match(file) == matchFolded && twins[file] == "" {
				reason = "its name differs in case from the one that the go command reads"
			}
			if reason != "" {
				out = append(out, diffing.Skipped{Path: file, Reason: reason})
			}
		}
	}
	slices.SortFunc(out, func(a, b diffing.Skipped) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Reason, b.Reason))
	})
	return slices.Compact(out)
}
