package diffing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soakgate/soakgate/diffing"
)

const tableSource = `package godebugs

var All = []Info{
	{Name: "asynctimerchan", Package: "time", Changed: 23, Old: "1"},
	{Name: "panicnil", Package: "runtime", Changed: 21, Old: "1"},
	{Name: "tlsmaxrsasize", Package: "crypto/tls", Opaque: true},
}
`

func TestParseGodebugTable(t *testing.T) {
	got, err := diffing.ParseGodebugTable([]byte(tableSource))
	if err != nil {
		t.Fatal(err)
	}
	want := []diffing.GodebugInfo{{Name: "asynctimerchan", Changed: 23, Old: "1"}, {Name: "panicnil", Changed: 21, Old: "1"}, {Name: "tlsmaxrsasize"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestParseGodebugTableRefuses(t *testing.T) {
	tests := []struct{ name, src, want, reason string }{
		{"syntax", "package", `parsing GODEBUG table: table.go:1:8: expected 'IDENT', found 'EOF'`, "not Go"},
		{"no table", "package godebugs", "parsing GODEBUG table: no list named All: this toolchain keeps its table in another form", "a table of another form must not look empty"},
		{"positional", `package g; var All = []I{{"a", 21}}`, "parsing GODEBUG table: table.go:1:26: expected fields with names", "fields could have moved"},
		{"computed", `package g; var All = []I{{Name: "a", Changed: last}}`, `parsing GODEBUG table: table.go:1:26: field Changed: expected a literal: strconv.Atoi: parsing "": invalid syntax`, "a value that cannot be read"},
		{"nameless", `package g; var All = []I{{Changed: 21}}`, "parsing GODEBUG table: table.go:1:26: setting without Name", "nothing to report it under"},
		{"call", `package g; var All = []I{f()}`, "parsing GODEBUG table: table.go:1:26: expected a setting in braces", "not a setting"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := diffing.ParseGodebugTable([]byte(tt.src))
			if err == nil {
				t.Fatalf("accepted: %s", tt.reason)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}

func TestGodebugEffect(t *testing.T) {
	settings, err := diffing.ParseGodebugTable([]byte(tableSource))
	if err != nil {
		t.Fatal(err)
	}
	table := diffing.GodebugTable{Toolchain: "go1.26.8", Settings: settings}
	lines := func(key, value string) []diffing.Value { return []diffing.Value{{Name: key, Text: value}} }
	tests := []struct {
		name       string
		base, head diffing.GodebugLines
		want       diffing.GodebugEffect
		reason     string
	}{
		{"minor", diffing.GodebugLines{Go: "1.22.0"}, diffing.GodebugLines{Go: "1.23.1"},
			diffing.GodebugEffect{Settings: []diffing.Setting{{Name: "asynctimerchan", From: "1", ChangedIn: 23}}}, "only what changed in 1.23"},
		{"patch", diffing.GodebugLines{Go: "1.22.0"}, diffing.GodebugLines{Go: "1.22.9"}, diffing.GodebugEffect{}, "a patch moves no default"},
		{"lowered", diffing.GodebugLines{Go: "1.26"}, diffing.GodebugLines{Go: "1.20"},
			diffing.GodebugEffect{Settings: []diffing.Setting{{Name: "asynctimerchan", To: "1", ChangedIn: 23}, {Name: "panicnil", To: "1", ChangedIn: 21}}}, "old behaviour comes back"},
		{"kept", diffing.GodebugLines{Go: "1.22.0"}, diffing.GodebugLines{Go: "1.23.0", Lines: lines("asynctimerchan", "1")},
			diffing.GodebugEffect{}, "the godebug line keeps what the go line would change"},
		{"default", diffing.GodebugLines{Go: "1.22.0"}, diffing.GodebugLines{Go: "1.26.0", Lines: lines("default", "go1.22")},
			diffing.GodebugEffect{}, "godebug default overrides the go line"},
		{"newer", diffing.GodebugLines{Go: "1.22.0"}, diffing.GodebugLines{Go: "1.27.0"},
			diffing.GodebugEffect{Settings: []diffing.Setting{{Name: "asynctimerchan", From: "1", ChangedIn: 23}},
				Unknown: "the defaults of go1.27 are not known to go1.26.8, the toolchain at hand"}, "what 1.27 changes is in no table here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, table.Effect(tt.base, tt.head)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}

func FuzzParseGodebugTable(f *testing.F) {
	f.Add([]byte(tableSource))
	f.Add([]byte(`package g; var All = []I{{"a", 21}}`))
	f.Add([]byte("package g; var All = f"))
	f.Fuzz(func(t *testing.T, src []byte) {
		settings, err := diffing.ParseGodebugTable(src)
		if err != nil {
			return
		}
		for i, s := range settings {
			if s.Name == "" {
				t.Errorf("setting %d has no name", i)
			}
			if i > 0 && settings[i-1].Name > s.Name {
				t.Errorf("not sorted at %d", i)
			}
		}
	})
}
