package revision

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// place is where a repository keeps things.
type place struct {
	shallow  bool
	oidBytes int
	top      string // folder of the work tree; empty where there is none
	index    string // path of the index file
}

// locate asks git where the repository of a folder is, all in one question.
func (r repository) locate(ctx context.Context) (place, error) {
	out, err := r.run(ctx, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-object-format", "--git-path", "index", "--show-cdup")
	if err != nil {
		return place{}, err
	}
	lines := strings.SplitN(strings.TrimSuffix(string(out), "\n"), "\n", 4)
	if len(lines) != 4 {
		return place{}, gitFailed("rev-parse", errors.New("unexpected output"), string(out))
	}
	index, up := lines[3], "" // a path may hold a newline; the way up, where there is one, is the last line
	if lines[0] == "true" {
		last := strings.LastIndexByte(index, '\n')
		if last < 0 {
			return place{}, gitFailed("rev-parse", errors.New("unexpected output"), string(out))
		}
		index, up = index[:last], index[last+1:]
	}
	// A symbolic link to a folder of the repository has another parent than the folder.
	dir, err := filepath.Abs(r.dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return place{}, unreadable(r.dir, err)
	}
	p := place{shallow: lines[1] == "true", oidBytes: 20, index: index}
	if lines[2] == "sha256" {
		p.oidBytes = 32
	}
	if lines[0] == "true" {
		p.top = filepath.Join(dir, filepath.FromSlash(up))
	}
	if !filepath.IsAbs(p.index) {
		p.index = filepath.Join(dir, p.index)
	}
	return p, nil
}

// findIndex looks for the index near a folder without asking git. A wrong guess does no harm: the
// index is only believed where it hashes to the tree that is wanted.
func findIndex(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		git := filepath.Join(dir, ".git")
		if info, err := os.Stat(git); err == nil && info.IsDir() {
			return filepath.Join(git, "index")
		} else if err == nil && info.Mode().IsRegular() && info.Size() < 4096 {
			link, _ := os.ReadFile(git)
			to := strings.TrimSpace(strings.TrimPrefix(string(link), "gitdir: "))
			if !filepath.IsAbs(to) {
				to = filepath.Join(dir, to)
			}
			return filepath.Join(to, "index")
		}
		if filepath.Dir(dir) == dir {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}
