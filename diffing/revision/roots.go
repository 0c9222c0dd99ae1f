package revision

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// readRoots finds the folders whose content belongs to the module files: a change below them is a
// change although no module file differs. Where nothing differs there is nothing to find.
func (c *comparison) readRoots(always bool) error {
	if len(c.deltas) == 0 && !always {
		return nil
	}
	sides := []*side{c.head}
	if slices.ContainsFunc(c.deltas, func(d delta) bool { return c.scope.match(d.path) != matchNone || c.link(d) }) || always {
		sides = append(sides, c.base)
	}
	c.roots = map[string]bool{}
	for _, s := range sides {
		if err := c.readUsed(s); err != nil {
			return err
		}
	}
	if len(sides) == 2 {
		if err := c.takeInMoved(); err != nil {
			return err
		}
	}
	for _, s := range sides {
		if err := c.readRootsOf(s); err != nil {
			return err
		}
	}
	for _, s := range sides {
		if err := c.watchLinks(s); err != nil {
			return err
		}
	}
	return nil
}

// readUsed takes in the folders that workspaces use.
func (c *comparison) readUsed(s *side) error {
	files, err := s.read(c.wantedOf(s, func(name string) bool { return name == "go.work" }))
	for _, f := range files {
		for _, folder := range usedFolders(f.Data) {
			c.scope.used = append(c.scope.used, path.Join(path.Dir(f.Path), folder))
		}
	}
	return err
}

func (c *comparison) readRootsOf(s *side) error {
	files, err := s.read(c.wantedOf(s, func(name string) bool { return !strings.HasSuffix(name, ".sum") && name != "modules.txt" }))
	if err != nil {
		return err
	}
	for _, f := range files {
		c.addRoot(s, path.Join(path.Dir(f.Path), "vendor"))
		for _, folder := range replacedFolders(f.Data) {
			c.addRoot(s, path.Join(path.Dir(f.Path), folder))
		}
	}
	for _, file := range c.moduleFiles(s) {
		if strings.HasSuffix(file, "modules.txt") {
			c.addRoot(s, path.Dir(file))
		}
		if to, trouble := s.follow(file); trouble == "" && to != file {
			c.roots[to] = true
		}
	}
	return nil
}

// addRoot adds a folder, and the one that it is a symbolic link to. A folder outside the repository is
// not to be read; what names it is judged elsewhere.
func (c *comparison) addRoot(s *side, folder string) {
	if folder == ".." || strings.HasPrefix(folder, "../") || path.IsAbs(folder) {
		return
	}
	c.roots[folder] = true
	if to, trouble := s.follow(folder); trouble == "" {
		c.roots[to] = true
	}
}

// wantedOf lists the module files of a side that take part and whose base name is asked for.
func (c *comparison) wantedOf(s *side, ask func(name string) bool) []wanted {
	var out []wanted
	for _, file := range c.moduleFiles(s) {
		if ask(path.Base(file)) {
			out = append(out, wanted{path: file, limit: maxBytes(file)})
		}
	}
	return out
}

// belowRoot reports whether a path is one of the roots, or lies below one.
func (c *comparison) belowRoot(file string) bool {
	if len(c.roots) == 0 {
		return false
	}
	for at := file; at != "."; at = path.Dir(at) {
		if c.roots[at] {
			return true
		}
	}
	return c.roots["."]
}

// replacedFolders finds the folders that replace directives name. It takes the word after "=>" on any
// line, so that a file which does not parse still has all of its folders looked at.
func replacedFolders(data []byte) []string {
	var out []string
	for {
		_, after, ok := bytes.Cut(data, []byte("=>"))
		if !ok {
			return out
		}
		line, rest, _ := bytes.Cut(after, []byte("\n"))
		data = rest
		if fields := bytes.Fields(line); len(fields) > 0 {
			if folder := unquoted(fields[0]); isFolder(folder) {
				out = append(out, folder)
			}
		}
	}
}

// usedFolders finds the folders that a go.work uses: every word that could be one.
func usedFolders(data []byte) []string {
	var out []string
	for line := range bytes.Lines(data) {
		line, _, _ = bytes.Cut(line, []byte("//"))
		if bytes.Contains(line, []byte("=>")) {
			continue
		}
		for _, field := range bytes.Fields(line) {
			out = append(out, unquoted(field))
		}
	}
	return out
}

func unquoted(field []byte) string {
	return strings.ReplaceAll(strings.Trim(string(field), "\"`"), `\`, "/")
}

func isFolder(text string) bool {
	return text == "." || text == ".." || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../")
}
