package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

// checkFlags are the flags of check beyond the sides.
type checkFlags struct {
	sideFlags
	evidence []string
	reach    string
	now      string
	index    string
}

func newCheck(w *world) *cobra.Command {
	var flags checkFlags
	var out outputFlags
	c := &cobra.Command{
		Use:   "check",
		Short: "Decide whether a change of the module files may merge",
		Long: `check compares two states of the module files, assesses what changed by the policy at base, weighs the evidence, and
decides: pass (exit 0), block (1) or could not decide (3).` + sidesHelp + `

Evidence is read from .soakgate/evidence in the repository and from every --evidence file or folder. Policy, waivers and
trusted keys are read at base: what head says of them has no say.`,
		Example: `  soakgate check
  soakgate check --base origin/main... --head HEAD --format markdown --output comment.md
  soakgate check --base old/go.mod --head new/go.mod
  soakgate check --format sarif --output soakgate.sarif
  soakgate check --format annotations     workflow commands that mark go.mod lines on a pull request`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return w.runCheck(c, flags, out) },
	}
	flags.sideFlags.add(c)
	flags.addPolicy(c)
	c.Flags().StringArrayVar(&flags.evidence, "evidence", nil, "evidence file or folder (repeatable)")
	c.Flags().StringVar(&flags.reach, "reach", "auto", "measure what the change touches: auto or off")
	c.Flags().StringVar(&flags.now, "now", "", "judge as of this instant (RFC 3339; default: the clock)")
	c.Flags().StringVar(&flags.index, "module-index", "", "module index that age obligations ask (default: the public one)")
	complete(c, "reach", []string{"auto", "off"})
	out.add(c, "text", "json", "markdown", "sarif", "annotations")
	return c
}

func (f checkFlags) check() error {
	switch f.reach {
	case "auto", "off":
	case "full":
		return usage("--reach full: this version measures no reach, so it cannot promise a full one", "--reach auto")
	default:
		return usage(fmt.Sprintf("--reach %q: expected auto or off", f.reach), "--reach auto")
	}
	return f.sideFlags.check()
}

// instant is the time of --now, or of the clock.
func (w *world) instant(text string) (time.Time, error) {
	if text == "" {
		return w.now().UTC(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, usage(fmt.Sprintf("--now %q is not an RFC 3339 time", text), "--now 2026-01-31T12:00:00Z")
	}
	return t.UTC(), nil
}

func (w *world) runCheck(c *cobra.Command, flags checkFlags, out outputFlags) error {
	if err := firstError(flags.check(), out.check()); err != nil {
		return err
	}
	instant, err := w.instant(flags.now)
	if err != nil {
		return err
	}
	v, _, err := w.verdict(c.Context(), flags, instant)
	if err != nil {
		f, ok := asUndecided(err)
		if !ok {
			return asFailure(err)
		}
		// Not being able to read the sides is a verdict too: every format shows it.
		v = gate.Decide(gate.Question{Base: gate.Side{Name: flags.base}, Head: gate.Side{Name: flags.head}, View: diffing.ViewRequirements,
			Problems: []diffing.Problem{{Message: f.message, Hint: f.hint}}, Policy: gate.PolicySource{Source: "not read"}, Tool: gate.Tool{Version: toolVersion()}})
	}
	if err := w.write(out, func(dst io.Writer) error { return w.render(dst, v, out) }); err != nil {
		return err
	}
	if v.Decision != gate.Pass {
		return failure{code: v.ExitCode}
	}
	return nil
}

func (w *world) render(dst io.Writer, v gate.Verdict, out outputFlags) error {
	switch out.format {
	case "json":
		return report.JSON(dst, v)
	case "markdown":
		return report.Markdown(dst, v, 0)
	case "sarif":
		return report.SARIF(dst, v)
	case "annotations":
		return report.Annotations(dst, v)
	default:
		return report.Text(dst, v, w.style(out))
	}
}
