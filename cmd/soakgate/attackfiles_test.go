package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soakgate/soakgate/gate"
)

// moduleFileAttacks go for how module files are read and compared.
func moduleFileAttacks() []attack {
	sum := "github.com/google/uuid v1.5.0 " + hashA + "\ngithub.com/google/uuid v1.5.0/go.mod " + hashA + "\n"
	sums := func(base, head string) map[string]string {
		return map[string]string{"base/go.mod": goMod(uuidOld), "head/go.mod": goMod(uuidOld), "base/go.sum": base, "head/go.sum": head}
	}
	excused := "version: 1\nwaivers:\n  - { module: github.com/google/uuid, to: v1.5.0, obligations: [soak, baseline, approval], owner: \"@a\", reason: x, expires: 2026-12-31 }\n"
	tampered := sums(sum, strings.Replace(sum, hashA, hashB, 1))
	tampered["base/.soakgate.yaml"], tampered["head/.soakgate.yaml"] = excused, excused
	rows := []attack{
		{id: "S1", name: "another hash for the same version", want: gate.ExitBlocked, says: "tamper", files: tampered,
			reason: "the same version has other bytes; no waiver lifts it"},
		{id: "S2", name: "second hash for one version", want: gate.ExitBlocked, files: sums(sum, sum+"github.com/google/uuid v1.5.0 "+hashB+"\n"),
			reason: "the first that matches is taken, so the second one waits for its chance"},
		{id: "S3", name: "unknown hash algorithm", want: gate.ExitBlocked, files: sums(sum, sum+"github.com/google/uuid v1.5.0 h2:x\n"),
			reason: "the go command ignores such a line, and nobody checks it"},
		{id: "S4", name: "malformed line of go.sum", want: gate.ExitUndecided, says: "go.sum:3", files: sums(sum, sum+"github.com/google/uuid v1.5.0\n"),
			reason: "go mod tidy keeps it without a word, and the build fails"},
		{id: "P1", name: "replace by a fork", want: gate.ExitBlocked, says: "approval", files: redisFrom(redisOld, redisOld, "replace github.com/redis/go-redis/v9 => github.com/evil/go-redis/v9 v9.16.0"),
			reason: "the module path no longer says what is built"},
		{id: "P3", name: "replace by a folder outside", want: gate.ExitBlocked, files: redisFrom(redisOld, redisOld, "replace github.com/redis/go-redis/v9 => ../../elsewhere"),
			reason: "what is built depends on the machine"},
		{id: "P3", name: "replace by an absolute folder", want: gate.ExitBlocked, files: redisFrom(redisOld, redisOld, "replace github.com/redis/go-redis/v9 => /opt/redis"),
			reason: "what is built depends on the machine"},
		{id: "P3", name: "replace by a folder that is not there", want: gate.ExitBlocked, files: redisFrom(redisOld, redisOld, "replace github.com/redis/go-redis/v9 => ./nothing"),
			reason: "what is built depends on the machine"},
		{id: "P5", name: "two replaces of one module", want: gate.ExitUndecided, files: redisFrom(redisOld, redisOld,
			"replace github.com/redis/go-redis/v9 => github.com/a/b v1.0.0\nreplace github.com/redis/go-redis/v9 => github.com/a/c v1.0.0"),
			reason: "the go command refuses it; the parser does not"},
		{id: "P2", name: "code in a replaced folder", want: gate.ExitBlocked, reason: "the code of a high-radius module changed with no line of go.mod",
			files: map[string]string{"base/go.mod": goMod(redisOld, "replace github.com/redis/go-redis/v9 => ./redis"), "head/go.mod": goMod(redisOld, "replace github.com/redis/go-redis/v9 => ./redis"),
				"base/redis/go.mod": "module github.com/redis/go-redis/v9\n", "head/redis/go.mod": "module github.com/redis/go-redis/v9\n",
				"base/redis/x.go": "package redis\n", "head/redis/x.go": "package redis\n\nfunc init() { println(1) }\n"}},
		{id: "W3", name: "use of a folder outside", want: gate.ExitBlocked, reason: "what is built depends on the machine",
			files: uuidUpgrade("head/go.work", "go 1.25.0\n\nuse .\nuse ../elsewhere\n")},
		{id: "W2", name: "replace in go.work", want: gate.ExitBlocked, says: "approval", reason: "go.work wins silently over go.mod",
			files: map[string]string{"base/go.mod": goMod(redisOld), "head/go.mod": goMod(redisOld), "base/go.work": "go 1.25.0\n\nuse .\n",
				"head/go.work": "go 1.25.0\n\nuse .\n\nreplace github.com/redis/go-redis/v9 => github.com/evil/go-redis/v9 v9.16.0\n"}},
		{id: "V1", name: "vendored file edited", want: gate.ExitBlocked, reason: "build, vet and go mod verify all pass", files: vendored("package uuid\n\nfunc init() { println(1) }\n")},
		{id: "V2", name: "list of vendored modules that names another version", want: gate.ExitUndecided, reason: "what is vendored is not what go.mod says",
			files: map[string]string{"base/go.mod": goMod(uuidOld), "head/go.mod": goMod(uuidNew), "base/vendor/modules.txt": "# github.com/google/uuid v1.5.0\n## explicit\n",
				"head/vendor/modules.txt": "# github.com/google/uuid v1.5.0\n## explicit\n"}},
		{id: "S7", name: "go.mod moved and go.sum did not", want: gate.ExitUndecided, says: "no hash in go.sum", reason: "not tidy: the hash of what is built is in no file",
			files: uuidUpgrade("base/go.sum", sum, "head/go.sum", sum)},
		{id: "P10", name: "exclude of what is required", want: gate.ExitUndecided, reason: "the requirement is ignored, and which version is built go.mod does not say",
			files: from(goMod(redisOld), goMod(redisOld, "exclude github.com/redis/go-redis/v9 v9.16.0"))},
		{id: "M9", name: "switch in a build file", want: gate.ExitPass, says: "brings -modfile", reason: "a text is no proof, so it passes with a notice that reviewers see",
			files: uuidUpgrade("head/Makefile", "build:\n\tGOFLAGS=-modfile=alt.mod GONOSUMDB=* go build\n")},
		{id: "E1", name: "minor step of the go line", want: gate.ExitBlocked, says: "soak", files: from(goMod(uuidOld), strings.Replace(goMod(uuidOld), "go 1.25.0", "go 1.26.0", 1)),
			reason: "another runtime under all of the program"},
		{id: "E4", name: "godebug line", want: gate.ExitBlocked, says: "soak", files: from(goMod(uuidOld), goMod("godebug http2client=0", uuidOld)),
			reason: "a switch for the whole process"},
		{id: "R10", name: "placeholder version", want: gate.ExitBlocked, reason: "no such commit exists",
			files: from(goMod(uuidOld), goMod("require github.com/google/uuid v0.0.0-00010101000000-000000000000"))},
		{id: "R12", name: "downgrade", want: gate.ExitBlocked, reason: "old leaks come back", files: from(goMod(redisNew), goMod(redisOld))},
		{id: "R6", name: "major step marked incompatible", want: gate.ExitBlocked, says: "major", reason: "the step follows from the number, not from the path",
			files: from(goMod("require github.com/Shopify/sarama v1.38.1"), goMod("require github.com/Shopify/sarama v2.0.0+incompatible"))},
		{id: "B8", name: "module file in other case", want: gate.ExitUndecided, reason: "other disks read it, and which of the two is not known", files: uuidUpgrade("head/Go.mod", goMod(redisNew))},
	}
	return append(rows, unreadableFiles()...)
}

// unreadableFiles are module files of which nothing can be said: exit 3, never a shorter list of changes.
func unreadableFiles() []attack {
	var rows []attack
	for _, c := range []struct{ id, name, head, reason string }{
		{"B1", "byte order mark", "\ufeff" + goMod(uuidOld), "the go command refuses it"},
		{"B3", "conflict markers", goMod("<<<<<<< ours", uuidOld, "=======", uuidNew, ">>>>>>> theirs"), "a lax parser takes both sides"},
		{"B3", "NUL byte", goMod(uuidOld) + "\x00\n", "not text"},
		{"B3", "unclosed block", goMod("require (", "\tgithub.com/google/uuid v1.6.0"), "half a file"},
		{"B4", "empty file", "", "it reads as everything removed"},
		{"B4", "no module line", "go 1.25.0\n", "it reads as everything removed"},
		{"B5", "Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "the content is elsewhere"},
		{"B6", "two megabytes", goMod(uuidOld) + strings.Repeat("// comment\n", 200_000), "the size is bounded"},
		{"B7", "directive of a newer Go", goMod(uuidOld, "frobnicate x"), "skipping a line is guessing"},
		{"R1", "newline in a path", goMod("require \"github.com/a/b\\n::error::x\" v1.0.0"), "the parser accepts it"},
		{"R1", "escape sequence in a path", goMod("require \"github.com/a/\\x1b[31mb\" v1.0.0"), "the parser accepts it"},
		{"R1", "raw escape sequence in a path", goMod("require github.com/a/\x1b[31mb v1.0.0"), "the parser accepts it"},
		{"R1", "bidi control in a path", goMod("require github.com/a/\u202eb v1.0.0"), "the parser accepts it"},
		{"R1", "leading dash in a path", goMod("require -x/y v1.0.0"), "an option to whoever passes it on"},
		{"R1", "dots in a path", goMod("require github.com/a/../b v1.0.0"), "it leaves its folder"},
		{"R1", "letters beyond ASCII in a path", goMod("require github.com/gооgle/uuid v1.0.0"), "look-alike letters"},
		{"R2", "two versions of one module", goMod(uuidOld, uuidNew), "not tidy: the last one is not what is built"},
		{"R4", "branch as a version", goMod("require github.com/google/uuid master"), "a branch is never a version"},
		{"R5", "version without its major path", goMod("require github.com/google/uuid v2.0.0"), "the go command refuses it"},
		{"E3", "path as a toolchain", goMod("toolchain go1.26.0/../x", uuidOld), "the parser accepts it"},
	} {
		rows = append(rows, attack{id: c.id, name: c.name, want: gate.ExitUndecided, reason: c.reason, says: "go.mod", files: from(goMod(uuidOld), c.head)})
	}
	return rows
}

func redisFrom(base, head string, more string) map[string]string {
	return from(goMod(base), goMod(head, more))
}

// vendored is a module whose vendored code differs at head with nothing to say why.
func vendored(head string) map[string]string {
	list := "# github.com/google/uuid v1.5.0\n## explicit; go 1.19\ngithub.com/google/uuid\n"
	return map[string]string{"base/go.mod": goMod(uuidOld), "head/go.mod": goMod(uuidOld), "base/vendor/modules.txt": list, "head/vendor/modules.txt": list,
		"base/vendor/github.com/google/uuid/uuid.go": "package uuid\n", "head/vendor/github.com/google/uuid/uuid.go": head}
}

// outputAttacks go for the readers of what is printed.
func outputAttacks() []attack {
	return []attack{
		{id: "M11", name: "markup in a waiver's reason", want: gate.ExitPass, says: "waived", reason: "it passes as the waiver says, and every sink escapes the text",
			files: func() map[string]string {
				text := strings.Replace("version: 1"+lifts, "reason: outage", `reason: "<img src=x onerror=x> | @everyone `+"`x`"+` ![x](https://x.example) ::error::x"`, 1)
				return redisUpgrade("base/.soakgate.yaml", text, "head/.soakgate.yaml", text)
			}()},
		{id: "M11", name: "markup in a rule's reason", want: gate.ExitBlocked, reason: "free text is escaped for its sink",
			files: redisUpgrade("base/.soakgate.yaml", "version: 1\nrules:\n  - { name: x, require: { approval: [\"@a\"] }, reason: \"<script>x</script> ::stop-commands::x ##[error]x\" }\n")},
		{id: "M13", name: "escape sequences in a rule's reason", want: gate.ExitUsage, reason: "text that cannot be printed has no place in a policy",
			files: redisUpgrade("base/.soakgate.yaml", "version: 1\nrules:\n  - { name: x, require: { approval: [\"@a\"] }, reason: \"x\\n::error::x\\e[31m\\u202e\" }\n")},
		{id: "M13", name: "escape sequences in an unknown directive", want: gate.ExitUndecided, reason: "what does not parse is quoted",
			files: from(goMod(uuidOld), goMod(uuidOld, "\x1b]0;x\x07 \u202e\u200b"))},
		{id: "M12", name: "commands in a line that does not parse", want: gate.ExitUndecided, reason: "a line that begins with :: is a command to the runner",
			files: from(goMod(uuidOld), goMod(uuidOld, "::error::x", "##[error]x"))},
		{id: "M13", name: "escape sequences in a policy", want: gate.ExitUsage, reason: "errors quote what they show",
			files: redisUpgrade("base/.soakgate.yaml", "version: 1\n\"::error::\\e[31m\\u202e\": 1\n")},
		{id: "M12", name: "folder with a command in its name", want: gate.ExitBlocked, reason: "paths are free text", files: map[string]string{
			"base/\n::error::x\x1b[31m\u202e/go.mod": goMod(redisOld), "head/\n::error::x\x1b[31m\u202e/go.mod": goMod(redisNew)}},
		{id: "M14", name: "URI as a folder name", want: gate.ExitBlocked, reason: "no raw URI reaches SARIF", files: map[string]string{
			"base/file:/etc/go.mod": goMod(redisOld), "head/file:/etc/go.mod": goMod(redisNew)}},
		{id: "M12", name: "revision with a command in it", want: gate.ExitUsage, reason: "arguments are free text", arrange: inRepository(),
			files: redisUpgrade(), args: []string{"--base", "x\n::error::x\x1b[31m\u202e"}},
	}
}

// machineryAttacks go for git and the machine.
func machineryAttacks() []attack {
	planted := filepath.Join("DIR", "planted")
	return []attack{
		{id: "M1", name: "revision that is an option", want: gate.ExitUsage, says: "begins with a dash", reason: "git show --output=FILE writes the file",
			files: redisUpgrade(), arrange: inRepository(), args: []string{"--base", "--output=pwned"}},
		{id: "M1", name: "merge base with an option", want: gate.ExitUsage, reason: "both halves are arguments",
			files: redisUpgrade(), arrange: inRepository(), args: []string{"--base", "main...--output=pwned"}},
		{id: "M1", name: "option before the dots", want: gate.ExitUsage, reason: "both halves are arguments",
			files: redisUpgrade(), arrange: inRepository(), args: []string{"--base", "--output=pwned..."}},
		{id: "M2", name: "pathspec magic as a side", want: gate.ExitUsage, reason: "a side is a revision or a path, never a pathspec",
			files: redisUpgrade(), arrange: inRepository(), args: []string{"--base", ":(top)go.mod"}},
		{id: "M2", name: "newline in a revision", want: gate.ExitUsage, reason: "cat-file --batch reads lines: a second one would be a second question",
			files: redisUpgrade(), arrange: inRepository(), args: []string{"--base", "main\nmain"}},
		{id: "M2", name: "index entry as a side", want: gate.ExitUsage, reason: "a blob is no commit", files: redisUpgrade(), arrange: inRepository(), args: []string{"--base", "main:base/go.mod"}},
		{id: "M3", name: "program planted in .git/config", want: gate.ExitPass, args: []string{"--base", "main", "--head", "WORKTREE"},
			reason: "nothing differs, so it passes; the planted programs must not have run", files: redisUpgrade("probe.sh", "#!/bin/sh\ntouch planted\n"),
			arrange: func(t *testing.T, dir string) {
				if err := os.Chmod(filepath.Join(dir, "probe.sh"), 0o755); err != nil {
					t.Fatal(err)
				}
				inRepository("core.fsmonitor", "touch "+planted, "core.hooksPath", "DIR", "core.pager", "touch "+planted, "diff.external", "touch "+planted,
					"filter.x.clean", "touch "+planted, "core.sshCommand", "touch "+planted)(t, dir)
				t.Cleanup(func() {
					if _, err := os.Lstat(filepath.Join(dir, "planted")); err == nil {
						t.Error("a program planted in .git/config ran")
					}
				})
			}},
		{id: "B5", name: "module file that links outside", want: gate.ExitUndecided, reason: "a link is resolved inside its tree or not at all", files: redisUpgrade("secret", "s3cr3t"),
			arrange: func(t *testing.T, dir string) {
				if err := os.Remove(filepath.Join(dir, "head", "go.mod")); err != nil {
					t.Fatal(err)
				}
				link(t, "../secret", filepath.Join(dir, "head", "go.mod"))
			}},
		{id: "B4", name: "no module file at either side", want: gate.ExitUndecided, reason: "a mistyped folder must not pass", files: map[string]string{"base/x.go": "", "head/x.go": ""}},
		{id: "B4", name: "module files gone", want: gate.ExitUndecided, reason: "a folder without a module file is no side to judge", files: from(goMod(uuidOld), ""),
			arrange: func(t *testing.T, dir string) {
				if err := os.Remove(filepath.Join(dir, "head", "go.mod")); err != nil {
					t.Fatal(err)
				}
			}},
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}
