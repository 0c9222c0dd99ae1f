package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soakgate/soakgate/gate/evidence"
)

// testKey is a key that is always the same for a seed. It protects nothing.
func testKey(seed byte) evidence.PrivateKey {
	key, err := evidence.GenerateKey(evidence.Ed25519, bytes.NewReader(bytes.Repeat([]byte{seed}, 64)))
	if err != nil {
		panic("soakgate: a key from a fixed seed: " + err.Error())
	}
	return key
}

const (
	trustedKey byte = 1
	otherKey   byte = 2
)

func trustedPublic() string { return testKey(trustedKey).Public.String() }
func otherPublic() string   { return testKey(otherKey).Public.String() }

// signedBy is a statement about the change, signed with a key.
func signedBy(seed byte) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		text := aboutSides(t, filepath.Join(dir, "base"), filepath.Join(dir, "head"))
		envelope, err := evidence.Sign([]byte(text), testKey(seed))
		if err != nil {
			t.Fatal(err)
		}
		writeTestFile(t, filepath.Join(dir, "evidence", "statement.json"), string(envelope))
	}
}

// aboutAnother is a statement about the change from base to another head.
func aboutAnother(head string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		other := filepath.Join(dir, "other")
		writeTestFile(t, filepath.Join(other, "go.mod"), head)
		writeTestFile(t, filepath.Join(dir, "evidence", "statement.json"), aboutSides(t, filepath.Join(dir, "base"), other))
	}
}

// forgedSeries is a statement with these samples in place of its own; data is inside a JSON string.
func forgedSeries(data string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		text := aboutSides(t, filepath.Join(dir, "base"), filepath.Join(dir, "head"))
		before, rest, _ := strings.Cut(text, `"data": "`)
		_, after, ok := strings.Cut(rest, "\\n\"\n")
		if !ok {
			t.Fatalf("the statement has no series\n%s", text)
		}
		writeTestFile(t, filepath.Join(dir, "evidence", "statement.json"), before+`"data": "`+data+"\"\n"+after)
	}
}

// appended is a statement with more after it.
func appended(more string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		text := aboutSides(t, filepath.Join(dir, "base"), filepath.Join(dir, "head"))
		writeTestFile(t, filepath.Join(dir, "evidence", "statement.json"), text+more)
	}
}

func evidenceFile(name, content string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		writeTestFile(t, filepath.Join(dir, "evidence", name), content)
	}
}

// TestSecretsStayInside holds that a link in an evidence folder never brings in what it points to.
func TestSecretsStayInside(t *testing.T) {
	dir := layOut(t, attack{files: redisUpgrade("secret.json", "s3cr3t")})
	if err := os.Mkdir(filepath.Join(dir, "evidence"), 0o777); err != nil {
		t.Fatal(err)
	}
	link(t, "../secret.json", filepath.Join(dir, "evidence", "x.json"))
	stdout, stderr, code := runCommand(t, "check", "--repo", dir, "--base", filepath.Join(dir, "base"), "--head", filepath.Join(dir, "head"),
		"--evidence", filepath.Join(dir, "evidence"), "--format", "json")
	if code != 1 || strings.Contains(stdout+stderr, "s3cr3t") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
}
