package revision

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// maxTotalBytes bounds what is held of one side.
const maxTotalBytes = 256 << 20

// side is one side while it is read.
type side struct {
	name     string
	revision string
	complete bool
	files    listing
	memory   map[string][]byte // by path: what was read when it was listed
	modules  []int             // positions in files of what is named like a module file
	root     *os.Root          // nil for a revision and for a go.mod file
	objects  *objects          // nil where no entry is in git's object database
	oidBytes int
	total    int64 // bytes read

	moved   map[string]bool   // skipped folders that a module was moved to or from, and so take part
	broken  map[string]string // by path: the trouble of a link below a root, NUL, and its hash
	folders map[string]string // by path: the digest of a folder behind a link
	linked  int               // files that those digests took
}

func (s *side) close() {
	if s.root != nil {
		s.root.Close()
	}
}

// hash fills in the blob hash of an entry.
func (s *side) hash(i int) (string, error) {
	e := &s.files[i]
	if e.oid != "" {
		return e.oid, nil
	}
	if data, ok := s.memory[e.path]; ok {
		e.oid = objectHash("blob", data, s.oidBytes)
		return e.oid, nil
	}
	var err error
	if e.mode == modeSubmodule {
		e.oid = strings.Repeat("\x00", s.oidBytes) // a nested repository: there is nothing to hash
		return e.oid, nil
	}
	e.oid, err = hashDisk(s.root, *e, s.oidBytes)
	return e.oid, err
}

// wanted is a file to read, under the path it is shown with.
type wanted struct {
	path  string
	limit int64
}

// read returns the bytes of files, all those in git's object database in one go. A file that is
// absent is left out; one whose bytes cannot be had comes back with its Trouble.
func (s *side) read(files []wanted) ([]diffing.File, error) {
	out := make([]diffing.File, 0, len(files))
	var fetch []fetched
	for _, w := range files {
		f := diffing.File{Path: w.path}
		e, trouble := s.resolve(w.path)
		switch {
		case trouble == absent:
			continue
		case trouble != "":
			f.Trouble, f.Hint = trouble, "replace it by the file itself"
		case s.memory[e.path] != nil:
			f.Data = s.memory[e.path]
		case e.disk:
			f = s.readDisk(f, e, w.limit)
			if err := s.count(int64(len(f.Data))); err != nil {
				return nil, err
			}
		case s.objects.blobs[e.oid] != nil:
			f.Data = s.objects.blobs[e.oid]
		default:
			fetch = append(fetch, fetched{slot: len(out), oid: e.oid, limit: w.limit})
		}
		out = append(out, f)
	}
	err := s.fetch(out, fetch)
	return checked(out, files), err
}

// fetched is a file whose bytes come from git's object database.
type fetched struct {
	slot  int
	oid   string
	limit int64
}

func (s *side) fetch(into []diffing.File, files []fetched) error {
	names, limit := make([]string, len(files)), int64(0)
	for i, w := range files {
		names[i], limit = hexOf(w.oid), max(limit, w.limit)
	}
	return s.objects.get(names, limit, func(i int, got object) error {
		f := &into[files[i].slot]
		switch {
		case got.state != stateFound:
			f.Trouble, f.Hint = "its content is missing from this clone", "it is a partial clone or damaged; run: git fetch --refetch --no-filter origin"
		case got.data == nil:
			f.Trouble, f.Hint = tooLarge(got.size, limit)
		default:
			f.Data, s.objects.blobs[files[i].oid] = got.data, got.data
			return s.count(got.size)
		}
		return nil
	})
}

// count adds up what is held of the side.
func (s *side) count(bytes int64) error {
	if s.total += bytes; s.total > maxTotalBytes {
		return tooMany("bytes of module files", maxTotalBytes)
	}
	return nil
}

// checked applies the limit of each file, and finds what stands in for the bytes of a module file.
func checked(out []diffing.File, files []wanted) []diffing.File {
	limits := make(map[string]int64, len(files))
	for _, w := range files {
		limits[w.path] = w.limit
	}
	for i := range out {
		f := &out[i]
		if size, limit := int64(len(f.Data)), limits[f.Path]; size > limit {
			f.Data = nil
			f.Trouble, f.Hint = tooLarge(size, limit)
		} else if bytes.HasPrefix(f.Data, []byte("version https://git-lfs.github.com/spec/")) {
			f.Data = nil
			f.Trouble, f.Hint = "the file is a Git LFS pointer", "take module files out of LFS: git lfs untrack "+printable(f.Path)
		}
	}
	return out
}

func tooLarge(size, limit int64) (trouble, hint string) {
	return fmt.Sprintf("%d bytes are more than the %d that are read", size, limit), "no module file that people write is that large; restore it"
}

func (s *side) readDisk(f diffing.File, e entry, limit int64) diffing.File {
	data, large, err := readRegular(s.root, e.path, limit)
	switch {
	case err != nil:
		f.Trouble, f.Hint = "it cannot be read: "+clean(err.Error()), "make it readable for this user"
	case large:
		f.Trouble, f.Hint = tooLarge(e.size(s.root), limit)
	default:
		f.Data = data
	}
	return f
}

func (e entry) size(root *os.Root) int64 {
	if info, err := root.Stat(e.path); err == nil {
		return info.Size()
	}
	return 0
}
