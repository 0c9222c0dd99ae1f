// Package revision reads both sides of a comparison: the bytes of every Go module file at a git
// revision, in the work tree, in a folder, or of a single go.mod file.
//
// It is an edge. What it opens and starts is small and fixed:
//
//   - Revisions are resolved, their trees compared and their blobs read through one
//     "git cat-file --batch". Names go to its standard input, where nothing is an option, and no
//     other command sees a name that is not a hash. Nothing is checked out.
//   - The index, where it hashes to the tree that is asked for, stands in for reading that tree
//     ([knownTrees]). It is a cache that proves itself, never a source of truth about a revision.
//   - The work tree is compared by the real bytes of its module files. No git command that would hash
//     work tree files is run, because those run the filters of .git/config.
//   - Files on disk are opened below an [os.Root], regular files only, with a size limit.
//
// Not seen: a submodule whose checked-out commit differs from the one in the index, until it is added;
// global ignore rules, since no configuration of the user is read, except for safe.directory where git
// refuses the repository without it; the permission bits of a file; a submodule that changed inside a
// skipped folder; what lies outside the tree behind a link that both sides have.
//
// The repository's top level is the root of every path, also where Request.Repo is a folder below it.
package revision
