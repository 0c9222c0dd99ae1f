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
func listWorktree(ctx context.Context, repo repository, p place, index []indexEntry, written time.Time, isModuleFile func(string) bool) (listing, error) {
	files := make(listing, 0, len(index))
	for i, e := range index {
		if e.stage > 0 && i > 0 && index[i-1].path == e.path {
			continue
		}
		found, ok, err := onDisk(p.top, e, written, isModuleFile)
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

// onDisk returns the entry of a tracked file, unless it is gone.
func onDisk(top string, e indexEntry, written time.Time, isModuleFile func(string) bool) (found entry, ok bool, err error) {
	if e.mode.kind() == modeSubmodule {
		return e.entry, true, nil
	}
	if !filepath.IsLocal(filepath.FromSlash(e.path)) {
		return entry{}, false, Failure{Message: "the index holds the path " + clean(e.path), Hint: "run git fsck"}
	}
	info, err := os.Lstat(top + "/" + e.path)
	if gone(err) || err == nil && info.IsDir() {
		if e.skipWorktree {
			return e.entry, true, nil
		}
		return entry{}, false, nil
	}
	if err != nil {
		return entry{}, false, unreadable(e.path, err)
	}
	found = entry{path: e.path, mode: modeOf(info.Mode()), disk: true}
	clean := found.mode.kind() == e.mode.kind() && uint32(info.Size()) == e.size && info.ModTime().Equal(e.modified) &&
		e.modified.Before(written) && e.stage == 0 && !e.intentToAdd
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
func listIndex(ctx context.Context, repo repository, p place) ([]indexEntry, error) {
	out, err := repo.at(p.top).run(ctx, "ls-files", "-z", "--stage", "-t")
	if err != nil {
		return nil, err
	}
	var entries []indexEntry
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if line == "" {
			continue
		}
		e, ok := stageLine(line)
		if !ok {
			return nil, gitFailed("ls-files", errors.New("unexpected output"), line)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// stageLine parses "TAG MODE HASH STAGE TAB PATH"; the tag S marks a file outside a sparse checkout.
func stageLine(line string) (indexEntry, bool) {
	left, path, ok := strings.Cut(line, "\t")
	fields := strings.Split(left, " ")
	if !ok || len(fields) != 4 {
		return indexEntry{}, false
	}
	m, err1 := strconv.ParseUint(fields[1], 8, 32)
	oid, err2 := hex.DecodeString(fields[2])
	stage, err3 := strconv.Atoi(fields[3])
	return indexEntry{entry: entry{path: path, mode: mode(m), oid: string(oid)}, stage: stage, skipWorktree: fields[0] == "S"},
		errors.Join(err1, err2, err3) == nil
}
