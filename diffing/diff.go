package diffing

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Rename says that one module moved from one path prefix to another: the same project under a new
// name, such as github.com/Shopify/sarama and github.com/IBM/sarama. Prefixes have no major version.
type Rename struct {
	From string
	To   string
}

// Sides are the two states that are compared.
type Sides struct {
	Base, Head ModuleSet
}

// Result is what a comparison found.
type Result struct {
	Changes []Change
	// Problems are contradictions at head that only show once something changed (a requirement
	// without a hash, inconsistent vendoring): the gate cannot decide while they stand.
	Problems []Problem
	Notices  []Notice
}

// Diff lists everything that differs between two states of a repository's module files, in the
// requirements view: what go.mod says, which is exact for tidy modules since graph pruning (go 1.17).
//
// Diff of equal states is empty, and swapping the sides swaps every change: added with removed,
// upgraded with downgraded, From with To.
func Diff(sides Sides, renames []Rename) Result {
	d := differ{sides: sides, renames: newRenameTable(renames), workSums: map[*File]sums{}, overdue: map[sumKey]bool{}}
	for _, pair := range pairModules(sides.Base.Modules, sides.Head.Modules) {
		switch {
		case pair.base == nil:
			d.moduleCame(*pair.head)
		case pair.head == nil:
			d.moduleWent(*pair.base)
		default:
			d.module(*pair.base, *pair.head)
		}
	}
	d.workspaces()
	d.newHashes()
	if n := len(d.withoutSum); n > 0 {
		slices.Sort(d.withoutSum)
		names := strings.Join(d.withoutSum[:min(n, 3)], ", ")
		if n > 3 {
			names += fmt.Sprintf(" and %d more", n-3)
		}
		d.notice("no-sums", "without a go.sum at either side, hashes were not compared: %s", names)
	}
	if d.unverified > 0 {
		d.notice("vendor-unverified", "vendored code of %d modules whose version moved was not compared with its source", d.unverified)
	}
	if n := len(d.unpruned); n > 0 {
		slices.Sort(d.unpruned)
		shown := strings.Join(d.unpruned[:min(n, 3)], ", ")
		if n > 3 {
			shown += fmt.Sprintf(", %d more before go 1.17", n-3)
		}
		d.notice("unpruned", "%s: indirect modules are not listed there; --graph build-list shows them", shown)
	}
	SortChanges(d.result.Changes)
	SortProblems(d.result.Problems)
	sortNotices(d.result.Notices)
	return d.result
}

// SortChanges sorts by ModuleFile, Path, Kind, Directive, FromPath, From, To.
func SortChanges(changes []Change) {
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.ModuleFile, b.ModuleFile), strings.Compare(a.Path, b.Path),
			strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Directive, b.Directive),
			strings.Compare(a.FromPath, b.FromPath), strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
}

func sortNotices(notices []Notice) {
	slices.SortStableFunc(notices, func(a, b Notice) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), strings.Compare(a.Message, b.Message))
	})
}

type differ struct {
	sides   Sides
	renames renameTable
	result  Result
	// withoutSum lists changed go.mod files that have no go.sum at either side.
	withoutSum []string
	// unpruned says of each changed go.mod file before go 1.17 what its go line says.
	unpruned   []string
	workSums   map[*File]sums
	checksums  []Change
	came       []newHash
	overdue    map[sumKey]bool // versions that both sides build, of which only head has a hash
	unverified int             // vendored modules that moved
}

func (d *differ) add(changes ...Change) { d.result.Changes = append(d.result.Changes, changes...) }

func (d *differ) notice(code, format string, args ...any) {
	d.result.Notices = append(d.result.Notices, Notice{Code: code, Message: fmt.Sprintf(format, args...)})
}

// module compares one main module that both sides have.
func (d *differ) module(b, h Module) {
	before := len(d.result.Changes)
	if b.Path != h.Path {
		d.add(Change{ModuleFile: h.File, Kind: KindModuleFile, Path: h.Path, FromPath: b.Path, From: b.Path, To: h.Path, Step: StepNone, Line: h.PathLine})
	}
	base, head, errs := d.sums(b.Sum, h.Sum)
	d.result.Problems = append(d.result.Problems, errs...)
	r := requirementDiff{differ: d, base: b, head: h, sumsBase: base, sumsHead: head}
	d.add(r.changes()...)
	d.add(directiveChanges(b, h)...)
	d.vendorFolders(moduleVendor(d.sides.Base, b), moduleVendor(d.sides.Head, h))
	d.compareSumFiles(b.Sum, h.Sum, base, head)
	if h.Sum != nil && b.Sum != nil {
		d.add(ignoredHashes(base, head, h.Sum.Path)...)
		d.result.Notices = append(d.result.Notices, sumNotices(base, head, h, h.Sum.Path)...)
	}
	if len(d.result.Changes) > before || vendorDiffers(b.Vendor, h.Vendor) || d.sumsDiffer(b, h) {
		d.unprunedSince(b, h)
		d.verify(b, h, base, head)
	}
	for _, n := range h.notices {
		if !slices.ContainsFunc(b.notices, func(was Notice) bool { return was.Message == n.Message }) {
			d.result.Notices = append(d.result.Notices, n)
		}
	}
	if b.File != h.File {
		d.notice("moved", "%s was %s", h.File, b.File)
	}
}

// unprunedSince remembers a module that leaves indirect modules out at head, or did at base.
func (d *differ) unprunedSince(b, h Module) {
	for _, m := range []Module{h, b} {
		if unpruned(m) && len(m.Requirements) > 0 {
			d.unpruned = append(d.unpruned, m.File+" says go "+cmp.Or(m.Go.Text, "1.16, having no go line"))
			return
		}
	}
}

// sums parses both go.sum files. Equal bytes need no comparison, yet their hashes may be looked up.
func (d *differ) sums(b, h *File) (base, head sums, problems []Problem) {
	base, _ = parseSums(b)
	if b != nil && h != nil && string(b.Data) == string(h.Data) {
		return base, base, nil
	}
	head, problems = parseSums(h)
	for i := range problems {
		problems[i].Side = "head"
	}
	return base, head, problems
}

func sumName(m Module) string {
	if m.Sum != nil {
		return m.Sum.Path
	}
	return path.Join(path.Dir(m.File), "go.sum")
}

func vendorDiffers(b, h *Vendor) bool {
	if b == nil || h == nil {
		return b != h
	}
	same := func(x, y VendoredModule) bool {
		return x.Path == y.Path && x.Version == y.Version && x.Target == y.Target && x.Explicit == y.Explicit
	}
	return b.Workspace != h.Workspace || !slices.EqualFunc(b.Modules, h.Modules, same) || !slices.EqualFunc(b.Replaced, h.Replaced, same)
}
