package policy

import (
	"cmp"
	_ "embed" // for the built-in policy
	"slices"
)

//go:embed default.soakgate.yaml
var defaultYAML []byte

// SourceBuiltIn is the [Place] source of what the built-in policy says.
const SourceBuiltIn = "built-in"

// Default returns the built-in policy: what applies where a repository says nothing. It is parsed
// anew on every call, so that no caller can change it for another.
func Default() Policy {
	p, err := Parse(SourceBuiltIn, defaultYAML)
	if err != nil {
		panic("policy: the built-in policy does not parse: " + err.Error())
	}
	return p
}

// Effective joins a policy file with the built-in policy; file is nil where there is none. The
// built-in rules come first, unless the file says "defaults: false"; other settings of the file
// replace the built-in ones one by one.
//
// The result stands alone: its Defaults is false, and joining it again changes nothing.
func Effective(file *Policy) Policy {
	p := Default()
	if file == nil {
		return p
	}
	builtin := p.Places
	if !file.Defaults {
		p.Rules = nil
	}
	p.Rules = append(p.Rules, file.Rules...)
	p.Waivers = slices.Clone(file.Waivers)
	p.Margins.Profile = cmp.Or(file.Margins.Profile, p.Margins.Profile)
	p.Margins.PerMetric = slices.Clone(file.Margins.PerMetric)
	p.Limits = slices.Clone(file.Limits)
	p.Trust.Keys = slices.Clone(file.Trust.Keys)
	p.Trust.Workflows = slices.Clone(file.Trust.Workflows)
	p.Trust.MaxAge = cmp.Or(file.Trust.MaxAge, p.Trust.MaxAge)
	p.Scope = Scope{Include: slices.Clone(file.Scope.Include), ModuleFiles: slices.Clone(file.Scope.ModuleFiles)}
	p.Scenarios = slices.Clone(file.Scenarios)
	p.Places = slices.Clone(file.Places)
	for _, place := range builtin {
		if !slices.ContainsFunc(p.Places, func(own KeyPlace) bool { return own.Key == place.Key }) {
			p.Places = append(p.Places, place)
		}
	}
	slices.SortFunc(p.Places, func(a, b KeyPlace) int { return cmp.Compare(a.Key, b.Key) })
	return p
}
