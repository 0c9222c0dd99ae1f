package policy

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/soakgate/soakgate/diffing"

	"golang.org/x/mod/module"
	"golang.org/x/tools/txtar"
)

// Case is one case of "soakgate policy test": two sides, and what the gate must say of them.
//
// It is written as a txtar file with the sections base/PATH and head/PATH (module files and what
// they point to), optionally policy.yaml, and want:
//
//	-- want --
//	decision: block
//	now: 2026-11-23T12:00:00Z
//	missing github.com/acme/x soak
//	unmet github.com/acme/x baseline redis
//
// The line "now" is the instant that waivers are judged at and may be left out. Each further line is
// one finding: outcome, module, obligation and, where it has one, component.
type Case struct {
	Name     string
	Base     []diffing.File // sorted by Path, without "base/"
	Head     []diffing.File // sorted by Path, without "head/"
	Policy   []byte         // nil: the repository's own policy is under test
	Decision string         // pass, block, undecided
	Now      time.Time      // zero where the case does not depend on it
	Findings []Expected     // sorted
}

// Expected is one finding as a case names it.
type Expected struct {
	Outcome, Module, Obligation, Component string
}

// String writes the finding as it stands in a case.
func (e Expected) String() string {
	return strings.TrimSuffix(strings.Join([]string{e.Outcome, e.Module, e.Obligation, e.Component}, " "), " ")
}

// The words of a case; they are those of the report.
var (
	caseDecisions = []string{"pass", "block", "undecided"}
	caseOutcomes  = []string{"met", "unmet", "missing", "stale", "mismatched", "conflicting", "inconclusive"}
)

// ParseCase reads a case strictly. The error is an [ErrorList].
func ParseCase(name string, data []byte) (Case, error) {
	r := &caseReader{reader: reader{name: name}, c: Case{Name: name}, seen: map[string]bool{}}
	archive := txtar.Parse(data)
	lines := 1 + strings.Count(string(archive.Comment), "\n")
	for _, section := range archive.Files {
		r.section(section, lines)
		lines += 1 + strings.Count(string(section.Data), "\n")
	}
	if len(r.c.Base)+len(r.c.Head) == 0 {
		r.refuseAt(1, 1, "add the sections base/go.mod and head/go.mod", "a case without files")
	}
	if !r.seen["want"] {
		r.refuseAt(1, 1, `add the section "-- want --" with "decision: block" and the findings`, "a case that expects nothing")
	}
	if len(r.problems) > 0 {
		return Case{}, r.sorted()
	}
	byPath := func(a, b diffing.File) int { return cmp.Compare(a.Path, b.Path) }
	slices.SortFunc(r.c.Base, byPath)
	slices.SortFunc(r.c.Head, byPath)
	return r.c, nil
}

type caseReader struct {
	reader
	c    Case
	seen map[string]bool
}

// section reads one section whose header stands on the given line.
func (r *caseReader) section(section txtar.File, line int) {
	name := section.Name
	if r.seen[name] {
		r.refuseAt(line, 1, "keep one of them", "section %q again", name)
		return
	}
	r.seen[name] = true
	side, file, _ := strings.Cut(name, "/")
	switch {
	case name == "policy.yaml":
		r.c.Policy = section.Data
	case name == "want":
		r.want(string(section.Data), line)
	case side != "base" && side != "head":
		r.refuseAt(line, 1, "use base/PATH, head/PATH, policy.yaml and want", "unknown section %q", name)
	case file == "" || path.Clean("/"+file) != "/"+file:
		r.refuseAt(line, 1, "write a path such as base/go.mod", "%q is not a path inside a repository", file)
	case side == "base":
		r.c.Base = append(r.c.Base, diffing.File{Path: file, Data: section.Data})
	default:
		r.c.Head = append(r.c.Head, diffing.File{Path: file, Data: section.Data})
	}
}

func (r *caseReader) want(text string, header int) {
	for i, line := range strings.Split(text, "\n") {
		number, line := header+1+i, strings.TrimSpace(line)
		key, value, isKey := strings.Cut(line, ": ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case isKey && key == "decision" && r.c.Decision == "":
			if !slices.Contains(caseDecisions, value) {
				r.refuseAt(number, 1, meant(value, caseDecisions), "unknown decision %q", value)
			}
			r.c.Decision = value
		case isKey && key == "now" && r.c.Now.IsZero():
			r.now(value, number)
		case r.c.Decision == "":
			r.refuseAt(number, 1, "begin with decision: block, pass or undecided", "the decision comes first")
			return
		default:
			r.finding(line, number)
		}
	}
	if r.c.Decision == "" {
		r.refuseAt(header, 1, "add a line decision: block, pass or undecided", "want without a decision")
	}
	slices.SortFunc(r.c.Findings, compareExpected)
}

func (r *caseReader) now(value string, line int) {
	instant, err := time.Parse(time.RFC3339, value)
	if err != nil || instant.IsZero() {
		r.refuseAt(line, 1, "write it as 2026-11-23T12:00:00Z", "%q is not an instant", value)
		return
	}
	r.c.Now = instant.UTC()
}

func (r *caseReader) finding(line string, number int) {
	const form = "write OUTCOME MODULE OBLIGATION [COMPONENT]"
	words := strings.Fields(line)
	if len(words) < 3 || len(words) > 4 {
		r.refuseAt(number, 1, form, "%d words in a finding", len(words))
		return
	}
	e := Expected{Outcome: words[0], Module: words[1], Obligation: words[2]}
	if len(words) == 4 {
		e.Component = words[3]
	}
	obligations := append(Obligations(), ObligationIntegrity)
	switch {
	case !slices.Contains(caseOutcomes, e.Outcome):
		r.refuseAt(number, 1, meant(e.Outcome, caseOutcomes), "unknown outcome %q", e.Outcome)
	case !slices.Contains(obligations, e.Obligation):
		r.refuseAt(number, 1, meant(e.Obligation, obligations), "unknown obligation %q", e.Obligation)
	case module.CheckImportPath(e.Module) != nil:
		r.refuseAt(number, 1, form, "%q is not the path of a finding", e.Module)
	default:
		r.c.Findings = append(r.c.Findings, e)
	}
}

func compareExpected(a, b Expected) int {
	return cmp.Or(cmp.Compare(a.Module, b.Module), cmp.Compare(a.Obligation, b.Obligation),
		cmp.Compare(a.Component, b.Component), cmp.Compare(a.Outcome, b.Outcome))
}

// Compare says how what the gate said differs from what the case expects: one line each, "-" for what
// was expected and is not there, "+" for what is there and was not expected. It is empty where all
// agrees. A finding that stands twice must be expected twice.
func (c Case) Compare(decision string, got []Expected) []string {
	var differences []string
	if decision != c.Decision {
		differences = append(differences, "- decision: "+c.Decision, "+ decision: "+decision)
	}
	want, got := slices.SortedFunc(slices.Values(c.Findings), compareExpected), slices.SortedFunc(slices.Values(got), compareExpected)
	for len(want) > 0 || len(got) > 0 {
		switch order := compareHeads(want, got); {
		case order == 0:
			want, got = want[1:], got[1:]
		case order < 0:
			differences = append(differences, fmt.Sprintf("- %s", want[0]))
			want = want[1:]
		default:
			differences = append(differences, fmt.Sprintf("+ %s", got[0]))
			got = got[1:]
		}
	}
	return differences
}

// compareHeads orders the first findings of two lists that are not both empty; an empty one is last.
func compareHeads(want, got []Expected) int {
	switch {
	case len(want) == 0:
		return 1
	case len(got) == 0:
		return -1
	default:
		return compareExpected(want[0], got[0])
	}
}
