package policy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

// withoutPlaces compares policies that were written in different files.
var withoutPlaces = cmp.Options{
	cmpopts.IgnoreFields(policy.Policy{}, "Places"),
	cmpopts.IgnoreFields(policy.Rule{}, "Place"),
	cmpopts.IgnoreFields(policy.Waiver{}, "Place"),
	cmpopts.IgnoreFields(policy.Scenario{}, "Place"),
	cmpopts.EquateEmpty(),
}

// checkRoundTrip holds Render and Digest to their words.
func checkRoundTrip(t *testing.T, p policy.Policy) {
	t.Helper()
	text := policy.Render(p)
	again, err := policy.Parse("rendered", []byte(text))
	if err != nil {
		t.Fatalf("rendered policy refused: %v\n%s", err, text)
	}
	if diff := cmp.Diff(p, again, withoutPlaces); diff != "" {
		t.Errorf("rendered policy (-want +got):\n%s\n%s", diff, text)
	}
	if p.Digest() != again.Digest() {
		t.Errorf("digest changed by rendering:\n%s", text)
	}
}

func TestRenderRoundTrip(t *testing.T) {
	checkRoundTrip(t, policy.Default())
	for _, f := range fixtures(t) {
		if !f.good {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			p, err := policy.Parse(f.name, f.data)
			if err != nil {
				t.Fatal(err)
			}
			checkRoundTrip(t, p)
			effective := policy.Effective(&p)
			checkRoundTrip(t, effective)
			if diff := cmp.Diff(effective, policy.Effective(&effective)); diff != "" {
				t.Errorf("joining twice changes the policy (-once +twice):\n%s", diff)
			}
		})
	}
}

func TestRender(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "good", "soak-full.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Parse(".soakgate.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	got := []byte(policy.Render(policy.Effective(&p)))
	golden := filepath.Join("testdata", "show.golden")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("policy show (-want +got):\n%s", diff)
	}
}

func TestDefault(t *testing.T) {
	p := policy.Default()
	names := []string{}
	for _, rule := range p.Rules {
		names = append(names, rule.Name)
		if rule.Place.Source != policy.SourceBuiltIn || rule.Place.Line == 0 {
			t.Errorf("rule %s: place %+v", rule.Name, rule.Place)
		}
	}
	if diff := cmp.Diff([]string{"high-radius", "critical", "runtime", "runtime-tuning-removed", "replaced-high"}, names); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	if p.Defaults || len(p.Waivers) > 0 || p.Margins.Profile != "default" || p.Trust.MaxAge != 720*time.Hour {
		t.Errorf("built-in settings: %+v", p)
	}
}

// TestDefaultAsks says change by change what the built-in rules oblige.
func TestDefaultAsks(t *testing.T) {
	module := func(radius policy.Radius) policy.Classification {
		return policy.Classification{Class: policy.ClassCache, Radius: radius}
	}
	of := func(class policy.Class, radius policy.Radius) policy.Classification {
		return policy.Classification{Class: class, Radius: radius}
	}
	tests := []struct {
		reason string
		kind   diffing.Kind
		class  policy.Classification
		want   []string
	}{
		{"a high-radius update", diffing.KindUpgraded, module(policy.RadiusHigh), []string{"high-radius"}},
		{"a downgrade ships other code too", diffing.KindDowngraded, module(policy.RadiusHigh), []string{"high-radius"}},
		{"a critical one", diffing.KindAdded, module(policy.RadiusCritical), []string{"high-radius", "critical"}},
		{"a swapped one", diffing.KindReplaced, module(policy.RadiusHigh), []string{"high-radius", "replaced-high"}},
		{"swapped in the workspace", diffing.KindWorkspace, module(policy.RadiusHigh), []string{"replaced-high"}},
		{"a medium one is quiet", diffing.KindUpgraded, module(policy.RadiusMedium), nil},
		{"a marker is quiet", diffing.KindMarker, module(policy.RadiusCritical), nil},
		{"a removal is quiet", diffing.KindRemoved, module(policy.RadiusHigh), nil},
		{"unless it tuned the runtime", diffing.KindRemoved, of(policy.ClassRuntime, policy.RadiusHigh), []string{"runtime-tuning-removed"}},
		{"a Go release", diffing.KindDirective, of(policy.ClassGo, policy.RadiusHigh), []string{"runtime"}},
		{"a Go patch release is quiet", diffing.KindDirective, of(policy.ClassGo, policy.RadiusMedium), nil},
		{"not knowing the radius is not low", diffing.KindUpgraded, policy.Classification{}, []string{"high-radius", "critical"}},
	}
	for _, tt := range tests {
		var got []string
		for _, rule := range policy.Default().Rules {
			if rule.Match.Matches(diffing.Change{Kind: tt.kind, Path: "example.com/x"}, tt.class) {
				got = append(got, rule.Name)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

func parse(t *testing.T, text string) policy.Policy {
	t.Helper()
	p, err := policy.Parse(".soakgate.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEffective(t *testing.T) {
	builtin := policy.Default()
	if diff := cmp.Diff(builtin, policy.Effective(nil)); diff != "" {
		t.Errorf("without a file (-want +got):\n%s", diff)
	}

	file := parse(t, "version: 1\nrules: [ { name: mine, require: { split: true }, reason: r } ]\nmargins: { rss_bytes: 5% }\ntrust: { max_age: 1h }\n")
	joined := policy.Effective(&file)
	if diff := cmp.Diff(append(builtin.Rules, file.Rules...), joined.Rules); diff != "" {
		t.Errorf("the file adds to the built-in rules (-want +got):\n%s", diff)
	}
	want := policy.Margins{Profile: "default", PerMetric: []policy.Margin{{Metric: "rss_bytes", Ratio: 0.05}}}
	if diff := cmp.Diff(want, joined.Margins); diff != "" {
		t.Errorf("margins are joined one by one (-want +got):\n%s", diff)
	}
	if joined.Trust.MaxAge != time.Hour {
		t.Errorf("max_age = %v, want that of the file", joined.Trust.MaxAge)
	}

	alone := parse(t, "version: 1\ndefaults: false\n")
	if got := policy.Effective(&alone); len(got.Rules) != 0 || got.Trust.MaxAge != 720*time.Hour {
		t.Errorf("defaults: false leaves the built-in rules out and nothing else: %+v", got)
	}
}

func TestDigest(t *testing.T) {
	one := parse(t, "version: 1\nrules:\n  - { name: a, match: { class: [go, tls] }, require: { age: 3d, split: true }, reason: r }\n")
	same := parse(t, "# comment\nrules:\n  - reason: >\n      r\n    require:\n      split: true\n      age: 72h\n    name: a\n    match: { class: [tls, go] }\nversion: 1\n")
	other := parse(t, "version: 1\nrules:\n  - { name: a, match: { class: [go, tls] }, require: { age: 4d, split: true }, reason: r }\n")
	if one.Digest() != same.Digest() {
		t.Error("comments, layout or order of keys changed the digest")
	}
	if one.Digest() == other.Digest() {
		t.Error("another age has the same digest")
	}
}

func TestStarter(t *testing.T) {
	p := parse(t, string(policy.Starter()))
	if diff := cmp.Diff(policy.Default(), policy.Effective(&p), withoutPlaces); diff != "" {
		t.Errorf("the starter changes the policy (-want +got):\n%s", diff)
	}
	first, _, _ := bytes.Cut(policy.Starter(), []byte("\n"))
	if want := "# yaml-language-server: $schema=" + policy.SchemaPath; string(first) != want {
		t.Errorf("first line %q, want %q", first, want)
	}
}

// TestStarterExamples: what a newcomer uncomments must parse.
func TestStarterExamples(t *testing.T) {
	var text strings.Builder
	example := false
	for line := range strings.Lines(string(policy.Starter())) {
		bare, commented := strings.CutPrefix(line, "# ")
		switch {
		case line == "#\n":
			example = true
		case commented && example && !strings.HasPrefix(bare, " ") && !strings.HasSuffix(strings.TrimSpace(bare), ":"):
			text.WriteString(line) // prose after a blank comment line
		case commented && example:
			text.WriteString(bare)
		default:
			example = false
			text.WriteString(line)
		}
	}
	valid := strings.Replace(text.String(), "ed25519:…", "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", 1)
	valid = strings.Replace(valid, "  soakgate policy", "# soakgate policy", -1)
	p := parse(t, valid)
	if len(p.Rules) != 1 || len(p.Waivers) != 1 || len(p.Scenarios) != 1 || len(p.Trust.Keys) != 1 || len(p.Limits) != 1 {
		t.Errorf("some example was not read: %+v\n%s", p, valid)
	}
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		policy.Default()
	}
}
