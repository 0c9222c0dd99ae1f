package modgraph

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// GodebugTable reads the GODEBUG table of the go command at hand: from the source tree around it, and
// only where that does not tell by asking `go env GOROOT`. The error says which of the two things is
// missing, a go command or the table, and then the effect of a go line cannot be known. That a go line
// is newer than the table is told by [diffing.GodebugTable.Effect].
func GodebugTable(ctx context.Context, opts Options) (diffing.GodebugTable, error) {
	g, err := newGoCommand(opts)
	if err != nil {
		return diffing.GodebugTable{}, fmt.Errorf("the effect of a go line on GODEBUG defaults is not known: %w", err)
	}
	table, err := tableBeside(g.path)
	if errors.Is(err, fs.ErrNotExist) {
		table, err = g.tableOfRoot(ctx)
	}
	if err != nil {
		return diffing.GodebugTable{}, fmt.Errorf("the effect of a go line on GODEBUG defaults is not known: %w", err)
	}
	return table, nil
}

// tableBeside takes the command for $GOROOT/bin/go, or a link to it.
func tableBeside(command string) (diffing.GodebugTable, error) {
	real, err := filepath.EvalSymlinks(command)
	if err != nil {
		return diffing.GodebugTable{}, fmt.Errorf("following the go command: %w", err)
	}
	return readTable(filepath.Dir(filepath.Dir(real)))
}

// tableOfRoot is for go commands that are wrappers.
func (g goCommand) tableOfRoot(ctx context.Context) (diffing.GodebugTable, error) {
	out, _, err := g.run(ctx, mode{folder: os.TempDir()}, "env", "GOROOT")
	if err != nil {
		return diffing.GodebugTable{}, fmt.Errorf("asking the go command for GOROOT: %w", err)
	}
	root := strings.TrimSpace(string(out))
	table, err := readTable(root)
	if errors.Is(err, fs.ErrNotExist) {
		return table, errors.New("the go command on PATH came without its GODEBUG table (src/internal/godebugs/table.go of GOROOT)")
	}
	return table, err
}

func readTable(root string) (diffing.GodebugTable, error) {
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return diffing.GodebugTable{}, fmt.Errorf("reading the toolchain's version: %w", err)
	}
	src, err := os.ReadFile(filepath.Join(root, "src", "internal", "godebugs", "table.go"))
	if err != nil {
		return diffing.GodebugTable{}, fmt.Errorf("reading the toolchain's GODEBUG table: %w", err)
	}
	settings, err := diffing.ParseGodebugTable(src)
	if err != nil {
		return diffing.GodebugTable{}, err
	}
	name, _, _ := strings.Cut(string(version), "\n")
	return diffing.GodebugTable{Toolchain: strings.TrimSpace(name), Settings: settings}, nil
}
