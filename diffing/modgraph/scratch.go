package modgraph

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// target is one main module or one workspace whose build list is wanted.
type target struct {
	file      string // the go.mod or go.work
	workspace bool
	mains     []diffing.Module
	folders   []diffing.Replacement // replace lines that name a folder, NewPath from the repository root
	absent    []diffing.Replacement // those of them whose go.mod this side does not hold
	files     []diffing.File        // what the go command needs to see, sorted by Path
}

// targets lists the main modules and workspaces of a side, sorted by file, each with the module files
// that decide about its build list.
func targets(tree diffing.Tree, set diffing.ModuleSet) ([]target, []diffing.Problem) {
	files := map[string]diffing.File{}
	for _, f := range tree.Files {
		if f.Trouble == "" {
			files[f.Path] = f
		}
	}
	var all []target
	var problems []diffing.Problem
	for _, m := range set.Modules {
		t := target{file: m.File}
		t.add(m)
		all = append(all, t)
	}
	for _, w := range set.Workspaces {
		t, found := workspaceTarget(w, set)
		problems = append(problems, found...)
		if len(found) == 0 && len(t.mains) > 0 { // the go command refuses a workspace of nothing
			all = append(all, t)
		}
	}
	for i := range all {
		all[i].gather(files)
	}
	slices.SortFunc(all, func(a, b target) int { return strings.Compare(a.file, b.file) })
	return all, problems
}

func workspaceTarget(w diffing.Workspace, set diffing.ModuleSet) (target, []diffing.Problem) {
	t := target{file: w.File, workspace: true, folders: folderReplacements(w.File, w.Replacements)}
	var problems []diffing.Problem
	for _, use := range w.Uses {
		file := path.Join(fromRoot(path.Dir(w.File), use.Text), "go.mod")
		i := slices.IndexFunc(set.Modules, func(m diffing.Module) bool { return m.File == file })
		if i < 0 {
			problems = append(problems, diffing.Problem{File: w.File, Line: use.Line,
				Message: fmt.Sprintf("the build list of the workspace needs %q, which is not a module file of this side", file),
				Hint:    "use folders inside the repository that hold a go.mod; the requirements view works without it"})
			continue
		}
		t.add(set.Modules[i])
	}
	return t, problems
}

func (t *target) add(m diffing.Module) {
	t.mains = append(t.mains, m)
	t.folders = append(t.folders, folderReplacements(m.File, m.Replacements)...)
}

// gather collects the bytes of t's module files, of the sums beside them, and of the go.mod of every
// folder that replaces a module. A folder without one is no failure yet: its replace line may be inert.
func (t *target) gather(files map[string]diffing.File) {
	wanted := map[string]diffing.File{}
	take := func(file, as string) bool {
		f, ok := files[file]
		if ok {
			wanted[as] = diffing.File{Path: as, Data: f.Data}
		}
		return ok
	}
	if t.workspace {
		take(t.file, t.file)
		take(t.file+".sum", t.file+".sum")
	}
	for _, m := range t.mains {
		// A module file of another name (vendor.mod) is a go.mod to the go command only under that name.
		folder, stem := path.Dir(m.File), strings.TrimSuffix(path.Base(m.File), ".mod")
		take(m.File, path.Join(folder, "go.mod"))
		take(path.Join(folder, stem+".sum"), path.Join(folder, "go.sum"))
	}
	for _, r := range t.folders {
		if file := path.Join(r.NewPath, "go.mod"); !take(file, file) {
			t.absent = append(t.absent, r)
		}
	}
	for _, f := range wanted {
		t.files = append(t.files, f)
	}
	slices.SortFunc(t.files, func(a, b diffing.File) int { return strings.Compare(a.Path, b.Path) })
}

// folderReplacements returns the lines that name a folder, with NewPath from the repository root.
func folderReplacements(file string, lines []diffing.Replacement) []diffing.Replacement {
	var folders []diffing.Replacement
	for _, r := range lines {
		if r.NewVersion == "" {
			r.NewPath = fromRoot(path.Dir(file), r.NewPath)
			folders = append(folders, r)
		}
	}
	return folders
}

// fromRoot resolves a folder written in a module file below dir. An absolute one stays as it is, and
// so is never found among the files of a side.
func fromRoot(dir, folder string) string {
	folder = filepath.ToSlash(folder)
	if path.IsAbs(folder) {
		return folder
	}
	return path.Join(dir, folder)
}

// sameInputs reports whether two targets give the same build list: everything but the sums, which
// can only make a look-up fail, is equal.
func sameInputs(a, b target) bool {
	decisive := func(t target) []diffing.File {
		return slices.DeleteFunc(slices.Clone(t.files), func(f diffing.File) bool { return strings.HasSuffix(f.Path, ".sum") })
	}
	return slices.EqualFunc(decisive(a), decisive(b), func(a, b diffing.File) bool {
		return a.Path == b.Path && string(a.Data) == string(b.Data)
	})
}

// scratch is a folder of its own with t's module files, and nothing else.
type scratch struct{ root, folder, workspace string }

// layOut writes t's files. No path can leave the folder: os.Root refuses it.
func layOut(t target, tempDir string) (s scratch, err error) {
	s.root, err = os.MkdirTemp(tempDir, "soakgate-list-")
	if err != nil {
		return s, fmt.Errorf("making a scratch folder: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(s.root))
		}
	}()
	root, err := os.OpenRoot(s.root)
	if err != nil {
		return s, fmt.Errorf("opening scratch folder: %w", err)
	}
	defer root.Close()
	for _, f := range t.files {
		name := filepath.FromSlash(f.Path)
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return s, fmt.Errorf("laying out %s: %w", f.Path, err)
		}
		if err := root.WriteFile(name, f.Data, 0o644); err != nil {
			return s, fmt.Errorf("laying out %s: %w", f.Path, err)
		}
	}
	s.folder = filepath.Join(s.root, filepath.FromSlash(path.Dir(t.file)))
	if t.workspace {
		s.workspace = filepath.Join(s.root, filepath.FromSlash(t.file))
	}
	return s, nil
}

func (s scratch) mode() mode    { return mode{folder: s.folder, workspace: s.workspace} }
func (s scratch) remove() error { return os.RemoveAll(s.root) }
