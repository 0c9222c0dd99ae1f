package diffing

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const (
	tampering = "the hash of a published version never changes; either go.sum or the module was tampered with"
	twoHashes = "go.sum holds two hashes for one version; the go command uses the first that it meets"
	overdue   = "its hash arrives although its version did not move: compare with the checksum database"
	dropped   = "its hash went although its version did not move"
)

// newHash is a line of head for whose key the go.sum of the same place at base holds no hash.
type newHash struct {
	sum
	file string
}

// compareSumFiles lists module versions whose hash differs between the go.sum files of one place, or
// within head's. Lines that came are kept for [differ.newHashes]; equal bytes need no look.
func (d *differ) compareSumFiles(b, h *File, base, head sums) {
	if h == nil || !sumDiffers(b, h) {
		return
	}
	changes, came := diffSums(base, head, h.Path)
	d.checksums = append(d.checksums, changes...)
	for _, s := range came {
		d.came = append(d.came, newHash{sum: s, file: h.Path})
	}
}

// sumDiffers reports whether the bytes of a go.sum differ.
func sumDiffers(b, h *File) bool {
	if b == nil || h == nil {
		return b != h
	}
	return !bytes.Equal(b.Data, h.Data)
}

// diffSums walks both files key by key. A hash that changed is never ordinary; one that came may be.
func diffSums(base, head sums, file string) (changes []Change, came []sum) {
	for i, j := 0, 0; j < len(head); {
		for i < len(base) && compareKeys(base[i], head[j]) < 0 {
			i++
		}
		var was sums
		if i < len(base) && compareKeys(base[i], head[j]) == 0 {
			end := skipKey(base, i)
			was, i = decisive(base[i:end]), end
		}
		end := skipKey(head, j)
		is := decisive(head[j:end])
		j = end
		if len(is) == 0 {
			continue
		}
		if len(was) == 0 {
			came = append(came, is[0])
		}
		if c, ok := keyChange(was, is, file); ok {
			changes = append(changes, c)
		}
	}
	return changes, came
}

// skipKey returns the index after every line of the key at i.
func skipKey(s sums, i int) int {
	j := i + 1
	for j < len(s) && compareKeys(s[i], s[j]) == 0 {
		j++
	}
	return j
}

// decisive are the lines of one key that the go command looks at.
func decisive(lines sums) sums {
	ignored := func(s sum) bool { return !s.decides() }
	if !slices.ContainsFunc(lines, ignored) {
		return lines
	}
	return slices.DeleteFunc(slices.Clone(lines), ignored)
}

// keyChange compares the hashes of one key. The go command uses the first; a further one waits for
// the line before it to be removed.
func keyChange(was, is sums, file string) (Change, bool) {
	if len(was) > 0 && was[0].Hash != is[0].Hash {
		return checksumChange(file, was[0], is[0], tampering), true
	}
	if len(is) == 1 {
		return Change{}, false
	}
	known := map[string]bool{is[0].Hash: true}
	for _, s := range was {
		known[s.Hash] = true
	}
	if i := slices.IndexFunc(is, func(s sum) bool { return !known[s.Hash] }); i >= 0 {
		return checksumChange(file, is[0], is[i], twoHashes), true
	}
	return Change{}, false
}

func checksumChange(file string, from, to sum, danger string) Change {
	path, version := strings.Clone(to.Path), strings.Clone(to.Version)
	return Change{ModuleFile: file, Kind: KindChecksum, Path: path, From: version, To: version, Step: StepNone,
		SumFrom: strings.Clone(from.Hash), SumTo: strings.Clone(to.Hash), Line: to.Line, Danger: danger}
}

// newHashes judges the lines that came by every go.sum and go.work.sum of base, and by each other: a
// hash that one file must not change must not arrive in another file either.
func (d *differ) newHashes() {
	slices.SortFunc(d.came, func(a, b newHash) int { return cmp.Or(strings.Compare(a.file, b.file), a.Line-b.Line) })
	first, held := d.heldAtBase()
	for _, n := range d.came {
		anonymous := n.sum
		anonymous.Line = 0
		from, ok := first[n.key()]
		switch {
		case ok && from.Hash != n.Hash && !held[anonymous]:
			c := checksumChange(n.file, from.sum, n.sum, tampering)
			c.Notes = []string{fmt.Sprintf("%s has the other hash", from.file)}
			d.checksums = append(d.checksums, c)
			continue
		case !ok:
			first[n.key()] = n
		}
		if d.overdue[n.key()] {
			c := checksumChange(n.file, sum{}, n.sum, "")
			c.Notes = []string{overdue}
			d.checksums = append(d.checksums, c)
		}
	}
	d.add(mergeModHashes(d.checksums)...)
}

// heldAtBase finds, for the keys of the lines that came, the first hash at base and every hash at base.
func (d *differ) heldAtBase() (first map[sumKey]newHash, held map[sum]bool) {
	first, held = map[sumKey]newHash{}, map[sum]bool{}
	if len(d.came) == 0 {
		return first, held
	}
	asked := make(map[sumKey]bool, len(d.came))
	for _, n := range d.came {
		asked[n.key()] = true
	}
	for _, f := range d.sides.Base.sumFiles() {
		eachSum(f, func(s sum) {
			if !asked[s.key()] || !s.decides() {
				return
			}
			if _, ok := first[s.key()]; !ok {
				first[s.key()] = newHash{sum: s, file: f.Path}
			}
			s.Line = 0
			held[s] = true
		}, func(int, string) {}) // a malformed line of base was never built
	}
	return first, held
}

// sumFiles lists the go.sum and go.work.sum files of a side, sorted by the file that they belong to.
func (s ModuleSet) sumFiles() []*File {
	var files []*File
	for _, m := range s.Modules {
		if m.Sum != nil {
			files = append(files, m.Sum)
		}
	}
	for _, w := range s.Workspaces {
		if w.Sum != nil {
			files = append(files, w.Sum)
		}
	}
	return files
}

// mergeModHashes makes one change of a version whose content hash and go.mod hash both differ.
func mergeModHashes(changes []Change) []Change {
	slices.SortStableFunc(changes, func(a, b Change) int {
		versionA, modA := strings.CutSuffix(a.To, "/go.mod")
		versionB, modB := strings.CutSuffix(b.To, "/go.mod")
		content := 0
		if modA != modB {
			content = -1
			if modA {
				content = 1
			}
		}
		return cmp.Or(strings.Compare(a.ModuleFile, b.ModuleFile), strings.Compare(a.Path, b.Path), strings.Compare(versionA, versionB), content, a.Line-b.Line)
	})
	var out []Change
	for _, c := range changes {
		version, modOnly := strings.CutSuffix(c.To, "/go.mod")
		c.From, c.To = version, version
		if n := len(out); n > 0 && out[n-1].ModuleFile == c.ModuleFile && out[n-1].Path == c.Path && out[n-1].To == version {
			last := &out[n-1]
			last.Danger = cmp.Or(last.Danger, c.Danger)
			if modOnly {
				last.Notes = append(last.Notes, fmt.Sprintf("the hash of its go.mod differs as well: %s, was %s", c.SumTo, c.SumFrom))
			}
			continue
		}
		if modOnly {
			c.Notes = append(c.Notes, "the hash is of its go.mod")
		}
		out = append(out, c)
	}
	return out
}
