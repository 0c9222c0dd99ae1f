package revision

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// contents lists the digests of every file below the roots, and notes the links that lead nowhere.
func (c *comparison) contents(s *side) ([]diffing.Content, error) {
	var out []diffing.Content
	for root := range c.roots {
		to, trouble := s.follow(root)
		if trouble != "" {
			continue // the folder is not in the tree, and so has no files there
		}
		start, end := s.files.below(to)
		for i := start; i < end; i++ {
			digest, err := s.digest(i)
			if err != nil {
				return nil, err
			}
			inside := s.files[i].path
			if to != "." {
				inside = inside[len(to)+1:]
			}
			out = append(out, diffing.Content{Path: path.Join(root, inside), Digest: hexOf(digest)})
		}
	}
	slices.SortFunc(out, func(a, b diffing.Content) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(out), nil
}

// digest is the hash of what the go command reads at an entry: of a symbolic link, what it leads to.
// A folder behind a link and a link that leads nowhere have hashes that no file can have.
func (s *side) digest(i int) (string, error) {
	file, mode := s.files[i].path, s.files[i].mode.kind()
	if mode != modeSymlink {
		return s.hash(i)
	}
	to, trouble := s.follow(file)
	if trouble == "" {
		if j, ok := s.files.find(to); ok && s.files[j].mode != modeOther {
			return s.hash(j)
		}
		if start, end := s.files.below(to); start < end {
			return s.folderHash(to)
		}
		trouble = fmt.Sprintf("the symbolic link leads to %s, where no file is", printable(to))
	}
	text, err := s.hash(i)
	if s.broken == nil {
		s.broken = map[string]string{}
	}
	s.broken[file] = trouble + "\x00" + text
	return objectHash("broken link", []byte(text), s.oidBytes), err
}

// folderHash digests every file below a folder, and what the links in it lead to, each folder once: the
// go command imports packages through links to folders.
func (s *side) folderHash(folder string) (string, error) {
	if known, ok := s.folders[folder]; ok {
		return known, nil
	}
	var text []byte
	seen := map[string]bool{folder: true}
	for pending := []string{folder}; len(pending) > 0; pending = pending[1:] {
		start, end := s.files.below(pending[0])
		if j, ok := s.files.find(pending[0]); ok {
			start, end = j, j+1
		}
		if s.linked += end - start; s.linked > maxFolderFiles {
			return "", tooMany("files behind symbolic links to folders", maxFolderFiles)
		}
		prefix := strings.TrimPrefix(pending[0]+"/", "./")
		text = append(text, 0)
		for i := start; i < end; i++ {
			oid, err := s.hash(i)
			if err != nil {
				return "", err
			}
			e := &s.files[i]
			text = fmt.Appendf(text, "%o %s\x00%s", e.mode.kind(), strings.TrimPrefix(e.path, prefix), oid)
			if e.mode.kind() != modeSymlink {
				continue
			}
			if to, trouble := s.follow(e.path); trouble == "" && !seen[to] {
				seen[to] = true
				pending = append(pending, to)
			}
		}
	}
	if s.folders == nil {
		s.folders = map[string]string{}
	}
	s.folders[folder] = objectHash("folder", text, s.oidBytes)
	return s.folders[folder], nil
}

// watchLinks adds what the links below the roots lead to: its change is a change below the root. It is
// added also where nothing is, because something may come there.
func (c *comparison) watchLinks(s *side) error {
	pending := make([]string, 0, len(c.roots))
	for root := range c.roots {
		pending = append(pending, root)
	}
	for len(pending) > 0 {
		links, err := s.linksBelow(pending)
		if err != nil {
			return err
		}
		pending = pending[:0]
		for _, link := range links {
			if to, trouble := s.follow(link); trouble == "" && !c.roots[to] {
				c.roots[to] = true
				pending = append(pending, to)
			}
		}
	}
	return nil
}

// linksBelow lists the symbolic links below folders, and reads their targets in one go.
func (s *side) linksBelow(folders []string) (links []string, err error) {
	var names, oids []string
	for _, folder := range folders {
		start, end := s.files.below(folder)
		for _, e := range s.files[start:end] {
			if e.mode.kind() != modeSymlink {
				continue
			}
			links = append(links, e.path)
			if !e.disk && s.objects.blobs[e.oid] == nil {
				names, oids = append(names, hexOf(e.oid)), append(oids, e.oid)
			}
		}
	}
	if len(names) == 0 {
		return links, nil
	}
	return links, s.objects.get(names, maxLinkBytes, func(i int, got object) error {
		if got.data != nil {
			s.objects.blobs[oids[i]] = got.data
		}
		return nil
	})
}
