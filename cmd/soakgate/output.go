package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// outputFlags say how and where a report is written.
type outputFlags struct {
	format  string
	output  string
	verbose bool
	ascii   bool
	formats []string
}

// add defines the flags; formats lists what the command can write, its default first.
func (f *outputFlags) add(c *cobra.Command, formats ...string) {
	f.formats = formats
	c.Flags().StringVar(&f.format, "format", formats[0], "write "+strings.Join(formats, ", "))
	c.Flags().StringVarP(&f.output, "output", "o", "", "write to this file instead of stdout (whole or not at all)")
	if formats[0] == "text" {
		c.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "leave nothing out of the text")
		c.Flags().BoolVar(&f.ascii, "ascii", false, "use no character beyond ASCII in the text")
	}
	complete(c, "format", formats)
}

func (f outputFlags) check() error {
	if slices.Contains(f.formats, f.format) {
		return nil
	}
	return usage(fmt.Sprintf("--format %q: expected one of %s", f.format, strings.Join(f.formats, ", ")), "--format "+f.formats[0])
}

// write renders a report to stdout, or to the file of --output, which then appears whole or not at all.
func (w *world) write(f outputFlags, render func(io.Writer) error) error {
	if f.output != "" {
		return writeFile(f.output, 0o644, render)
	}
	buffered := bufio.NewWriterSize(w.stdout, 32<<10)
	if err := render(buffered); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if err := buffered.Flush(); err != nil {
		return undecided("the report could not be written to stdout: "+err.Error(), "check the pipe or the disk")
	}
	return nil
}

// writeFile writes a file by way of a temporary one in the same folder, so that nobody ever reads half.
func writeFile(name string, mode os.FileMode, render func(io.Writer) error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(name), ".soakgate-*")
	if err != nil {
		return usage("cannot write "+name+": "+err.Error(), "name a file in an existing folder")
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, temp.Close(), os.Remove(temp.Name()))
		}
	}()
	buffered := bufio.NewWriter(temp)
	if err := render(buffered); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	if err := errors.Join(buffered.Flush(), temp.Chmod(mode), temp.Sync()); err != nil {
		return undecided("cannot write "+name+": "+err.Error(), "check the disk")
	}
	if err := temp.Close(); err != nil {
		return undecided("cannot write "+name+": "+err.Error(), "check the disk")
	}
	if err := os.Rename(temp.Name(), name); err != nil {
		return undecided("cannot write "+name+": "+err.Error(), "check that it is no folder")
	}
	return nil
}
