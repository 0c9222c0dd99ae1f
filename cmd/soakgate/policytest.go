package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/diffing/revision"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
)

func newPolicyTest(w *world) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "test [FOLDER]",
		Short: "Run a folder of cases against the policy",
		Long: `test judges every *.txtar file of a folder (default .soakgate/cases): module files below base/ and head/, and what the
gate must say of them in a section "want". It exits 0 when all agree, 1 when one does not.

  -- base/go.mod --
  module example.com/m
  go 1.26.0
  require github.com/redis/go-redis/v9 v9.16.0
  -- head/go.mod --
  module example.com/m
  go 1.26.0
  require github.com/redis/go-redis/v9 v9.17.0
  -- want --
  decision: block
  missing github.com/redis/go-redis/v9 soak
  missing github.com/redis/go-redis/v9 baseline`,
		Example: "  soakgate policy test\n  soakgate policy test --policy strict.yaml testdata/cases",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			folder := filepath.Join(".soakgate", "cases")
			if len(args) == 1 {
				folder = args[0]
			}
			p, _, err := readPolicy(c, file)
			if err != nil {
				return err
			}
			return w.testPolicy(c.Context(), folder, p)
		},
	}
	policyFlag(c, &file)
	return c
}

// testPolicy judges every case of a folder. A folder without cases is an error: a test that runs nothing
// must not look like one that passed.
func (w *world) testPolicy(ctx context.Context, folder string, own *policy.Policy) error {
	names, err := filepath.Glob(filepath.Join(escapeGlob(folder), "*.txtar"))
	if err != nil || len(names) == 0 {
		return usage("no *.txtar case in "+folder, "soakgate policy test --help shows one")
	}
	failed := 0
	err = w.write(outputFlags{}, func(dst io.Writer) error {
		for _, name := range names {
			differences, err := w.testCase(ctx, name, own)
			if err != nil {
				return err
			}
			state := "ok  "
			if len(differences) > 0 {
				failed++
				state = "FAIL"
			}
			lines := append([]string{state + " " + filepath.ToSlash(name)}, differences...)
			if _, err := fmt.Fprintln(dst, joinSafe(lines)); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(dst, "%d cases, %d failed\n", len(names), failed)
		return err
	})
	if err == nil && failed > 0 {
		return failure{code: gate.ExitBlocked}
	}
	return err
}

// escapeGlob makes a folder name stand for itself in a pattern.
func escapeGlob(folder string) string {
	var b strings.Builder
	for _, r := range folder {
		if strings.ContainsRune(`*?[\`, r) && os.PathSeparator != '\\' {
			b.WriteRune('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (w *world) testCase(ctx context.Context, name string, own *policy.Policy) ([]string, error) {
	data, err := readSmall(name, 4<<20)
	if err != nil {
		return nil, usage(err.Error(), "name a folder of cases")
	}
	c, err := policy.ParseCase(filepath.ToSlash(name), data)
	if err != nil {
		return nil, usage("a case does not parse\n"+err.Error(), "soakgate policy test --help shows one")
	}
	if c.Policy != nil {
		p, err := policy.Parse(c.Name+"/policy.yaml", c.Policy)
		if err != nil {
			return nil, usage("the policy of a case does not parse\n"+err.Error(), "soakgate policy lint shows the accepted keys")
		}
		own = &p
	}
	effective := policy.Effective(own)
	pair := revision.Pair{Base: caseTree("base", c.Base), Head: caseTree("head", c.Head)}
	compared := comparePair(ctx, pair, judge{effective: effective, source: gate.PolicySource{Source: c.Name, Digest: effective.Digest()}})
	instant := c.Now
	if instant.IsZero() {
		instant = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // no waiver of a case without "now" has ended
	}
	v := gate.Decide(question(compared, instant))
	var got []policy.Expected
	for _, f := range v.Findings {
		if f.Waived == nil {
			got = append(got, policy.Expected{Outcome: string(f.Outcome), Module: f.Path, Obligation: f.Obligation, Component: f.Component})
		}
	}
	return c.Compare(v.Decision.String(), got), nil
}

// caseTree makes a side of the files of a case. Every file is also content, so that folders which a
// replace names compare.
func caseTree(name string, files []diffing.File) diffing.Tree {
	t := diffing.Tree{Name: name}
	for _, f := range files {
		switch filepath.Base(f.Path) {
		case "go.mod", "go.sum", "go.work", "go.work.sum", "modules.txt":
			t.Files = append(t.Files, f)
		}
		t.Contents = append(t.Contents, diffing.Content{Path: f.Path, Digest: fmt.Sprintf("%x", sha256.Sum256(f.Data))})
	}
	slices.SortFunc(t.Contents, func(a, b diffing.Content) int { return strings.Compare(a.Path, b.Path) })
	return t
}

// joinSafe joins lines, the ones after the first indented, each safe for a terminal.
func joinSafe(lines []string) string {
	safe := make([]string, len(lines))
	for i, line := range lines {
		safe[i] = report.Safe(line)
	}
	return strings.Join(safe, "\n     ")
}
