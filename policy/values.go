package policy

import (
	"encoding/base64"
	"fmt"
	goversion "go/version"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/module"
)

// The checks of single values. Each mirrors a pattern of schema.json; a test holds the two together.

func checkName(text string) (string, string) {
	if len(text) > 64 || !plain(text, "._-") || !plain(text[:1], "") {
		return fmt.Sprintf("%q is not a name", text), "use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit"
	}
	return "", ""
}

// checkProse refuses what would change how a report reads: control characters and invisible ones.
func checkProse(text string) (string, string) {
	if strings.TrimSpace(text) == "" {
		return "empty", "say it in a sentence; the next reader needs it"
	}
	if len(text) > 2000 {
		return fmt.Sprintf("%d bytes long", len(text)), "keep it under 2000; link to the rest"
	}
	for _, char := range text {
		if char != '\n' && char != '\t' && unicode.IsControl(char) || hidden(char) {
			return fmt.Sprintf("holds the unprintable character %U", char), "leave it out"
		}
	}
	return "", ""
}

// checkModulePattern accepts module paths whose segments may hold "*", and "**" as a whole segment.
func checkModulePattern(text string) (string, string) {
	switch {
	case strings.Contains(text, "://"):
		return "a pattern is not a URL", "write the module path alone: " + text[strings.Index(text, "://")+3:]
	case strings.Contains(text, "@"):
		return "a pattern has no version", "write the module path alone: " + text[:strings.Index(text, "@")]
	case strings.HasSuffix(text, "/"):
		return "a pattern must not end in a slash", "write " + strings.TrimRight(text, "/") + ", which covers everything below it"
	}
	return checkSegments(text, "._~-", "expected a module path such as github.com/acme/** (* within a segment, ** for any number of segments)")
}

// checkFolderPattern accepts relative folders with the same wildcards.
func checkFolderPattern(text string) (string, string) {
	return checkSegments(text, "._~-+@ ", "expected a folder below the repository root, such as testdata/** (no leading slash, no ..)")
}

func checkSegments(text, also, hint string) (string, string) {
	for segment := range strings.SplitSeq(text, "/") {
		switch {
		case segment == "**":
		case len(text) > 500, !plain(segment, also+"*"), segment == ".", segment == "..":
			return fmt.Sprintf("%q is not a pattern", text), hint
		case strings.Contains(segment, "**"):
			return fmt.Sprintf("%q: ** must be a whole segment", text), hint
		}
	}
	return "", ""
}

// checkModule accepts one module path, or the line that names a Go release.
func checkModule(text string) (string, string) {
	if text == "go" || text == "toolchain" {
		return "", ""
	}
	if strings.ContainsAny(text, "*?[") {
		return fmt.Sprintf("%q is a pattern", text), "a waiver is for exactly one module: write its path"
	}
	if err := module.CheckPath(text); err != nil {
		return err.Error(), "write the module path as it stands in go.mod"
	}
	return "", ""
}

func checkVersion(text string) (string, string) {
	if isGoRelease(text) {
		return "", ""
	}
	if canonical := module.CanonicalVersion(text); canonical != text || text == "" {
		hint := "write the exact version as it stands in go.mod, such as v1.4.0"
		if canonical != "" {
			hint = "write " + canonical
		}
		return fmt.Sprintf("%q is not an exact version", text), hint
	}
	return "", ""
}

// isGoRelease reports whether text is what a go or toolchain line says: 1.26, 1.26.0, go1.26rc1,
// go1.26.0-custom.
func isGoRelease(text string) bool {
	release, suffix, custom := strings.Cut(strings.TrimPrefix(text, "go"), "-")
	if custom && (suffix == "" || !plain(suffix, "._")) {
		return false
	}
	return goversion.IsValid("go"+release) && strings.HasPrefix(release, "1.")
}

// checkApprover accepts "@user", "@org/team" and "codeowners".
func checkApprover(text string) (string, string) {
	name, ok := strings.CutPrefix(text, "@")
	user, team, isTeam := strings.Cut(name, "/")
	switch {
	case text == "codeowners":
	case ok && githubLogin(user) && (!isTeam || len(team) <= 100 && plain(team, "_-")):
	default:
		return fmt.Sprintf("%q is not an approver", text), `write "@user", "@org/team" or codeowners`
	}
	return "", ""
}

// githubLogin: letters and digits with single dashes between them, at most 39.
func githubLogin(text string) bool {
	return len(text) <= 39 && plain(text, "-") && !strings.HasPrefix(text, "-") && !strings.HasSuffix(text, "-") && !strings.Contains(text, "--")
}

func checkDate(text string) (string, string) {
	if day, err := time.Parse(time.DateOnly, text); err != nil || day.Year() < 2000 || day.Year() > 2199 {
		return fmt.Sprintf("%q is not a date", text), "write the last valid day as YYYY-MM-DD"
	}
	return "", ""
}

// checkDuration accepts days ("14d") or hours, minutes and seconds in that order ("72h", "1h30m").
func checkDuration(text string) (string, string) {
	if parseDuration(text) <= 0 {
		return fmt.Sprintf("%q is not a duration", text), "write days or hours, minutes and seconds: 14d, 72h, 1h30m"
	}
	return "", ""
}

// parseDuration returns 0 for what checkDuration refuses. Six digits a unit cannot overflow.
func parseDuration(text string) time.Duration {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		count, err := strconv.Atoi(days)
		if err != nil || !digits(days) || len(days) > 5 {
			return 0
		}
		return time.Duration(count) * 24 * time.Hour
	}
	rest := text
	for _, unit := range []string{"h", "m", "s"} {
		if number, after, ok := strings.Cut(rest, unit); ok {
			if !digits(number) || len(number) > 6 {
				return 0
			}
			rest = after
		}
	}
	total, err := time.ParseDuration(text)
	if err != nil || rest != "" {
		return 0
	}
	return total
}

// checkPercent accepts more than 0% and at most 100%, with up to four decimals.
func checkPercent(text string) (string, string) {
	const hint = "write a percentage such as 5%, or a ratio such as 0.05"
	number, ok := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(number, 64)
	_, fraction, _ := strings.Cut(number, ".")
	if !ok || !decimal(number) || err != nil || value <= 0 || value > 100 || len(fraction) > 4 {
		return fmt.Sprintf("%q is not a percentage from 0%% to 100%%", text), hint
	}
	return "", ""
}

// sizeUnits are the suffixes of a capacity, in bytes.
var sizeUnits = map[string]float64{"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}

func splitSize(text string) (number, unit string) {
	end := strings.LastIndexAny(text, "0123456789.") + 1
	return text[:end], text[end:]
}

// checkSize accepts up to six digits, up to three decimals and a unit.
func checkSize(text string) (string, string) {
	units := slices.Sorted(maps.Keys(sizeUnits))
	number, unit := splitSize(text)
	whole, fraction, _ := strings.Cut(number, ".")
	if !decimal(number) || len(whole) > 6 || len(fraction) > 3 || strings.Trim(number, "0.") == "" {
		return fmt.Sprintf("%q is not a capacity", text), "write a size such as 2GiB, or a plain number"
	}
	if !slices.Contains(units, unit) {
		return fmt.Sprintf("%q has no known unit", text), meant(unit, units)
	}
	return "", ""
}

// checkMetric accepts "heap_live_bytes" and "service.heap_live_bytes".
func checkMetric(text string) (string, string) {
	component, metric, dotted := strings.Cut(text, ".")
	if !identifier(component) || dotted && !identifier(metric) {
		return fmt.Sprintf("%q is not a metric", text), "write METRIC or COMPONENT.METRIC in lower case, such as service.rss_bytes"
	}
	return "", ""
}

func checkComponentMetric(text string) (string, string) {
	if !strings.Contains(text, ".") {
		return fmt.Sprintf("%q does not say whose limit", text), "write COMPONENT.METRIC, such as redis.used_memory_bytes"
	}
	return checkMetric(text)
}

// identifier is a lower-case word that a text template can name after a dot.
func identifier(text string) bool {
	return text != "" && len(text) <= 64 && text[0] >= 'a' && text[0] <= 'z' && plain(text, "_") && strings.ToLower(text) == text
}

// p256Prefix begins the base64 of every PKIX key of an uncompressed P-256 point.
const p256Prefix = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"

// checkKey looks at the shape of a public key only; gate/evidence decides whether it is one.
func checkKey(text string) (string, string) {
	kind, encoded, _ := strings.Cut(text, ":")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	switch {
	case strings.ContainsAny(text, "\r\n"), err != nil:
	case kind == "ed25519" && len(raw) == 32:
		return "", ""
	case kind == "ecdsa-p256" && len(raw) == 91 && strings.HasPrefix(encoded, p256Prefix):
		return "", ""
	}
	return "not a public key", `paste what "soakgate evidence keygen" prints: ed25519:BASE64 or ecdsa-p256:BASE64`
}

func checkWorkflow(text string) (string, string) {
	name, ok := strings.CutPrefix(text, ".github/workflows/")
	if !ok || !plain(name, "._-") || !strings.HasSuffix(name, ".yml") && !strings.HasSuffix(name, ".yaml") {
		return fmt.Sprintf("%q is not a workflow file", text), "write a path such as .github/workflows/soak.yml"
	}
	return "", ""
}

func checkModuleFile(text string) (string, string) {
	if !plain(text, "._-") || !strings.HasSuffix(text, ".mod") || text == "go.mod" || text == ".mod" {
		return fmt.Sprintf("%q is not a further module file", text), "write a file name that ends in .mod, without its folder; go.mod is always read"
	}
	return "", ""
}
