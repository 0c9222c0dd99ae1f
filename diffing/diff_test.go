package diffing_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/soakgate/soakgate/diffing"
)

var update = flag.Bool("update", false, "rewrite the want sections of testdata/*.txtar")

// renames stands for the catalogue's table, which this package must not import.
var renames = []diffing.Rename{
	{From: "github.com/Shopify/sarama", To: "github.com/IBM/sarama"},
	{From: "gopkg.in/yaml", To: "go.yaml.in/yaml"},
}

// TestDiff runs every case of testdata: the files below base/ and head/ are the sides, the first
// paragraph is the reason, and want lists what must be found.
func TestDiff(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d cases (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := describe(archive)
			for i := range archive.Files {
				if archive.Files[i].Name != "want" {
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
					if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
						t.Fatal(err)
					}
					return
				}
				if diff := cmp.Diff(string(archive.Files[i].Data), got); diff != "" {
					t.Errorf("%s\n(-want +got)\n%s", archive.Comment, diff)
				}
				return
			}
			t.Fatal("no want section")
		})
	}
}

// sidesOf makes trees of the base/ and head/ sections. Files below vendor/ and folders other than
// module files are content.
func sidesOf(a *txtar.Archive) (base, head diffing.Tree) {
	base, head = diffing.Tree{Name: "base", Complete: true}, diffing.Tree{Name: "head", Complete: true}
	for _, f := range a.Files {
		tree := &base
		name, ok := strings.CutPrefix(f.Name, "base/")
		if !ok {
			if name, ok = strings.CutPrefix(f.Name, "head/"); !ok {
				continue
			}
			tree = &head
		}
		switch filepath.Base(name) {
		case "go.mod", "go.sum", "go.work", "go.work.sum", "modules.txt":
			tree.Files = append(tree.Files, diffing.File{Path: name, Data: f.Data})
		}
		tree.Contents = append(tree.Contents, diffing.Content{Path: name, Digest: fmt.Sprintf("%x", f.Data)})
	}
	for _, tree := range []*diffing.Tree{&base, &head} {
		slices.SortFunc(tree.Contents, func(a, b diffing.Content) int { return strings.Compare(a.Path, b.Path) })
	}
	return base, head
}

func describe(a *txtar.Archive) string {
	base, head := sidesOf(a)
	b, problems := diffing.Parse(base, "base")
	h, more := diffing.Parse(head, "head")
	r := diffing.Diff(diffing.Sides{Base: b, Head: h}, renames)
	var out bytes.Buffer
	for _, c := range r.Changes {
		fmt.Fprintln(&out, changeLine(c))
	}
	for _, p := range append(append(problems, more...), r.Problems...) {
		fmt.Fprintf(&out, "PROBLEM %s %s:%d:%d %s | %s\n", p.Side, p.File, p.Line, p.Column, p.Message, p.Hint)
	}
	for _, n := range r.Notices {
		fmt.Fprintf(&out, "notice %s: %s\n", n.Code, n.Message)
	}
	return out.String()
}

func changeLine(c diffing.Change) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d %s %s", c.ModuleFile, c.Line, c.Kind, c.Path)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	field("directive", c.Directive)
	field("from_path", c.FromPath)
	fmt.Fprintf(&b, " %q->%q %s", c.From, c.To, c.Step)
	if c.Indirect {
		b.WriteString(" indirect")
	}
	if c.IndirectFrom {
		b.WriteString(" indirect_from")
	}
	field("replace_version_from", c.ReplaceVersionFrom)
	field("replace_version_to", c.ReplaceVersionTo)
	field("replace_from", c.ReplaceFrom)
	field("replace_to", c.ReplaceTo)
	field("sum_from", c.SumFrom)
	field("sum_to", c.SumTo)
	field("DANGER", c.Danger)
	field("inert", c.Inert)
	field("notes", strings.Join(c.Notes, "; "))
	return b.String()
}
