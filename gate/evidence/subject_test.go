package evidence

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
)

func upgrade(file, path, from, to string) diffing.Change {
	return diffing.Change{ModuleFile: file, Kind: diffing.KindUpgraded, Path: path, From: from, To: to, Step: diffing.StepMinor}
}

// The digests are part of the format: statements that exist name them. A change here is a new version
// of the format, never a correction of the test.
func TestSubjectOf(t *testing.T) {
	apm := upgrade("go.mod", "example.com/apm", "v1.0.0", "v1.1.0")
	tool := upgrade("tools/go.mod", "example.com/lint", "v0.1.0", "v0.2.0")
	emptyWhole := digestOf([]byte("soakgate modules v1\n"))
	apmWhole := digestOf([]byte("soakgate changes v1\n6:go.mod,8:upgraded,15:example.com/apm,0:,6:v1.0.0,6:v1.1.0,0:,0:,0:,0:,0:,0:,0:,\n"))
	toolWhole := digestOf([]byte("soakgate changes v1\n12:tools/go.mod,8:upgraded,16:example.com/lint,0:,6:v0.1.0,6:v0.2.0,0:,0:,0:,0:,0:,0:,0:,\n"))
	both := digestOf([]byte("soakgate modules v1\n12:tools/go.mod,64:" + toolWhole + ",\n6:go.mod,64:" + apmWhole + ",\n"))

	marker := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindMarker, Path: "example.com/x", From: "v1.0.0", To: "v1.0.0"}
	retract := diffing.Change{ModuleFile: "go.mod", Kind: diffing.KindDirective, Path: "example.com/main", To: "v0.0.1", Directive: "retract"}
	dressed := apm
	dressed.Line, dressed.Notes, dressed.Via, dressed.Indirect = 12, []string{"a note"}, []string{"a", "b"}, true
	dressed.Settings = []diffing.Setting{{Name: "x"}}

	tests := []struct {
		name    string
		changes []diffing.Change
		whole   string
		modules []ModuleDigest
		reason  string
	}{
		{"nothing", nil, emptyWhole, nil, "the empty set has a digest, too"},
		{"one module", []diffing.Change{apm}, apmWhole, []ModuleDigest{{"go.mod", apmWhole}}, "the whole is the one part"},
		{"two modules", []diffing.Change{tool, apm}, both, []ModuleDigest{{"go.mod", apmWhole}, {"tools/go.mod", toolWhole}}, "sorted by name"},
		{"marker and retract", []diffing.Change{marker, apm, retract}, apmWhole, []ModuleDigest{{"go.mod", apmWhole}}, "neither alters what is built"},
		{"marker alone", []diffing.Change{marker}, emptyWhole, nil, "nothing that is built changes"},
		{"line, notes, chain", []diffing.Change{dressed}, apmWhole, []ModuleDigest{{"go.mod", apmWhole}}, "a rebase moves lines and keeps evidence"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			whole, modules := SubjectOf(tt.changes)
			if diff := cmp.Diff(tt.whole, whole); diff != "" {
				t.Errorf("whole: %s (-want +got):\n%s", tt.reason, diff)
			}
			if diff := cmp.Diff(tt.modules, modules); diff != "" {
				t.Errorf("modules: %s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}

func TestSubjectGroupsFiles(t *testing.T) {
	_, modules := SubjectOf([]diffing.Change{
		{ModuleFile: "a/go.mod", Kind: diffing.KindUpgraded, Path: "p"},
		{ModuleFile: "a/go.sum", Kind: diffing.KindChecksum, Path: "p"},
		{ModuleFile: "a/vendor/modules.txt", Kind: diffing.KindVendor, Path: "p"},
		{ModuleFile: "vendor/modules.txt", Kind: diffing.KindVendor, Path: "p"},
		{ModuleFile: "go.work", Kind: diffing.KindWorkspace, Path: "p"},
		{ModuleFile: "go.work.sum", Kind: diffing.KindChecksum, Path: "p"},
		{ModuleFile: "b/vendor.mod", Kind: diffing.KindUpgraded, Path: "p"},
		{ModuleFile: "b/vendor.sum", Kind: diffing.KindChecksum, Path: "p"},
	})
	var names []string
	for _, module := range modules {
		names = append(names, module.Name)
	}
	if diff := cmp.Diff([]string{"a/go.mod", "b/vendor.mod", "go.mod", "go.work"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestSubjectOrderDoesNotMatter(t *testing.T) {
	var changes []diffing.Change
	for i := range 30 {
		file := []string{"go.mod", "a/go.mod", "go.work"}[i%3]
		changes = append(changes, upgrade(file, string(rune('a'+i)), "v1.0.0", "v1.1.0"))
	}
	whole, modules := SubjectOf(changes)
	shuffle := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		shuffle.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
		gotWhole, gotModules := SubjectOf(changes)
		if diff := cmp.Diff(modules, gotModules); diff != "" || whole != gotWhole {
			t.Fatalf("another order, another subject %s, want %s (-want +got):\n%s", gotWhole, whole, diff)
		}
	}
}

// significant lists the fields that a digest covers.
func significant(c *diffing.Change) []*string {
	return []*string{&c.ModuleFile, (*string)(&c.Kind), &c.Path, &c.FromPath, &c.From, &c.To,
		&c.ReplaceFrom, &c.ReplaceTo, &c.ReplaceVersionFrom, &c.ReplaceVersionTo, &c.SumFrom, &c.SumTo, &c.Directive}
}

func TestEverySignificantFieldCounts(t *testing.T) {
	base := upgrade("go.mod", "example.com/apm", "v1.0.0", "v1.1.0")
	seen := map[string]int{}
	whole, _ := SubjectOf([]diffing.Change{base})
	seen[whole] = -1
	for i := range significant(&base) {
		changed := base
		*significant(&changed)[i] += "x"
		whole, _ := SubjectOf([]diffing.Change{changed})
		if before, ok := seen[whole]; ok {
			t.Errorf("field %d gives the digest of field %d", i, before)
		}
		seen[whole] = i
	}
}

func FuzzSubject(f *testing.F) {
	f.Add("go.mod", "a", "b", "go.mod", "a,1:b", "")
	f.Add("go.mod", "1:a,", "", "go.mod", "", "1:a,")
	f.Add("go.mod", "a\n6:go.mod,", "b", "go.mod", "a", "\nb")
	f.Add("go.sum", "\x00", "\xff", "go.mod", "\ufffd", "\x00")
	f.Fuzz(func(t *testing.T, file1, path1, from1, file2, path2, from2 string) {
		a := diffing.Change{ModuleFile: file1, Kind: diffing.KindAdded, Path: path1, From: from1}
		b := diffing.Change{ModuleFile: file2, Kind: diffing.KindAdded, Path: path2, From: from2}
		wholeA, _ := SubjectOf([]diffing.Change{a})
		wholeB, _ := SubjectOf([]diffing.Change{b})
		if same := cmp.Equal(a, b); same != (wholeA == wholeB) {
			t.Errorf("changes equal: %v, digests equal: %v", same, wholeA == wholeB)
		}
		ab, modulesAB := SubjectOf([]diffing.Change{a, b})
		ba, modulesBA := SubjectOf([]diffing.Change{b, a})
		if diff := cmp.Diff(modulesAB, modulesBA); diff != "" || ab != ba {
			t.Errorf("order matters (-want +got):\n%s", diff)
		}
		if ab == wholeA || ab == wholeB {
			t.Error("two changes have the digest of one")
		}
	})
}

func TestMatch(t *testing.T) {
	modules := []ModuleDigest{{"go.mod", digestA}, {"go.work", digestB}}
	const whole = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
	tests := []struct {
		name    string
		subject Subject
		file    string
		want    bool
		reason  string
	}{
		{"own digest", Subject{"go.mod", Digest{digestA}}, "go.mod", true, "about exactly these changes"},
		{"whole digest", Subject{"go.mod", Digest{whole}}, "go.mod", true, "about these changes and the others"},
		{"sum file", Subject{"go.mod", Digest{digestA}}, "go.sum", true, "a module's sums are its own"},
		{"workspace sum", Subject{"go.work", Digest{digestB}}, "go.work.sum", true, "a workspace's sums are its own"},
		{"digest of another file", Subject{"go.mod", Digest{digestB}}, "go.mod", false, "evidence of another module (T7)"},
		{"other file", Subject{"go.work", Digest{digestB}}, "go.mod", false, "evidence of another module (T7)"},
		{"whole digest under another name", Subject{"go.work", Digest{whole}}, "go.mod", false, "it speaks for the name it gives"},
		{"other digest", Subject{"go.mod", Digest{"dd"}}, "go.mod", false, "evidence of another version (T7)"},
		{"file that does not change", Subject{"x/go.mod", Digest{digestA}}, "x/go.mod", false, "its digest is another's"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Statement{Subject: []Subject{{"other/go.mod", Digest{whole}}, tt.subject}}
			if got := Match(s, whole, modules, tt.file); got != tt.want {
				t.Errorf("Match = %v, want %v: %s", got, tt.want, tt.reason)
			}
		})
	}
}
