package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

func newDiff(w *world) *cobra.Command {
	var sides sideFlags
	var out outputFlags
	c := &cobra.Command{
		Use:   "diff",
		Short: "List everything that differs between two states of the module files",
		Long:  "diff lists every change of every module file, without a judgement. It exits 0 when the list is complete, 3 when not." + sidesHelp,
		Example: `  soakgate diff
  soakgate diff --base v1.0.0 --head v1.1.0
  soakgate diff --base old/go.mod --head new/go.mod --format json
  soakgate diff --graph build-list        with what the update drags along, and why`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return w.runDiff(c, sides, out) },
	}
	sides.add(c)
	out.add(c, "text", "json", "markdown")
	return c
}

func (w *world) runDiff(c *cobra.Command, sides sideFlags, out outputFlags) error {
	if err := firstError(sides.check(), out.check()); err != nil {
		return err
	}
	compared, err := w.compare(c.Context(), sides)
	if err != nil {
		if f, ok := asUndecided(err); ok && out.format == "json" {
			compared = comparison{view: compared.view, problems: []diffing.Problem{{Message: f.message, Hint: f.hint}}}
		} else {
			return asFailure(err)
		}
	}
	d := report.Diff{SchemaVersion: gate.SchemaVersion, Base: sideOf(compared.pair.Base), Head: sideOf(compared.pair.Head), View: compared.view,
		Examined: compared.examined, Changes: compared.changes, Problems: compared.problems, Notices: compared.notices}
	d.Examined.Changes = len(d.Changes)
	err = w.write(out, func(dst io.Writer) error {
		switch out.format {
		case "json":
			return report.DiffJSON(dst, d)
		case "markdown":
			return report.DiffMarkdown(dst, d, 0)
		default:
			return report.DiffText(dst, d, w.style(out))
		}
	})
	if err != nil {
		return err
	}
	if len(d.Problems) > 0 {
		return failure{code: gate.ExitUndecided}
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// asUndecided returns the failure of an error that ends in "could not decide", which reports in JSON
// carry as a document and not as a message alone.
func asUndecided(err error) (failure, bool) {
	if err == nil {
		return failure{}, false
	}
	f, ok := asFailure(err).(failure)
	return f, ok && f.code == gate.ExitUndecided
}
