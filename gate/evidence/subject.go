package evidence

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// ModuleDigest is the digest of the changes of one module.
type ModuleDigest struct {
	Name   string // path of its go.mod or go.work
	SHA256 string // lower-case hex
}

// SubjectOf computes what ties a statement to a change: a digest for each module that changes, sorted
// by name, and one for the whole. Where one module changes the whole is that module's digest.
//
// A digest covers what is built and nothing else, so that a rebase keeps it and another version does
// not. For each change the fields module_file, kind, path, from_path, from, to, replace_from,
// replace_to, replace_version_from, replace_version_to, sum_from, sum_to and directive are written in
// this order, each as its length in bytes, ':', its bytes, ','; a newline ends the change. The digest is the sha256 of the line "soakgate
// changes v1" and these lines, sorted as bytes. The whole of several modules (or of none) is the sha256
// of the line "soakgate modules v1" and one line of name and digest for each module, written and
// sorted the same way.
//
// Left out are the markers ("// indirect" alone) and the retract lines of the main module, which
// concern its own users, and of each change the line number, notes, GODEBUG settings (they follow
// from the go line), step (it follows from the versions) and chains of modules: none of them alters
// what is built.
func SubjectOf(changes []diffing.Change) (whole string, modules []ModuleDigest) {
	lines := map[string][]string{}
	for _, change := range changes {
		if change.Kind == diffing.KindMarker || change.Directive == "retract" {
			continue
		}
		name := ModuleFileOf(change.ModuleFile)
		lines[name] = append(lines[name], encodeFields(
			change.ModuleFile, string(change.Kind), change.Path, change.FromPath, change.From, change.To,
			change.ReplaceFrom, change.ReplaceTo, change.ReplaceVersionFrom, change.ReplaceVersionTo, change.SumFrom, change.SumTo, change.Directive))
	}
	for name, encoded := range lines {
		modules = append(modules, ModuleDigest{name, digestLines("soakgate changes v1\n", encoded)})
	}
	slices.SortFunc(modules, func(a, b ModuleDigest) int { return cmp.Compare(a.Name, b.Name) })
	if len(modules) == 1 {
		return modules[0].SHA256, modules
	}
	var pairs []string
	for _, module := range modules {
		pairs = append(pairs, encodeFields(module.Name, module.SHA256))
	}
	return digestLines("soakgate modules v1\n", pairs), modules
}

// encodeFields writes fields so that no two lists of fields give the same line, whatever they hold.
func encodeFields(fields ...string) string {
	var line []byte
	for _, field := range fields {
		line = strconv.AppendInt(line, int64(len(field)), 10)
		line = append(line, ':')
		line = append(line, field...)
		line = append(line, ',')
	}
	return string(append(line, '\n'))
}

func digestLines(header string, lines []string) string {
	slices.Sort(lines)
	return digestOf([]byte(header + strings.Join(lines, "")))
}

// ModuleFileOf returns the module file under which the changes of a file are counted: sums and vendored
// code belong to the go.mod beside them, go.work.sum to its go.work.
func ModuleFileOf(file string) string {
	dir, base := path.Split(file)
	switch {
	case base == "go.work.sum":
		return dir + "go.work"
	case base == "modules.txt" && path.Base(dir) == "vendor":
		return path.Join(path.Dir(path.Clean(dir)), "go.mod")
	case strings.HasSuffix(base, ".sum"):
		return strings.TrimSuffix(file, ".sum") + ".mod"
	default:
		return file
	}
}

// Match reports whether a statement speaks for the changes of a module file: it has a subject of that
// name with the digest of the whole change or of that module's own. Where file is a go.sum or another
// file that belongs to a module, the module's name counts.
func Match(s Statement, whole string, modules []ModuleDigest, file string) bool {
	name := ModuleFileOf(file)
	return slices.ContainsFunc(s.Subject, func(subject Subject) bool {
		own := ModuleDigest{name, subject.Digest.SHA256}
		return subject.Name == name && (subject.Digest.SHA256 == whole || slices.Contains(modules, own))
	})
}
