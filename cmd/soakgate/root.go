package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/report"
)

// run executes one command line and returns the exit code: 0 pass, 1 blocked, 2 bad invocation or
// configuration, 3 could not decide.
//
// A panic is a defect of soakgate, and it must neither look like a usage error nor like a verdict: it
// ends in "could not decide".
func run(ctx context.Context, w *world, args []string) (code int) {
	defer func() {
		if defect := recover(); defect != nil {
			w.log.Debugf("%s", debug.Stack())
			failure{message: fmt.Sprintf("internal error: %v", defect), hint: "--log-level debug shows where; please report it"}.print(w.stderr)
			code = gate.ExitUndecided
		}
	}()
	root := newRoot(w)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return gate.ExitPass
	}
	var f failure
	if !errors.As(err, &f) {
		f = failure{code: gate.ExitUsage, message: err.Error(), hint: "soakgate --help lists the commands"}
	}
	f.print(w.stderr)
	return f.code
}

// failure ends a command with an exit code. An empty message says nothing more: the report did.
type failure struct {
	code    int
	message string
	hint    string
}

func (f failure) Error() string { return strings.TrimSpace(f.message + " " + f.hint) }

// print writes the failure with everything in it made safe for a terminal.
func (f failure) print(w io.Writer) {
	for i, line := range strings.Split(f.message, "\n") {
		switch {
		case line == "":
		case i == 0:
			fmt.Fprintf(w, "soakgate: %s\n", report.Safe(line))
		default:
			fmt.Fprintf(w, "  %s\n", report.Safe(line))
		}
	}
	if f.hint != "" {
		fmt.Fprintf(w, "  try: %s\n", report.Safe(f.hint))
	}
}

func usage(message, hint string) error {
	return failure{code: gate.ExitUsage, message: message, hint: hint}
}

func undecided(message, hint string) error {
	return failure{code: gate.ExitUndecided, message: message, hint: hint}
}

func newRoot(w *world) *cobra.Command {
	var level, format string
	root := &cobra.Command{
		Use:   "soakgate",
		Short: "Decide whether a Go dependency update may merge",
		Long: `soakgate compares two states of a repository's Go module files, tells which of the changed modules can take
the service down, what evidence that obliges, and whether the change may merge.

Exit codes: 0 pass, 1 blocked, 2 bad invocation or configuration, 3 could not decide.`,
		Example: `  soakgate check                          what the work tree changes against the default branch
  soakgate check --base main --head HEAD  what a branch changes
  soakgate diff --base v1.0.0 --head v1.1.0
  soakgate explain github.com/redis/go-redis/v9
  soakgate catalog lookup github.com/jackc/pgx/v5`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			return configureLog(w.log, level, format)
		},
	}
	root.PersistentFlags().StringVar(&level, "log-level", "warn", "log to stderr from this level: debug, info, warn, error")
	root.PersistentFlags().StringVar(&format, "log-format", "text", "log as text or json")
	complete(root, "log-level", logLevels)
	complete(root, "log-format", logFormats)
	root.SetIn(w.stdin)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage(err.Error(), c.CommandPath()+" --help")
	})
	root.AddCommand(newCheck(w), newDiff(w), newExplain(w), newCatalog(w), newEvidence(w), newPolicy(w), newCompletion(w), newVersion(w))
	return root
}

var (
	logLevels  = []string{"debug", "info", "warn", "error"}
	logFormats = []string{"text", "json"}
)

func configureLog(log *logrus.Logger, level, format string) error {
	if !slices.Contains(logLevels, level) {
		return usage(fmt.Sprintf("--log-level %q: expected one of %s", level, strings.Join(logLevels, ", ")), "--log-level debug")
	}
	parsed, err := logrus.ParseLevel(level)
	if err != nil {
		return fmt.Errorf("log level: %w", err)
	}
	log.SetLevel(parsed)
	switch format {
	case "text":
		log.SetFormatter(&logrus.TextFormatter{DisableColors: true, DisableTimestamp: true})
	case "json":
		log.SetFormatter(&logrus.JSONFormatter{})
	default:
		return usage(fmt.Sprintf("--log-format %q: expected text or json", format), "--log-format json")
	}
	return nil
}

// complete offers fixed words for a flag in shell completion.
func complete(c *cobra.Command, flag string, words []string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic("soakgate: completion for a flag that does not exist: " + err.Error())
	}
}

// exactly refuses another number of arguments, and says what was expected.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usage(fmt.Sprintf("%s takes %s, got %d arguments", c.CommandPath(), what, len(args)), c.CommandPath()+" --help")
	}
}

// atLeastOne refuses an empty argument list.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return usage(fmt.Sprintf("%s takes %s", c.CommandPath(), what), c.CommandPath()+" --help")
	}
}
