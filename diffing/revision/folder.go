package revision

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// maxFolderFiles bounds a folder that is given as a side.
const maxFolderFiles = 1_000_000

// listFolder lists every file below a folder, except what lies in a .git. Ignore rules are those of a
// repository, and a folder is none: everything counts.
func listFolder(root *os.Root) (listing, error) {
	var files listing
	pending := []string{"."}
	for len(pending) > 0 {
		folder := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		found, err := readFolder(root, folder)
		if err != nil {
			return nil, unreadable(folder, err)
		}
		for _, f := range found {
			name := path.Join(folder, f.Name())
			switch m := modeOf(f.Type()); {
			case f.Name() == ".git":
			case m == modeTree:
				pending = append(pending, name)
			default:
				files = append(files, entry{path: name, mode: m, disk: true})
			}
		}
		if len(files)+len(pending) > maxFolderFiles {
			return nil, tooMany("files in a folder", maxFolderFiles)
		}
	}
	files.sort()
	return files, nil
}

func readFolder(root *os.Root, folder string) ([]os.DirEntry, error) {
	f, err := root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}

// readModule reads a module file that is given as a side. It is compared as the go.mod of the root;
// where it is named go.mod, the go.sum beside it belongs to it.
func readModule(file string) (map[string][]byte, error) {
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return nil, unreadable(file, err)
	}
	defer root.Close()
	name := filepath.Base(file)
	data, tooLarge, err := readRegular(root, name, maxBytes("go.mod"))
	if err != nil {
		return nil, unreadable(file, err)
	}
	if tooLarge {
		return nil, tooMany("bytes in "+printable(file), int(maxBytes("go.mod")))
	}
	files := map[string][]byte{"go.mod": data}
	if name != "go.mod" {
		return files, nil
	}
	switch data, tooLarge, err = readRegular(root, "go.sum", maxBytes("go.sum")); {
	case gone(err):
		return files, nil
	case err != nil:
		return nil, unreadable(filepath.Join(filepath.Dir(file), "go.sum"), err)
	case tooLarge:
		return nil, tooMany("bytes in the go.sum beside "+printable(file), int(maxBytes("go.sum")))
	}
	files["go.sum"] = data
	return files, nil
}

// hold makes a side of files that were read already.
func (s *side) hold(files map[string][]byte) {
	s.memory, s.files = files, nil
	for _, name := range slices.Sorted(maps.Keys(files)) {
		s.files = append(s.files, entry{path: name, mode: modeRegular})
	}
}
