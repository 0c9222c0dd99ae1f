package revision

import (
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

const (
	maxTexts       = 200
	maxTextBytes   = 256 << 10
	maxPolicyBytes = 1 << 20
)

// readTexts reads the policy file of both sides, and the build and Go files that differ. It returns
// how many of those are beyond the limit.
func (c *comparison) readTexts(p *Pair) (leftOut int, err error) {
	files, leftOut := c.changedTexts()
	files = append(files, wanted{path: PolicyFile, limit: maxPolicyBytes})
	slices.SortFunc(files, func(a, b wanted) int { return strings.Compare(a.path, b.path) })
	if p.Base.Texts, err = c.base.read(files); err != nil {
		return 0, err
	}
	p.Head.Texts, err = c.head.read(files)
	return leftOut, err
}

// changedTexts lists the changed files that people write settings in, build files first. Vendored Go
// files are not main packages, so nothing in them sets anything.
func (c *comparison) changedTexts() (files []wanted, leftOut int) {
	var builds, sources []wanted
	for _, d := range c.deltas {
		text, build := isText(d.path)
		switch {
		case !text || d.path == PolicyFile:
		case build:
			builds = append(builds, wanted{path: d.path, limit: maxTextBytes})
		case !strings.Contains("/"+d.path, "/vendor/"):
			sources = append(sources, wanted{path: d.path, limit: maxTextBytes})
		}
	}
	files = append(builds, sources...)
	if len(files) > maxTexts {
		return files[:maxTexts], len(files) - maxTexts
	}
	return files, 0
}

// readModules reads every module file that takes part, and digests what they point to.
func (c *comparison) readModules(p *Pair, base, head []string) (err error) {
	for _, r := range []struct {
		side  *side
		files []string
		into  *diffing.Tree
	}{{c.base, base, &p.Base}, {c.head, head, &p.Head}} {
		var files []wanted
		for _, file := range r.files {
			files = append(files, wanted{path: file, limit: maxBytes(file)})
		}
		if r.into.Files, err = r.side.read(files); err != nil {
			return err
		}
		if r.into.Contents, err = c.contents(r.side); err != nil {
			return err
		}
	}
	return nil
}

// policyOf returns the policy file of a tree, or nothing. Where it is a symbolic link, the file behind
// it can change without it.
func policyOf(t diffing.Tree) []diffing.File {
	return slices.DeleteFunc(slices.Clone(t.Texts), func(f diffing.File) bool { return f.Path != PolicyFile })
}
