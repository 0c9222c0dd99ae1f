package modgraph

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/soakgate/soakgate/diffing"
)

// stillWorks ends the hints of this file: the other view needs no go command.
const stillWorks = "; the requirements view still works"

// unlistable is the problem of last resort. The go command's own words are not repeated: they quote
// the tree and the network.
var unlistable = diffing.Problem{Message: "the go command cannot complete the build list",
	Hint: "run go list -m all beside this file to see why" + stillWorks}

// newerGo finds the Go version that a module file or a dependency asks for.
var newerGo = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`requires go >= (1\.[0-9]+(?:\.[0-9]+|(?:rc|beta)[0-9]+)?)`)
})

// explain recognises the failures that make the whole list unknown.
func explain(t target, complaint string) []diffing.Problem {
	if m := newerGo().FindStringSubmatch(complaint); m != nil {
		return []diffing.Problem{{Message: "the build list needs go" + m[1] + ", newer than the toolchain at hand (none is ever downloaded)",
			Hint: "install go" + m[1] + stillWorks}}
	}
	if strings.Contains(complaint, "checksum mismatch") || strings.Contains(complaint, "SECURITY ERROR") {
		return []diffing.Problem{{Message: "the go command refuses a module: its bytes have another checksum than go.sum or the checksum database records",
			Hint: "run go mod verify and go list -m all with an empty GOMODCACHE; do not merge before it is understood"}}
	}
	if strings.Contains(complaint, "(replaced by ") && len(t.absent) > 0 {
		return absentFolders(t)
	}
	return nil
}

func absentFolders(t target) []diffing.Problem {
	var problems []diffing.Problem
	for _, r := range t.absent {
		problems = append(problems, diffing.Problem{Line: r.Line,
			Message: fmt.Sprintf("the build list needs the go.mod of folder %q, which replaces %s and is not part of this side", r.NewPath, r.Path),
			Hint:    "replace with a folder inside the repository that holds a go.mod" + stillWorks})
	}
	return problems
}

// refusal is the problem behind an error that is an answer, nil for any other error.
func refusal(err error) []diffing.Problem {
	switch {
	case errors.Is(err, errTooLarge):
		return []diffing.Problem{{Message: "the go command's module list is larger than soakgate reads",
			Hint: "run go list -m all beside this file to see it" + stillWorks}}
	case errors.Is(err, context.DeadlineExceeded):
		return []diffing.Problem{{Message: "the go command took too long to complete the build list",
			Hint: "run go list -m all once to fill the module cache, then again" + stillWorks}}
	case exited(err):
		return []diffing.Problem{unlistable}
	}
	return nil
}

// accountsFor reports whether every failure in complaint is about a module that the list marks as
// unknown. Anything else means that the list may lack modules for a reason nobody saw.
func accountsFor(complaint string, modules []listed) bool {
	var unknown []string
	for _, m := range modules {
		if m.Error != nil {
			unknown = append(unknown, "go: "+m.Path+"@"+m.Version)
		}
	}
	failures := 0
	for line := range strings.Lines(complaint) {
		if !strings.HasPrefix(line, "go: ") || strings.HasPrefix(line, "go: downloading ") {
			continue // further lines of a failure are indented or quote a server
		}
		failures++
		if !slices.ContainsFunc(unknown, func(name string) bool { return strings.HasPrefix(line, name) }) {
			return false
		}
	}
	return failures > 0
}

// untidy compares what a go.mod declares with what is selected. They differ in a file that the go
// command would have to update before it builds; refused says that it said so.
func untidy(t target, list diffing.BuildList, refused bool) []diffing.Problem {
	if t.workspace { // members lift each other there, which is no fault of theirs
		return nil
	}
	selected := map[string]string{}
	for _, m := range list.Modules {
		selected[m.Path] = m.Version
	}
	const hint = "run go mod tidy and commit the result"
	var problems []diffing.Problem
	for _, r := range t.mains[0].Requirements {
		if v := selected[r.Path]; v != r.Version {
			problems = append(problems, diffing.Problem{Line: r.Line, Hint: hint,
				Message: fmt.Sprintf("go.mod is not tidy: it declares %s %s, and %s is selected", r.Path, r.Version, orNothing(v))})
		}
	}
	if refused && len(problems) == 0 {
		problems = append(problems, diffing.Problem{Hint: hint, Message: "go.mod is not tidy: the go command asks for updates to it"})
	}
	return problems
}

func orNothing(version string) string {
	if version == "" {
		return "nothing"
	}
	return version
}
