package diffing

// Tree is what one side of a comparison holds: the bytes of its module files, and content digests
// of the code that a module file can point to inside the repository.
type Tree struct {
	Name     string // as a reader should see it: "main (1f0c2d3)", "WORKTREE", "testdata/x"
	Revision string // full commit hash; empty for a work tree, a folder or a file
	// Complete says that the side is a whole repository tree (a revision, the work tree), so that a
	// folder without a file in Files or Contents does not exist. A folder or go.mod file given by path
	// may be an excerpt.
	Complete bool
	Files    []File // every module file of the side, sorted by Path
	// Contents lists the files below vendor folders and below folders that a replace directive
	// names, sorted by Path. Digests are git blob hashes of the raw bytes, so they compare between
	// a revision, a work tree and a folder. The digest of a symbolic link is that of its target.
	Contents []Content
	// Texts holds other files that the gate reads as text: the policy file, and build files
	// (Makefile, Dockerfile, workflows, Go files of main packages) that differ between the sides.
	Texts []File
}

// File is one file of a side. Path is slash-separated and relative to the repository root.
type File struct {
	Path string
	Data []byte
	// Trouble says why the bytes could not be had although the file is there (a symbolic link that
	// leaves the tree, a submodule, too large). Empty when Data is right. A module file in trouble is
	// never "unchanged": it becomes a Problem.
	Trouble string
	Hint    string // what to do about Trouble
}

// Content is the digest of one file that is compared but not parsed.
type Content struct {
	Path   string
	Digest string // git blob hash, lower-case hex
}

// Skipped is a module file that was seen and left out of the comparison, with the reason.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Problem is something that keeps the gate from deciding: a file that cannot be parsed, module
// files that contradict each other, a revision that cannot be read. It is never a finding about
// the change, and no waiver covers it.
type Problem struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`   // from 1; 0 when unknown
	Column  int    `json:"column,omitempty"` // from 1, in bytes; 0 when unknown
	Side    string `json:"side,omitempty"`   // "base" or "head", where it matters
	Message string `json:"message"`          // what is wrong and what was expected
	Hint    string `json:"hint,omitempty"`   // what to do next
}

// Notice is a fact about the change that decides nothing.
type Notice struct {
	// Code is a short stable word for scripts: "split", "policy-edited", "skipped", "no-sums" …
	Code    string `json:"code"`
	Message string `json:"message"`
	// Commands are what one could type about it; may be empty.
	Commands []string `json:"commands,omitempty"`
}
