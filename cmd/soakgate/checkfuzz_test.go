package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soakgate/soakgate/gate"
)

// FuzzCheckFolders holds the laws of the command as a whole for any bytes: it does not crash, ends in
// one of the four codes, prints one inert JSON document unless the invocation is wrong, and passes
// only what it looked at.
func FuzzCheckFolders(f *testing.F) {
	for _, a := range append(decisionAttacks(), moduleFileAttacks()...) {
		base, head, policy := a.files["base/go.mod"], a.files["head/go.mod"], a.files["base/.soakgate.yaml"]
		if len(base)+len(head)+len(policy) < 8<<10 { // a large input takes a minute to be made small
			f.Add([]byte(base), []byte(head), []byte(policy), []byte("{}"))
		}
	}
	statement, err := statementAbout([]byte(`{"subject":{"modules":[{"name":"go.mod","digest":{"sha256":"` + strings.Repeat("a", 64) + `"}}]}}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(goMod(redisOld)), []byte(goMod(redisNew)), []byte("version: 1"+lifts), statement)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, base, head, policy, statement []byte) {
		for name, data := range map[string][]byte{"base/go.mod": base, "head/go.mod": head, "base/.soakgate.yaml": policy, "evidence.json": statement} {
			writeTestFile(t, filepath.Join(dir, filepath.FromSlash(name)), string(data))
		}
		if len(policy) == 0 {
			if err := os.Remove(filepath.Join(dir, "base", policyName)); err != nil {
				t.Fatal(err)
			}
		}
		stdout, stderr, code := runCommand(t, "check", "--repo", dir, "--base", filepath.Join(dir, "base"), "--head", filepath.Join(dir, "head"),
			"--evidence", filepath.Join(dir, "evidence.json"), "--module-index", "http://127.0.0.1:1", "--format", "json")
		checkLaws(t, code, stdout, stderr, bytes.Equal(base, head))
	})
}

func checkLaws(t *testing.T, code int, stdout, stderr string, same bool) {
	t.Helper()
	switch code {
	case gate.ExitUsage:
		if stdout != "" || stderr == "" {
			t.Fatalf("a bad invocation prints %q to stdout and %q to stderr", stdout, stderr)
		}
		return
	case gate.ExitPass, gate.ExitBlocked, gate.ExitUndecided:
	default:
		t.Fatalf("exit code %d", code)
	}
	if _, err := oneDocument([]byte(stdout)); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	var v struct {
		Decision string
		ExitCode int `json:"exit_code"`
		Examined struct {
			ModuleFiles int `json:"module_files"`
		}
	}
	if err := json.Unmarshal([]byte(stdout), &v); err != nil {
		t.Fatal(err)
	}
	want := map[int]string{gate.ExitPass: "pass", gate.ExitBlocked: "block", gate.ExitUndecided: "undecided"}[code]
	if v.Decision != want || v.ExitCode != code {
		t.Fatalf("exit code %d, and the report says %s (%d)", code, v.Decision, v.ExitCode)
	}
	if code == gate.ExitPass && v.Examined.ModuleFiles == 0 && !same {
		t.Fatal("it passed, and examined nothing")
	}
}
