package main_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/semver"
	"golang.org/x/tools/txtar"
)

// TestOracleSample holds soakgate's diff against the go command's own reading of both files, on a few
// real pairs. The whole list is run with -tags oracle, which needs the network.
func TestOracleSample(t *testing.T) {
	samples, err := filepath.Glob("../../testdata/oracle/*.txtar")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	o := newOracle(t)
	for _, name := range samples {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			for _, f := range archive.Files {
				if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(f.Name)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			p := pairFiles{base: filepath.Join(dir, "base", "go.mod"), head: filepath.Join(dir, "head", "go.mod")}
			if changes, disagreement := o.requirements(t, p); disagreement != "" || changes == 0 {
				t.Errorf("%d changes; soakgate and go mod edit disagree:\n%s", changes, disagreement)
			}
		})
	}
}

// oracle compares a built soakgate with the go command.
type oracle struct{ soakgate string }

// pairFiles are the go.mod files of one comparison.
type pairFiles struct{ base, head string }

func newOracle(t *testing.T) oracle {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "soakgate")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building soakgate: %v\n%s", err, out)
	}
	return oracle{binary}
}

// modFile is what "go mod edit -json" prints.
type modFile struct {
	Module        struct{ Path string }
	Go, Toolchain string
	Godebug       []struct{ Key, Value string }
	Require       []struct {
		Path, Version string
		Indirect      bool
	}
	Exclude []struct{ Path, Version string }
	Replace []replaceLine
	Retract []struct{ Low, High string }
	Tool    []struct{ Path string }
	Ignore  []struct{ Path string }
}

type replaceLine struct {
	Old, New struct{ Path, Version string }
}

func (r replaceLine) target() string { return strings.TrimSuffix(r.New.Path+"@"+r.New.Version, "@") }

// reportedChange is one entry of soakgate's report, as CONTRACT.md names the fields.
type reportedChange struct {
	Kind        string `json:"kind"`
	Path        string `json:"path"`
	From        string `json:"from"`
	To          string `json:"to"`
	Step        string `json:"step"`
	Indirect    bool   `json:"indirect"`
	FromPath    string `json:"from_path"`
	ReplaceFrom string `json:"replace_from"`
	ReplaceTo   string `json:"replace_to"`
	Directive   string `json:"directive"`
}

// requirements compares the requirements view of one pair, and returns the number of changes and what
// differs, if anything.
func (o oracle) requirements(t *testing.T, p pairFiles) (int, string) {
	t.Helper()
	base, head := readMod(t, p.base), readMod(t, p.head)
	changes, refused := o.diff(t, p)
	if refused != "" {
		return 0, refused
	}
	want, got := expectedFacts(base, head), reportedFacts(changes)
	disagreement := cmp.Diff(want, got)
	for _, line := range replaceDisagreements(base, head, changes) {
		disagreement += line + "\n"
	}
	return len(changes), disagreement
}

// diff runs soakgate diff; refused holds what it said when it gave no list.
func (o oracle) diff(t *testing.T, p pairFiles, flags ...string) (changes []reportedChange, refused string) {
	t.Helper()
	args := append([]string{"diff", "--format", "json", "--base", p.base, "--head", p.head}, flags...)
	out, err := exec.CommandContext(t.Context(), o.soakgate, args...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Sprintf("soakgate diff: %v\n%s\n%s", err, out, exit.Stderr)
		}
		t.Fatal(err)
	}
	var report struct {
		Changes []reportedChange `json:"changes"`
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("report: %v\n%s", err, out)
	}
	return report.Changes, ""
}

func readMod(t *testing.T, file string) modFile {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json", file).Output()
	if err != nil {
		t.Fatalf("go mod edit -json %s: %v", file, err)
	}
	var m modFile
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatalf("go mod edit -json %s: %v", file, err)
	}
	return m
}

// expectedFacts derives every difference from the two JSON documents, one line each, sorted.
func expectedFacts(base, head modFile) []string {
	b, h := base.facts(), head.facts()
	var facts []string
	for key, from := range b.values {
		if to := h.values[key]; from != to {
			facts = append(facts, fmt.Sprintf("%s %q -> %q", key, from, to))
		}
	}
	for key, to := range h.values {
		if _, ok := b.values[key]; !ok {
			facts = append(facts, fmt.Sprintf("%s %q -> %q", key, "", to))
		}
	}
	for path, from := range b.required {
		to, stays := h.required[path]
		switch {
		case !stays:
			facts = append(facts, from.fact("removed", path))
		case from.replacement != to.replacement:
			facts = append(facts, fmt.Sprintf("replaced %s %s -> %s by %q -> %q", path, from.version, to.version, from.replacement, to.replacement))
		case from.version != to.version:
			facts = append(facts, movedFact(path, from.version, to.version, to.indirect))
		case from.indirect != to.indirect:
			facts = append(facts, fmt.Sprintf("marker %s %s indirect=%v", path, to.version, to.indirect))
		}
	}
	for path, to := range h.required {
		if _, was := b.required[path]; !was {
			facts = append(facts, to.fact("added", path))
		}
	}
	slices.Sort(facts)
	return facts
}

// fileFacts is a go.mod as two maps.
type fileFacts struct {
	values   map[string]string // "go", "tool PATH", "retract LOW HIGH" …
	required map[string]statedRequirement
}

type statedRequirement struct {
	version, replacement string
	indirect             bool
}

func (r statedRequirement) fact(kind, path string) string {
	return fmt.Sprintf("%s %s %s by %q", kind, path, r.version, r.replacement)
}

func (m modFile) facts() fileFacts {
	f := fileFacts{map[string]string{"module": m.Module.Path, "go": m.Go, "toolchain": m.Toolchain}, map[string]statedRequirement{}}
	for _, g := range m.Godebug {
		f.values["godebug "+g.Key] = g.Value
	}
	for _, x := range m.Exclude {
		f.values["exclude "+x.Path+" "+x.Version] = "yes"
	}
	for _, r := range m.Retract {
		f.values["retract "+r.Low+" "+r.High] = "yes"
	}
	for _, tool := range m.Tool {
		f.values["tool "+tool.Path] = "yes"
	}
	for _, i := range m.Ignore {
		f.values["ignore "+i.Path] = "yes"
	}
	for _, r := range m.Require {
		f.required[r.Path] = statedRequirement{r.Version, m.replacement(r.Path, r.Version), r.Indirect}
	}
	return f
}

// replacement is the target of the replace line in force: one for the version before one for all.
func (m modFile) replacement(path, version string) string {
	for _, wanted := range []string{version, ""} {
		for _, r := range m.Replace {
			if r.Old.Path == path && r.Old.Version == wanted {
				return r.target()
			}
		}
	}
	return ""
}

func movedFact(path, from, to string, indirect bool) string {
	kind := "upgraded"
	if c := semver.Compare(from, to); c > 0 || c == 0 && from > to {
		kind = "downgraded"
	}
	return fmt.Sprintf("%s %s %s -> %s %s indirect=%v", kind, path, from, to, distance(from, to), indirect)
}

var (
	pseudoVersion  = regexp.MustCompile(`[-.][0-9]{14}-[0-9a-f]{12}(\+incompatible)?$`)
	versionNumbers = regexp.MustCompile(`^v([0-9]+)\.([0-9]+)\.[0-9]+(-)?`)
)

// distance is the step between two versions by CONTRACT's words, from their text alone.
func distance(from, to string) string {
	a, b := versionNumbers.FindStringSubmatch(from), versionNumbers.FindStringSubmatch(to)
	switch {
	case a[1] != b[1]:
		return "major"
	case pseudoVersion.MatchString(from) || pseudoVersion.MatchString(to):
		return "pseudo"
	case a[3] != "" || b[3] != "":
		return "prerelease"
	case a[2] != b[2]:
		return "minor"
	}
	return "patch"
}

// reportedFacts writes soakgate's changes in the words of [expectedFacts].
func reportedFacts(changes []reportedChange) []string {
	var facts []string
	for _, c := range changes {
		switch c.Kind {
		case "added":
			facts = append(facts, statedRequirement{version: c.To, replacement: c.ReplaceTo}.fact("added", c.Path))
		case "removed":
			facts = append(facts, statedRequirement{version: c.From, replacement: c.ReplaceFrom}.fact("removed", c.Path))
		case "relocated":
			facts = append(facts, statedRequirement{version: c.From, replacement: c.ReplaceFrom}.fact("removed", c.FromPath),
				statedRequirement{version: c.To, replacement: c.ReplaceTo}.fact("added", c.Path))
		case "replaced":
			if c.Directive == "" { // else a line without effect: see replaceDisagreements
				facts = append(facts, fmt.Sprintf("replaced %s %s -> %s by %q -> %q", c.Path, c.From, c.To, c.ReplaceFrom, c.ReplaceTo))
			}
		case "upgraded", "downgraded":
			facts = append(facts, fmt.Sprintf("%s %s %s -> %s %s indirect=%v", c.Kind, c.Path, c.From, c.To, c.Step, c.Indirect))
		case "marker":
			facts = append(facts, fmt.Sprintf("marker %s %s indirect=%v", c.Path, c.To, c.Indirect))
		case "module_file":
			facts = append(facts, fmt.Sprintf("module %q -> %q", c.From, c.To))
		case "directive":
			facts = append(facts, c.directive())
		default:
			facts = append(facts, fmt.Sprintf("unexpected %+v", c))
		}
	}
	slices.Sort(facts)
	return facts
}

func (c reportedChange) directive() string {
	yes := func(text string) string {
		if text != "" {
			return "yes"
		}
		return ""
	}
	switch c.Directive {
	case "go", "toolchain":
		return fmt.Sprintf("%s %q -> %q", c.Directive, c.From, c.To)
	case "godebug":
		return fmt.Sprintf("godebug %s %q -> %q", c.Path, c.From, c.To)
	case "exclude":
		return fmt.Sprintf("exclude %s %s %q -> %q", c.Path, c.From+c.To, yes(c.From), yes(c.To))
	case "retract":
		low, high, both := strings.Cut(strings.Trim(c.From+c.To, "[]"), ", ")
		if !both {
			high = low
		}
		return fmt.Sprintf("retract %s %s %q -> %q", low, high, yes(c.From), yes(c.To))
	}
	return fmt.Sprintf("%s %s %q -> %q", c.Directive, c.Path, yes(c.From), yes(c.To))
}

// replaceDisagreements checks replace lines both ways: every line that only one side has is part of
// some change, and no change names a line that its side does not have.
func replaceDisagreements(base, head modFile, changes []reportedChange) []string {
	var wrong []string
	mentions := func(path, target string, from bool) bool {
		return slices.ContainsFunc(changes, func(c reportedChange) bool {
			if from {
				return (c.Path == path || c.FromPath == path) && c.ReplaceFrom == target
			}
			return c.Path == path && c.ReplaceTo == target
		})
	}
	for _, r := range base.Replace {
		if !slices.Contains(head.Replace, r) && !mentions(r.Old.Path, r.target(), true) {
			wrong = append(wrong, fmt.Sprintf("dropped, not reported: replace %v => %s", r.Old, r.target()))
		}
	}
	for _, r := range head.Replace {
		if !slices.Contains(base.Replace, r) && !mentions(r.Old.Path, r.target(), false) {
			wrong = append(wrong, fmt.Sprintf("new, not reported: replace %v => %s", r.Old, r.target()))
		}
	}
	holds := func(m modFile, target string, paths ...string) bool {
		return target == "" || slices.ContainsFunc(m.Replace, func(r replaceLine) bool {
			return slices.Contains(paths, r.Old.Path) && r.target() == target
		})
	}
	for _, c := range changes {
		if !holds(base, c.ReplaceFrom, c.Path, c.FromPath) || !holds(head, c.ReplaceTo, c.Path) {
			wrong = append(wrong, fmt.Sprintf("reported, not there: %+v", c))
		}
	}
	return wrong
}
