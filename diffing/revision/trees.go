package revision

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// maxTreeBytes bounds one tree object: a folder of about a million names.
const maxTreeBytes = 64 << 20

// trees turns tree hashes into listings. Trees that two revisions share are read once.
type trees struct {
	objects *objects
	known   *knownTrees
	raw     map[string]string // by hash: the tree objects that were read
}

// load reads the trees that are reachable from the given ones, level by level: one round trip for
// each level of folders, not for each folder.
func (t *trees) load(roots ...string) error {
	level := roots
	for len(level) > 0 {
		var names, wanted []string
		for _, oid := range level {
			if _, ok := t.raw[oid]; ok || t.known.has(oid) {
				continue
			}
			t.raw[oid] = ""
			wanted = append(wanted, oid)
			names = append(names, hexOf(oid))
		}
		level = level[:0:0]
		err := t.objects.get(names, maxTreeBytes, func(i int, got object) error {
			if got.state != stateFound || got.kind != "tree" || got.data == nil {
				return missingTree(names[i])
			}
			raw := string(got.data)
			t.raw[wanted[i]] = raw
			return eachTreeEntry(raw, len(wanted[i]), func(e entry) {
				if e.mode == modeTree {
					level = append(level, e.oid)
				}
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// list appends the files of a loaded tree, which is then known. Prefix is "" or ends in a slash.
func (t *trees) list(to listing, prefix, oid string) (listing, error) {
	if f, ok := t.known.folders[oid]; ok {
		if f.prefix == prefix {
			return append(to, f.files...), nil
		}
		for _, e := range f.files {
			e.path = prefix + e.path[len(f.prefix):]
			to = append(to, e)
		}
		return to, nil
	}
	start := len(to)
	err := eachTreeEntry(t.raw[oid], len(oid), func(e entry) {
		e.path = prefix + e.path
		if e.mode != modeTree {
			to = append(to, e)
			return
		}
		// The error of a deeper tree has been found by load.
		to, _ = t.list(to, e.path+"/", e.oid)
	})
	t.known.folders[oid] = folder{files: to[start:len(to):len(to)], prefix: prefix}
	return to, err
}

// files lists a revision. About is how many files to expect.
func (t *trees) files(oid string, about int) (listing, error) {
	if f, ok := t.known.folders[oid]; ok && f.prefix == "" {
		return f.files, nil
	}
	return t.list(make(listing, 0, about), "", oid)
}

// eachTreeEntry parses a tree object: "mode SP name NUL hash", again and again.
func eachTreeEntry(raw string, oidBytes int, each func(entry)) error {
	for len(raw) > 0 {
		space := strings.IndexByte(raw, ' ')
		nul := strings.IndexByte(raw, 0)
		if space < 1 || nul < space+2 || len(raw) < nul+1+oidBytes {
			return Failure{Message: "a tree object of the repository is damaged", Hint: "run git fsck"}
		}
		var m mode
		for _, digit := range []byte(raw[:space]) {
			if digit < '0' || digit > '7' || m > 0o777777 {
				return Failure{Message: fmt.Sprintf("a tree object holds the mode %.20q", raw[:space]), Hint: "run git fsck"}
			}
			m = m<<3 | mode(digit-'0')
		}
		name := raw[space+1 : nul]
		if name == "." || name == ".." || strings.IndexByte(name, '/') >= 0 {
			return Failure{Message: fmt.Sprintf("a tree object holds the name %.80q", name), Hint: "run git fsck"}
		}
		each(entry{path: name, mode: m, oid: raw[nul+1 : nul+1+oidBytes]})
		raw = raw[nul+1+oidBytes:]
	}
	return nil
}

// hexOf writes a raw hash as git prints it.
func hexOf(oid string) string { return hex.EncodeToString([]byte(oid)) }
