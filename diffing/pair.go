package diffing

// modulePair is one main module at both sides; a nil side means that the module came or went.
type modulePair struct {
	base, head *Module
}

// pairModules joins the modules of both sides: first by file, then, where base's file is gone and
// head's is new, by module path (a folder that moved), then by equal requirements (a folder that moved
// and a module that was renamed). A file that both sides have is never paired with another: a module
// path that wanders from file to file must not hide that each of them changed. The rule is the same in
// both directions.
func pairModules(base, head []Module) []modulePair {
	p := pairing{base: base, head: head, usedBase: make([]bool, len(base)), usedHead: make([]bool, len(head))}
	p.joinUnique(func(m *Module) string { return m.File })
	p.joinUnique(func(m *Module) string { return m.Path })
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
