package catalog

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite sorted.txt from the table folder")

// tableFiles reads the table folder, in the order of its names.
func tableFiles(tb testing.TB) []file {
	tb.Helper()
	names, err := filepath.Glob("table/*.txt")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no table files (%v)", err)
	}
	var files []file
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		files = append(files, file{filepath.ToSlash(name), string(data)})
	}
	return files
}

// TestSortedTable holds that what is searched is what reviewers read.
func TestSortedTable(t *testing.T) {
	rows, err := parseFiles(tableFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	want := newCatalogue(rows).text
	if *update {
		if err := os.WriteFile("sorted.txt", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if sortedTable != want {
		t.Error("sorted.txt is not what the table folder says: run go generate ./policy/catalog")
	}
}
