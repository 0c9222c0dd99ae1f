package catalog

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/module"
)

// pattern is a parsed row pattern: prefix, prefix/..., or prefix/.../tail.
type pattern struct {
	prefix string
	below  bool
	tail   string
}

// parsePattern reads one of the three forms that the package documentation names.
func parsePattern(text string) (pattern, error) {
	prefix, tail, below := strings.Cut(text, "/...")
	p := pattern{prefix: prefix, below: below, tail: strings.TrimPrefix(tail, "/")}
	if below && tail != "" && (tail[0] != '/' || p.tail == "" || strings.Contains(p.tail, "/")) {
		return pattern{}, errors.New("at most one path element may follow the dots; write PATH/... or PATH/.../ELEMENT")
	}
	if err := checkPath(prefix); err != nil {
		return pattern{}, err
	}
	if p.tail != "" && (module.CheckImportPath(p.tail) != nil || isMajor(p.tail)) {
		return pattern{}, fmt.Errorf("%q is not a path element that a pattern can end with", p.tail)
	}
	if c := canonical(prefix); c != prefix {
		return pattern{}, fmt.Errorf("a pattern has no major version, it holds for all of them: write %q", c)
	}
	return p, nil
}

// checkPath accepts the words of a go.mod file that are classified like modules, and every path that
// begins with a host.
func checkPath(prefix string) error {
	if prefix == "go" || prefix == "toolchain" {
		return nil
	}
	if err := module.CheckImportPath(prefix); err != nil {
		return fmt.Errorf("not a module path: %w", err)
	}
	host, _, _ := strings.Cut(prefix, "/")
	if !strings.Contains(host, ".") {
		return fmt.Errorf("%q is not a host; a module path begins with one, such as github.com", host)
	}
	return nil
}

// example is a module path that the pattern matches.
func (p pattern) example() string {
	switch {
	case p.tail != "":
		return p.prefix + "/any/" + p.tail
	case p.below:
		return p.prefix + "/any"
	default:
		return p.prefix
	}
}

// codeHosts give every account its own name space, so that the owner is the second path element.
var codeHosts = [...]string{"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "git.sr.ht"}

// isCodeHost reports whether the owner of a path on host is its second element.
func isCodeHost(host string) bool {
	for _, h := range codeHosts {
		if h == host {
			return true
		}
	}
	return false
}

// splitOwner cuts a path into who owns it (host and account, or the host of a vanity path) and the
// rest.
func splitOwner(path string) (owner, name string) {
	owner, name, _ = strings.Cut(path, "/")
	if !isCodeHost(owner) {
		return owner, name
	}
	account, name, _ := strings.Cut(name, "/")
	return path[:min(len(owner)+len("/")+len(account), len(path))], name
}

// canonical takes the major versions out of a module path. The account of a code host stays whatever
// it is called: an account named v2 must not pass for the owner of what follows it.
func canonical(path string) string {
	if strings.HasPrefix(path, "gopkg.in/") {
		path = cutGopkgMajor(path)
	}
	if !strings.Contains(path, "/v") {
		return path
	}
	owner, name := splitOwner(path)
	var kept strings.Builder
	kept.Grow(len(path))
	kept.WriteString(owner)
	for rest, more := name, len(name) < len(path)-len(owner); more; {
		var element string
		element, rest, more = strings.Cut(rest, "/")
		if !isMajor(element) {
			kept.WriteByte('/')
			kept.WriteString(element)
		}
	}
	return kept.String()
}

// isMajor reports whether a path element is vN with N at least 2.
func isMajor(element string) bool {
	digits, ok := strings.CutPrefix(element, "v")
	return ok && digits != "1" && isNumber(digits)
}

func isNumber(s string) bool {
	if s == "" || s[0] == '0' {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// cutGopkgMajor takes .vN out of gopkg.in/NAME.vN and gopkg.in/USER/NAME.vN; N may be 0 there.
func cutGopkgMajor(path string) string {
	for at := 0; ; {
		i := strings.Index(path[at:], ".v")
		if i < 0 {
			return path
		}
		at += i + len(".v")
		number, rest := path[at:], ""
		if j := strings.IndexByte(number, '/'); j >= 0 {
			number, rest = number[:j], number[j:]
		}
		if number = strings.TrimSuffix(number, "-unstable"); number == "0" || isNumber(number) {
			return path[:at-len(".v")] + rest
		}
	}
}
