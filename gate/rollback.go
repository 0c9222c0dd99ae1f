package gate

import (
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
)

// Rollback returns shell commands that set every go.mod and go.work back to what it says at base: one
// `go mod edit` or `go work edit` a file, each go.mod followed by `go mod tidy`, which restores go.sum
// and the "// indirect" marks. What no edit undoes (files that came or went, go.sum hashes, vendored
// code) comes back from git, where base is a revision (its full hash). Modules that are vendored, by
// the names of their go.mod files, are vendored again.
//
// Text from module files is quoted for a POSIX shell.
func Rollback(changes []diffing.Change, revision string, vendored []string) []string {
	fromGit, gone := gitCommands(changes, revision)
	edits := map[string][]string{}
	for _, c := range changes {
		if gone[c.ModuleFile] {
			continue
		}
		for _, flag := range restore(c) {
			if !slices.Contains(edits[c.ModuleFile], flag) {
				edits[c.ModuleFile] = append(edits[c.ModuleFile], flag)
			}
		}
	}
	commands := fromGit
	for _, file := range slices.Sorted(maps.Keys(edits)) {
		slices.Sort(edits[file])
		flags := strings.Join(quoteAll(edits[file]), " ")
		dir := path.Dir(file)
		if path.Base(file) == "go.work" {
			commands = append(commands, goIn(dir)+"work edit "+flags)
			continue
		}
		commands = append(commands, goIn(dir)+"mod edit "+flags+modFileArgument(file), goIn(dir)+"mod tidy"+modFileFlag(file))
		if slices.Contains(vendored, file) {
			commands = append(commands, goIn(dir)+"mod vendor"+modFileFlag(file))
		}
	}
	return commands
}

// gitCommands restores what only git can, and says which module files they take care of.
func gitCommands(changes []diffing.Change, revision string) (commands []string, gone map[string]bool) {
	gone = map[string]bool{}
	var checkout, remove []string
	for _, c := range changes {
		switch {
		case c.Kind == diffing.KindModuleFile && c.To == "":
			gone[c.ModuleFile] = true
			checkout = append(checkout, c.ModuleFile)
		case c.Kind == diffing.KindModuleFile && c.From == "":
			gone[c.ModuleFile] = true
			remove = append(remove, c.ModuleFile)
		case c.Kind == diffing.KindVendor && c.From == "" && c.To == "vendored":
			remove = append(remove, path.Dir(c.ModuleFile))
		case c.Kind == diffing.KindChecksum:
			checkout = append(checkout, c.ModuleFile)
		case c.Kind == diffing.KindVendor:
			checkout = append(checkout, path.Dir(c.ModuleFile))
		case c.ReplaceTo != "" && c.ReplaceFrom == c.ReplaceTo && c.SumFrom != c.SumTo && !strings.Contains(c.ReplaceTo, "@"):
			checkout = append(checkout, path.Join(path.Dir(c.ModuleFile), c.ReplaceTo))
		}
	}
	if isHash(revision) && len(checkout) > 0 {
		commands = append(commands, "git restore --source="+revision+" --staged --worktree -- "+strings.Join(quoteAll(unique(checkout)), " "))
	}
	if len(remove) > 0 {
		commands = append(commands, "git rm -r -f --ignore-unmatch -- "+strings.Join(quoteAll(unique(remove)), " "))
	}
	return commands, gone
}

func isHash(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

func unique(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func modFileArgument(file string) string {
	if path.Base(file) == "go.mod" {
		return ""
	}
	return " " + quote(path.Base(file))
}

func modFileFlag(file string) string {
	if path.Base(file) == "go.mod" {
		return ""
	}
	return " " + quote("-modfile="+path.Base(file))
}

// restore returns the flags of go mod edit (go work edit) that undo one change.
func restore(c diffing.Change) []string {
	if path.Base(c.ModuleFile) == "go.work" && (c.Kind == diffing.KindUpgraded || c.Kind == diffing.KindDowngraded) {
		return nil // a workspace has no versions of its own: they follow from its uses and their go.mod files
	}
	var flags []string
	switch c.Kind {
	case diffing.KindModuleFile:
		if c.From != "" && c.To != "" {
			flags = []string{"-module=" + c.From}
		}
	case diffing.KindAdded:
		flags = []string{"-droprequire=" + c.Path}
	case diffing.KindRemoved, diffing.KindUpgraded, diffing.KindDowngraded:
		flags = []string{"-require=" + c.Path + "@" + c.From}
	case diffing.KindRelocated:
		flags = []string{"-droprequire=" + c.Path, "-require=" + c.FromPath + "@" + c.From}
	case diffing.KindReplaced:
		if c.Directive == "" && c.AltersReplacement() {
			flags = []string{"-require=" + c.Path + "@" + c.From}
		}
	case diffing.KindDirective:
		flags = directiveFlags(c)
	case diffing.KindWorkspace:
		flags = workspaceFlags(c)
	}
	if c.AltersReplacement() && c.Kind != diffing.KindWorkspace {
		flags = append(flags, replaceFlags(c)...)
	}
	return flags
}

func directiveFlags(c diffing.Change) []string {
	switch c.Directive {
	case "go", "toolchain":
		return []string{"-" + c.Directive + "=" + orNone(c.From)}
	case "godebug":
		if c.From == "" {
			return []string{"-dropgodebug=" + c.Path}
		}
		return []string{"-godebug=" + c.Path + "=" + c.From}
	case "exclude":
		if c.From == "" {
			return []string{"-dropexclude=" + c.Path + "@" + c.To}
		}
		return []string{"-exclude=" + c.Path + "@" + c.From}
	default: // tool, retract, ignore
		if c.From == "" {
			return []string{"-drop" + c.Directive + "=" + strings.ReplaceAll(c.To, " ", "")}
		}
		return []string{"-" + c.Directive + "=" + strings.ReplaceAll(c.From, " ", "")}
	}
}

func orNone(version string) string {
	if version == "" {
		return "none"
	}
	return version
}

func workspaceFlags(c diffing.Change) []string {
	if c.Directive == "replace" {
		if !c.AltersReplacement() {
			return nil // the code in its folder
		}
		return replaceFlags(c)
	}
	if c.From == "" {
		return []string{"-dropuse=" + c.To}
	}
	return []string{"-use=" + c.From}
}

// replaceFlags undo a replacement. Its left side names a version only where the line did.
func replaceFlags(c diffing.Change) []string {
	var flags []string
	old := func(modulePath string, versions ...string) string {
		for _, v := range versions {
			if v != "" {
				return module.Version{Path: modulePath, Version: v}.String()
			}
		}
		return modulePath
	}
	if c.ReplaceTo != "" {
		flags = append(flags, "-dropreplace="+old(c.Path, c.ReplaceVersionTo))
	}
	if c.ReplaceFrom != "" {
		from := c.Path
		if c.FromPath != "" {
			from = c.FromPath
		}
		flags = append(flags, "-replace="+old(from, c.ReplaceVersionFrom)+"="+c.ReplaceFrom)
	}
	return flags
}

// goIn is the go command run in a folder of the repository.
func goIn(dir string) string {
	if dir == "." || dir == "" {
		return "go "
	}
	return "go -C " + quote(dir) + " "
}

func quoteAll(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = quote(w)
	}
	return out
}

// quote makes one word of a POSIX shell of any text; plain words stay as they are.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./@=+:,%", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
