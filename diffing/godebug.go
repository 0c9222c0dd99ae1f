package diffing

import (
	"fmt"
	goversion "go/version"
	"slices"
	"strconv"
	"strings"
)

// GodebugTable is the go command's own table of GODEBUG settings, of one toolchain.
type GodebugTable struct {
	Toolchain string        // "go1.26.8"
	Settings  []GodebugInfo // sorted by Name
}

// GodebugInfo is one setting of the table.
type GodebugInfo struct {
	Name    string
	Changed int    // Go minor release whose default is the newer one: 23 is go1.23; 0 when it never changed
	Old     string // value that restores the behaviour before Changed
}

// GodebugLines is what a go.mod or go.work says about GODEBUG defaults.
type GodebugLines struct {
	Go    string  // the go line: "1.25.0"; see [Module.GodebugLines] and [Workspace.GodebugLines] for an absent one
	Lines []Value // the godebug lines: Name is the key, Text the value
}

// GodebugLines returns what m says. Without a go line the go command assumes 1.16.
func (m Module) GodebugLines() GodebugLines { return linesOrDefault(m.Go, "1.16", m.Godebug) }

// GodebugLines returns what w says. Without a go line the go command assumes 1.18.
func (w Workspace) GodebugLines() GodebugLines { return linesOrDefault(w.Go, "1.18", w.Godebug) }

func linesOrDefault(line Value, absent string, lines []Value) GodebugLines {
	if line.Text == "" {
		return GodebugLines{Go: absent, Lines: lines}
	}
	return GodebugLines{Go: line.Text, Lines: lines}
}

// GodebugEffect is how the GODEBUG defaults of a program move.
type GodebugEffect struct {
	Settings []Setting // sorted by Name
	// Unknown says why settings may be missing (a go line newer than the table); empty otherwise.
	Unknown string
}

// Effect compares the GODEBUG defaults at both sides. A setting that neither side states has the
// behaviour of the table's own toolchain, written "".
func (t GodebugTable) Effect(base, head GodebugLines) GodebugEffect {
	var effect GodebugEffect
	b, h := t.Defaults(base), t.Defaults(head)
	for _, name := range keyUnion(b, h) {
		if from, to := b[name], h[name]; from != to {
			effect.Settings = append(effect.Settings, Setting{Name: name, From: from, To: to, ChangedIn: t.changedIn(name)})
		}
	}
	for _, side := range []GodebugLines{base, head} {
		if line := "go" + side.effectiveGo(); goversion.Compare(goversion.Lang(line), goversion.Lang(t.Toolchain)) > 0 {
			effect.Unknown = fmt.Sprintf("the defaults of %s are not known to %s, the toolchain at hand", goversion.Lang(line), t.Toolchain)
		}
	}
	return effect
}

// Defaults returns the GODEBUG settings that the go command builds into a main package, by name: the
// rule of defaultGODEBUG in cmd/go/internal/load/godebug.go, without //go:debug lines and GOFIPS140.
func (t GodebugTable) Defaults(lines GodebugLines) map[string]string {
	settings := map[string]string{}
	if minor, ok := godebugMinor(lines.effectiveGo()); ok {
		for _, info := range t.Settings {
			if minor < info.Changed {
				settings[info.Name] = info.Old
			}
		}
	}
	for _, l := range lines.Lines {
		if l.Name != "default" {
			settings[l.Name] = l.Text
		}
	}
	return settings
}

// effectiveGo is the go line, or what "godebug default=go1.N" puts in its place.
func (l GodebugLines) effectiveGo() string {
	for _, line := range slices.Backward(l.Lines) {
		if line.Name != "default" {
			continue
		}
		text := strings.TrimPrefix(line.Text, "go")
		if goversion.IsValid("go"+text) && !strings.Contains(text, "-") {
			return text
		}
		break
	}
	return l.Go
}

// godebugMinor reads 23 from "1.23.4". A release candidate of the two-number form ("1.21rc1") has no
// defaults in the go command, and so none here.
func godebugMinor(version string) (int, bool) {
	rest, ok := strings.CutPrefix(version, "1.")
	if !ok {
		return 0, false
	}
	text, _, _ := strings.Cut(rest, ".")
	minor, err := strconv.Atoi(text)
	return minor, err == nil
}

func (t GodebugTable) changedIn(name string) int {
	if i, ok := searchBy(t.Settings, name, func(g GodebugInfo) string { return g.Name }); ok {
		return t.Settings[i].Changed
	}
	return 0
}

func keyUnion(a, b map[string]string) []string {
	var keys []string
	for _, m := range []map[string]string{a, b} {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
