package diffing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// relocate joins a removed and an added requirement that are one module under two paths into one
// relocated change: another major version's path, gopkg.in and its successors, or a known rename.
// Where several candidates compete, the highest versions of both sides belong together.
func relocate(changes []Change, renames renameTable) []Change {
	removed, added := map[string][]int{}, map[string][]int{}
	for i, c := range changes {
		key := renames.identity(c.Path)
		switch c.Kind {
		case KindRemoved:
			removed[key] = append(removed[key], i)
		case KindAdded:
			added[key] = append(added[key], i)
		}
	}
	drop := map[int]bool{}
	for key, from := range removed {
		to := added[key]
		highestFirst(changes, from, func(c Change) string { return c.From })
		highestFirst(changes, to, func(c Change) string { return c.To })
		for k := range min(len(from), len(to)) {
			changes[to[k]] = joined(changes[from[k]], changes[to[k]])
			drop[from[k]] = true
		}
	}
	out := changes[:0:0]
	for i, c := range changes {
		if !drop[i] {
			out = append(out, c)
		}
	}
	return out
}

func highestFirst(changes []Change, indices []int, version func(Change) string) {
	slices.SortFunc(indices, func(i, j int) int {
		return cmp.Or(semver.Compare(version(changes[j]), version(changes[i])), strings.Compare(changes[i].Path, changes[j].Path))
	})
}

func joined(removed, added Change) Change {
	c := added
	c.Kind, c.Step = KindRelocated, StepMajor
	c.FromPath, c.From, c.ReplaceFrom, c.SumFrom = removed.Path, removed.From, removed.ReplaceFrom, removed.SumFrom
	c.IndirectFrom, c.ReplaceVersionFrom = removed.IndirectFrom, removed.ReplaceVersionFrom
	return c
}

// renameTable finds the rename of a path prefix.
type renameTable map[string]string

func newRenameTable(renames []Rename) renameTable {
	table := make(renameTable, len(renames))
	for _, r := range renames {
		table[r.From] = r.To
	}
	return table
}

// apply renames the longest prefix of a path that has a rename, and says whether one has.
func (t renameTable) apply(name string) (string, bool) {
	for prefix := name; ; {
		if to, ok := t[prefix]; ok {
			return to + name[len(prefix):], true
		}
		at := strings.LastIndexByte(prefix, '/')
		if at < 0 {
			return name, false
		}
		prefix = prefix[:at]
	}
}

// identity is the name that every path of one module shares: the path without its major version,
// after renames. gopkg.in/NAME.vN is github.com/go-NAME/NAME, and gopkg.in/USER/NAME.vN is
// github.com/USER/NAME, by the rule of that service.
func (t renameTable) identity(modulePath string) string {
	name := majorless(modulePath)
	for range 2 { // a rename may lead to a renamed path once more; tables hold no longer chains
		renamed, ok := t.apply(name)
		if !ok {
			break
		}
		name = renamed
	}
	if rest, ok := strings.CutPrefix(name, "gopkg.in/"); ok {
		if strings.Contains(rest, "/") {
			return "github.com/" + rest
		}
		return "github.com/go-" + rest + "/" + rest
	}
	return name
}

// majorless is a module path without its major version: "x/y" for x/y and x/y/v3, "gopkg.in/y" for
// gopkg.in/y.v2.
func majorless(modulePath string) string {
	prefix, _, ok := module.SplitPathVersion(modulePath)
	if !ok {
		return modulePath
	}
	return prefix
}

// noteSurvivors tells where a module's other path stays required: both majors may then be linked,
// with two connection pools and two registries.
func (r requirementDiff) noteSurvivors(changes []Change) {
	came := map[string][]*Change{} // by identity
	for i := range changes {
		if c := &changes[i]; c.Kind == KindAdded || c.Kind == KindRelocated {
			key := r.differ.renames.identity(c.Path)
			came[key] = append(came[key], c)
		}
	}
	if len(came) == 0 {
		return
	}
	for _, q := range r.head.Requirements {
		for _, c := range came[r.differ.renames.identity(q.Path)] {
			if q.Path != c.Path {
				c.Notes = append(c.Notes, fmt.Sprintf("%s stays required: both may be linked, with separate pools and registries", q.Path))
			}
		}
	}
}
