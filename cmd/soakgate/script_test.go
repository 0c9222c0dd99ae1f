package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/soakgate/soakgate/gate/evidence"
)

var update = flag.Bool("update", false, "write what commands print into the scripts that compare it")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"soakgate": main})
}

// TestScripts runs testdata/script/*.txtar. Beside the commands of testscript they use
//
//	exits CODE COMMAND...   run a command that must end with this code, and print nothing hostile
//	json FILE [PATH VALUE]  FILE (or stdout) is exactly one JSON document, in which PATH is VALUE
//	commit [MESSAGE]        commit everything, at a time that is always the same
//	statement OUT REPORT    write a well-formed statement about the change in a JSON report
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true, Setup: setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": scriptExits, "json": scriptJSON, "commit": scriptCommit, "statement": scriptStatement,
		},
	})
}

// setUpScript takes the machine out of play: no configuration of git or go, no colour, one identity,
// one date.
func setUpScript(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, ".home")
	for _, v := range []string{
		"HOME=" + home, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Example", "GIT_AUTHOR_EMAIL=example@example.com", "GIT_AUTHOR_DATE=2026-01-15T12:00:00Z",
		"GIT_COMMITTER_NAME=Example", "GIT_COMMITTER_EMAIL=example@example.com", "GIT_COMMITTER_DATE=2026-01-15T12:00:00Z",
		"GOPROXY=off", "GOFLAGS=", "GOENV=off", "GOTOOLCHAIN=local", "GOCACHE=" + filepath.Join(home, "cache"), "TZ=UTC", "LC_ALL=C",
	} {
		name, value, _ := strings.Cut(v, "=")
		e.Setenv(name, value)
	}
	return os.Mkdir(home, 0o777)
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	for _, stream := range []string{"stdout", "stderr"} {
		if text := ts.ReadFile(stream); hostile(text) != "" {
			ts.Fatalf("%s holds %s", stream, hostile(text))
		}
	}
}

// hostile describes the first thing in a text that a terminal or a CI runner would act on.
func hostile(text string) string {
	for _, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) || r == '\u200b' || r == '\ufeff') {
			return fmt.Sprintf("%U", r)
		}
	}
	for line := range strings.Lines(text) {
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "::") || strings.Contains(trimmed, "##[") {
			return fmt.Sprintf("a command to the CI runner: %q", line)
		}
	}
	for _, word := range []string{"panic:", "goroutine 1 [", "internal error", "runtime error"} {
		if strings.Contains(text, word) {
			return "a crash: " + word
		}
	}
	return ""
}

func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 && len(args) != 3 {
		ts.Fatalf("usage: json FILE [PATH VALUE]")
	}
	document, err := oneDocument([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	if len(args) == 1 {
		return
	}
	got := valueAt(document, strings.Split(args[1], "."))
	if (got == args[2]) == neg {
		ts.Fatalf("%s is %q, want %q (negated: %t)", args[1], got, args[2], neg)
	}
}

// oneDocument decodes bytes that hold one JSON document and nothing after it but white space.
func oneDocument(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var document any
	if err := d.Decode(&document); err != nil {
		return nil, fmt.Errorf("not a JSON document: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON document")
	}
	return document, nil
}

// valueAt follows a path such as findings.0.outcome; "count" is the length of a list, "*" joins what is
// below each element with spaces.
func valueAt(value any, path []string) string {
	if len(path) == 0 {
		if text, ok := value.(string); ok {
			return text
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			return err.Error()
		}
		return string(encoded)
	}
	switch v := value.(type) {
	case map[string]any:
		below, ok := v[path[0]]
		if !ok {
			return "absent"
		}
		return valueAt(below, path[1:])
	case []any:
		if path[0] == "count" {
			return strconv.Itoa(len(v))
		}
		if path[0] == "*" {
			var all []string
			for _, element := range v {
				all = append(all, valueAt(element, path[1:]))
			}
			return strings.Join(all, " ")
		}
		if i, err := strconv.Atoi(path[0]); err == nil && i < len(v) {
			return valueAt(v[i], path[1:])
		}
	}
	return "absent"
}

func scriptCommit(ts *testscript.TestScript, neg bool, args []string) {
	message := "change"
	if len(args) == 1 {
		message = args[0]
	}
	if neg || len(args) > 1 {
		ts.Fatalf("usage: commit [MESSAGE]")
	}
	if _, err := os.Stat(ts.MkAbs(".git")); err != nil {
		ts.Check(ts.Exec("git", "init", "--quiet", "--initial-branch", "main"))
	}
	ts.Check(ts.Exec("git", "add", "--all", "--force"))
	ts.Check(ts.Exec("git", "commit", "--quiet", "--allow-empty", "--message", message))
}

func scriptStatement(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: statement OUT REPORT")
	}
	text, err := statementAbout([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[0])), 0o777))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o666))
}

// statementAbout makes a well-formed statement that claims to have passed, about the change in a report.
func statementAbout(reported []byte) ([]byte, error) {
	var about struct {
		Subject struct {
			Modules []struct {
				Name   string
				Digest evidence.Digest
			}
		}
	}
	if err := json.Unmarshal(reported, &about); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	s := passingStatement()
	for _, m := range about.Subject.Modules {
		s.Subject = append(s.Subject, evidence.Subject{Name: m.Name, Digest: m.Digest})
	}
	return evidence.Encode(s)
}

// TestHelp holds the manners of every command: a sentence, examples, checked arguments, and no flag
// without a description.
func TestHelp(t *testing.T) {
	seen := []string{}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		seen = append(seen, c.CommandPath())
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: the short help is %q, want a sentence without a full stop", c.CommandPath(), c.Short)
		}
		if !strings.Contains(c.Example, "soakgate ") {
			t.Errorf("%s: no example", c.CommandPath())
		}
		if c.Args == nil {
			t.Errorf("%s: takes any arguments", c.CommandPath())
		}
		if !c.Runnable() {
			t.Errorf("%s: does nothing", c.CommandPath())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s --%s: no description", c.CommandPath(), f.Name)
			}
		})
		for _, below := range c.Commands() {
			visit(below)
		}
	}
	visit(newRoot(deafWorld()))
	for _, want := range []string{"soakgate check", "soakgate diff", "soakgate explain", "soakgate catalog lookup", "soakgate catalog list",
		"soakgate evidence keygen", "soakgate evidence sign", "soakgate evidence verify", "soakgate evidence show",
		"soakgate policy init", "soakgate policy show", "soakgate policy lint", "soakgate policy schema", "soakgate policy test", "soakgate version"} {
		if !slices.Contains(seen, want) {
			t.Errorf("%s is not there", want)
		}
	}
}

// TestScriptsTypeEveryFlag holds that no flag of any command is left untried by the scripts.
func TestScriptsTypeEveryFlag(t *testing.T) {
	names, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d scripts (%v)", len(names), err)
	}
	var typed []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		typed = append(typed, strings.Split(string(text), "\n")...)
	}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !slices.ContainsFunc(typed, func(line string) bool {
				return strings.Contains(line, c.CommandPath()+" ") && (strings.Contains(line, " --"+f.Name) || f.Shorthand != "" && strings.Contains(line, " -"+f.Shorthand+" "))
			}) {
				t.Errorf("no script types %s --%s", c.CommandPath(), f.Name)
			}
		})
		for _, below := range c.Commands() {
			visit(below)
		}
	}
	visit(newRoot(deafWorld()))
}
