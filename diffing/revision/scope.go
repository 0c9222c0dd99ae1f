package revision

import (
	"path"
	"slices"
	"strings"
)

// PolicyFile is the policy's path from the root of a side.
const PolicyFile = ".soakgate.yaml"

// maxModuleFiles bounds one side. The largest public repositories hold a few hundred.
const maxModuleFiles = 10_000

// maxBytes is the largest module file that is read. The files that people write are small; sums and
// modules.txt grow with the build list (300,000 lines in the largest known).
func maxBytes(file string) int64 {
	switch name := path.Base(file); {
	case strings.HasSuffix(name, ".sum"), name == "modules.txt":
		return 16 << 20
	default:
		return 1 << 20
	}
}

// scope tells which files are module files, and which of those take part.
type scope struct {
	names   []string // base names, sorted, besides vendor/modules.txt
	all     bool
	include func(folder string) bool // nil: none
	// used are the folders that a go.work uses: part of the build wherever they are.
	used []string
}

func newScope(r Request) scope {
	s := scope{names: []string{"go.mod", "go.sum", "go.work", "go.work.sum"}, all: r.AllModules, include: r.Include}
	for _, name := range r.ModuleFiles {
		s.names = append(s.names, name)
		if stem, ok := strings.CutSuffix(name, ".mod"); ok {
			s.names = append(s.names, stem+".sum")
		}
	}
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	return s
}

// match is how a path relates to the names of module files.
type match int

const (
	matchNone match = iota
	matchExact
	// matchFolded differs from a module file's name in case only: the go command sees it on some
	// disks and not on others.
	matchFolded
)

func (s scope) match(file string) match {
	if strings.HasSuffix(file, "/vendor/modules.txt") || file == "vendor/modules.txt" {
		return matchExact
	}
	for _, known := range s.names {
		start := len(file) - len(known)
		if start < 0 || start > 0 && file[start-1] != '/' {
			continue
		}
		switch name := file[start:]; {
		case name == known:
			return matchExact
		case strings.EqualFold(name, known):
			return matchFolded
		}
	}
	return matchNone
}

func (s scope) isModuleFile(file string) bool { return s.match(file) == matchExact }

// skipReason says why a module file takes no part; empty for one that does. The rule is the go
// command's own for "./...".
func (s scope) skipReason(file string) string {
	folder := moduleFolder(file)
	if s.all || folder == "." {
		return ""
	}
	for name := range strings.SplitSeq(folder, "/") {
		if name != "testdata" && name != "vendor" && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_") {
			continue
		}
		if slices.Contains(s.used, folder) || s.include != nil && s.include(folder) {
			return ""
		}
		switch name {
		case "testdata", "vendor":
			return "in a " + name + " folder"
		default:
			return "in a folder that begins with " + name[:1] + ", which the go command does not look into"
		}
	}
	return ""
}

// moduleFolder is the folder of the module that a module file belongs to.
func moduleFolder(file string) string {
	folder := path.Dir(file)
	if strings.HasSuffix("/"+file, "/vendor/modules.txt") {
		return path.Dir(folder)
	}
	return folder
}

// isText reports whether a file is one in which people set what the go command obeys: GOFLAGS,
// GOSUMDB, -modfile, //go:debug. Build files come first where a limit applies.
func isText(file string) (text, build bool) {
	name := path.Base(file)
	switch {
	case strings.HasSuffix(name, ".go"):
		return true, false
	case name == "Makefile", name == "makefile", name == "GNUmakefile", name == ".envrc", name == ".gitlab-ci.yml",
		strings.HasPrefix(name, "Dockerfile"), strings.HasSuffix(name, ".Dockerfile"),
		strings.HasSuffix(name, ".mk"), strings.HasSuffix(name, ".sh"):
		return true, true
	}
	workflow := path.Ext(name) == ".yml" || path.Ext(name) == ".yaml"
	return workflow && path.Dir(file) == ".github/workflows", workflow && path.Dir(file) == ".github/workflows"
}
