package modgraph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/soakgate/soakgate/diffing"
)

// answer is what the go command said about one target.
type answer struct {
	modules []listed
	graph   []diffing.Edge // nil where the go command could not print it
	updated bool           // go.mod as it stands is refused: "updates to go.mod needed"
}

// listed is one object of "go list -m -json".
type listed struct {
	Path, Version  string
	Replace        *module.Version
	Main, Indirect bool
	Error          *struct{ Err string }
}

// listing selects the fields of [listed]: all of them would be ten times the bytes.
const listing = "-json=Path,Version,Replace,Main,Indirect,Error"

// ask lists the modules of t, which lies in s.
//
// The order of attempts matters. "-e" alone is not to be trusted: without a complete go.sum, with a
// dependency that needs a newer toolchain or with a missing replacement folder it exits 0 and leaves
// modules out without a word. So the list is first asked for strictly; then with the scratch go.mod
// and go.sum free to be completed (a go.sum need not cover the whole graph, and a lone go.mod has
// none); and "-e" comes last, only for failures that name modules which it then reports as unknown.
func (l lister) ask(ctx context.Context, t target, s scratch) (answer, []diffing.Problem, error) {
	var a answer
	m := s.mode()
	out, complaint, err := l.run(ctx, m, "list", "-m", listing, "all")
	if exited(err) && !t.workspace { // a workspace knows -mod=readonly only, and completes its sums itself
		a.updated = strings.Contains(complaint, "updates to go.mod needed")
		m.update = true
		out, complaint, err = l.run(ctx, m, "list", "-m", listing, "all")
	}
	partial := exited(err)
	if partial {
		if problems := explain(t, complaint); len(problems) > 0 {
			return a, problems, nil
		}
		out, _, err = l.run(ctx, m, "list", "-m", "-e", listing, "all")
	}
	if err != nil {
		return a, refusal(err), machineFailure(ctx, err)
	}
	if a.modules, err = parseListing(out); err != nil {
		return a, nil, err
	}
	if partial && !accountsFor(complaint, a.modules) {
		return a, []diffing.Problem{unlistable}, nil
	}
	a.graph, err = l.graph(ctx, m)
	return a, nil, err
}

// graph asks for the module graph. That the go command cannot print it (a module of it is unknown) is
// no failure: the list stands, without why-paths.
func (l lister) graph(ctx context.Context, m mode) ([]diffing.Edge, error) {
	out, _, err := l.run(ctx, m, "mod", "graph")
	if err != nil {
		return nil, machineFailure(ctx, err)
	}
	return parseGraph(out)
}

// exited reports that the go command ran and said no.
func exited(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit)
}

// machineFailure keeps the errors that are not an answer about the tree: the command could not be
// started, or the caller gave up.
func machineFailure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if exited(err) || errors.Is(err, errTooLarge) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return fmt.Errorf("running the go command: %w", err)
}

// parseListing reads a stream of JSON objects.
func parseListing(out []byte) ([]listed, error) {
	var modules []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var m listed
		err := decoder.Decode(&m)
		if errors.Is(err, io.EOF) {
			return modules, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the go command's module list: %w", err)
		}
		modules = append(modules, m)
	}
}

// parseGraph reads lines of "path@version path@version"; a main module has no version. The pseudo
// modules go and toolchain are left out: their lines are directives.
func parseGraph(out []byte) ([]diffing.Edge, error) {
	var graph []diffing.Edge
	for line := range strings.Lines(string(out)) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			return nil, fmt.Errorf("reading the go command's module graph: expected two modules in %q", line)
		}
		e := diffing.Edge{From: graphNode(from), To: graphNode(to)}
		if !isEnvelope(e.From.Path) && !isEnvelope(e.To.Path) {
			graph = append(graph, e)
		}
	}
	byNode := func(a, b module.Version) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), diffing.CompareVersions(a.Version, b.Version))
	}
	slices.SortFunc(graph, func(a, b diffing.Edge) int { return cmp.Or(byNode(a.From, b.From), byNode(a.To, b.To)) })
	return graph, nil
}

func graphNode(text string) module.Version {
	path, version, _ := strings.Cut(text, "@")
	return module.Version{Path: path, Version: version}
}

func isEnvelope(path string) bool { return path == "go" || path == "toolchain" }

// selection turns the listed modules into what package diffing compares.
func selection(modules []listed) (selected []diffing.Selected, unknown []module.Version) {
	for _, m := range modules {
		if m.Main {
			continue
		}
		s := diffing.Selected{Path: m.Path, Version: m.Version, Indirect: m.Indirect}
		if m.Replace != nil {
			s.Replacement = diffing.Replacement{NewPath: m.Replace.Path, NewVersion: m.Replace.Version}.Target()
		}
		selected = append(selected, s)
		if m.Error != nil {
			unknown = append(unknown, module.Version{Path: m.Path, Version: m.Version})
		}
	}
	slices.SortFunc(selected, func(a, b diffing.Selected) int { return cmp.Compare(a.Path, b.Path) })
	module.Sort(unknown)
	return selected, unknown
}
