package main

import (
	"io"
	"os"
	"strconv"
	"time"

	"github.com/sirupsen/logrus"
	"golang.org/x/term"

	"github.com/soakgate/soakgate/gate/report"
)

// world is everything outside the program that a command may touch, so that a test can stand in.
type world struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	now            func() time.Time
	// columns is the width of the terminal that stdout is, and false where it is none.
	columns func() (int, bool)
	log     *logrus.Logger
}

// processWorld is the world of this process.
func processWorld() *world {
	return &world{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv, now: time.Now, columns: terminalColumns, log: newLogger(os.Stderr)}
}

func terminalColumns() (int, bool) {
	fd := int(os.Stdout.Fd())
	if !term.IsTerminal(fd) {
		return 0, false
	}
	width, _, err := term.GetSize(fd)
	if err != nil {
		return 0, true
	}
	return width, true
}

func newLogger(w io.Writer) *logrus.Logger {
	log := logrus.New()
	log.SetOutput(w)
	log.SetLevel(logrus.WarnLevel)
	return log
}

// style says how stdout wants its text: colour only on a terminal, never with NO_COLOR
// (https://no-color.org), and in the width of the terminal, or of COLUMNS where there is none.
func (w *world) style(flags outputFlags) report.Style {
	width, terminal := w.columns()
	if width == 0 {
		if n, err := strconv.Atoi(w.env("COLUMNS")); err == nil && n > 0 {
			width = n
		}
	}
	color := terminal && flags.output == "" && w.env("NO_COLOR") == "" && w.env("TERM") != "dumb"
	return report.Style{Color: color, Width: width, Verbose: flags.verbose, ASCII: flags.ascii}
}
