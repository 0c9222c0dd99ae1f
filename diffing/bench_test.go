package diffing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/soakgate/soakgate/diffing"
)

// large is a go.mod of 300 requirements with its go.sum; the first three versions depend on side.
func large(n, side int) (gomod, gosum string) {
	var mod, sum strings.Builder
	fmt.Fprintf(&mod, "module example.com/m%d\n\ngo 1.24.0\n\nrequire (\n", n)
	for i := range 300 {
		version := "v1.2.3"
		if i < 3 {
			version = fmt.Sprintf("v1.%d.0", side)
		}
		fmt.Fprintf(&mod, "\texample.com/owner%d/module%d %s // indirect\n", i%40, i, version)
		fmt.Fprintf(&sum, "example.com/owner%d/module%d %s h1:%043d=\n", i%40, i, version, i)
		fmt.Fprintf(&sum, "example.com/owner%d/module%d %s/go.mod h1:%043d=\n", i%40, i, version, i)
	}
	mod.WriteString(")\n")
	return mod.String(), sum.String()
}

// BenchmarkTwoHundred parses and compares 200 modules of 300 requirements, all of which changed: what
// a change of a large monorepo costs beyond reading it.
func BenchmarkTwoHundred(b *testing.B) {
	var base, head diffing.Tree
	for n := range 200 {
		for side, tree := range []*diffing.Tree{&base, &head} {
			mod, sum := large(n, side)
			tree.Files = append(tree.Files, diffing.File{Path: fmt.Sprintf("m%d/go.mod", n), Data: []byte(mod)},
				diffing.File{Path: fmt.Sprintf("m%d/go.sum", n), Data: []byte(sum)})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		x, p := diffing.Parse(base, "base")
		y, q := diffing.Parse(head, "head")
		r := diffing.Diff(diffing.Sides{Base: x, Head: y}, nil)
		if len(r.Changes) != 600 || len(p)+len(q)+len(r.Problems) > 0 {
			b.Fatalf("%d changes, %v %v %v", len(r.Changes), p, q, r.Problems)
		}
	}
}
