package diffing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Vendor is what a vendor/modules.txt says.
type Vendor struct {
	File    string
	Modules []VendoredModule // sorted by Path
	// Workspace is true for the vendor folder of a go.work, which no single go.mod explains.
	Workspace bool
}

// VendoredModule is one "# path version" line of modules.txt.
type VendoredModule struct {
	Path     string
	Version  string
	Explicit bool   // "## explicit": go.mod requires it
	Target   string // replacement: "path@version" or folder; empty for none
	// ReplaceOnly marks the "# path => target" lines at the end that repeat replace directives.
	ReplaceOnly bool
	Packages    []string // sorted
	Line        int
}

func (v *Vendor) module(modulePath string) (VendoredModule, bool) {
	if v == nil {
		return VendoredModule{}, false
	}
	i, ok := searchBy(v.Modules, modulePath, func(m VendoredModule) string { return m.Path })
	if !ok {
		return VendoredModule{}, false
	}
	return v.Modules[i], true
}

// parseVendor reads vendor/modules.txt: "# path version [=> target]", "## explicit; go 1.x", and
// package paths, which are not kept.
func parseVendor(f File) (Vendor, []Problem) {
	v := Vendor{File: f.Path}
	var problems []Problem
	number := 0
	for line := range strings.Lines(string(f.Data)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "## workspace":
			v.Workspace = true
		case strings.HasPrefix(line, "## "):
			if n := len(v.Modules); n > 0 && slices.Contains(strings.Split(line[3:], "; "), "explicit") {
				v.Modules[n-1].Explicit = true
			}
		case strings.HasPrefix(line, "# "):
			m, ok := vendoredModule(line[2:])
			if !ok {
				problems = append(problems, Problem{File: f.Path, Line: number, Message: fmt.Sprintf("malformed line %.120q", line),
					Hint: `expected "# path version"; run go mod vendor`})
				continue
			}
			m.Line = number
			v.Modules = append(v.Modules, m)
		case line != "" && len(v.Modules) > 0:
			last := &v.Modules[len(v.Modules)-1]
			last.Packages = append(last.Packages, line)
		}
	}
	for i := range v.Modules {
		slices.Sort(v.Modules[i].Packages)
	}
	slices.SortStableFunc(v.Modules, func(a, b VendoredModule) int { return strings.Compare(a.Path, b.Path) })
	v.Modules = slices.CompactFunc(v.Modules, func(a, b VendoredModule) bool { return a.Path == b.Path && b.ReplaceOnly })
	return v, problems
}

func vendoredModule(text string) (VendoredModule, bool) {
	left, right, replaced := strings.Cut(text, " => ")
	l, r := strings.Fields(left), strings.Fields(right)
	if len(l) == 0 || len(l) > 2 || (replaced && (len(r) == 0 || len(r) > 2)) || (!replaced && len(l) != 2) {
		return VendoredModule{}, false
	}
	m := VendoredModule{Path: l[0], ReplaceOnly: replaced && len(l) == 1}
	if len(l) == 2 {
		m.Version = l[1]
	}
	m.Target = strings.Join(r, "@")
	return m, true
}

// vendorProblems says where modules.txt and go.mod disagree, by the go command's own rule: every
// requirement is listed with its version and marked explicit, and nothing else is. The go command
// calls it "inconsistent vendoring" and refuses to build.
func vendorProblems(m Module) []Problem {
	if m.Vendor == nil || m.Vendor.Workspace {
		return nil
	}
	var problems []Problem
	add := func(line int, format string, args ...any) {
		problems = append(problems, Problem{File: m.Vendor.File, Line: line, Message: fmt.Sprintf(format, args...),
			Hint: "run go mod vendor and commit the result"})
	}
	for _, r := range m.Requirements {
		v, ok := m.Vendor.module(r.Path)
		switch {
		case !ok || v.ReplaceOnly:
			add(0, "%s %s is required by %s and absent from modules.txt", r.Path, r.Version, m.File)
		case v.Version != r.Version:
			add(v.Line, "%s is vendored at %s and required at %s by %s", r.Path, v.Version, r.Version, m.File)
		case !v.Explicit && strictVendoring(m):
			add(v.Line, "%s is required by %s and not marked explicit", r.Path, m.File)
		}
	}
	for _, v := range m.Vendor.Modules {
		if _, ok := m.requirement(v.Path); !ok && v.Explicit {
			add(v.Line, "%s %s is marked explicit and not required by %s", v.Path, v.Version, m.File)
		}
	}
	return problems
}

// strictVendoring reports whether the go command compares modules.txt at all: since go 1.14.
func strictVendoring(m Module) bool { return goMinor(m.Go.Text) >= 14 }

// contentDigest is the digest of every file below a folder, and whether there is any. Paths inside the
// digest are relative to the folder, so that moving it changes nothing.
func contentDigest(contents []Content, folder string) (string, bool) {
	prefix := folder + "/"
	if folder == "." {
		prefix = ""
	}
	h := sha256.New()
	found := false
	start, _ := searchBy(contents, prefix, func(c Content) string { return c.Path })
	for _, c := range contents[start:] {
		rest, ok := strings.CutPrefix(c.Path, prefix)
		if !ok {
			break
		}
		found = true
		fmt.Fprintf(h, "%q %s\n", rest, c.Digest)
	}
	return "tree:" + hex.EncodeToString(h.Sum(nil)), found
}
