package revision

import (
	"errors"
	"fmt"
	"strings"
)

// Failure is an error that ends the command: a sentence, and what to type next.
type Failure struct {
	// Usage is true where the invocation is wrong (exit 2), false where nothing can be decided (exit 3).
	Usage   bool
	Message string
	Hint    string
}

func (f Failure) Error() string {
	if f.Hint == "" {
		return f.Message
	}
	return f.Message + "; " + f.Hint
}

func optionRefused(word string) error {
	return Failure{Usage: true, Message: fmt.Sprintf("side %q begins with a dash", word),
		Hint: "write a revision by its full name (refs/heads/…), or a path with ./ in front"}
}

func notASide(word string) error {
	return Failure{Usage: true, Message: fmt.Sprintf("%q is neither a git revision nor an existing path", word),
		Hint: "expected a revision, WORKTREE, a folder or a go.mod file; git branch --all lists the branches"}
}

// notFetched is notASide for a repository whose clone is known to hold a part of the history only.
func notFetched(word string) error {
	return Failure{Message: fmt.Sprintf("%q is neither an existing path nor a revision in this shallow clone", word),
		Hint: "fetch the history: git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'"}
}

func bothSides(word string) error {
	return Failure{Usage: true, Message: fmt.Sprintf("%q is a git revision and also a path", word),
		Hint: fmt.Sprintf("write refs/heads/%s (or another full name) for the revision, or ./%s for the path", word, word)}
}

func ambiguousRevision(word string) error {
	return Failure{Usage: true, Message: fmt.Sprintf("%q names more than one object", word), Hint: "write more digits of the hash"}
}

func unbornHead() error {
	return Failure{Message: "HEAD names no commit: the repository has none yet", Hint: "commit once, or name both sides as paths"}
}

func noDefaultBranch() error {
	return Failure{Message: "no default branch found (origin/HEAD, origin/main, origin/master, main, master)",
		Hint: "name the base with --base, or run: git remote set-head origin --auto"}
}

func noMergeBase(pair string, shallow bool) error {
	f := Failure{Message: pair + " have no merge base",
		Hint: "their histories are unrelated; name a base commit with --base"}
	if shallow {
		f.Message += " in this shallow clone"
		f.Hint = "fetch the history: git fetch --unshallow origin (with actions/checkout: fetch-depth: 0)"
	}
	return f
}

func noWorkTree(repo string) error {
	return Failure{Message: fmt.Sprintf("%q has no work tree (a bare repository, or a folder inside .git)", repo),
		Hint: "name two revisions with --base and --head"}
}

func nothingBeside(file, at, other string) error {
	return Failure{Usage: true, Message: fmt.Sprintf("there is no %s at %s to compare with %s", printable(file), at, other),
		Hint: "name a go.mod file, or a folder that holds one, at both sides"}
}

func noFolder(repo string) error {
	return Failure{Usage: true, Message: fmt.Sprintf("--repo %q is not a folder", repo), Hint: "name the folder of a git repository"}
}

func missingTree(oid string) error {
	return Failure{Message: fmt.Sprintf("tree %s is missing from this clone", oid),
		Hint: "it is a partial clone or damaged; run: git fetch --refetch --no-filter origin"}
}

func unreadable(what string, err error) error {
	return Failure{Message: fmt.Sprintf("cannot read %q: %s", what, clean(err.Error())), Hint: "make it readable for this user"}
}

func tooMany(what string, limit int) error {
	return Failure{Message: fmt.Sprintf("more than %d %s", limit, what), Hint: "name a smaller folder as the side"}
}

// gitFailed describes a git process that ended badly. What it wrote is hostile text: it can hold
// names from the repository, and a line that begins with "::" is a command to the CI runner.
func gitFailed(command string, err error, stderr string) error {
	f := Failure{Message: fmt.Sprintf("git %s failed: %v", command, err), Hint: "run git status in the repository to see whether git can read it"}
	if stderr = strings.TrimSpace(stderr); stderr != "" {
		f.Message += fmt.Sprintf(" (git says %s)", clean(stderr))
	}
	switch {
	case strings.Contains(stderr, "dubious ownership"):
		f.Message = "git refuses this repository: another user owns it"
		f.Hint = "run as its owner; or take it over: chown -R \"$(id -u)\" in the repository; " +
			"or trust it: git config --global --add safe.directory " + refusedFolder(stderr)
		return refusal{f}
	case strings.Contains(stderr, "not a git repository"):
		f.Usage, f.Message, f.Hint = true, "this is not a git repository", "name one with --repo, or name both sides as paths"
	case strings.Contains(stderr, "lazy fetch") || strings.Contains(stderr, "promisor"):
		f.Hint = "the clone is partial and nothing is fetched here; run: git fetch --refetch --no-filter origin"
	}
	return f
}

// refusedFolder is the folder that git refuses, quoted for a shell.
func refusedFolder(stderr string) string {
	_, after, _ := strings.Cut(stderr, "in repository at '")
	folder, _, ok := strings.Cut(after, "'\n")
	if !ok || strings.Contains(folder, "'") || printable(folder) != folder {
		return "PATH"
	}
	return "'" + folder + "'"
}

// clean quotes text of unknown origin, so that it is one inert line of at most 500 bytes.
func clean(text string) string {
	if len(text) > 500 {
		text = text[:500] + "…"
	}
	return fmt.Sprintf("%q", text)
}

// asFailure wraps what is not yet a Failure, so that a caller has one type to handle.
func asFailure(err error) error {
	var f Failure
	if err == nil || errors.As(err, &f) {
		return err
	}
	return fmt.Errorf("reading the sides: %w", err)
}
