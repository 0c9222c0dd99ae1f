package modgraph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/soakgate/soakgate/diffing"
)

// barred finds the exclude lines by which the go command selects less than a dependency requires. Its
// graph leaves out what is excluded, so the graph is asked for again without those lines. A graph that
// cannot be printed does not clear them: then all that could have that effect are returned.
func (l lister) barred(ctx context.Context, t target, list diffing.BuildList) ([]diffing.BarredVersion, error) {
	suspects := loweringExcludes(t, list)
	if len(suspects) == 0 {
		return nil, nil
	}
	open, err := withoutExcludes(t)
	if err != nil {
		return nil, err
	}
	graph, err := l.graphOf(ctx, open)
	if err != nil {
		return nil, err
	}
	var barred []diffing.BarredVersion
	if graph == nil {
		for _, x := range suspects {
			barred = append(barred, diffing.BarredVersion{Path: x.Path, Version: x.Version})
		}
	}
	for _, e := range graph {
		if slices.Contains(suspects, diffing.VersionedLine{Path: e.To.Path, Version: e.To.Version}) && e.From.Version != "" {
			barred = append(barred, diffing.BarredVersion{Path: e.To.Path, Version: e.To.Version, RequiredBy: e.From})
		}
	}
	slices.SortStableFunc(barred, func(a, b diffing.BarredVersion) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), diffing.CompareVersions(a.Version, b.Version))
	})
	sameVersion := func(a, b diffing.BarredVersion) bool { return a.Path == b.Path && a.Version == b.Version }
	return slices.CompactFunc(barred, sameVersion), nil
}

// loweringExcludes returns the excluded versions above the selected one, without their lines.
func loweringExcludes(t target, list diffing.BuildList) []diffing.VersionedLine {
	selected := map[string]string{}
	for _, m := range list.Modules {
		selected[m.Path] = m.Version
	}
	var suspects []diffing.VersionedLine
	for _, m := range t.mains {
		for _, x := range m.Excludes {
			if v, ok := selected[x.Path]; ok && diffing.CompareVersions(v, x.Version) < 0 {
				suspects = append(suspects, diffing.VersionedLine{Path: x.Path, Version: x.Version})
			}
		}
	}
	return suspects
}

func withoutExcludes(t target) (target, error) {
	t.files = slices.Clone(t.files)
	for i, f := range t.files {
		if !strings.HasSuffix(f.Path, "go.mod") {
			continue
		}
		file, err := modfile.Parse(f.Path, f.Data, nil)
		if err != nil {
			return t, fmt.Errorf("parsing %s again: %w", f.Path, err)
		}
		for _, x := range slices.Clone(file.Exclude) {
			if err := file.DropExclude(x.Mod.Path, x.Mod.Version); err != nil {
				return t, fmt.Errorf("dropping an exclude of %s: %w", f.Path, err)
			}
		}
		t.files[i].Data = modfile.Format(file.Syntax)
	}
	return t, nil
}

func (l lister) graphOf(ctx context.Context, t target) (graph []diffing.Edge, err error) {
	s, err := layOut(t, l.tempDir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.remove()) }()
	m := s.mode()
	m.update = !t.workspace
	return l.graph(ctx, m)
}
