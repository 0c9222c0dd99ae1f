package gate

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/soakgate/soakgate/policy"
)

// group is a set of high-radius modules that belong together: one family in one change.
type group struct {
	name     string
	commands []string // that bring this group alone, sorted
}

// groups collects the high-radius changes of what is built, by family. The go and toolchain lines and
// GODEBUG settings are a group of their own.
func groups(assessments []policy.Assessment) []group {
	byKey := map[string]*group{}
	gets := map[string][]string{} // by key: "path@version"
	for _, a := range assessments {
		if a.BlastRadius < policy.RadiusHigh || a.Built == "" || len(a.Obligations) == 0 {
			continue
		}
		name := cmp.Or(a.Family, a.Path)
		if a.Class == policy.ClassGo {
			name = "go"
		}
		key := path.Dir(a.ModuleFile) + "\x00" + name
		if byKey[key] == nil {
			byKey[key] = &group{name: name}
		}
		if command := editCommand(a); command != "" {
			byKey[key].commands = append(byKey[key].commands, command)
		} else {
			gets[key] = append(gets[key], a.Built)
		}
	}
	var out []group
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		g := byKey[key]
		if versions := gets[key]; len(versions) > 0 {
			slices.Sort(versions)
			dir, _, _ := strings.Cut(key, "\x00")
			g.commands = append(g.commands, goIn(dir)+"get "+strings.Join(quoteAll(versions), " "))
		}
		slices.Sort(g.commands)
		out = append(out, *g)
	}
	return out
}

// editCommand is the command for what `go get` cannot bring: a replacement, a GODEBUG setting, a line of
// go.work; "" for a module version or a go line.
func editCommand(a policy.Assessment) string {
	dir, tool := goIn(path.Dir(a.ModuleFile)), "mod edit "
	if path.Base(a.ModuleFile) == "go.work" {
		tool = "work edit "
	}
	switch {
	case a.Replaced && a.Built != a.Path && a.Built != a.Path+"@"+a.To:
		return dir + tool + quote("-replace="+a.Path+"="+a.Built)
	case a.Replaced:
		return dir + tool + quote("-dropreplace="+a.Path)
	case a.Class == policy.ClassGo && a.Path != "go" && a.Path != "toolchain":
		return dir + tool + quote("-godebug="+a.Path+"="+a.To)
	case tool == "work edit ":
		return dir + tool + quote("-"+a.Path+"="+a.To)
	default:
		return ""
	}
}

// names lists the different group names; one family in several go.mod files is one.
func names(all []group) []string {
	var out []string
	for _, g := range all {
		out = append(out, g.name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// splitNotice names several unrelated high-radius modules in one change, with the commands that make
// one change of each. When two updates ship together and one hurts, both are rolled back.
func splitNotice(assessments []policy.Assessment) (Notice, bool) {
	all := groups(assessments)
	n := names(all)
	if len(n) < 2 {
		return Notice{}, false
	}
	notice := Notice{Code: "split", Message: fmt.Sprintf("%d unrelated high-radius updates travel together (%s); if one regresses, nobody can tell which. To split them, run each of these on a branch of its own from base", len(n), strings.Join(n, ", "))}
	for _, g := range all {
		notice.Commands = append(notice.Commands, g.commands...)
	}
	return notice, true
}

// split is the obligation form of the same question, for policies that ask for it.
func (w weighing) split(f *Finding, a policy.Assessment) {
	n := names(groups(w.question.Assessments))
	if len(n) < 2 {
		f.Outcome, f.Detail = OutcomeMet, "no unrelated high-radius update travels with it"
		return
	}
	f.Outcome = OutcomeUnmet
	f.Detail = fmt.Sprintf("%d unrelated high-radius updates travel together: %s", len(n), strings.Join(n, ", "))
	f.Remedy = "make one change of each; the split notice has the commands"
}
