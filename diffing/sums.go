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
	return cmp.Or(compareKeys(a, b), a.Line-b.Line)
}

// sums is a go.sum in the order of compareSums. It may hold several lines for one key.
type sums []sum

// sumKey names what a hash is of.
type sumKey struct{ path, version string }

func (s sum) key() sumKey { return sumKey{s.Path, s.Version} }

// decides reports whether the go command looks at the hash; it passes over every other algorithm.
func (s sum) decides() bool { return strings.HasPrefix(s.Hash, "h1:") }

// emptyModHash is the hash of an empty go.mod, which old go commands wrote by mistake and all others
// pass over (cmd/go/internal/modfetch, readGoSum).
const emptyModHash = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="

// eachSum reads a go.sum line by line. A line is cut as the go command cuts it; one that has not three
// fields is given to malformed, and what hash it holds still counts: it must not hide another one.
func eachSum(f *File, each func(sum), malformed func(line int, text string)) {
	number := 0
	for line := range strings.Lines(string(f.Data)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		s, fields := splitSum(line)
		if fields > 0 && fields != 3 {
			malformed(number, line)
		}
		if s.Hash != "" && s.Hash != emptyModHash {
			s.Line = number
			each(s)
		}
	}
}

// parseSums reads a go.sum. A line that is not three fields is a Problem: the go command fails on it
// too, while go mod tidy keeps it without a word.
func parseSums(f *File) (sums, []Problem) {
	if f == nil {
		return nil, nil
	}
	var problems []Problem
	out := make(sums, 0, 1+bytes.Count(f.Data, []byte("\n")))
	eachSum(f, func(s sum) { out = append(out, s) }, func(line int, text string) {
		problems = append(problems, Problem{File: f.Path, Line: line, Message: fmt.Sprintf("malformed line %.120q", text),
			Hint: `expected "path version hash"; restore the line, or run go mod tidy after removing it`})
	})
	if !slices.IsSortedFunc(out, compareSums) {
		slices.SortFunc(out, compareSums)
	}
	return out, problems
}

// splitSum cuts a line into fields, as strings.Fields does, and returns the first three and their
// number. A line as the go command writes it is cut without allocating.
func splitSum(line string) (sum, int) {
	var at [2]int
	spaces := 0
	for i := range len(line) {
		switch c := line[i]; {
		case c == ' ' && spaces < 2:
			at[spaces] = i
			spaces++
		case c <= ' ' || c >= 0x80:
			return splitFields(line)
		}
	}
	if spaces < 2 || at[0] == 0 || at[1] == at[0]+1 || at[1] == len(line)-1 {
		return splitFields(line)
	}
	return sum{Path: line[:at[0]], Version: line[at[0]+1 : at[1]], Hash: line[at[1]+1:]}, 3
}

func splitFields(line string) (sum, int) {
	fields := strings.Fields(line)
	if len(fields) < 3 {
		return sum{}, len(fields)
	}
	return sum{Path: fields[0], Version: fields[1], Hash: fields[2]}, len(fields)
}

// hash returns the first hash of a module version that the go command looks at; "" for none.
func (s sums) hash(path, version string) string {
	return strings.Clone(s.look(path, version)) // a substring would keep the whole go.sum in memory
}

func (s sums) look(path, version string) string {
	key := sum{Path: path, Version: version}
	i, _ := slices.BinarySearchFunc(s, key, compareKeys)
	for ; i < len(s) && compareKeys(s[i], key) == 0; i++ {
		if s[i].decides() {
			return s[i].Hash
		}
	}
	return ""
}

func compareKeys(a, b sum) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version))
}

// has reports whether any hash, of the content or of the go.mod alone, is there.
func (s sums) has(path, version string) bool {
	return s.look(path, version) != "" || s.look(path, version+"/go.mod") != ""
}

// ignoredHashes lists lines that came in an algorithm that the go command ignores and go mod tidy keeps:
// nothing checks them, so nothing says why they are there.
func ignoredHashes(base, head sums, file string) []Change {
	known := map[sum]bool{}
	for _, s := range base {
		if s.Line = 0; !s.decides() {
			known[s] = true
		}
	}
	var changes []Change
	for _, s := range head {
		at := s
		if at.Line = 0; !s.decides() && !known[at] {
			changes = append(changes, checksumChange(file, sum{}, s, "the go command ignores a hash of this algorithm, so nothing checks it"))
		}
	}
	return changes
}

// sumNotices tells of lines that no law forbids and a reviewer should see: content hashes for versions
// that nothing requires.
func sumNotices(base, head sums, required Module, file string) []Notice {
	var ahead []string
	selected := selections(required)
	for _, s := range head {
		if s.decides() && !strings.HasSuffix(s.Version, "/go.mod") && !selected[s.key()] && base.look(s.Path, s.Version) == "" {
			ahead = append(ahead, s.Path+"@"+s.Version)
		}
	}
	if len(ahead) == 0 {
		return nil
	}
	shown := ahead[:min(3, len(ahead))]
	return []Notice{{Code: "sum-ahead", Message: fmt.Sprintf("%s gains content hashes of %d versions that go.mod does not require (%s)", file, len(ahead), strings.Join(shown, ", "))}}
}

// selections are the very versions that a module requires, or replaces something by.
func selections(m Module) map[sumKey]bool {
	selected := make(map[sumKey]bool, len(m.Requirements)+len(m.Replacements))
	for _, r := range m.Requirements {
		selected[sumKey{r.Path, r.Version}] = true
	}
	for _, r := range m.Replacements {
		selected[sumKey{r.NewPath, r.NewVersion}] = true
	}
	return selected
}
