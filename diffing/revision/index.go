package revision

import (
	"errors"
	"io"
	"os"
	"strings"
	"time"
)

// index is git's index: the files that are tracked, and at the same positions what else it says of them.
type index struct {
	files    listing
	remarks  []remark
	modified time.Time // of the index itself
}

// remark is what git remembers of a file on disk, and how far the file is part of the next commit.
type remark struct {
	seconds, nanoseconds uint32 // since 1970, when the file was modified
	size                 uint32 // of the file on disk, modulo 4 GiB
	stage                uint8  // above 0: one side of an unresolved merge
	skipWorktree         bool   // sparse checkout: the file need not be on disk
	intentToAdd          bool   // git add -N: not part of the next commit
}

func (r remark) modified() time.Time { return time.Unix(int64(r.seconds), int64(r.nanoseconds)) }

// errIndexForm is an index that is not read here (split, sparse, or of a later version).
var errIndexForm = errors.New("index of a form that is not read directly")

// maxIndexBytes is about two million files.
const maxIndexBytes = 256 << 20

// readIndex reads an index file.
func readIndex(file string, oidBytes int) (index, error) {
	info, err := os.Stat(file)
	if err != nil {
		return index{}, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxIndexBytes {
		return index{}, errIndexForm
	}
	f, err := os.Open(file)
	if err != nil {
		return index{}, err
	}
	defer f.Close()
	var data strings.Builder // every path is a part of it, so it is read into a string at once
	data.Grow(int(info.Size()))
	if _, err := io.Copy(&data, io.LimitReader(f, info.Size())); err != nil {
		return index{}, err
	}
	x, err := parseIndex(data.String(), oidBytes)
	x.modified = info.ModTime()
	return x, err
}

// parseIndex reads versions 2, 3 and 4 of the format that "git help format-index" describes.
func parseIndex(data string, oidBytes int) (index, error) {
	if len(data) < 12+oidBytes || data[:4] != "DIRC" {
		return index{}, errIndexForm
	}
	version, count := be32(data[4:]), be32(data[8:])
	body := data[12 : len(data)-oidBytes] // the rest is a checksum
	fixed := 40 + oidBytes + 2
	if version < 2 || version > 4 || uint64(count) > uint64(len(body)/fixed) {
		return index{}, errIndexForm
	}
	x := index{files: make(listing, 0, count), remarks: make([]remark, 0, count)}
	last := ""
	for range count {
		if len(body) < fixed+2 {
			return index{}, errIndexForm
		}
		r := remark{seconds: be32(body[8:]), nanoseconds: be32(body[12:]), size: be32(body[36:])}
		flags := be16(body[40+oidBytes:])
		r.stage = uint8(flags >> 12 & 3)
		at := fixed
		if flags&0x4000 != 0 {
			extended := be16(body[at:])
			r.skipWorktree, r.intentToAdd = extended&0x4000 != 0, extended&0x2000 != 0
			at += 2
		}
		name, used, ok := indexName(body[at:], last, version, at)
		e := entry{path: name, oid: body[40 : 40+oidBytes], mode: mode(be32(body[24:]))}
		if !ok || e.mode.kind() == modeTree || name < last || name == last && r.stage == 0 {
			return index{}, errIndexForm
		}
		x.files, x.remarks = append(x.files, e), append(x.remarks, r)
		last, body = name, body[at+used:]
	}
	return x, splitOrSparse(body)
}

// indexName reads the name that follows the fixed part of an entry, which is at bytes long. Versions 2
// and 3 pad the entry to a multiple of eight; version 4 says how much of the last name to drop.
func indexName(rest, last string, version uint32, at int) (name string, used int, ok bool) {
	keep := 0
	if version == 4 {
		used = offsetLength(rest)
		if used == 0 || offset(rest[:used]) > uint64(len(last)) {
			return "", 0, false
		}
		keep = len(last) - int(offset(rest[:used]))
	}
	nul := strings.IndexByte(rest[used:], 0)
	if nul < 0 || nul+keep == 0 {
		return "", 0, false
	}
	name = rest[used : used+nul]
	if version == 4 {
		return last[:keep] + name, used + nul + 1, true
	}
	used = (at+nul+8)&^7 - at
	return name, used, used <= len(rest)
}

// offset decodes git's variable-length number: seven bits a byte, each continuation adding one.
func offset(digits string) uint64 {
	value := uint64(digits[0] & 0x7f)
	for _, c := range []byte(digits[1:]) {
		value = (value+1)<<7 | uint64(c&0x7f)
	}
	return value
}

func offsetLength(text string) int {
	for i := 0; i < min(len(text), 5); i++ {
		if text[i]&0x80 == 0 {
			return i + 1
		}
	}
	return 0
}

// splitOrSparse looks for an extension that changes the meaning of the entries: those begin with a
// lower-case letter.
func splitOrSparse(extensions string) error {
	for len(extensions) > 0 {
		if len(extensions) < 8 || extensions[0] < 'A' || extensions[0] > 'Z' {
			return errIndexForm
		}
		size := uint64(be32(extensions[4:]))
		if size > uint64(len(extensions)-8) {
			return errIndexForm
		}
		extensions = extensions[8+size:]
	}
	return nil
}

func be32(s string) uint32 {
	return uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3])
}

func be16(s string) uint16 { return uint16(s[0])<<8 | uint16(s[1]) }
