package revision

import (
	"path"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/soakgate/soakgate/diffing"
)

// takeInMoved takes in the module files of a skipped folder at head that a module was moved to: base has
// a go.mod that takes part and head does not, and a skipped one that came or changed declares the same
// module path. Left out, an upgrade made together with the move would look like a removal.
//
// The way back is not symmetric on purpose: what a skipped folder held at base was never looked at, so a
// module that moves out of one arrives as new.
func (c *comparison) takeInMoved() error {
	var lost, hidden []wanted
	for _, d := range c.deltas {
		if !strings.HasSuffix(d.path, ".mod") || !c.scope.isModuleFile(d.path) {
			continue
		}
		skipped := c.scope.skipReason(d.path) != ""
		w := wanted{path: d.path, limit: maxBytes(d.path)}
		switch {
		case skipped && d.head >= 0 && c.head.files[d.head].mode != modeSubmodule:
			hidden = append(hidden, w)
		case !skipped && d.head < 0 && d.base >= 0 && c.base.files[d.base].mode != modeSubmodule:
			lost = append(lost, w)
		}
	}
	return c.head.takeIn(hidden, c.base, lost)
}

// takeIn takes in the hidden files that declare the module path of one that the other side alone has.
// One that cannot be read could be any module.
func (s *side) takeIn(hidden []wanted, other *side, lost []wanted) error {
	if len(hidden) == 0 || len(lost) == 0 {
		return nil
	}
	files, err := other.read(lost)
	if err != nil {
		return err
	}
	modules := map[string]bool{}
	for _, f := range files {
		modules[modulePath(f)] = true
	}
	delete(modules, "")
	if files, err = s.read(hidden); err != nil {
		return err
	}
	s.moved = map[string]bool{}
	for _, f := range files {
		if f.Trouble != "" || modules[modulePath(f)] {
			s.moved[path.Dir(f.Path)] = true
		}
	}
	return nil
}

// modulePath is the module that a file declares, as well as that can be told; "" for none.
func modulePath(f diffing.File) string {
	if parsed, err := modfile.ParseLax(f.Path, f.Data, nil); err == nil && parsed.Module != nil {
		return parsed.Module.Mod.Path // the module directive may be a block, which ModulePath does not know
	}
	return modfile.ModulePath(f.Data)
}

// skipReason is that of the scope, except for the folders that were taken in at the side.
func (c *comparison) skipReason(s *side, file string) string {
	if s.moved[moduleFolder(file)] {
		return ""
	}
	return c.scope.skipReason(file)
}
