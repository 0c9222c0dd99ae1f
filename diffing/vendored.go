package diffing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// Vendor is what a vendor/modules.txt says.
type Vendor struct {
	File string
	// Modules is sorted by Path. A workspace may list one path at several versions, of which one holds
	// packages and comes first.
	Modules []VendoredModule
	// Replaced lists every "=>", sorted by Path, Version: of Modules, and of the lines at the end that
	// repeat replace directives.
	Replaced []VendoredModule
	// Workspace is true for the vendor folder of a go.work, which no single go.mod explains.
	Workspace bool
}

// VendoredModule is one "# path version" line of modules.txt.
type VendoredModule struct {
	Path     string
	Version  string   // empty in Replaced: every version
	Explicit bool     // "## explicit": go.mod requires it
	Target   string   // replacement: "path@version" or folder; empty for none
	Packages []string // sorted
	Line     int
}

// module returns the entry of a path that holds packages, or its first.
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

// entry returns the entry of a path at a version.
func (v *Vendor) entry(k sumKey) (VendoredModule, bool) {
	i, _ := searchBy(v.Modules, k.path, func(m VendoredModule) string { return m.Path })
	for ; i < len(v.Modules) && v.Modules[i].Path == k.path; i++ {
		if v.Modules[i].Version == k.version {
			return v.Modules[i], true
		}
	}
	return VendoredModule{}, false
}

// parseVendor reads vendor/modules.txt as the go command does (cmd/go/internal/modload, readVendorList):
// "# path version [=> target]", "## explicit; go 1.x", and package paths.
func parseVendor(f File) (Vendor, []Problem) {
	v := Vendor{File: f.Path}
	var problems []Problem
	number := 0
	for line := range strings.Lines(string(f.Data)) {
		number++
		if annotations, ok := strings.CutPrefix(line, "## "); ok {
			v.annotate(annotations, number)
			continue
		}
		if rest, ok := strings.CutPrefix(line, "# "); ok {
			m, ok := vendoredModule(rest)
			if !ok {
				problems = append(problems, Problem{File: f.Path, Line: number, Message: fmt.Sprintf("malformed line %.120q", strings.TrimRight(line, "\r\n")),
					Hint: `expected "# path version"; run go mod vendor`})
				continue
			}
			m.Line = number
			v.Modules = append(v.Modules, m)
		} else if fields := strings.Fields(line); len(fields) == 1 && len(v.Modules) > 0 {
			last := &v.Modules[len(v.Modules)-1]
			last.Packages = append(last.Packages, fields[0])
		}
	}
	v.sort()
	return v, problems
}

func (v *Vendor) annotate(annotations string, number int) {
	for word := range strings.SplitSeq(annotations, ";") {
		switch word = strings.TrimSpace(word); {
		case word == "workspace" && number == 1:
			v.Workspace = true
		case word == "explicit" && len(v.Modules) > 0:
			v.Modules[len(v.Modules)-1].Explicit = true
		}
	}
}

// sort takes the lines that only repeat a replace directive out of Modules, and sorts.
func (v *Vendor) sort() {
	var modules []VendoredModule
	for _, m := range v.Modules {
		slices.Sort(m.Packages)
		if m.Target != "" {
			v.Replaced = append(v.Replaced, m)
		}
		if m.Target == "" || m.Explicit || len(m.Packages) > 0 {
			modules = append(modules, m)
		}
	}
	v.Modules = modules
	slices.SortStableFunc(v.Modules, func(a, b VendoredModule) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), min(len(b.Packages), 1)-min(len(a.Packages), 1))
	})
	slices.SortStableFunc(v.Replaced, func(a, b VendoredModule) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Version, b.Version))
	})
}

func vendoredModule(text string) (VendoredModule, bool) {
	left, right, replaced := strings.Cut(text, " => ")
	l, r := strings.Fields(left), strings.Fields(right)
	if len(l) == 0 || len(l) > 2 || (replaced && (len(r) == 0 || len(r) > 2)) || (!replaced && len(l) != 2) {
		return VendoredModule{}, false
	}
	m := VendoredModule{Path: l[0], Target: strings.Join(r, "@")}
	if len(l) == 2 {
		m.Version = l[1]
	}
	valid := (m.Version == "" || semver.IsValid(m.Version)) && (len(r) < 2 || semver.IsValid(r[1]))
	return m, valid
}

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
