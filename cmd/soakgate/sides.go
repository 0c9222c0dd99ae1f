package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/revision"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/policy"
)

// sideFlags name what is compared.
type sideFlags struct {
	repo, base, head string
	policyFile       string
	allModules       bool
	graph            string
	online           bool
}

const (
	graphRequirements = "requirements"
	graphBuildList    = "build-list"
)

const sidesHelp = `
A SIDE is a git revision (main, HEAD~1; origin/main... is the merge base), the word WORKTREE, or a path to a folder or a
go.mod file. Without --base it is the merge base of HEAD and the default branch; without --head it is WORKTREE.`

func (f *sideFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.repo, "repo", ".", "folder of the git repository")
	c.Flags().StringVar(&f.base, "base", "", "SIDE to compare with (default: merge base of HEAD and the default branch)")
	c.Flags().StringVar(&f.head, "head", "", "SIDE that is judged (default: WORKTREE)")
	c.Flags().BoolVar(&f.allModules, "all-modules", false, "also look at modules under testdata, vendor, dot- and underscore-folders")
	c.Flags().StringVar(&f.graph, "graph", graphRequirements, "view: requirements (go.mod alone) or build-list (asks the go command)")
	c.Flags().BoolVar(&f.online, "online", false, "ask the module proxy whether new versions are retracted or deprecated")
	complete(c, "graph", []string{graphRequirements, graphBuildList})
}

func (f *sideFlags) addPolicy(c *cobra.Command) {
	c.Flags().StringVar(&f.policyFile, "policy", "", "policy file to use instead of .soakgate.yaml at base")
}

func (f sideFlags) check() error {
	if f.graph != graphRequirements && f.graph != graphBuildList {
		return usage(fmt.Sprintf("--graph %q: expected requirements or build-list", f.graph), "--graph requirements")
	}
	return nil
}

// policyName is the policy file at the root of a repository.
const policyName = ".soakgate.yaml"

// judge is the policy that judges: read at base, never at head.
type judge struct {
	effective policy.Policy
	source    gate.PolicySource
}

// read reads both sides and the policy that judges them. A policy that widens the scope makes it read
// once more: which files count is known only once the policy at base is.
func (f sideFlags) read(ctx context.Context) (revision.Pair, judge, error) {
	request := revision.Request{Repo: f.repo, Base: f.base, Head: f.head, AllModules: f.allModules}
	pair, err := revision.Read(ctx, request)
	if err != nil {
		return pair, judge{}, err
	}
	j, err := f.judge(pair.Base)
	if err != nil {
		return pair, j, err
	}
	scope := j.effective.Scope
	if len(scope.Include) == 0 && len(scope.ModuleFiles) == 0 {
		return pair, j, nil
	}
	request.Include, request.ModuleFiles = scope.Includes, scope.ModuleFiles
	pair, err = revision.Read(ctx, request)
	return pair, j, err
}

// judge parses the policy at base, or the file of --policy.
func (f sideFlags) judge(base diffing.Tree) (judge, error) {
	name, data := "", []byte(nil)
	if f.policyFile != "" {
		read, err := readSmall(f.policyFile, policyBytes)
		if err != nil {
			return judge{}, usage("--policy: "+err.Error(), "soakgate policy init --policy "+f.policyFile)
		}
		name, data = f.policyFile, read
	} else if i := slices.IndexFunc(base.Texts, func(t diffing.File) bool { return t.Path == policyName }); i >= 0 {
		if t := base.Texts[i]; t.Trouble != "" {
			return judge{}, usage(fmt.Sprintf("%s at base: %s", policyName, t.Trouble), t.Hint)
		}
		name, data = policyName, base.Texts[i].Data
	}
	if name == "" {
		p := policy.Effective(nil)
		return judge{effective: p, source: gate.PolicySource{Source: policy.SourceBuiltIn, Digest: p.Digest()}}, nil
	}
	file, err := policy.Parse(filepath.ToSlash(name), data)
	if err != nil {
		hint := "soakgate policy lint " + name
		if f.policyFile == "" { // what is mended at head does not judge yet
			hint = "soakgate check --policy " + policyName + ", which judges by head's own file, for the change that mends it"
		}
		return judge{}, usage("the policy that judges does not parse\n"+err.Error(), hint)
	}
	p := policy.Effective(&file)
	source := name
	if f.policyFile == "" {
		source = fmt.Sprintf("%s at %s", policyName, base.Name)
	}
	return judge{effective: p, source: gate.PolicySource{Source: source, Digest: p.Digest()}}, nil
}

const policyBytes = 256 << 10

// readSmall reads a regular file of a bounded size.
func readSmall(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, at most %d are read", name, info.Size(), limit)
	}
	return os.ReadFile(name)
}

// asFailure turns an error of reading the sides into the exit code that CONTRACT fixes.
func asFailure(err error) error {
	var f revision.Failure
	var own failure
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &f) && f.Usage:
		return usage(f.Message, f.Hint)
	case errors.As(err, &f):
		return undecided(f.Message, f.Hint)
	default:
		return undecided(err.Error(), "soakgate check --log-level debug")
	}
}

// sideOf names a side in a report.
func sideOf(t diffing.Tree) gate.Side {
	s := gate.Side{Name: t.Name, Revision: t.Revision}
	if s.Revision == "" {
		s.Revision = t.Name
	}
	return s
}
