package revision

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// target is what a word turned out to mean: a commit, a path, or (neither) the work tree.
type target struct {
	name   string
	commit string // hex
	tree   string // raw
	path   string
}

// commit is one revision as cat-file knows it.
type commit struct {
	state state
	hex   string
	tree  string // raw
}

// defaultBranches are where the default branch is looked for, in this order, and how each is called.
func defaultBranches() [][2]string {
	return [][2]string{
		{"refs/remotes/origin/HEAD", "origin/HEAD"}, {"refs/remotes/origin/main", "origin/main"},
		{"refs/remotes/origin/master", "origin/master"}, {"refs/heads/main", "main"}, {"refs/heads/master", "master"},
	}
}

// resolver turns words into targets, with one question to git for all of them.
type resolver struct {
	ctx     context.Context
	repo    repository
	objects *objects // nil until a revision is asked for
	commits map[string]commit
}

func (r *resolver) close() {
	if r.objects != nil {
		r.objects.close()
	}
}

// resolve finds both targets. The head comes first: a merge base needs it.
func (r *resolver) resolve(base, head word) (b, h target, err error) {
	if err := r.ask(base, head); err != nil {
		return target{}, target{}, err
	}
	if h, err = r.target(head, "HEAD"); err != nil {
		return target{}, target{}, err
	}
	tip := "HEAD"
	if h.commit != "" {
		tip = head.text
		if head.kind == wordMergeBase {
			tip = h.commit
			r.commits[tip] = commit{state: stateFound, hex: h.commit, tree: h.tree}
		}
	}
	b, err = r.target(base, tip)
	return b, h, err
}

// ask looks up every name that the words hold, in one round trip. Two words that are paths for
// certain ask nothing, so that folders outside any repository can be compared.
func (r *resolver) ask(words ...word) error {
	var names []string
	onlyPaths := true // every name is an existing path as well
	for _, w := range words {
		switch {
		case w.kind == wordRevision:
			names = append(names, w.text)
			onlyPaths = onlyPaths && w.exists
		case w.kind == wordMergeBase && w.left == "":
			for _, branch := range defaultBranches() {
				names = append(names, branch[0])
			}
			names, onlyPaths = append(names, "HEAD"), false
		case w.kind == wordMergeBase:
			names, onlyPaths = append(names, w.left, "HEAD"), false
			if w.right != "" {
				names = append(names, w.right)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	err := r.lookUp(names)
	var f Failure
	if onlyPaths && errors.As(err, &f) && strings.Contains(f.Message, "not a git repository") {
		r.objects.close()
		r.objects = nil
		return nil
	}
	return err
}

func (r *resolver) lookUp(names []string) error {
	if r.objects == nil {
		var err error
		if r.objects, err = openObjects(r.ctx, r.repo); err != nil {
			return err
		}
	}
	asked := make([]string, len(names))
	for i, name := range names {
		asked[i] = name + "^{commit}"
	}
	return r.objects.get(asked, 1<<20, func(i int, got object) error {
		c := commit{state: got.state, hex: hexOf(got.oid)}
		if got.state == stateFound {
			line, _, _ := strings.Cut(string(got.data), "\n")
			tree, err := hex.DecodeString(strings.TrimPrefix(line, "tree "))
			if err != nil || len(tree) != len(got.oid) {
				return Failure{Message: fmt.Sprintf("%s does not begin with its tree, or is larger than 1 MiB", clean(names[i])), Hint: "run git fsck"}
			}
			c.tree = string(tree)
		}
		r.commits[names[i]] = c
		return nil
	})
}

// target explains one word. Tip is the name of the commit that a merge base is taken with.
func (r *resolver) target(w word, tip string) (target, error) {
	switch w.kind {
	case wordWorktree:
		return target{name: worktree}, nil
	case wordPath:
		return target{name: printable(w.text), path: w.text}, nil
	case wordMergeBase:
		if w.right != "" {
			tip = w.right
		}
		return r.mergeBase(w.left, tip)
	}
	c := r.commits[w.text]
	switch {
	case c.state == stateFound && w.exists:
		return target{}, bothSides(w.text)
	case c.state == stateFound:
		return target{name: named(w.text, c.hex), commit: c.hex, tree: c.tree}, nil
	case w.exists:
		return target{name: printable(w.text), path: w.text}, nil
	}
	return target{}, r.notFound(w.text, c)
}

func (r *resolver) notFound(name string, c commit) error {
	switch {
	case c.state == stateAmbiguous:
		return ambiguousRevision(name)
	case name == "HEAD":
		return unbornHead()
	}
	if where, err := r.repo.locate(r.ctx); err == nil && where.shallow {
		return notFetched(name)
	}
	return notASide(name)
}

// mergeBase is where the history of tip left the one of left ("" is the default branch).
func (r *resolver) mergeBase(left, tip string) (target, error) {
	label := left
	for _, branch := range defaultBranches() {
		if left == "" && r.commits[branch[0]].state == stateFound {
			left, label = branch[0], branch[1]
		}
	}
	if r.commits[tip].state != stateFound {
		return target{}, r.notFound(tip, r.commits[tip])
	}
	if left == "" {
		return target{}, noDefaultBranch()
	}
	a, b := r.commits[left], r.commits[tip]
	if a.state != stateFound {
		return target{}, r.notFound(left, a)
	}
	pair := shownTip(tip) + " and " + printable(label)
	label = "merge base of " + pair
	if a.hex == b.hex {
		return target{name: named(label, a.hex), commit: a.hex, tree: a.tree}, nil
	}
	// Exit code 1 without a word is git's way to say that there is none.
	out, err := r.repo.run(r.ctx, "merge-base", a.hex, b.hex)
	base := strings.TrimSpace(string(out))
	if base == "" {
		return target{}, r.withoutMergeBase(pair, err)
	}
	if err != nil {
		return target{}, err
	}
	if err := r.lookUp([]string{base}); err != nil {
		return target{}, err
	}
	return target{name: named(label, base), commit: base, tree: r.commits[base].tree}, nil
}

func (r *resolver) withoutMergeBase(pair string, cause error) error {
	where, err := r.repo.locate(r.ctx)
	if err != nil {
		return err
	}
	if cause != nil && !strings.Contains(cause.Error(), "exit status 1") {
		return cause
	}
	return noMergeBase(pair, where.shallow)
}

// named is a revision as a reader should see it: what was typed, and the commit.
func named(text, hex string) string {
	if strings.HasPrefix(hex, text) && len(text) >= 7 {
		return text
	}
	return printable(text) + " (" + hex[:7] + ")"
}

func shownTip(tip string) string {
	if len(tip) >= 40 {
		return tip[:7]
	}
	return printable(tip)
}

// printable quotes text that a terminal would act on.
func printable(text string) string {
	if quoted := fmt.Sprintf("%+q", text); quoted != `"`+text+`"` {
		return quoted
	}
	return text
}
