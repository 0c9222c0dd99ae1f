package diffing

import "slices"

// modulePair is one main module at both sides; a nil side means that the module came or went.
type modulePair struct {
	base, head *Module
}

// pairModules joins the modules of both sides: first by file and module path, then by module path
// alone (a folder that moved), then by file alone (a module that was renamed), then by equal
// requirements (both at once). The rule is the same in both directions.
func pairModules(base, head []Module) []modulePair {
	p := pairing{base: base, head: head, usedBase: make([]bool, len(base)), usedHead: make([]bool, len(head))}
	p.join(func(b, h *Module) bool { return b.File == h.File && b.Path == h.Path })
	p.joinUnique(func(m *Module) string { return m.Path })
	p.join(func(b, h *Module) bool { return b.File == h.File })
	p.joinUnique(requirementText)
	for i := range base {
		if !p.usedBase[i] {
			p.pairs = append(p.pairs, modulePair{base: &base[i]})
		}
	}
	for i := range head {
		if !p.usedHead[i] {
			p.pairs = append(p.pairs, modulePair{head: &head[i]})
		}
	}
	return p.pairs
}

type pairing struct {
	base, head         []Module
	usedBase, usedHead []bool
	pairs              []modulePair
}

func (p *pairing) take(i, j int) {
	p.usedBase[i], p.usedHead[j] = true, true
	p.pairs = append(p.pairs, modulePair{base: &p.base[i], head: &p.head[j]})
}

// join pairs modules of one file; files are unique at each side.
func (p *pairing) join(same func(b, h *Module) bool) {
	byFile := map[string]int{}
	for i := range p.base {
		byFile[p.base[i].File] = i
	}
	for j := range p.head {
		if i, ok := byFile[p.head[j].File]; ok && !p.usedBase[i] && !p.usedHead[j] && same(&p.base[i], &p.head[j]) {
			p.take(i, j)
		}
	}
}

// joinUnique pairs what is left by a key that exactly one module has at each side.
func (p *pairing) joinUnique(key func(*Module) string) {
	index := func(modules []Module, used []bool) map[string][]int {
		out := map[string][]int{}
		for i := range modules {
			if used[i] {
				continue // a key can be long
			}
			if k := key(&modules[i]); k != "" {
				out[k] = append(out[k], i)
			}
		}
		return out
	}
	inBase, inHead := index(p.base, p.usedBase), index(p.head, p.usedHead)
	for j := range p.head {
		if p.usedHead[j] {
			continue
		}
		if k := key(&p.head[j]); len(inBase[k]) == 1 && len(inHead[k]) == 1 {
			p.take(inBase[k][0], j)
		}
	}
}

// requirementText identifies a module by what it requires; modules that require nothing have no
// identity of this kind.
func requirementText(m *Module) string {
	text := make([]byte, 0, 64*len(m.Requirements))
	for _, r := range m.Requirements {
		text = append(text, r.Path...)
		text = append(text, '@')
		text = append(text, r.Version...)
		text = append(text, '\n')
	}
	return string(text)
}

// carriedBy names a go.mod at base that already requires this very version; "" where none does.
func carriedBy(base []Module, r Requirement) string {
	i := slices.IndexFunc(base, func(m Module) bool {
		was, ok := m.requirement(r.Path)
		return ok && was.Version == r.Version
	})
	if i < 0 {
		return ""
	}
	return base[i].File
}
