package diffing

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// vendorDiff finds vendored code that differs although go.mod moved neither its version nor its
// replacement: modules.txt is believed only where go.mod, or go.work, moved as well.
type vendorDiff struct {
	base, head vendorSide
	moves      map[string]bool    // by module path, see moved
	changes    map[string]*Change // by module path, "" for files of no module
	unverified map[string]bool    // module paths whose new code nothing was compared with
}

func (v *vendorDiff) compare() []Change {
	v.drifts()
	for _, file := range slices.Sorted(maps.Keys(v.head.files)) {
		if digest, ok := v.base.files[file]; !ok {
			v.judge(file, "came")
		} else if digest != v.head.files[file] {
			v.judge(file, "changed")
		}
	}
	for _, file := range slices.Sorted(maps.Keys(v.base.files)) {
		if _, ok := v.head.files[file]; !ok {
			v.judge(file, "went")
		}
	}
	var changes []Change
	for _, owner := range slices.Sorted(maps.Keys(v.changes)) {
		changes = append(changes, *v.changes[owner])
	}
	return changes
}

// change is the one change of a vendored module.
func (v *vendorDiff) change(owner string) *Change {
	c, ok := v.changes[owner]
	if !ok {
		was, _ := v.base.vendor.module(owner)
		is, _ := v.head.vendor.module(owner)
		c = &Change{ModuleFile: v.head.vendor.File, Kind: KindVendor, Path: owner, From: was.Version, To: is.Version, Step: StepBetween(was.Version, is.Version), Line: is.Line}
		if owner == "" {
			c.Path, c.Step = v.head.folder(), StepNone
		}
		v.changes[owner] = c
	}
	return c
}

// judge explains one file that differs, or records that nothing does.
func (v *vendorDiff) judge(file, what string) {
	was, is := vendorOwner(v.base.vendor, file), vendorOwner(v.head.vendor, file)
	owner := cmp.Or(is, was)
	source, fromFolder := v.copiedFrom(is, file)
	switch {
	case what == "went" && was == "":
	case what != "went" && is == "":
		v.refuse("", "a file in the vendor folder belongs to no module of modules.txt", file, what)
	case fromFolder && source == v.head.files[file]:
	case fromFolder && what != "went":
		v.refuse(owner, "its vendored code is not that of the folder that replaces it", file, what)
	case v.moved(was) || v.moved(is):
		if what != "went" {
			v.unverified[owner] = true
		}
	case what == "went" && v.relisted(v.base, v.head, was, is, file):
	case what == "came" && v.relisted(v.head, v.base, is, was, file) && v.admits(is):
		c := v.change(owner)
		if len(c.Notes) == 0 || !strings.HasPrefix(c.Notes[len(c.Notes)-1], listedNote) {
			c.Notes = append(c.Notes, fmt.Sprintf("%s (%s)", listedNote, file))
		}
	default:
		why := "its vendored code differs while its version does not"
		if v.entryMoved(owner) {
			why = "its vendored code differs, and no go.mod confirms what modules.txt says of its version"
		}
		v.refuse(owner, why, file, what)
	}
}

const listedNote = "files arrive with packages that modules.txt newly lists, and nothing was compared with their source"

func (v *vendorDiff) refuse(owner, why, file, what string) {
	if c := v.change(owner); c.Danger == "" {
		c.Danger = fmt.Sprintf("%s (%s %s)", why, file, what)
	}
}

// vendorOwner returns the vendored module that a file (relative to the vendor folder) belongs to: the
// one with the longest path; "" for a file of none.
func vendorOwner(v *Vendor, file string) string {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if m, ok := v.module(dir); ok {
			return m.Path
		}
	}
	return ""
}

// entryMoved reports whether modules.txt says another version or replacement of a module.
func (v *vendorDiff) entryMoved(owner string) bool {
	was, inBase := v.base.vendor.module(owner)
	is, inHead := v.head.vendor.module(owner)
	return inBase != inHead || was.Version != is.Version || was.Target != is.Target
}

// moved reports whether modules.txt and go.mod both say another version or replacement. Of a module that
// no go.mod has to require (before go 1.17, or in a workspace) anything that go.mod moves may move it.
func (v *vendorDiff) moved(owner string) bool {
	moved, known := v.moves[owner]
	if known || owner == "" {
		return moved
	}
	if v.entryMoved(owner) {
		was, is := v.base.scope.claim(owner), v.head.scope.claim(owner)
		moved = was != is || v.drifted(owner) && v.base.scope.text() != v.head.scope.text()
	}
	v.moves[owner] = moved
	return moved
}

// drifted reports whether a module stays vendored, at another version that no go.mod states.
func (v *vendorDiff) drifted(owner string) bool {
	_, inBase := v.base.vendor.module(owner)
	_, inHead := v.head.vendor.module(owner)
	return inBase && inHead && v.entryMoved(owner) && !v.head.scope.pruned() && v.base.scope.claim(owner) == "" && v.head.scope.claim(owner) == ""
}

// drifts lists the modules that drifted: no line of a go.mod shows them to a reviewer.
func (v *vendorDiff) drifts() {
	for _, m := range v.head.vendor.Modules {
		if v.drifted(m.Path) && v.changes[m.Path] == nil {
			c := v.change(m.Path)
			c.Notes = append(c.Notes, "it is vendored at another version, which no go.mod states")
		}
	}
}

// admits reports whether modules.txt may list a module at head: pruned go.mod files name every one.
func (v *vendorDiff) admits(owner string) bool {
	return !v.head.scope.pruned() || v.head.scope.claim(owner) != ""
}

// relisted reports whether a package that modules.txt lists at the side with the file, and not at the
// one without, accounts for the file. go mod vendor copies whole packages, and licence and embedded
// files beside them.
func (v *vendorDiff) relisted(with, without vendorSide, owner, other, file string) bool {
	m, _ := with.vendor.module(owner)
	same, _ := without.vendor.module(owner)
	elsewhere, _ := without.vendor.module(other)
	_, listed := slices.BinarySearch(m.Packages, path.Dir(file))
	_, listedSame := slices.BinarySearch(same.Packages, path.Dir(file))
	_, listedElsewhere := slices.BinarySearch(elsewhere.Packages, path.Dir(file))
	if listed || listedSame || listedElsewhere {
		return listed && !listedSame && !listedElsewhere
	}
	return !slices.Equal(m.Packages, same.Packages) && !strings.HasSuffix(file, ".go")
}

// copiedFrom is the digest that a file has in the folder of the repository that replaces its module; ""
// where the folder does not hold it, and false where no such folder is known.
func (v *vendorDiff) copiedFrom(owner, file string) (string, bool) {
	m, ok := v.head.vendor.module(owner)
	if !ok || m.Target == "" || !modfile.IsDirectoryPath(m.Target) {
		return "", false
	}
	folder, inside := insideFolder(v.head.scope.file, m.Target)
	contents := v.head.scope.set.contents
	start, _ := searchBy(contents, folder+"/", func(c Content) string { return c.Path })
	if !inside || start == len(contents) || !strings.HasPrefix(contents[start].Path, folder+"/") {
		return "", false
	}
	name := path.Join(folder, strings.TrimPrefix(file, owner))
	if i, ok := searchBy(contents, name, func(c Content) string { return c.Path }); ok {
		return contents[i].Digest, true
	}
	return "", true
}
