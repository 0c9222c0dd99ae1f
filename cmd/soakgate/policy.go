package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
	"github.com/soakgate/soakgate/policy"
)

func newPolicy(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "Start, show, check and test the policy of a repository",
		Long:  "policy works on .soakgate.yaml. The built-in rules apply besides it unless it says \"defaults: false\".",
		Example: `  soakgate policy init
  soakgate policy lint
  soakgate policy show
  soakgate policy test .soakgate/cases`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPolicyInit(w), newPolicyShow(w), newPolicyLint(w), newPolicySchema(w), newPolicyTest(w))
	return c
}

func policyFlag(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "policy", policyName, "policy file")
}

func newPolicyInit(w *world) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:     "init",
		Short:   "Write a commented policy file and the schema that editors use",
		Long:    "init writes a starter policy, which changes nothing until it is edited, and .soakgate/schema.json beside it. It overwrites no policy.",
		Example: "  soakgate policy init",
		Args:    exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if _, err := os.Lstat(file); err == nil {
				return usage(file+" exists; it is not overwritten", "soakgate policy show")
			}
			schema := filepath.Join(filepath.Dir(file), ".soakgate", "schema.json")
			if err := os.MkdirAll(filepath.Dir(schema), 0o755); err != nil {
				return usage("cannot make the folder of the schema: "+err.Error(), "check the permissions")
			}
			for name, data := range map[string][]byte{schema: policy.Schema(), file: policy.Starter()} {
				if err := writeFile(name, 0o644, func(dst io.Writer) error { _, err := dst.Write(data); return err }); err != nil {
					return err
				}
			}
			return w.write(outputFlags{}, func(dst io.Writer) error {
				_, err := fmt.Fprintf(dst, "wrote %s and %s; both belong into git\nnext: soakgate policy show\n", report.Safe(file), report.Safe(filepath.ToSlash(schema)))
				return err
			})
		},
	}
	policyFlag(c, &file)
	return c
}

// readPolicy reads the policy in the work tree; a missing one is nil where it was not asked for by name.
func readPolicy(c *cobra.Command, file string) (*policy.Policy, []byte, error) {
	data, err := readSmall(file, policyBytes)
	if errors.Is(err, os.ErrNotExist) && !c.Flags().Changed("policy") {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, usage(err.Error(), "soakgate policy init")
	}
	p, err := policy.Parse(filepath.ToSlash(file), data)
	if err != nil {
		return nil, data, usage("the policy does not parse\n"+err.Error(), "soakgate policy lint --policy "+file)
	}
	return &p, data, nil
}

func newPolicyShow(w *world) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:     "show",
		Short:   "Print the effective policy and where each line comes from",
		Long:    "show joins the policy file in the work tree with the built-in rules and prints the result as YAML.",
		Example: "  soakgate policy show",
		Args:    exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			p, _, err := readPolicy(c, file)
			if err != nil {
				return err
			}
			return w.write(outputFlags{}, func(dst io.Writer) error {
				_, err := io.WriteString(dst, policy.Render(policy.Effective(p)))
				return err
			})
		},
	}
	policyFlag(c, &file)
	return c
}

func newPolicyLint(w *world) *cobra.Command {
	var file, now string
	c := &cobra.Command{
		Use:     "lint [FILE]",
		Short:   "Find every mistake in a policy file, with its place and a hint",
		Long:    "lint exits 0 when the file is right, warnings or not, and 2 when it is not.",
		Example: "  soakgate policy lint\n  soakgate policy lint other.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				file = args[0]
			}
			instant, err := w.instant(now)
			if err != nil {
				return err
			}
			data, err := readSmall(file, policyBytes)
			if err != nil {
				return usage(err.Error(), "soakgate policy init")
			}
			problems, warnings := policy.Lint(filepath.ToSlash(file), data, instant)
			return w.lintReport(file, problems, warnings)
		},
	}
	policyFlag(c, &file)
	c.Flags().StringVar(&now, "now", "", "judge waivers as of this instant (RFC 3339; default: the clock)")
	return c
}

func (w *world) lintReport(file string, problems policy.ErrorList, warnings []diffing.Problem) error {
	err := w.write(outputFlags{}, func(dst io.Writer) error {
		var lines []string
		for _, p := range problems {
			lines = append(lines, problemLine("error", p))
		}
		for _, p := range warnings {
			lines = append(lines, problemLine("warning", p))
		}
		if len(problems) == 0 {
			lines = append(lines, file+" is right")
		}
		for _, line := range lines {
			if _, err := fmt.Fprintln(dst, report.Safe(line)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(problems) > 0 {
		return failure{code: gate.ExitUsage}
	}
	return err
}

func problemLine(level string, p diffing.Problem) string {
	line := fmt.Sprintf("%s:%d:%d: %s: %s", p.File, p.Line, p.Column, level, p.Message)
	if p.Hint != "" {
		line += " (" + strings.TrimSpace(p.Hint) + ")"
	}
	return line
}

func newPolicySchema(w *world) *cobra.Command {
	var out outputFlags
	c := &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of the policy file, for editors",
		Example: "  soakgate policy schema --output .soakgate/schema.json",
		Args:    exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			return w.write(out, func(dst io.Writer) error { _, err := dst.Write(policy.Schema()); return err })
		},
	}
	c.Flags().StringVarP(&out.output, "output", "o", "", "write to this file instead of stdout (whole or not at all)")
	return c
}
