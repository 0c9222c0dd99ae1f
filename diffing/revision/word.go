package revision

import (
	"os"
	"path/filepath"
	"strings"
)

// word is a SIDE as it was typed.
type word struct {
	text string
	kind wordKind
	// left and right are the two revisions of a merge base. An empty left is the default branch; an
	// empty right is the revision of the head side.
	left, right string
	// exists says that a revision word is the name of a folder or file, too.
	exists bool
}

type wordKind int

const (
	wordUnknown wordKind = iota
	wordWorktree
	wordPath
	wordRevision
	wordMergeBase
)

// worktree is the word for the files as they are on disk, and the default head.
const worktree = "WORKTREE"

// parseWord tells what a SIDE means by its form alone, except for a bare word, which is a revision or
// an existing path. "" is what CONTRACT gives as the default of each side.
func parseWord(text string, head bool) (word, error) {
	switch {
	case text == "" && head, text == worktree:
		return word{text: worktree, kind: wordWorktree}, nil
	case text == "":
		return word{kind: wordMergeBase}, nil
	case strings.HasPrefix(text, "-"):
		return word{}, optionRefused(text)
	case filepath.IsAbs(text), text == ".", text == "..", hasDotPrefix(text):
		if _, err := os.Stat(text); err != nil {
			return word{}, notASide(text)
		}
		return word{text: text, kind: wordPath}, nil
	}
	// HEAD is never meant as the file of that name in a bare repository.
	_, err := os.Stat(text)
	w := word{text: text, kind: wordRevision, exists: err == nil && text != "HEAD"}
	if left, right, ok := strings.Cut(text, "..."); ok && !w.exists {
		w.kind, w.left, w.right = wordMergeBase, left, right
		if w.left == "" {
			w.left = "HEAD"
		}
		if strings.HasPrefix(right, "-") {
			return word{}, optionRefused(right)
		}
	}
	return w, nil
}

func hasDotPrefix(text string) bool {
	return strings.HasPrefix(filepath.ToSlash(text), "./") || strings.HasPrefix(filepath.ToSlash(text), "../")
}
