package modgraph

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/soakgate/soakgate/diffing"
)

// BuildLists asks the go command what it selects at both sides: for every main module and every
// workspace whose inputs differ (module files, and the go.mod of folders that replace a module).
//
// A module that cannot be looked up is listed in [diffing.BuildList.Unknown]. What keeps a whole list
// from being known (a go line newer than the toolchain, requirements that are not tidy, a file that
// does not parse) is a problem, and that module file has no list. The error is about the machine: no
// go command, no scratch folder, a cancelled context.
func BuildLists(ctx context.Context, base, head diffing.Tree, opts Options) (diffing.BuildLists, []diffing.Problem, error) {
	g, err := newGoCommand(opts)
	if err != nil {
		return diffing.BuildLists{}, nil, err
	}
	b, problems := sideTargets(base, "base")
	h, more := sideTargets(head, "head")
	problems = append(problems, more...)
	b, h = leaveOutSame(b, h)
	l := lister{g, opts.TempDir}
	var lists diffing.BuildLists
	var failed []diffing.Problem
	if lists.Base, failed, err = l.all(ctx, b, "base"); err != nil {
		return diffing.BuildLists{}, nil, fmt.Errorf("build list at base: %w", err)
	}
	problems = append(problems, failed...)
	if lists.Head, failed, err = l.all(ctx, h, "head"); err != nil {
		return diffing.BuildLists{}, nil, fmt.Errorf("build list at head: %w", err)
	}
	problems = append(problems, failed...)
	diffing.SortProblems(problems)
	return paired(lists, problems), problems, nil
}

func sideTargets(tree diffing.Tree, side string) ([]target, []diffing.Problem) {
	set, problems := diffing.Parse(tree, side)
	all, more := targets(tree, set)
	for i := range more {
		more[i].Side = side
	}
	return all, append(problems, more...)
}

// leaveOutSame drops the targets whose inputs are equal at both sides: so are their build lists.
func leaveOutSame(base, head []target) (b, h []target) {
	same := map[string]bool{}
	for _, t := range base {
		if i := slices.IndexFunc(head, func(u target) bool { return u.file == t.file }); i >= 0 {
			same[t.file] = sameInputs(t, head[i])
		}
	}
	drop := func(t target) bool { return same[t.file] }
	return slices.DeleteFunc(base, drop), slices.DeleteFunc(head, drop)
}

// paired drops the list of a module file that has a problem at the other side: compared with nothing,
// all its modules would look added or removed.
func paired(lists diffing.BuildLists, problems []diffing.Problem) diffing.BuildLists {
	troubled := func(l diffing.BuildList) bool {
		return slices.ContainsFunc(problems, func(p diffing.Problem) bool { return p.File == l.ModuleFile })
	}
	return diffing.BuildLists{Base: slices.DeleteFunc(lists.Base, troubled), Head: slices.DeleteFunc(lists.Head, troubled)}
}

// lister makes build lists, each in a scratch folder of its own.
type lister struct {
	goCommand
	tempDir string
}

func (l lister) all(ctx context.Context, targets []target, side string) ([]diffing.BuildList, []diffing.Problem, error) {
	var lists []diffing.BuildList
	var problems []diffing.Problem
	for _, t := range targets {
		list, failed, err := l.one(ctx, t)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", t.file, err)
		}
		for i := range failed {
			failed[i].File, failed[i].Side = t.file, side
		}
		problems = append(problems, failed...)
		if len(failed) == 0 {
			lists = append(lists, list)
		}
	}
	return lists, problems, nil
}

func (l lister) one(ctx context.Context, t target) (list diffing.BuildList, problems []diffing.Problem, err error) {
	s, err := layOut(t, l.tempDir)
	if err != nil {
		return list, nil, err
	}
	defer func() { err = errors.Join(err, s.remove()) }()
	answer, problems, err := l.ask(ctx, t, s)
	if err != nil || len(problems) > 0 {
		return list, problems, err
	}
	list = diffing.BuildList{ModuleFile: t.file, Graph: answer.graph}
	for _, m := range t.mains {
		list.Mains = append(list.Mains, m.Path)
	}
	slices.Sort(list.Mains)
	list.Modules, list.Unknown = selection(answer.modules)
	if problems := untidy(t, list, answer.updated); len(problems) > 0 {
		return list, problems, nil
	}
	list.Barred, err = l.barred(ctx, t, list)
	return list, nil, err
}
