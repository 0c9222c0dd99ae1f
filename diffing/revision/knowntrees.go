package revision

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"slices"
	"strconv"
	"strings"
)

// knownTrees holds the listing of trees, by their hash: first as the index has them. The hash is computed
// here from the entries, so whatever the index says, it is the listing of that tree and no other.
//
// Reading 500 small trees from a pack costs five times what hashing them costs, and the index of a
// checkout usually holds almost every tree of the revisions that are compared.
type knownTrees struct {
	folders map[string]folder // by raw hash
	scratch []byte            // the tree objects that are being written, one after the other
	hasher  hash.Hash
}

// folder is the files below a folder, and what their paths begin with: "", or a path and a slash.
type folder struct {
	files  listing
	prefix string
}

// knowTrees computes the hash of every folder of an index. An index that is not a tree as it stands
// (an unresolved merge, an intent to add) is of no use.
func knowTrees(x index, oidBytes int) *knownTrees {
	k := &knownTrees{folders: make(map[string]folder, len(x.files)/8), hasher: newHash(oidBytes)}
	if !slices.ContainsFunc(x.remarks, func(r remark) bool { return r.stage != 0 || r.intentToAdd }) {
		k.hash(folder{files: x.files})
	}
	return k
}

func (k *knownTrees) hash(f folder) string {
	mark := len(k.scratch)
	for i := 0; i < len(f.files); {
		e := f.files[i]
		name := e.path[len(f.prefix):]
		slash := strings.IndexByte(name, '/')
		if slash < 0 {
			k.scratch = appendTreeEntry(k.scratch, e.mode, name, e.oid)
			i++
			continue
		}
		sub := folder{prefix: e.path[:len(f.prefix)+slash+1]}
		end := i + 1
		for end < len(f.files) && strings.HasPrefix(f.files[end].path, sub.prefix) {
			end++
		}
		sub.files = f.files[i:end:end]
		k.scratch = appendTreeEntry(k.scratch, modeTree, name[:slash], k.hash(sub))
		i = end
	}
	oid := sum(k.hasher, "tree", k.scratch[mark:])
	k.scratch = k.scratch[:mark]
	k.folders[oid] = f
	return oid
}

func appendTreeEntry(tree []byte, m mode, name, oid string) []byte {
	tree = strconv.AppendUint(tree, uint64(m), 8)
	tree = append(tree, ' ')
	tree = append(tree, name...)
	tree = append(tree, 0)
	return append(tree, oid...)
}

// objectHash is the hash git gives an object, SHA-1 or SHA-256 by the length asked for.
func objectHash(kind string, data []byte, oidBytes int) string {
	return sum(newHash(oidBytes), kind, data)
}

func sum(h hash.Hash, kind string, data []byte) string {
	h.Reset()
	h.Write([]byte(kind + " " + strconv.Itoa(len(data)) + "\x00"))
	h.Write(data)
	return string(h.Sum(nil))
}

func newHash(oidBytes int) hash.Hash {
	if oidBytes == sha256.Size {
		return sha256.New()
	}
	return sha1.New()
}

func (k *knownTrees) has(oid string) bool {
	_, ok := k.folders[oid]
	return ok
}
