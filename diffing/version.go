package diffing

import (
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// StepBetween says how far a version moved from one text to the other. It is symmetric.
//
// The rule, first match decides: an absent version or equal texts, none; different major numbers,
// major (also for +incompatible, where the path does not change); a pseudo-version on either side,
// pseudo; a prerelease on either side, prerelease; different minor numbers, minor; else patch.
func StepBetween(from, to string) Step {
	switch {
	case from == "" || to == "" || from == to:
		return StepNone
	case semver.Major(from) != semver.Major(to):
		return StepMajor
	case module.IsPseudoVersion(from) || module.IsPseudoVersion(to):
		return StepPseudo
	case semver.Prerelease(from) != "" || semver.Prerelease(to) != "":
		return StepPrerelease
	case semver.MajorMinor(from) != semver.MajorMinor(to):
		return StepMinor
	default:
		return StepPatch
	}
}

// CompareVersions orders two versions as MVS does, and by their text where semantic versioning calls
// them equal (build metadata such as +incompatible does not count there).
func CompareVersions(a, b string) int {
	if c := semver.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

// movement is the kind of a version that differs: upgraded or downgraded.
func movement(from, to string) Kind {
	if CompareVersions(from, to) < 0 {
		return KindUpgraded
	}
	return KindDowngraded
}

// goStep says how far a go or toolchain line moved: "1.25.3" or "go1.25.3-custom". A go release's
// second number is its minor, as in "the minor go line changed".
func goStep(from, to string) Step {
	if from == "" || to == "" || from == to {
		if from == to {
			return StepNone
		}
		return StepMinor // the line came or went: language, GODEBUG defaults and toolchain may all move
	}
	a, b := goNumbers(from), goNumbers(to)
	switch {
	case a[0] != b[0]:
		return StepMajor
	case a[1] != b[1]:
		return StepMinor
	default:
		return StepPatch
	}
}

// goNumbers returns the major and minor numbers of a go or toolchain version, as text.
func goNumbers(version string) [2]string {
	version = strings.TrimPrefix(version, "go")
	version, _, _ = strings.Cut(version, "-")
	major, rest, _ := strings.Cut(version, ".")
	minor := rest
	if i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		minor = rest[:i]
	}
	return [2]string{major, minor}
}

// placeholder is the version that `go mod` writes for a module that only a replace provides.
const placeholder = "v0.0.0-00010101000000-000000000000"

// goMinor is the minor number of a go line: 25 for "1.25.3"; 16 for an absent line, which the go
// command reads as go 1.16.
func goMinor(version string) int {
	if version == "" {
		return 16
	}
	minor := 0
	for _, d := range goNumbers(version)[1] {
		minor = min(minor*10+int(d-'0'), 1_000_000)
	}
	return minor
}
