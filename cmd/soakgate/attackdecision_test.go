package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soakgate/soakgate/gate"
)

// decisionAttacks go for policy, waivers and names.
func decisionAttacks() []attack {
	return []attack{
		{id: "T1", name: "policy switched off at head", want: gate.ExitBlocked, says: "judged by base's",
			reason: "the base decides: an edit at head has no say, and is reported",
			files:  redisUpgrade("head/.soakgate.yaml", "version: 1\ndefaults: false\n")},
		{id: "T1", name: "waiver brought along", want: gate.ExitBlocked, says: "judged by base's",
			reason: "a waiver that the change brings lifts nothing", files: redisUpgrade("head/.soakgate.yaml", "version: 1"+lifts)},
		{id: "T1", name: "policy at base deleted at head", want: gate.ExitBlocked, says: "judged by base's",
			reason: "deleting the policy is an edit of it",
			files:  uuidUpgrade("base/.soakgate.yaml", "version: 1\nrules:\n  - { name: all, require: { approval: [\"@acme/sre\"] }, reason: all }\n")},
		{id: "T15", name: "alias in the policy", want: gate.ExitUsage, says: ".soakgate.yaml:",
			reason: "aliases expand without bound", files: redisUpgrade("base/.soakgate.yaml", "version: &v 1\nrules: [*v]\n")},
		{id: "T15", name: "merge key in the policy", want: gate.ExitUsage,
			reason: "a merge key hides what is written", files: redisUpgrade("base/.soakgate.yaml", "version: 1\n<<: { defaults: false }\n")},
		{id: "T15", name: "duplicate key in the policy", want: gate.ExitUsage,
			reason: "two readers may take different ones", files: redisUpgrade("base/.soakgate.yaml", "version: 1\ndefaults: true\ndefaults: false\n")},
		{id: "T15", name: "two documents in the policy", want: gate.ExitUsage,
			reason: "the second one would be ignored", files: redisUpgrade("base/.soakgate.yaml", "version: 1\n---\nversion: 1\ndefaults: false\n")},
		{id: "T15", name: "octal and no", want: gate.ExitUsage,
			reason: "no is a string and 01 is no version, in YAML 1.2", files: redisUpgrade("base/.soakgate.yaml", "version: 01\ndefaults: no\n")},
		{id: "T15", name: "unknown key", want: gate.ExitUsage, says: "did you mean",
			reason: "a misspelt rule would be no rule", files: redisUpgrade("base/.soakgate.yaml", "version: 1\nrulez: []\n")},
		{id: "T15", name: "huge policy", want: gate.ExitUsage,
			reason: "the size is bounded", files: redisUpgrade("base/.soakgate.yaml", "version: 1\n"+strings.Repeat("# x\n", 100_000))},
		{id: "T16", name: "pattern for one segment, path with a major version", want: gate.ExitBlocked, says: "approval",
			reason: "github.com/acme/* covers github.com/acme/lib/v2: a major version never leaves a pattern",
			files: map[string]string{"base/go.mod": goMod("require github.com/acme/lib/v2 v2.0.0"), "head/go.mod": goMod("require github.com/acme/lib/v2 v2.0.1"),
				"base/.soakgate.yaml": "version: 1\nrules:\n  - { name: acme, match: { module: [\"github.com/acme/*\"] }, require: { approval: [\"@acme/sre\"] }, reason: ours }\n",
				"head/.soakgate.yaml": "version: 1\nrules:\n  - { name: acme, match: { module: [\"github.com/acme/*\"] }, require: { approval: [\"@acme/sre\"] }, reason: ours }\n"}},
		{id: "T17", name: "look-alike of a listed module", want: gate.ExitBlocked, says: "approval",
			reason: "another owner's module under almost the same path", files: from(goMod(uuidOld), goMod(uuidOld, "require github.com/boltdb-go/bolt v1.3.1"))},
		{id: "T17", name: "look-alike by one letter", want: gate.ExitBlocked, says: "approval",
			reason: "one letter away, and another owner", files: from(goMod(uuidOld), goMod(uuidOld, "require github.com/sirupsem/logrus v1.9.3"))},
		{id: "T18", name: "paths that differ in case", want: gate.ExitBlocked,
			reason: "the go command fails late or not at all", files: from(goMod("require github.com/sirupsen/logrus v1.9.0"),
				goMod("require github.com/sirupsen/logrus v1.9.0", "require github.com/Sirupsen/logrus v1.9.0"))},
		{id: "T20", name: "one module among sixty", want: gate.ExitBlocked, says: "go-redis/v9 v9.16.0 → v9.17.0",
			reason: "the radius sorts, not the order in the file", files: from(goMod(append(numbered("v1.0.0"), redisOld)...), goMod(append(numbered("v1.0.1"), redisNew)...))},
		{id: "T22", name: "waiver without an end", want: gate.ExitUsage, says: "expires",
			reason: "an exception for ever is no exception", files: redisUpgrade("base/.soakgate.yaml", "version: 1\nwaivers:\n  - { module: github.com/redis/go-redis/v9, to: v9.17.0, obligations: [soak], owner: \"@a\", reason: x }\n")},
		{id: "T22", name: "waiver for a pattern", want: gate.ExitUsage,
			reason: "one module, one version", files: redisUpgrade("base/.soakgate.yaml", "version: 1\nwaivers:\n  - { module: \"github.com/**\", to: v9.17.0, obligations: [soak, baseline], owner: \"@a\", reason: x, expires: 2026-12-31 }\n")},
		{id: "T22", name: "waiver for integrity", want: gate.ExitUsage,
			reason: "tampering is never excused", files: redisUpgrade("base/.soakgate.yaml", "version: 1\nwaivers:\n  - { module: github.com/redis/go-redis/v9, to: v9.17.0, obligations: [integrity], owner: \"@a\", reason: x, expires: 2026-12-31 }\n")},
		{id: "T22", name: "expired waiver", want: gate.ExitBlocked, says: "lifts nothing", args: []string{"--now", "2027-01-01T00:00:00Z"},
			reason: "its last day has ended", files: redisUpgrade("base/.soakgate.yaml", "version: 1"+lifts, "head/.soakgate.yaml", "version: 1"+lifts)},
		{id: "T22", name: "waiver of another version", want: gate.ExitBlocked,
			reason: "it names v9.17.0", files: map[string]string{"base/go.mod": goMod(redisOld), "head/go.mod": goMod("require github.com/redis/go-redis/v9 v9.18.0"),
				"base/.soakgate.yaml": "version: 1" + lifts, "head/.soakgate.yaml": "version: 1" + lifts}},
		{id: "T22", name: "waiver and a file that does not parse", want: gate.ExitUndecided,
			reason: "a waiver never covers could not decide", files: redisUpgrade("base/.soakgate.yaml", "version: 1"+lifts, "head/.soakgate.yaml", "version: 1"+lifts, "head/tools/go.mod", "<<<<<<< ours\n")},
		{id: "T22", name: "waiver in force", want: gate.ExitPass, says: "waived",
			reason: "the one row that passes: a named, dated exception at base is what waivers are for",
			files:  redisUpgrade("base/.soakgate.yaml", "version: 1"+lifts, "head/.soakgate.yaml", "version: 1"+lifts)},
	}
}

// numbered are sixty harmless requirements.
func numbered(version string) []string {
	var lines []string
	for i := range 60 {
		lines = append(lines, "require github.com/google/uuid"+strings.Repeat("x", i+1)+" "+version)
	}
	return lines
}

// evidenceAttacks go for statements and how they are read.
func evidenceAttacks() []attack {
	signed := "version: 1\ntrust: { keys: [\"" + trustedPublic() + "\"] }\n"
	upgrade := redisUpgrade()
	rows := []attack{
		{id: "T6", name: "statement that says pass", arrange: forged(), says: "inconclusive",
			reason: "the comparison is computed again from the series; what a statement claims counts for nothing"},
		{id: "T6", name: "unsigned where the policy trusts a key", files: redisUpgrade("base/.soakgate.yaml", signed, "head/.soakgate.yaml", signed),
			arrange: forged(), says: "unsigned", reason: "only what a trusted key signed counts"},
		{id: "T6", name: "signed by a key that head trusts", files: redisUpgrade("base/.soakgate.yaml", signed, "head/.soakgate.yaml", strings.Replace(signed, trustedPublic(), otherPublic(), 1)),
			arrange: signedBy(otherKey), reason: "trusted keys are those at base"},
		{id: "T7", name: "replay for another version", arrange: aboutAnother(goMod("require github.com/redis/go-redis/v9 v9.16.5")), says: "mismatched",
			reason: "the subject is a digest over what changes"},
		{id: "T7", name: "replay for another module", arrange: aboutAnother(goMod(redisOld, "require go.elastic.co/apm/v2 v2.6.0")), says: "mismatched",
			reason: "the subject is a digest over what changes"},
		{id: "T7", name: "statement under another module file", arrange: forged(`"name": "go.mod"`, `"name": "tools/go.mod"`),
			reason: "the subject names the module file"},
		{id: "T12", name: "soak from the future", arrange: forged(`"finished": "2026-03-02T11`, `"finished": "2027-03-02T11`),
			reason: "a soak that has not ended yet shows nothing"},
		{id: "T12", name: "soak that ended before it began", arrange: forged(`"finished": "2026-03-02T11`, `"finished": "2026-03-01T11`),
			reason: "its times are made up"},
		{id: "T12", name: "soak of last year", arrange: forged(`"started": "2026`, `"started": "2025`, `"finished": "2026`, `"finished": "2025`), says: "stale",
			reason: "older than the policy allows"},
		{id: "T13", name: "no samples", arrange: forgedSeries(""), reason: "nothing was measured"},
		{id: "T13", name: "NaN", arrange: forgedSeries(`{\"pair\":1,\"arm\":\"baseline\",\"component\":\"service\",\"metric\":\"rss_bytes\",\"kind\":\"gauge\",\"t\":0,\"v\":NaN}\n`),
			reason: "not a number compares as anything"},
		{id: "T13", name: "number out of range", arrange: forgedSeries(`{\"pair\":1,\"arm\":\"baseline\",\"component\":\"service\",\"metric\":\"rss_bytes\",\"kind\":\"gauge\",\"t\":0,\"v\":1e999}\n`),
			reason: "infinity compares as anything"},
		{id: "T14", name: "duplicate key", arrange: forged(`"result": "pass"`, `"result": "fail", "result": "pass"`), reason: "two readers may take different ones"},
		{id: "T14", name: "key in other case", arrange: forged(`"result": "pass"`, `"result": "fail", "RESULT": "pass"`), reason: "two readers may take different ones"},
		{id: "T14", name: "unknown key", arrange: forged(`"result": "pass"`, `"result": "pass", "verdict": "pass"`), reason: "what nobody reads cannot be checked"},
		{id: "T14", name: "trailing document", arrange: appended(`{"_type":"x"}`), reason: "two readers may take different ones"},
		{id: "T14", name: "depth", arrange: evidenceFile("deep.json", strings.Repeat("[", 100_000)), reason: "a parser's stack is bounded"},
		{id: "T14", name: "not JSON", arrange: evidenceFile("x.json", "result: pass\n"), reason: "a statement is JSON"},
		{id: "T14", name: "empty file", arrange: evidenceFile("x.json", ""), reason: "nothing was shown"},
		{id: "M15", name: "archive called JSON", arrange: evidenceFile("x.json", "PK\x03\x04\x14\x00\x00\x00"), reason: "archives are never unpacked"},
		{id: "M15", name: "archive", arrange: evidenceFile("x.zip", "PK\x03\x04\x14\x00\x00\x00"), reason: "archives are never unpacked"},
		{id: "M15", name: "compression bomb", arrange: forged(`"encoding": "plain"`, `"encoding": "gzip+base64"`), reason: "what is no gzip stream is refused; gate/evidence bounds one that is"},
		{id: "M15", name: "huge file", arrange: evidenceFile("x.json", strings.Repeat(" ", 17<<20)), reason: "the size is bounded"},
		{id: "M16", name: "link to a secret", reason: "no link leads out of an evidence folder", arrange: func(t *testing.T, dir string) {
			writeTestFile(t, filepath.Join(dir, "secret.json"), "s3cr3t")
			link(t, "../secret.json", filepath.Join(dir, "evidence", "x.json"))
		}},
		{id: "M16", name: "named pipe", reason: "reading one would wait for ever", arrange: func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "evidence"), 0o777); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("mkfifo", filepath.Join(dir, "evidence", "x.json")).CombinedOutput(); err != nil {
				t.Fatalf("mkfifo: %v\n%s", err, out)
			}
		}},
		{id: "M16", name: "folder called JSON", reason: "only regular files are read", arrange: evidenceFile("x.json/y.json", "{}")},
		{id: "M12", name: "commands in a statement", arrange: forged(`"profile": "deep"`, `"profile": "deep\n::error::x\u001b[31m"`), reason: "free text is quoted"},
		{id: "M12", name: "commands in the name of an evidence file", arrange: evidenceFile("\n::error::x\x1b[31m\u202e.json", "{}"), reason: "file names are free text"},
	}
	for i := range rows {
		rows[i].want = gate.ExitBlocked
		if rows[i].files == nil {
			rows[i].files = upgrade
		}
	}
	return append(rows, attack{id: "M16", name: "evidence that is not there", want: gate.ExitUsage, files: upgrade, args: []string{"--evidence", "no/such/evidence.json"},
		reason: "a mistyped path must not look like a change without evidence", says: "--evidence"})
}
