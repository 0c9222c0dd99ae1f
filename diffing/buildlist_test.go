package diffing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
)

func edge(from, to module.Version) diffing.Edge { return diffing.Edge{From: from, To: to} }

func TestBuildListChanges(t *testing.T) {
	main := module.Version{Path: "example.com/main"}
	a1, a2 := module.Version{Path: "example.com/a", Version: "v1.0.0"}, module.Version{Path: "example.com/a", Version: "v1.1.0"}
	b1, b2 := module.Version{Path: "example.com/b", Version: "v1.0.0"}, module.Version{Path: "example.com/b", Version: "v1.2.0"}
	c1 := module.Version{Path: "example.com/c", Version: "v0.1.0"}
	list := func(modules []diffing.Selected, graph ...diffing.Edge) diffing.BuildList {
		return diffing.BuildList{ModuleFile: "go.mod", Mains: []string{main.Path}, Modules: modules, Graph: graph}
	}
	tests := []struct {
		name       string
		base, head diffing.BuildList
		want       []diffing.Change
		reason     string
	}{{
		name: "dragged", reason: "the indirect line names b too, but what drags it is the bump of a, not c that also asks for it",
		base: list([]diffing.Selected{{Path: a1.Path, Version: a1.Version}, {Path: b1.Path, Version: b1.Version, Indirect: true}, {Path: c1.Path, Version: c1.Version}}),
		head: list([]diffing.Selected{{Path: a2.Path, Version: a2.Version}, {Path: b2.Path, Version: b2.Version, Indirect: true}, {Path: c1.Path, Version: c1.Version}},
			edge(c1, b2), edge(a2, b2), edge(main, c1), edge(main, b2), edge(main, a2)),
		want: []diffing.Change{
			{ModuleFile: "go.mod", Kind: diffing.KindUpgraded, Path: a1.Path, From: "v1.0.0", To: "v1.1.0", Step: diffing.StepMinor,
				Via: []string{"example.com/main", "example.com/a@v1.1.0"}},
			{ModuleFile: "go.mod", Kind: diffing.KindUpgraded, Path: b1.Path, From: "v1.0.0", To: "v1.2.0", Step: diffing.StepMinor, Indirect: true, IndirectFrom: true,
				Via: []string{"example.com/main", "example.com/a@v1.1.0", "example.com/b@v1.2.0"}},
		},
	}, {
		name: "removed", reason: "the chain of what is gone is the one at base",
		base: list([]diffing.Selected{{Path: c1.Path, Version: c1.Version}}, edge(main, c1)),
		head: list(nil, edge(main, a1)),
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindRemoved, Path: c1.Path, From: "v0.1.0", Step: diffing.StepNone,
			Via: []string{"example.com/main", "example.com/c@v0.1.0"}}},
	}, {
		name: "replacement before version", reason: "other code stands for the module, whatever its number says",
		base: list([]diffing.Selected{{Path: a1.Path, Version: a1.Version}}),
		head: list([]diffing.Selected{{Path: a2.Path, Version: a2.Version, Replacement: "./a"}}),
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindReplaced, Path: a1.Path, From: "v1.0.0", To: "v1.1.0", Step: diffing.StepMinor, ReplaceTo: "./a"}},
	}, {
		name: "inert", reason: "the same fork is built at both sides",
		base: list([]diffing.Selected{{Path: a1.Path, Version: a1.Version, Replacement: "example.com/fork@v1.0.0"}}),
		head: list([]diffing.Selected{{Path: a2.Path, Version: a2.Version, Replacement: "example.com/fork@v1.0.0"}}),
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindUpgraded, Path: a1.Path, From: "v1.0.0", To: "v1.1.0", Step: diffing.StepMinor,
			ReplaceFrom: "example.com/fork@v1.0.0", ReplaceTo: "example.com/fork@v1.0.0", Inert: "example.com/fork@v1.0.0 stands in for it at both sides"}},
	}, {
		name: "marker", reason: "only directness differs",
		base: list([]diffing.Selected{{Path: a1.Path, Version: a1.Version, Indirect: true}}),
		head: list([]diffing.Selected{{Path: a1.Path, Version: a1.Version}}),
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindMarker, Path: a1.Path, From: "v1.0.0", To: "v1.0.0", Step: diffing.StepNone, IndirectFrom: true}},
	}, {
		name: "relocated", reason: "one major path went and one came",
		base: list([]diffing.Selected{{Path: "example.com/r", Version: "v1.9.0"}}),
		head: list([]diffing.Selected{{Path: "example.com/r/v2", Version: "v2.0.0"}}),
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindRelocated, Path: "example.com/r/v2", FromPath: "example.com/r", From: "v1.9.0", To: "v2.0.0", Step: diffing.StepMajor}},
	}, {
		name: "barred", reason: "an exclude that undercuts a stated minimum is no ordinary downgrade",
		base: list([]diffing.Selected{{Path: b2.Path, Version: b2.Version}}),
		head: diffing.BuildList{ModuleFile: "go.mod", Mains: []string{main.Path}, Modules: []diffing.Selected{{Path: b1.Path, Version: b1.Version}},
			Barred: []diffing.BarredVersion{{Path: b2.Path, Version: b2.Version, RequiredBy: a2}}},
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindDowngraded, Path: b1.Path, From: "v1.2.0", To: "v1.0.0", Step: diffing.StepMinor,
			Danger: "an exclude line bars example.com/b v1.2.0, so that a lower version is selected than example.com/a@v1.1.0 requires"}},
	}, {
		name: "unknown", reason: "a module that cannot be looked up is still a change",
		base: list(nil),
		head: diffing.BuildList{ModuleFile: "go.mod", Mains: []string{main.Path}, Modules: []diffing.Selected{{Path: a1.Path, Version: a1.Version}}, Unknown: []module.Version{a1}},
		want: []diffing.Change{{ModuleFile: "go.mod", Kind: diffing.KindAdded, Path: a1.Path, To: "v1.0.0", Step: diffing.StepNone,
			Notes: []string{"could not be looked up: what it requires itself is unknown"}}},
	}, {
		name: "moved", reason: "the same main module in another folder",
		base: diffing.BuildList{ModuleFile: "old/go.mod", Mains: []string{main.Path}, Modules: []diffing.Selected{{Path: a1.Path, Version: a1.Version}}},
		head: diffing.BuildList{ModuleFile: "new/go.mod", Mains: []string{main.Path}, Modules: []diffing.Selected{{Path: a1.Path, Version: a1.Version}}},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := diffing.BuildListChanges(diffing.BuildLists{Base: []diffing.BuildList{tt.base}, Head: []diffing.BuildList{tt.head}}, nil)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}
