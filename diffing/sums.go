package diffing

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sum is one line of go.sum. Version ends in "/go.mod" where the hash is of the go.mod alone.
type sum struct {
	Path    string
	Version string
	Hash    string
	Line    int
}

func compareSums(a, b sum) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version), a.Line-b.Line)
}

// sums is a go.sum in the order of compareSums. It may hold several lines for one key.
type sums []sum

// parseSums reads a go.sum. A line that is not three fields is a Problem: the go command fails on it
// too, while go mod tidy keeps it without a word.
func parseSums(f *File) (sums, []Problem) {
	if f == nil {
		return nil, nil
	}
	var out sums
	var problems []Problem
	out = make(sums, 0, bytes.Count(f.Data, []byte("\n")))
	number := 0
	for line := range strings.Lines(string(f.Data)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		s, ok := splitSum(line)
		if !ok {
			problems = append(problems, Problem{File: f.Path, Line: number, Message: fmt.Sprintf("malformed line %.120q", line),
				Hint: `expected "path version hash"; restore the line, or run go mod tidy after removing it`})
			continue
		}
		s.Line = number
		out = append(out, s)
	}
	if !slices.IsSortedFunc(out, compareSums) {
		slices.SortFunc(out, compareSums)
	}
	return out, problems
}

// splitSum splits "path version hash" without allocating.
func splitSum(line string) (sum, bool) {
	path, rest, ok1 := strings.Cut(line, " ")
	version, hash, ok2 := strings.Cut(rest, " ")
	if !ok1 || !ok2 || path == "" || version == "" || hash == "" || strings.ContainsAny(hash, " \t") {
		return sum{}, false
	}
	return sum{Path: path, Version: version, Hash: hash}, true
}

// hash returns the hash of the first line for a module version, as the go command uses it.
func (s sums) hash(path, version string) string {
	i, ok := slices.BinarySearchFunc(s, sum{Path: path, Version: version}, func(a, b sum) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version))
	})
	if !ok {
		return ""
	}
	return strings.Clone(s[i].Hash) // a substring would keep the whole go.sum in memory
}

// has reports whether any hash, of the content or of the go.mod alone, is there.
func (s sums) has(path, version string) bool {
	return s.hash(path, version) != "" || s.hash(path, version+"/go.mod") != ""
}

const tampering = "the hash of a published version never changes; either go.sum or the module was tampered with"

// diffSums lists module versions whose hash differs between two go.sum files, or within head's.
// Lines that came or went are ordinary; a line that changed never is.
func diffSums(base, head sums, file string) []Change {
	var changes []Change
	i, j := 0, 0
	for i < len(base) && j < len(head) {
		switch c := cmp.Or(strings.Compare(base[i].Path, head[j].Path), strings.Compare(base[i].Version, head[j].Version)); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			if base[i].Hash != head[j].Hash {
				changes = append(changes, checksumChange(file, base[i], head[j], tampering))
			}
			i, j = skipKey(base, i), skipKey(head, j)
		}
	}
	return mergeModHashes(append(changes, contradictions(base, head, file)...))
}

// skipKey returns the index after every line of the key at i.
func skipKey(s sums, i int) int {
	j := i + 1
	for j < len(s) && s[j].Path == s[i].Path && s[j].Version == s[i].Version {
		j++
	}
	return j
}

// contradictions lists keys for which head holds two hashes and base did not.
func contradictions(base, head sums, file string) []Change {
	var changes []Change
	for i := 1; i < len(head); i++ {
		a, b := head[i-1], head[i]
		if a.Path != b.Path || a.Version != b.Version || a.Hash == b.Hash || base.contradicts(b) {
			continue
		}
		changes = append(changes, checksumChange(file, a, b, "go.sum holds two hashes for one version; the go command uses the first that it meets"))
	}
	return changes
}

func (s sums) contradicts(key sum) bool {
	for i := 1; i < len(s); i++ {
		if s[i].Path == key.Path && s[i].Version == key.Version && s[i-1].Path == key.Path &&
			s[i-1].Version == key.Version && s[i].Hash != s[i-1].Hash {
			return true
		}
	}
	return false
}

func checksumChange(file string, from, to sum, danger string) Change {
	path, version := strings.Clone(to.Path), strings.Clone(to.Version)
	return Change{ModuleFile: file, Kind: KindChecksum, Path: path, From: version, To: version, Step: StepNone,
		SumFrom: strings.Clone(from.Hash), SumTo: strings.Clone(to.Hash), Line: to.Line, Danger: danger}
}

// mergeModHashes makes one change of a version whose content hash and go.mod hash both differ.
func mergeModHashes(changes []Change) []Change {
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.From, b.From), a.Line-b.Line)
	})
	var out []Change
	for _, c := range changes {
		version, modOnly := strings.CutSuffix(c.From, "/go.mod")
		c.From, c.To = version, version
		if n := len(out); n > 0 && out[n-1].Path == c.Path && out[n-1].From == version {
			if modOnly {
				out[n-1].Notes = append(out[n-1].Notes, fmt.Sprintf("the hash of its go.mod differs as well: %s, was %s", c.SumTo, c.SumFrom))
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

// sumNotices tells of lines that no law forbids and a reviewer should see: hashes in an algorithm
// that the go command ignores, and content hashes for versions that nothing requires.
func sumNotices(base, head sums, required Module, file string) []Notice {
	var notices []Notice
	var ahead []string
	for _, s := range head {
		if !strings.HasPrefix(s.Hash, "h1:") && base.hash(s.Path, s.Version) != s.Hash {
			notices = append(notices, Notice{Code: "sum-algorithm", Message: fmt.Sprintf("%s:%d: %s %s has a hash that the go command ignores: %.20q", file, s.Line, s.Path, s.Version, s.Hash)})
		}
		if strings.HasSuffix(s.Version, "/go.mod") || base.hash(s.Path, s.Version) != "" || selects(required, s) {
			continue
		}
		ahead = append(ahead, s.Path+"@"+s.Version)
	}
	if len(ahead) > 0 {
		shown := ahead[:min(3, len(ahead))]
		notices = append(notices, Notice{Code: "sum-ahead", Message: fmt.Sprintf("%s gains content hashes of %d versions that go.mod does not require (%s)", file, len(ahead), strings.Join(shown, ", "))})
	}
	return notices
}

// selects reports whether the module requires this very version, or replaces something by it.
func selects(m Module, s sum) bool {
	if r, ok := m.requirement(s.Path); ok && r.Version == s.Version {
		return true
	}
	return slices.ContainsFunc(m.Replacements, func(r Replacement) bool { return r.NewPath == s.Path && r.NewVersion == s.Version })
}
