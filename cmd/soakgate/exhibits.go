package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/policy"
)

// evidenceFolder is where a repository keeps statements, relative to its root.
const evidenceFolder = ".soakgate/evidence"

// maxExhibits bounds how many files of evidence are read.
const maxExhibits = 500

// trustedKeys parses the keys that the policy at base trusts.
func trustedKeys(t policy.Trust) ([]evidence.PublicKey, error) {
	keys := make([]evidence.PublicKey, 0, len(t.Keys))
	for _, text := range t.Keys {
		key, err := evidence.ParsePublicKey(text)
		if err != nil {
			return nil, usage("trust.keys of the policy at base: "+err.Error(), "soakgate evidence keygen prints keys in the right form")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// readEvidence reads the files and folders named by --evidence, and .soakgate/evidence of the
// repository where it exists. A named path that cannot be read is an error; what a file holds is
// judged, and refused with a reason, by package evidence.
func readEvidence(repo string, named []string, keys []evidence.PublicKey) ([]evidence.Presented, error) {
	var out []evidence.Presented
	read := func(root *os.Root, name, shown string) error {
		if len(out) == maxExhibits {
			return usage(fmt.Sprintf("more than %d evidence files", maxExhibits), "remove those that are about other changes")
		}
		data, err := readExhibit(root, name)
		p := evidence.Presented{Name: shown}
		if err != nil {
			p.Refused = err.Error()
		} else {
			p = evidence.Present(shown, data, keys)
		}
		out = append(out, p)
		return nil
	}
	root := repositoryRoot(repo)
	if link := linkIn(root, evidenceFolder); link != "" {
		// The folder comes with the change that is judged: a link would let it choose what is read.
		out = append(out, evidence.Presented{Name: link, Refused: "it is a symbolic link; evidence is read from real folders only"})
	} else if err := walkEvidence(place{path: filepath.Join(root, filepath.FromSlash(evidenceFolder)), optional: true}, read); err != nil {
		return nil, err
	}
	for _, name := range named {
		if err := walkEvidence(place{path: name}, read); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// linkIn returns the first element of a slash-separated path below root that is a symbolic link; "" for
// none.
func linkIn(root, path string) string {
	at := ""
	for element := range strings.SplitSeq(path, "/") {
		at = strings.TrimPrefix(at+"/"+element, "/")
		if info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(at))); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return at
		}
	}
	return ""
}

// place is where evidence may lie; an optional one may be absent.
type place struct {
	path     string
	optional bool
}

// repositoryRoot is the nearest folder at or above dir that holds .git; dir itself where none does.
func repositoryRoot(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for at := abs; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if filepath.Dir(at) == at {
			return dir
		}
	}
}

// walkEvidence calls read for a file, or for the *.json files below a folder, which is opened as a
// root: no link leads out of it.
func walkEvidence(p place, read func(root *os.Root, name, shown string) error) error {
	info, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrNotExist) && p.optional {
		return nil
	}
	if err != nil {
		return usage("--evidence: "+err.Error(), "name an existing file or folder")
	}
	dir, file := p.path, ""
	if !info.IsDir() {
		dir, file = filepath.Split(p.path)
		dir = filepath.Clean(dir + ".")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return undecided("evidence cannot be read: "+err.Error(), "check the permissions of "+dir)
	}
	defer root.Close() // read-only: nothing is lost when this fails
	if file != "" {
		return read(root, file, filepath.ToSlash(p.path))
	}
	var names []string
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".json") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return undecided("evidence cannot be read: "+err.Error(), "check the permissions of "+dir)
	}
	slices.Sort(names)
	for _, name := range names {
		shown := filepath.ToSlash(p.path)
		if p.optional {
			shown = evidenceFolder
		}
		if err := read(root, name, path.Join(shown, name)); err != nil {
			return err
		}
	}
	return nil
}

// readExhibit reads one regular file of bounded size, below its root.
func readExhibit(root *os.Root, name string) ([]byte, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // read-only
	data, err := io.ReadAll(io.LimitReader(file, evidence.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	return data, nil
}
