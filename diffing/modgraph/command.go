package modgraph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Limits on one run of the go command where [Options] does not say otherwise.
const (
	defaultTimeout  = 5 * time.Minute
	defaultMaxBytes = 64 << 20
)

// Options says how the go command is run. The zero value is right for ordinary use.
type Options struct {
	GoCommand string        // the go command; empty: the one on PATH
	Timeout   time.Duration // for one run of it; zero: 5 minutes
	MaxBytes  int           // of its output; zero: 64 MiB
	// Environ holds the settings of the user, as os.Environ does; nil asks the process. Only what
	// [passed] names is taken from it.
	Environ []string
	// TempDir is where scratch folders are made; empty: the system's.
	TempDir string
}

// errTooLarge is the failure of a command that writes more than it may.
var errTooLarge = errors.New("output too large")

// goCommand is the go command with the environment that its children get.
type goCommand struct {
	path     string
	environ  []string
	timeout  time.Duration
	maxBytes int
}

// newGoCommand finds the go command and builds its environment.
func newGoCommand(opts Options) (goCommand, error) {
	g := goCommand{path: opts.GoCommand, timeout: opts.Timeout, maxBytes: opts.MaxBytes}
	if g.path == "" {
		found, err := exec.LookPath("go")
		if err != nil {
			return g, fmt.Errorf("finding the go command on PATH: %w", err)
		}
		g.path = found
	}
	if g.timeout == 0 {
		g.timeout = defaultTimeout
	}
	if g.maxBytes == 0 {
		g.maxBytes = defaultMaxBytes
	}
	g.environ = childEnviron(settingsOf(opts.Environ), filepath.Dir(g.path))
	return g, nil
}

// mode says in which of the go command's modes a run happens.
type mode struct {
	folder    string // where it runs
	workspace string // the go.work file; empty: none is used
	update    bool   // -mod=mod instead of -mod=readonly: a scratch go.mod may be brought up to date
}

// run starts the go command without a shell and returns what it wrote. Its stderr comes back for
// classification only: it repeats text of the tree and of proxies, and is never shown.
func (g goCommand) run(ctx context.Context, m mode, args ...string) (stdout []byte, stderr string, err error) {
	ctx, cancel := context.WithTimeout(ctx, g.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, g.path, args...)
	cmd.Dir = m.folder
	cmd.Env = append(append([]string{}, g.environ...), m.settings()...)
	cmd.WaitDelay = time.Second
	out, complaints := &capped{max: g.maxBytes, full: cancel}, &capped{max: 1 << 20, drop: true}
	cmd.Stdout, cmd.Stderr = out, complaints
	err = cmd.Run()
	switch {
	case out.over:
		err = errTooLarge
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	return out.kept.Bytes(), complaints.kept.String(), err
}

func (m mode) settings() []string {
	flags, work := "-mod=readonly -buildvcs=false", "off"
	if m.update {
		flags = "-mod=mod -buildvcs=false"
	}
	if m.workspace != "" {
		work = m.workspace
	}
	return []string{"GOFLAGS=" + flags, "GOWORK=" + work, "PWD=" + m.folder}
}

// capped keeps the first max bytes. Past them it either drops or ends the run. The buffer is a field
// and not embedded: its ReadFrom would let io.Copy go around Write.
type capped struct {
	kept bytes.Buffer
	max  int
	drop bool
	over bool
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	room := c.max - c.kept.Len()
	if len(p) <= room {
		return c.kept.Write(p)
	}
	c.kept.Write(p[:room])
	if !c.drop {
		c.over = true
		c.full()
	}
	return len(p), nil
}

// settingsOf reads "NAME=value" texts; nil asks the process.
func settingsOf(environ []string) map[string]string {
	if environ == nil {
		environ = os.Environ()
	}
	settings := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		settings[name] = value
	}
	return settings
}
