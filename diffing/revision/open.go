package revision

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// opener lists the files of both sides.
type opener struct {
	ctx      context.Context
	repo     repository
	resolver *resolver
	scope    scope

	place place // known where a work tree or a file takes part
	index index
}

func (o *opener) open(b, h target) (base, head *side, err error) {
	o.place.oidBytes = 20
	for _, t := range []target{b, h} {
		if t.commit != "" {
			o.place.oidBytes = len(t.commit) / 2
		}
	}
	if err := o.readIndex(b, h); err != nil {
		return nil, nil, err
	}
	t := trees{objects: o.resolver.objects, raw: map[string]string{}}
	if roots := slices.DeleteFunc([]string{b.tree, h.tree}, func(tree string) bool { return tree == "" }); len(roots) > 0 {
		t.known = knowTrees(o.index, o.place.oidBytes)
		if err := t.load(roots...); err != nil {
			return nil, nil, err
		}
	}
	if base, err = o.side(&t, b); err != nil {
		return nil, nil, err
	}
	if head, err = o.side(&t, h); err != nil {
		base.close()
		return nil, nil, err
	}
	if err = o.align(b, h, base, head); err != nil {
		base.close()
		head.close()
	}
	return base, head, err
}

// readIndex reads the index: for a work tree because it says what is tracked, for a revision because
// it may spare reading trees.
func (o *opener) readIndex(b, h target) error {
	file := ""
	worktree := b.isWorktree() || h.isWorktree()
	switch {
	case worktree:
		place, err := o.repo.locate(o.ctx)
		if err != nil {
			return err
		}
		if place.top == "" {
			return noWorkTree(o.repo.dir)
		}
		o.place, file = place, place.index
	case b.tree == "" && h.tree == "":
		return nil
	default:
		file = findIndex(o.repo.dir)
	}
	var err error
	o.index, err = readIndex(file, o.place.oidBytes)
	switch {
	case err == nil:
		return nil
	case !worktree, errors.Is(err, fs.ErrNotExist):
		o.index = index{}
		return nil
	case errors.Is(err, errIndexForm):
		o.index, err = listIndex(o.ctx, o.repo, o.place)
		return err
	default:
		return unreadable(file, err)
	}
}

func (t target) isWorktree() bool { return t.commit == "" && t.path == "" }

func (o *opener) side(t *trees, to target) (*side, error) {
	s := &side{name: to.name, revision: to.commit, objects: o.resolver.objects, oidBytes: o.place.oidBytes, complete: to.path == ""}
	var err error
	switch {
	case to.commit != "":
		s.files, err = t.files(to.tree, len(o.index.files)+64) // most likely about as many as are checked out
		return s, err
	case to.isWorktree():
		if s.objects == nil {
			// A file that a sparse checkout left out is in the object database only.
			if o.resolver.objects, err = openObjects(o.ctx, o.repo); err != nil {
				return nil, err
			}
			s.objects = o.resolver.objects
		}
		if s.root, err = os.OpenRoot(o.place.top); err != nil {
			return nil, unreadable(o.place.top, err)
		}
		s.files, err = listWorktree(o.ctx, o.repo, o.place, o.index, o.scope.isModuleFile)
	default:
		err = o.openPath(s, to.path)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (o *opener) openPath(s *side, at string) error {
	info, err := os.Stat(at)
	if err != nil {
		return unreadable(at, err)
	}
	if !info.IsDir() {
		files, err := readModule(at)
		s.hold(files)
		return err
	}
	if s.root, err = os.OpenRoot(at); err != nil {
		return unreadable(at, err)
	}
	s.files, err = listFolder(s.root)
	return err
}

// align cuts a side down to one module where the other side is a go.mod file, so that the two pair:
// to the module at the same place where that file lies in the repository, else to the one at the root.
func (o *opener) align(b, h target, base, head *side) error {
	switch {
	case base.isFile() == head.isFile():
		return nil
	case base.isFile():
		return o.cutDown(head, h, b)
	default:
		return o.cutDown(base, b, h)
	}
}

// isFile reports whether the side is a go.mod file given by path.
func (s *side) isFile() bool { return !s.complete && s.root == nil }

func (o *opener) cutDown(s *side, of, file target) error {
	folder, name := ".", "go.mod"
	if s.complete {
		if o.place.top == "" {
			place, err := o.repo.locate(o.ctx)
			if err != nil {
				return err
			}
			o.place = place
		}
		if rel, ok := insideOf(o.place.top, file.path); ok {
			folder, name = path.Dir(rel), path.Base(rel)
		}
	}
	files := []wanted{{path: path.Join(folder, name), limit: maxBytes(name)}}
	if name == "go.mod" {
		files = append(files, wanted{path: path.Join(folder, "go.sum"), limit: maxBytes("go.sum")})
	}
	got, err := s.read(files)
	if err != nil {
		return err
	}
	if len(got) == 0 || got[0].Path != files[0].path {
		return nothingBeside(files[0].path, s.name, file.name)
	}
	held := map[string][]byte{}
	for i, f := range got {
		if f.Trouble != "" {
			return Failure{Message: printable(f.Path) + " at " + s.name + ": " + f.Trouble, Hint: f.Hint}
		}
		held[[]string{"go.mod", "go.sum"}[i]] = f.Data
	}
	s.complete = false
	s.hold(held)
	return nil
}

// insideOf returns the slash-separated path of a file below a folder.
func insideOf(top, file string) (string, bool) {
	file, err := filepath.Abs(file)
	if err == nil {
		file, err = filepath.EvalSymlinks(file)
	}
	if err != nil || top == "" {
		return "", false
	}
	rel, err := filepath.Rel(top, file)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
