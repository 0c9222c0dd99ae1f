package diffing

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// diffVendor lists vendored modules whose code differs although their version and replacement do
// not. The go command builds such code without a word, and go version -m reports the claimed version.
//
// A package that modules.txt newly lists, or lists no more, explains files that came or went in its
// folder; nothing explains a file that changed.
func diffVendor(base, head ModuleSet, b, h Module) []Change {
	if b.Vendor == nil || h.Vendor == nil {
		return nil
	}
	before, after := vendorFiles(base.contents, b.Vendor), vendorFiles(head.contents, h.Vendor)
	first := map[string]string{} // by module path, the first file that nothing explains
	note := func(file, what string) {
		owner := cmp.Or(vendorOwner(h.Vendor, file), vendorOwner(b.Vendor, file))
		if _, ok := first[owner]; !ok && !versionMoved(b.Vendor, h.Vendor, owner) && !explained(b.Vendor, h.Vendor, owner, file, what) {
			first[owner] = file + " " + what
		}
	}
	for _, file := range slices.Sorted(maps.Keys(after)) {
		if digest, ok := before[file]; !ok {
			note(file, "came")
		} else if digest != after[file] {
			note(file, "changed")
		}
	}
	for _, file := range slices.Sorted(maps.Keys(before)) {
		if _, ok := after[file]; !ok {
			note(file, "went")
		}
	}
	return vendorChanges(h.Vendor, first)
}

func vendorChanges(v *Vendor, first map[string]string) []Change {
	var changes []Change
	for _, owner := range slices.Sorted(maps.Keys(first)) {
		m, _ := v.module(owner)
		c := Change{ModuleFile: v.File, Kind: KindVendor, Path: owner, From: m.Version, To: m.Version, Step: StepNone, Line: m.Line,
			Danger: fmt.Sprintf("its vendored code differs while its version does not (%s)", first[owner])}
		if owner == "" {
			c.Path = path.Dir(v.File)
			c.Danger = fmt.Sprintf("a file in the vendor folder belongs to no module of modules.txt (%s)", first[owner])
		}
		changes = append(changes, c)
	}
	return changes
}

// vendorFiles maps the files below a vendor folder, relative to it, to their digests.
func vendorFiles(contents []Content, v *Vendor) map[string]string {
	prefix := path.Dir(v.File) + "/"
	files := map[string]string{}
	start, _ := searchBy(contents, prefix, func(c Content) string { return c.Path })
	for _, c := range contents[start:] {
		file, ok := strings.CutPrefix(c.Path, prefix)
		if !ok {
			break
		}
		if file != "modules.txt" {
			files[file] = c.Digest
		}
	}
	return files
}

// vendorOwner returns the vendored module that a file (relative to the vendor folder) belongs to: the
// one with the longest path; "" for a file of none.
func vendorOwner(v *Vendor, file string) string {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if m, ok := v.module(dir); ok && !m.ReplaceOnly {
			return m.Path
		}
	}
	return ""
}

func versionMoved(b, h *Vendor, owner string) bool {
	was, inBase := b.module(owner)
	is, inHead := h.module(owner)
	return owner != "" && (inBase != inHead || was.Version != is.Version || was.Target != is.Target)
}

// explained reports whether the package list of modules.txt accounts for a file that came or went.
// go mod vendor copies whole packages, and licence and embedded files beside them.
func explained(b, h *Vendor, owner, file, what string) bool {
	was, _ := b.module(owner)
	is, _ := h.module(owner)
	if what == "changed" || slices.Equal(was.Packages, is.Packages) {
		return false
	}
	dir := path.Dir(file)
	_, listedBefore := slices.BinarySearch(was.Packages, dir)
	_, listedAfter := slices.BinarySearch(is.Packages, dir)
	if listedBefore || listedAfter {
		return listedBefore != listedAfter
	}
	return !strings.HasSuffix(file, ".go")
}
