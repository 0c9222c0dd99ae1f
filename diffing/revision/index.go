package revision

import (
	"errors"
	"io"
	"os"
	"strings"
	"time"
)

// indexEntry is one file of git's index, with what git remembers of the file on disk.
type indexEntry struct {
	entry
	modified     time.Time
	size         uint32 // of the file on disk, modulo 4 GiB
	stage        int    // above 0: one side of an unresolved merge
	skipWorktree bool   // sparse checkout: the file need not be on disk
	intentToAdd  bool   // git add -N: not part of the next commit
}

// errIndexForm is an index that is not read here (split, sparse, or of a later version).
var errIndexForm = errors.New("index of a form that is not read directly")

// maxIndexBytes is about two million files.
const maxIndexBytes = 256 << 20

// readIndex reads an index file, and the instant at which it was written: a file that changed at
// that instant or later may differ although the index says it does not ("racy git").
func readIndex(file string, oidBytes int) ([]indexEntry, time.Time, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, time.Time{}, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxIndexBytes {
		return nil, time.Time{}, errIndexForm
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer f.Close()
	var data strings.Builder // every path is a part of it, so it is read into a string at once
	data.Grow(int(info.Size()))
	if _, err := io.Copy(&data, io.LimitReader(f, info.Size())); err != nil {
		return nil, time.Time{}, err
	}
	entries, err := parseIndex(data.String(), oidBytes)
	return entries, info.ModTime(), err
}

// parseIndex reads versions 2, 3 and 4 of the format that "git help format-index" describes.
func parseIndex(data string, oidBytes int) ([]indexEntry, error) {
	if len(data) < 12+oidBytes || data[:4] != "DIRC" {
		return nil, errIndexForm
	}
	version, count := be32(data[4:]), be32(data[8:])
	body := data[12 : len(data)-oidBytes] // the rest is a checksum
	fixed := 40 + oidBytes + 2
	if version < 2 || version > 4 || uint64(count) > uint64(len(body)/fixed) {
		return nil, errIndexForm
	}
	entries := make([]indexEntry, 0, count)
	last := ""
	for range count {
		if len(body) < fixed+2 {
			return nil, errIndexForm
		}
		e := indexEntry{
			entry:    entry{mode: mode(be32(body[24:])), oid: body[40 : 40+oidBytes]},
			modified: time.Unix(int64(be32(body[8:])), int64(be32(body[12:]))),
			size:     be32(body[36:]),
		}
		flags := be16(body[40+oidBytes:])
		e.stage = int(flags >> 12 & 3)
		at := fixed
		if flags&0x4000 != 0 {
			extended := be16(body[at:])
			e.skipWorktree, e.intentToAdd = extended&0x4000 != 0, extended&0x2000 != 0
			at += 2
		}
		name, used, ok := indexName(body[at:], last, version, at)
		if !ok || e.mode.kind() == modeTree || name < last || name == last && e.stage == 0 {
			return nil, errIndexForm
		}
		e.path, last, body = name, name, body[at+used:]
		entries = append(entries, e)
	}
	return entries, splitOrSparse(body)
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
