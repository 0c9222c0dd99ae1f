package diffing_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"

	"github.com/soakgate/soakgate/diffing"
)

// oneModule parses a single go.mod with its go.sum.
func oneModule(gomod, gosum string) (diffing.ModuleSet, []diffing.Problem) {
	tree := diffing.Tree{Files: []diffing.File{{Path: "go.mod", Data: []byte(gomod)}}}
	if gosum != "" {
		tree.Files = append(tree.Files, diffing.File{Path: "go.sum", Data: []byte(gosum)})
	}
	return diffing.Parse(tree, "head")
}

// essence is what must be the same in both directions, or in any order of lines.
func essence(changes []diffing.Change, reversed bool) []string {
	var out []string
	for _, c := range changes {
		if reversed {
			c = mirror(c)
		}
		out = append(out, fmt.Sprint(c.ModuleFile, c.Kind, c.Path, c.FromPath, c.From, c.To, c.Step, c.ReplaceFrom, c.ReplaceTo, c.SumFrom, c.SumTo, c.Directive))
	}
	slices.Sort(out)
	return out
}

// mirror is the change that the swapped comparison must find.
func mirror(c diffing.Change) diffing.Change {
	opposite := map[diffing.Kind]diffing.Kind{
		diffing.KindAdded: diffing.KindRemoved, diffing.KindRemoved: diffing.KindAdded,
		diffing.KindUpgraded: diffing.KindDowngraded, diffing.KindDowngraded: diffing.KindUpgraded,
	}
	c.Kind = cmp.Or(opposite[c.Kind], c.Kind)
	c.From, c.To = c.To, c.From
	c.ReplaceFrom, c.ReplaceTo = c.ReplaceTo, c.ReplaceFrom
	c.SumFrom, c.SumTo = c.SumTo, c.SumFrom
	if c.FromPath != "" {
		c.Path, c.FromPath = c.FromPath, c.Path
	}
	return c
}

// FuzzDiff holds the laws of EDGE-CASES 4.5: nothing panics; a state does not differ from itself;
// swapping the sides swaps the changes; two files whose versions differ have a change; and the order
// of lines does not matter.
func FuzzDiff(f *testing.F) {
	const header = "module example.com/m\n\ngo 1.24.0\n\n"
	f.Add(header+"require example.com/a v1.0.0\n", header+"require example.com/a v1.1.0\n", "", "")
	f.Add(header+"require example.com/a v1.9.0\n", header+"require example.com/a/v2 v2.0.0\n", "", "")
	f.Add(header+"require gopkg.in/yaml.v2 v2.4.0\nretract v1.0.0\n", header+"require go.yaml.in/yaml/v3 v3.0.0\ntool x.y/z\n", "", "")
	f.Add(header+"require example.com/a v1.0.0\nreplace example.com/a => ../b\n", header+"require example.com/a v1.0.0\nreplace example.com/a v1.0.0 => example.com/c v1.0.0\n",
		"example.com/a v1.0.0 h1:x\n", "example.com/a v1.0.0 h1:y\nexample.com/a v1.0.0 h1:x\n")
	f.Add(header, header, "example.com/a v1.0.0 h1:x\n", "example.com/a v1.0.0 h1:x\nexample.com/a v1.0.0 h2:x\n")
	f.Add("module m\ngo 1.16\nreplace a.b/c => ./d\n", "module n\ngodebug default=go1.21\nexclude a.b/c v1.0.0\nignore ./x\n", "", "x")
	f.Fuzz(func(t *testing.T, a, b, sumA, sumB string) {
		base, baseProblems := oneModule(a, sumA)
		head, headProblems := oneModule(b, sumB)
		forward := diffing.Diff(diffing.Sides{Base: base, Head: head}, renames)
		if len(baseProblems)+len(headProblems) > 0 {
			return
		}
		for _, set := range []diffing.ModuleSet{base, head} {
			if r := diffing.Diff(diffing.Sides{Base: set, Head: set}, renames); len(r.Changes) > 0 {
				t.Errorf("a state differs from itself: %+v", r.Changes)
			}
		}
		if hasDoubleSum(sumA) || hasDoubleSum(sumB) || hasIgnoredSum(sumA) || hasIgnoredSum(sumB) {
			return // two hashes for one version, or one that go ignores, are findings about head alone: not symmetric
		}
		backward := diffing.Diff(diffing.Sides{Base: head, Head: base}, renames)
		if diff := gocmp.Diff(essence(forward.Changes, false), essence(backward.Changes, true)); diff != "" {
			t.Errorf("swapping the sides does not swap the changes (-forward +backward)\n%s", diff)
		}
		if versionsOf(t, a) != versionsOf(t, b) && len(forward.Changes) == 0 {
			t.Errorf("versions differ and no change was found\n%s\n%s", a, b)
		}
	})
}

// hasIgnoredSum reports whether a line has a hash of an algorithm that the go command does not know.
func hasIgnoredSum(sums string) bool {
	for line := range strings.Lines(sums) {
		if fields := strings.Fields(line); len(fields) >= 3 && !strings.HasPrefix(fields[2], "h1:") {
			return true
		}
	}
	return false
}

func hasDoubleSum(sums string) bool {
	seen := map[string]string{}
	for line := range strings.Lines(sums) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		key := fields[0] + " " + fields[1]
		if was, ok := seen[key]; ok && was != fields[2] {
			return true
		}
		seen[key] = fields[2]
	}
	return false
}

// versionsOf is an independent reading of what a go.mod requires.
func versionsOf(t *testing.T, data string) string {
	file, err := modfile.Parse("go.mod", []byte(data), nil)
	if err != nil {
		t.Fatalf("accepted what modfile refuses: %v", err)
	}
	var lines []string
	for _, r := range file.Require {
		lines = append(lines, r.Mod.String())
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}

// TestUnion holds law 3: changes of two independent updates together are the changes of each.
func TestUnion(t *testing.T) {
	state := func(a, b string) diffing.ModuleSet {
		set, problems := oneModule("module example.com/m\ngo 1.24.0\nrequire example.com/a "+a+"\nrequire example.com/b "+b+"\n", "")
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return set
	}
	diff := func(head diffing.ModuleSet) []string {
		return essence(diffing.Diff(diffing.Sides{Base: state("v1.0.0", "v1.0.0"), Head: head}, renames).Changes, false)
	}
	both := diff(state("v1.1.0", "v1.2.0"))
	each := append(diff(state("v1.1.0", "v1.0.0")), diff(state("v1.0.0", "v1.2.0"))...)
	slices.Sort(each)
	if d := gocmp.Diff(each, both); d != "" {
		t.Errorf("(-each +both)\n%s", d)
	}
}

// FuzzSums holds law S1 for any pair of go.sum files: a line may come or go, and a hash that changed
// for a key that both sides have is always a change with a danger, in the same file or in another one.
func FuzzSums(f *testing.F) {
	f.Add("example.com/a v1.0.0 h1:x\n", "example.com/a v1.0.0 h1:y\n")
	f.Add("example.com/a v1.0.0/go.mod h1:x\n", "example.com/a v1.0.0 h1:y\nexample.com/a v1.0.0/go.mod h1:z\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		const gomod = "module example.com/m\ngo 1.24.0\n"
		base, _ := oneModule(gomod, a)
		head, _ := oneModule(gomod, b)
		r := diffing.Diff(diffing.Sides{Base: base, Head: head}, nil)
		if hasDoubleSum(a) || hasDoubleSum(b) || len(r.Problems) > 0 || a == "" || b == "" {
			return
		}
		before, after := sumsOf(a), sumsOf(b)
		for key, hash := range before {
			was, still := after[key]
			if !still || was == hash {
				continue
			}
			found := slices.ContainsFunc(r.Changes, func(c diffing.Change) bool {
				return c.Kind == diffing.KindChecksum && c.Danger != "" && strings.HasPrefix(key, c.Path+" "+c.From)
			})
			if !found {
				t.Errorf("the hash of %q changed from %s to %s, and no change says so: %+v", key, hash, was, r.Changes)
			}
			if !slices.ContainsFunc(inAnotherFile(a, b), func(c diffing.Change) bool {
				return c.ModuleFile == "other/go.sum" && c.Danger != "" && strings.HasPrefix(key, c.Path+" "+c.From)
			}) {
				t.Errorf("%q arrives in another file with %s instead of %s, and no change says so", key, was, hash)
			}
		}
	})
}

// inAnotherFile compares a state that has one go.sum with the same and a new module beside it.
func inAnotherFile(sums, others string) []diffing.Change {
	file := func(path, data string) diffing.File { return diffing.File{Path: path, Data: []byte(data)} }
	old := []diffing.File{file("go.mod", "module example.com/m\n"), file("go.sum", sums)}
	base, _ := diffing.Parse(diffing.Tree{Files: old}, "base")
	head, _ := diffing.Parse(diffing.Tree{Files: append(old, file("other/go.mod", "module example.com/o\n"), file("other/go.sum", others))}, "head")
	return diffing.Diff(diffing.Sides{Base: base, Head: head}, nil).Changes
}

func sumsOf(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) == 3 && strings.HasPrefix(fields[2], "h1:") {
			out[fields[0]+" "+fields[1]] = fields[2]
		}
	}
	return out
}
