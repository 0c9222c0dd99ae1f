package diffing

import (
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// chains answers which requirements bring a module version into a build list. A tidy go.mod names
// nearly every module itself since graph pruning (go 1.17), so the shortest chain through the
// "// indirect" lines would say nothing: direct requirements are tried first, and among them those
// that changed, because the question is which of the reviewer's lines drags the others along.
type chains []map[module.Version]module.Version // each maps a node to the one before it; best first

// newChains prepares the search in list's graph; moved holds the paths that changed.
func newChains(list BuildList, moved map[string]bool) chains {
	if len(list.Graph) == 0 {
		return nil
	}
	g := newWhyGraph(list)
	changed := func(m module.Version) bool { return g.direct[m.Path] && moved[m.Path] }
	direct := func(m module.Version) bool { return g.direct[m.Path] }
	all := func(module.Version) bool { return true }
	var c chains
	for _, first := range []func(module.Version) bool{changed, direct, all} {
		// A version that lost to a higher one may still be what asks for the module, but a chain of
		// versions that are really built explains more.
		c = append(c, g.search(first, g.isSelected), g.search(first, all))
	}
	return c
}

// to returns the best chain to m, main module first, or nil where the graph does not tell.
func (c chains) to(m module.Version) []string {
	for _, before := range c {
		if _, ok := before[m]; !ok {
			continue
		}
		chain := []string{m.String()}
		for m.Version != "" {
			m = before[m]
			chain = append(chain, strings.TrimSuffix(m.String(), "@"))
		}
		slices.Reverse(chain)
		return chain
	}
	return nil
}

// whyGraph is a build list's graph, ready to be searched.
type whyGraph struct {
	mains    []module.Version
	requires map[module.Version][]module.Version // in the order of BuildList.Graph
	selected map[string]string
	direct   map[string]bool
}

func newWhyGraph(list BuildList) whyGraph {
	g := whyGraph{requires: map[module.Version][]module.Version{}, selected: map[string]string{}, direct: map[string]bool{}}
	for _, main := range list.Mains {
		g.mains = append(g.mains, module.Version{Path: main})
	}
	for _, m := range list.Modules {
		g.selected[m.Path] = m.Version
		g.direct[m.Path] = !m.Indirect
	}
	for _, e := range list.Graph {
		g.requires[e.From] = append(g.requires[e.From], e.To)
	}
	return g
}

func (g whyGraph) isSelected(m module.Version) bool { return g.selected[m.Path] == m.Version }

// search walks breadth first from the main modules' requirements that first admits, through nodes
// that through admits.
func (g whyGraph) search(first, through func(module.Version) bool) map[module.Version]module.Version {
	before := map[module.Version]module.Version{}
	var queue []module.Version
	visit := func(from, to module.Version) {
		if _, seen := before[to]; !seen && to.Version != "" && through(to) {
			before[to] = from
			queue = append(queue, to)
		}
	}
	for _, main := range g.mains {
		for _, m := range g.requires[main] {
			if first(m) {
				visit(main, m)
			}
		}
	}
	for len(queue) > 0 {
		from := queue[0]
		queue = queue[1:]
		for _, to := range g.requires[from] {
			visit(from, to)
		}
	}
	return before
}
