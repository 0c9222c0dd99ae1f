package revision

import (
	"context"
	"os"

	"github.com/soakgate/soakgate/diffing"
)

// Request names what to compare.
type Request struct {
	// Repo is a folder of the repository; "" is the current one. Paths in results count from the
	// repository's top level all the same.
	Repo string
	// Base and Head are SIDEs as typed: a revision, "A..." or "A...B" for a merge base, WORKTREE, a
	// folder, or a go.mod file (read with the go.sum beside it; any other file name is read alone). ""
	// is the merge base of the head side's revision (HEAD for WORKTREE) and the default branch for
	// Base, and WORKTREE for Head.
	Base, Head string
	// AllModules takes in nested modules under testdata, vendor, dot- and underscore-folders.
	AllModules bool
	// Include reports whether the modules of a folder, a slash-separated path from the top level, are
	// taken in all the same. Nil takes in none.
	Include func(folder string) bool
	// ModuleFiles are further base names that are read as go.mod, such as vendor.mod (whose sums are
	// in vendor.sum).
	ModuleFiles []string
}

// Pair is both sides, read.
type Pair struct {
	Base, Head diffing.Tree
	// Skipped are the module files of either side that take no part, sorted by Path.
	Skipped []diffing.Skipped
	// Same says that no module file differs, nor anything below a vendor folder or a folder that a
	// replace directive names. Files and Contents are empty then.
	Same bool
	// ModuleFiles counts the module files of the head side that take part; known where Same, too.
	ModuleFiles int
	// PolicyEdited says that the policy file differs between the sides.
	PolicyEdited bool
	// Changed are the paths that differ, sorted. Where a side is a folder or a file, only paths that
	// could matter were compared.
	Changed []string
	// TextsLeftOut counts the changed build and Go files that are not in Texts, of which there are at
	// most 200, build files first.
	TextsLeftOut int
	// Problems keep the gate from deciding: names that differ in case only, submodules that moved,
	// links in a vendor folder, links below it or a replaced folder that no longer lead to a file of the
	// tree. Sorted as by [diffing.SortProblems].
	Problems []diffing.Problem
}

// Read reads both sides. An error that a user can act on is a [Failure].
func Read(ctx context.Context, request Request) (Pair, error) {
	base, err := parseWord(request.Base, false)
	if err != nil {
		return Pair{}, err
	}
	head, err := parseWord(request.Head, true)
	if err != nil {
		return Pair{}, err
	}
	if request.Repo == "" {
		request.Repo = "."
	}
	if info, err := os.Stat(request.Repo); err != nil || !info.IsDir() {
		return Pair{}, noFolder(request.Repo)
	}
	return repository{dir: request.Repo}.trusting(ctx, func(repo repository) (Pair, error) {
		pair, err := readSides(ctx, repo, request, base, head)
		return pair, asFailure(err)
	})
}

func readSides(ctx context.Context, repo repository, request Request, base, head word) (Pair, error) {
	r := resolver{ctx: ctx, repo: repo, commits: map[string]commit{}}
	defer r.close()
	b, h, err := r.resolve(base, head)
	if err != nil {
		return Pair{}, err
	}
	o := opener{ctx: ctx, repo: repo, resolver: &r, scope: newScope(request)}
	c := comparison{scope: o.scope}
	if c.base, c.head, err = o.open(b, h); err != nil {
		return Pair{}, err
	}
	defer c.base.close()
	defer c.head.close()
	return c.pair()
}
