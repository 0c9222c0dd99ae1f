package diffing

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// suspects are words that make the go command build other versions than go.mod and go.sum say, or
// check them less. They are told where a change brings them into a build file.
var suspects = []string{"-modfile", "-mod=mod", "-toolexec", "GOFLAGS", "GOINSECURE", "GONOSUMCHECK", "GONOSUMDB",
	"GOPRIVATE", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN", "GOWORK"}

// TextNotices tells what the texts that differ bring: build settings that go round the module files,
// and //go:debug lines, which change the runtime of a whole program without any module file.
func TextNotices(base, head []File) []Notice {
	before := map[string]string{}
	for _, f := range base {
		before[f.Path] = string(f.Data)
	}
	var notices []Notice
	for _, f := range head {
		if f.Trouble != "" || path.Base(f.Path) == ".soakgate.yaml" {
			continue
		}
		was := lineSet(before[f.Path])
		number := 0
		for line := range strings.Lines(string(f.Data)) {
			number++
			line = strings.TrimSpace(line)
			if was[line] {
				continue
			}
			if n, ok := textNotice(f.Path, number, line); ok {
				notices = append(notices, n)
			}
		}
	}
	return notices
}

func lineSet(text string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(text) {
		set[strings.TrimSpace(line)] = true
	}
	return set
}

func textNotice(file string, number int, line string) (Notice, bool) {
	if strings.HasSuffix(file, ".go") {
		setting, ok := strings.CutPrefix(line, "//go:debug ")
		if !ok {
			return Notice{}, false
		}
		return Notice{Code: "go-debug", Message: fmt.Sprintf("%s:%d sets GODEBUG %.60q for the whole program; soak it like a Go update", file, number, setting)}, true
	}
	if strings.HasPrefix(line, "#") {
		return Notice{}, false
	}
	i := slices.IndexFunc(suspects, func(word string) bool { return strings.Contains(line, word) })
	if i < 0 {
		return Notice{}, false
	}
	return Notice{Code: "build-settings", Message: fmt.Sprintf("%s:%d brings %s: the build may then use other versions, or other checks, than go.mod and go.sum say", file, number, suspects[i])}, true
}
