package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/evidence"
)

// attack is one way to get a change past the gate, or to harm those who read what it prints. Its files
// lie below base/ and head/, those of evidence below evidence/.
type attack struct {
	id, name string
	reason   string
	files    map[string]string
	arrange  func(t *testing.T, dir string) // what files alone cannot say
	args     []string                       // beside the sides; a first word that is no flag replaces check
	want     int
	says     string // in what is printed in the text format
}

// instantOfTests is the clock of every test that runs commands in process.
func instantOfTests() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// deafWorld prints nowhere.
func deafWorld() *world { return recordingWorld(io.Discard, io.Discard) }

func recordingWorld(stdout, stderr io.Writer) *world {
	return &world{stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, env: func(string) string { return "" },
		now: instantOfTests, columns: func() (int, bool) { return 0, false }, log: newLogger(stderr)}
}

// passingStatement claims to have passed, with samples that say nothing against it. It has no subject yet.
func passingStatement() evidence.Statement {
	var series strings.Builder
	for second := range 60 {
		for _, arm := range []string{"baseline", "candidate"} {
			fmt.Fprintf(&series, `{"pair":1,"arm":%q,"component":"service","metric":"rss_bytes","kind":"gauge","t":%d,"v":1048576}`+"\n", arm, second)
		}
	}
	return evidence.Statement{Type: evidence.StatementType, PredicateType: evidence.PredicateType, Predicate: evidence.Predicate{
		Profile: "deep", Run: "42-1", Scenario: evidence.Scenario{Name: "default", Digest: evidence.Digest{SHA256: strings.Repeat("a", 64)}},
		Started: instantOfTests().Add(-2 * time.Hour), Finished: instantOfTests().Add(-time.Hour), Pairs: 1, Toolchain: "go1.26.0",
		Environment: evidence.Environment{OS: "linux", Arch: "amd64", CPUs: 2, MemoryBytes: 4 << 30},
		Commands:    []string{"soakgate soak --profile deep"},
		Load:        evidence.Load{OfferedPerSecond: 200, BaselinePerSecond: 200, CandidatePerSecond: 200},
		Series:      evidence.Series{Encoding: evidence.EncodingPlain, Data: series.String()},
		Runner:      evidence.Runner{Name: "example"}, Result: "pass",
	}}
}

// goMod is a go.mod file with these lines after its go line.
func goMod(lines ...string) string {
	return "module example.com/shop\n\ngo 1.25.0\n\n" + strings.Join(lines, "\n") + "\n"
}

const (
	redisOld = "require github.com/redis/go-redis/v9 v9.16.0"
	redisNew = "require github.com/redis/go-redis/v9 v9.17.0"
	uuidOld  = "require github.com/google/uuid v1.5.0"
	uuidNew  = "require github.com/google/uuid v1.6.0"
	hashA    = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	hashB    = "h1:frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="
	lifts    = "\nwaivers:\n  - { module: github.com/redis/go-redis/v9, to: v9.17.0, obligations: [soak, baseline], owner: \"@acme/sre\", reason: outage, expires: 2026-12-31 }\n"
)

// redisUpgrade is the ordinary high-radius change that most attacks dress up, with more files.
func redisUpgrade(more ...string) map[string]string {
	files := map[string]string{"base/go.mod": goMod(redisOld), "head/go.mod": goMod(redisNew)}
	for i := 0; i < len(more); i += 2 {
		files[more[i]] = more[i+1]
	}
	return files
}

// uuidUpgrade is an ordinary low-radius change, which passes by itself.
func uuidUpgrade(more ...string) map[string]string {
	files := map[string]string{"base/go.mod": goMod(uuidOld), "head/go.mod": goMod(uuidNew)}
	for i := 0; i < len(more); i += 2 {
		files[more[i]] = more[i+1]
	}
	return files
}

// from is one go.mod file at base and another at head.
func from(base, head string) map[string]string {
	return map[string]string{"base/go.mod": base, "head/go.mod": head}
}

// TestAttacks runs every attack in every format: the exit code is the same, what is printed is inert,
// and JSON is one document.
func TestAttacks(t *testing.T) {
	for _, a := range slices.Concat(decisionAttacks(), evidenceAttacks(), moduleFileAttacks(), outputAttacks(), machineryAttacks()) {
		t.Run(a.id+" "+a.name, func(t *testing.T) {
			if a.reason == "" {
				t.Error("no reason")
			}
			dir := layOut(t, a)
			for _, format := range []string{"text", "json", "markdown", "sarif"} {
				args := slices.Concat([]string{"check"}, a.args)
				if !slices.Contains(a.args, "--base") {
					args = append(args, "--base", filepath.Join(dir, "base"))
				}
				if !slices.Contains(a.args, "--head") {
					args = append(args, "--head", filepath.Join(dir, "head"))
				}
				args = append(args, "--repo", dir, "--format", format)
				if _, err := os.Lstat(filepath.Join(dir, "evidence")); err == nil {
					args = append(args, "--evidence", filepath.Join(dir, "evidence"))
				}
				stdout, stderr, code := runCommand(t, args...)
				if code != a.want {
					t.Fatalf("%s: exit code %d, want %d: %s\n%s%s", format, code, a.want, a.reason, stdout, stderr)
				}
				if format == "text" && !strings.Contains(unwrapped(stdout+stderr), a.says) {
					t.Errorf("%q is not in what was printed: %s\n%s%s", a.says, a.reason, stdout, stderr)
				}
				if format == "json" && code != gate.ExitUsage {
					if _, err := oneDocument([]byte(stdout)); err != nil {
						t.Errorf("%v\n%s", err, stdout)
					}
				}
			}
		})
	}
}

// runCommand runs one command line in process; whatever it prints must be inert.
func runCommand(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), recordingWorld(&out, &errs), args)
	stdout, stderr = out.String(), errs.String()
	for _, text := range []string{stdout, stderr} {
		if found := hostile(text); found != "" {
			t.Errorf("%q printed %s\n%q", args, found, text)
		}
	}
	return stdout, stderr, code
}

// unwrapped undoes the line breaks of the text format.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

func layOut(t *testing.T, a attack) string {
	t.Helper()
	dir := t.TempDir()
	for _, side := range []string{"base", "head"} {
		if err := os.Mkdir(filepath.Join(dir, side), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range a.files {
		writeTestFile(t, filepath.Join(dir, filepath.FromSlash(name)), content)
	}
	if a.arrange != nil {
		a.arrange(t, dir)
	}
	return dir
}

func writeTestFile(t testing.TB, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// forged is a statement about the change between base and head, with some of its text replaced.
func forged(replacements ...string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		text := aboutSides(t, filepath.Join(dir, "base"), filepath.Join(dir, "head"))
		for i := 0; i < len(replacements); i += 2 {
			if !strings.Contains(text, replacements[i]) {
				t.Fatalf("the statement has no %q\n%s", replacements[i], text)
			}
			text = strings.Replace(text, replacements[i], replacements[i+1], 1)
		}
		writeTestFile(t, filepath.Join(dir, "evidence", "statement.json"), text)
	}
}

// aboutSides is a well-formed statement about the change between two folders.
func aboutSides(t *testing.T, base, head string) string {
	t.Helper()
	reported, _, _ := runCommand(t, "check", "--repo", filepath.Dir(base), "--base", base, "--head", head, "--format", "json")
	text, err := statementAbout([]byte(reported))
	if err != nil {
		t.Fatalf("%v\n%s", err, reported)
	}
	return string(text)
}

// inRepository makes base and head two commits of a repository, with git's configuration as given.
func inRepository(config ...string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		git(t, dir, "init", "--quiet", "--initial-branch", "main")
		git(t, dir, "add", "--all", "--force")
		git(t, dir, "commit", "--quiet", "--message", "both")
		for i := 0; i < len(config); i += 2 {
			git(t, dir, "config", config[i], strings.ReplaceAll(config[i+1], "DIR", dir))
		}
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
		"GIT_AUTHOR_NAME=Example", "GIT_AUTHOR_EMAIL=example@example.com", "GIT_AUTHOR_DATE=2026-01-15T12:00:00Z",
		"GIT_COMMITTER_NAME=Example", "GIT_COMMITTER_EMAIL=example@example.com", "GIT_COMMITTER_DATE=2026-01-15T12:00:00Z")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}
