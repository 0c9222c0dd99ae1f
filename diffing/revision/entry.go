package revision

import (
	"slices"
	"strings"
)

// entry is one file of a side.
type entry struct {
	path string
	// oid is the raw blob hash; empty where the file is on disk and was not hashed yet.
	oid  string
	mode mode
	// disk says that the bytes are on disk, not in git's object database.
	disk bool
}

// mode is what a tree entry is, as git writes it.
type mode uint32

const (
	modeTree      mode = 0o040000
	modeRegular   mode = 0o100644
	modeSymlink   mode = 0o120000
	modeSubmodule mode = 0o160000
	// modeOther is a device, a socket or a pipe: only a disk holds such, and it is never opened.
	modeOther mode = 1
)

// kind drops the permission bits: they change nothing about a module.
func (m mode) kind() mode { return m &^ 0o7777 }

// regular reports whether the entry holds bytes of its own.
func (m mode) regular() bool { return m.kind() == modeRegular.kind() }

// listing is every file of a side, sorted by path in byte order, as git sorts them.
type listing []entry

func (l listing) find(path string) (int, bool) {
	return slices.BinarySearchFunc(l, path, func(e entry, want string) int { return strings.Compare(e.path, want) })
}

// below returns the range of the entries under a folder; "." is the root.
func (l listing) below(folder string) (start, end int) {
	if folder == "." {
		return 0, len(l)
	}
	prefix := folder + "/"
	start, _ = l.find(prefix)
	for end = start; end < len(l) && strings.HasPrefix(l[end].path, prefix); end++ {
	}
	return start, end
}

func (l listing) sort() {
	byPath := func(a, b entry) int { return strings.Compare(a.path, b.path) }
	if !slices.IsSortedFunc(l, byPath) {
		slices.SortStableFunc(l, byPath)
	}
}
