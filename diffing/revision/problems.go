package revision

import (
	"strings"

	"github.com/soakgate/soakgate/diffing"
)

// problems lists what keeps the gate from deciding, apart from what is inside the module files.
func (c *comparison) problems() []diffing.Problem {
	out := append(c.caseProblems(c.base, "base"), c.caseProblems(c.head, "head")...)
	for _, d := range c.deltas {
		if c.submodule(d) && c.scope.skipReason(d.path) == "" {
			out = append(out, diffing.Problem{File: d.path, Message: "submodule " + printable(d.path) + " changed; its module files cannot be read here",
				Hint: "check the two commits in the submodule's own repository: soakgate check --repo " + printable(d.path)})
		}
		if d.head >= 0 && c.head.files[d.head].mode.kind() == modeSymlink && strings.Contains("/"+d.path, "/vendor/") {
			out = append(out, diffing.Problem{File: d.path, Side: "head", Message: "a symbolic link in a vendor folder, where go mod vendor writes none",
				Hint: "run go mod vendor and commit the result"})
		}
	}
	for file, trouble := range c.head.broken {
		if c.base.broken[file] == trouble {
			continue // the change has no part in it
		}
		message, _, _ := strings.Cut(trouble, "\x00")
		out = append(out, diffing.Problem{File: file, Side: "head", Message: message + "; it stands for code of a vendored or replaced folder",
			Hint: "replace it by the file itself"})
	}
	diffing.SortProblems(out)
	return out
}

// caseProblems finds module files whose paths differ in case only. A disk that ignores case holds one
// of them, and nobody knows which.
func (c *comparison) caseProblems(s *side, name string) []diffing.Problem {
	var out []diffing.Problem
	twins := s.twins()
	for _, i := range s.modules {
		file := s.files[i].path
		if twin := twins[file]; twin != "" && twin < file && c.skipReason(s, file) == "" {
			out = append(out, diffing.Problem{File: file, Side: name, Message: "its path differs in case only from " + printable(twin),
				Hint: "remove one of the two: a disk that ignores case holds only one of them"})
		}
	}
	return out
}

// twins maps a module file to the first other one whose path differs in case only.
func (s *side) twins() map[string]string {
	first, twins := map[string]string{}, map[string]string{}
	for _, i := range s.modules {
		file := s.files[i].path
		folded := strings.ToLower(file)
		if other, ok := first[folded]; ok {
			twins[file], twins[other] = other, file
		} else {
			first[folded] = file
		}
	}
	return twins
}
