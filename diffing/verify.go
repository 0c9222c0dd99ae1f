package diffing

import (
	"fmt"
	"path"
)

// sumPair is what the go.sum files of one module say at both sides, with the go.work.sum files above.
type sumPair struct {
	base, head         sums
	workBase, workHead sums
}

func (p sumPair) atBase(modulePath, version string) string {
	return firstHash(p.base, p.workBase, modulePath, version)
}

func (p sumPair) atHead(modulePath, version string) string {
	return firstHash(p.head, p.workHead, modulePath, version)
}

func firstHash(own, work sums, modulePath, version string) string {
	if hash := own.look(modulePath, version); hash != "" {
		return hash
	}
	return work.look(modulePath, version)
}

// verify finds contradictions at head that keep anybody from saying what is built: a requirement
// without a hash, a hash that went, vendored code that go.mod does not describe. Only what changed is
// looked at, so that an old untidiness elsewhere does not stop an unrelated update.
func (d *differ) verify(b, h Module, base, head sums) {
	d.vendorProblems(moduleScope(d.sides.Head, h), h.Vendor, h.Path)
	workBase, workHead := d.sides.Base.workSum(b.File), d.sides.Head.workSum(h.File)
	pair := sumPair{base: base, head: head, workBase: d.parsedOnce(workBase), workHead: d.parsedOnce(workHead)}
	sumsAtBase := b.Sum != nil || workBase != nil
	if !sumsAtBase && h.Sum == nil && workHead == nil {
		// Neither side ever had one: a single go.mod given by path, a module vendored throughout.
		d.withoutSum = append(d.withoutSum, h.File)
		return
	}
	if b.Sum != nil && h.Sum == nil && workHead == nil {
		d.sumRemoved(h)
		return
	}
	uncompared, differ := 0, d.sumsDiffer(b, h)
	for _, r := range h.Requirements {
		is := built(h, r)
		was, required := b.requirement(r.Path)
		switch {
		case is.version == "" || is.version == placeholder:
		case !required || built(b, was) != is:
			if !pair.hasAtHead(is) {
				d.missingHash(h, r, is, "has no hash in")
			}
		case sumsAtBase && differ:
			d.unmoved(h, r, is, pair)
		case !sumsAtBase:
			uncompared++
		}
	}
	if uncompared > 0 {
		d.notice("sum-arrives", "%s arrives with the hashes of %d versions that did not move: compare with the checksum database", path.Base(sumName(h)), uncompared)
	}
}

// built is the module version that the go command takes for a requirement; of no version for a folder.
func built(m Module, r Requirement) sumKey {
	if by, replaced := replacement(m.Replacements, r.Path, r.Version); replaced {
		return sumKey{by.NewPath, by.NewVersion}
	}
	return sumKey{r.Path, r.Version}
}

func (p sumPair) hasAtHead(k sumKey) bool {
	return p.head.has(k.path, k.version) || p.workHead.has(k.path, k.version)
}

// unmoved looks at the hashes of a version that both sides build. One that goes lets the next change
// bring any other (S5); one that comes was never compared with anything.
func (d *differ) unmoved(h Module, r Requirement, is sumKey, pair sumPair) {
	was, now := pair.atBase(is.path, is.version), pair.atHead(is.path, is.version)
	modOnly := is.version + "/go.mod"
	modWent := pair.atBase(is.path, modOnly) != "" && pair.atHead(is.path, modOnly) == ""
	if was != "" && now == "" {
		file := sumName(h)
		if pair.base.look(is.path, is.version) == "" {
			file = d.sides.Base.workSum(h.File).Path
		}
		c := checksumChange(file, sum{Hash: was}, sum{Path: is.path, Version: is.version}, "")
		c.Notes = []string{dropped}
		d.checksums = append(d.checksums, c)
	}
	switch {
	case was != "" && now == "":
		d.missingHash(h, r, is, "has no hash any more in")
	case modWent:
		d.missingHash(h, r, is, "has no hash of its go.mod any more in")
	case was == "" && now != "":
		d.overdue[is] = true
	}
}

func (d *differ) missingHash(h Module, r Requirement, is sumKey, what string) {
	d.result.Problems = append(d.result.Problems, Problem{File: h.File, Line: r.Line, Side: "head",
		Message: fmt.Sprintf("%s %s %s %s", is.path, is.version, what, path.Base(sumName(h))),
		Hint:    "go.mod and go.sum do not belong together: run go mod tidy and commit both"})
}

// sumRemoved refuses a module whose go.sum went, unless nothing that it requires needs a hash.
func (d *differ) sumRemoved(h Module) {
	for _, r := range h.Requirements {
		if is := built(h, r); is.version != "" && is.version != placeholder {
			d.result.Problems = append(d.result.Problems, Problem{File: sumName(h), Side: "head", Message: path.Base(sumName(h)) + " was removed",
				Hint: "restore it, or run go mod tidy and commit it"})
			return
		}
	}
}

// sumsDiffer reports whether any go.sum that speaks for a module differs in its bytes.
func (d *differ) sumsDiffer(b, h Module) bool {
	return sumDiffers(b.Sum, h.Sum) || sumDiffers(d.sides.Base.workSum(b.File), d.sides.Head.workSum(h.File))
}

// workSum is the go.work.sum of the workspace nearest above a go.mod that has one; nil for none.
func (s ModuleSet) workSum(file string) *File {
	if len(s.Workspaces) == 0 {
		return nil
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		i, ok := searchBy(s.Workspaces, path.Join(dir, "go.work"), func(w Workspace) string { return w.File })
		if ok && s.Workspaces[i].Sum != nil {
			return s.Workspaces[i].Sum
		}
		if dir == "." {
			return nil
		}
	}
}

// parsedOnce parses a go.work.sum, which speaks for many modules, once.
func (d *differ) parsedOnce(f *File) sums {
	if f == nil {
		return nil
	}
	lines, ok := d.workSums[f]
	if !ok {
		lines, _ = parseSums(f)
		d.workSums[f] = lines
	}
	return lines
}
