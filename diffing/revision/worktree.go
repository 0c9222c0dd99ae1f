package revision

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// listWorktree lists the files of a work tree: tracked ones as they are on disk, and untracked ones
// that are not ignored. A file that a sparse checkout left out counts as its version in the index.
//
// A tracked file is taken to be what the index says only where the disk agrees on size and
// modification time, and never for a module file; the bits "assume unchanged" and "skip worktree" are not
// believed about a file that is there.
func listWorktree(ctx context.Context, repo repository, p place, x index, isModuleFile func(string) bool) (listing, error) {
	files := make(listing, 0, len(x.files))
	for i, e := range x.files {
		if i > 0 && x.files[i-1].path == e.path {
			continue // another side of an unresolved merge
		}
		found, ok, err := onDisk(p.top, e, x.remarks[i], x.modified, isModuleFile)
		if err != nil {
			return nil, err
		}
		if ok {
			files = append(files, found)
		}
	}
	untracked, err := listUntracked(ctx, repo, p)
	if err != nil {
		return nil, err
	}
	files = append(files, untracked...)
	files.sort()
	return files, nil
}

// onDisk returns the entry of a tracked file, unless it is gone. A file that changed when the index was
// written, or later, may differ although the index says it does not ("racy git").
func onDisk(top string, e entry, r remark, written time.Time, isModuleFile func(string) bool) (found entry, ok bool, err error) {
	if e.mode.kind() == modeSubmodule {
		return e, true, nil
	}
	if !filepath.IsLocal(filepath.FromSlash(e.path)) {
		return entry{}, false, Failure{Message: "the index holds the path " + clean(e.path), Hint: "run git fsck"}
	}
	info, err := os.Lstat(top + "/" + e.path)
	if gone(err) || err == nil && info.IsDir() {
		if r.skipWorktree {
			return e, true, nil
		}
		return entry{}, false, nil
	}
	if err != nil {
		return entry{}, false, unreadable(e.path, err)
	}
	found = entry{path: e.path, mode: modeOf(info.Mode()), disk: true}
	clean := found.mode.kind() == e.mode.kind() && uint32(info.Size()) == r.size && info.ModTime().Equal(r.modified()) &&
		r.modified().Before(written) && r.stage == 0 && !r.intentToAdd
	if clean && !isModuleFile(e.path) {
		found.mode, found.oid = e.mode, e.oid
	}
	return found, true, nil
}

func gone(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) }

// listUntracked asks git which untracked files are not ignored, since that takes its ignore rules.
// A nested repository is one line that ends in a slash; it is listed like a submodule.
func listUntracked(ctx context.Context, repo repository, p place) (listing, error) {
	out, err := repo.at(p.top).run(ctx, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	var files listing
	for path := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if folder, ok := strings.CutSuffix(path, "/"); ok {
			files = append(files, entry{path: folder, mode: modeSubmodule, disk: true})
			continue
		}
		if path == "" {
			continue
		}
		info, err := os.Lstat(p.top + "/" + path)
		if gone(err) {
			continue
		}
		if err != nil {
			return nil, unreadable(path, err)
		}
		files = append(files, entry{path: path, mode: modeOf(info.Mode()), disk: true})
	}
	return files, nil
}

// listIndex reads the index through git, where its form is not one that is read directly. What git
// remembers of the disk is not part of the answer, so every tracked file is then compared by its bytes.
func listIndex(ctx context.Context, repo repository, p place) (index, error) {
	out, err := repo.at(p.top).run(ctx, "ls-files", "-z", "--stage", "-t")
	if err != nil {
		return index{}, err
	}
	var x index
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if line == "" {
			continue
		}
		e, r, ok := stageLine(line)
		if !ok {
			return index{}, gitFailed("ls-files", errors.New("unexpected output"), line)
		}
		x.files, x.remarks = append(x.files, e), append(x.remarks, r)
	}
	return x, nil
}

// stageLine parses "TAG MODE HASH STAGE TAB PATH"; the tag S marks a file outside a sparse checkout.
func stageLine(line string) (entry, remark, bool) {
	left, path, ok := strings.Cut(line, "\t")
	fields := strings.Split(left, " ")
	if !ok || len(fields) != 4 {
		return entry{}, remark{}, false
	}
	m, err1 := strconv.ParseUint(fields[1], 8, 32)
	oid, err2 := hex.DecodeString(fields[2])
	stage, err3 := strconv.ParseUint(fields[3], 10, 2)
	return entry{path: path, oid: string(oid), mode: mode(m)}, remark{stage: uint8(stage), skipWorktree: fields[0] == "S"},
		errors.Join(err1, err2, err3) == nil
}
