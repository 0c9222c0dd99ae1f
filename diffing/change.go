package diffing

import "fmt"

// Kind says how a module or directive differs. The zero value is not a kind.
type Kind string

// The kinds of change, as CONTRACT names them.
const (
	KindAdded      Kind = "added"
	KindRemoved    Kind = "removed"
	KindUpgraded   Kind = "upgraded"
	KindDowngraded Kind = "downgraded"
	KindReplaced   Kind = "replaced"    // a replace directive was added, changed or dropped
	KindRelocated  Kind = "relocated"   // the same module under another path: Change.FromPath → Change.Path
	KindChecksum   Kind = "checksum"    // the same version, another hash in go.sum
	KindMarker     Kind = "marker"      // only the "// indirect" mark differs
	KindDirective  Kind = "directive"   // go, toolchain, godebug, tool, exclude, retract, ignore
	KindModuleFile Kind = "module_file" // a go.mod or go.work came, went, or declares another module path
	KindWorkspace  Kind = "workspace"   // a use or replace line of go.work
	KindVendor     Kind = "vendor"      // modules.txt or vendored code disagrees with go.mod
)

// Kinds lists every kind, in the order in which the documentation names them.
func Kinds() []Kind {
	return []Kind{KindAdded, KindRemoved, KindUpgraded, KindDowngraded, KindReplaced, KindRelocated,
		KindChecksum, KindMarker, KindDirective, KindModuleFile, KindWorkspace, KindVendor}
}

// UnmarshalText refuses a word that is not a kind.
func (k *Kind) UnmarshalText(text []byte) error {
	for _, known := range Kinds() {
		if string(known) == string(text) {
			*k = known
			return nil
		}
	}
	return fmt.Errorf("unknown kind of change %q", text)
}

// Step says how far a version moved. The zero value is not a step.
type Step string

// The steps, as CONTRACT names them. See [StepBetween] for the rule.
const (
	StepMajor      Step = "major"
	StepMinor      Step = "minor"
	StepPatch      Step = "patch"
	StepPrerelease Step = "prerelease"
	StepPseudo     Step = "pseudo"
	StepNone       Step = "none"
)

// Steps lists every step, largest first.
func Steps() []Step {
	return []Step{StepMajor, StepMinor, StepPatch, StepPrerelease, StepPseudo, StepNone}
}

// UnmarshalText refuses a word that is not a step.
func (s *Step) UnmarshalText(text []byte) error {
	for _, known := range Steps() {
		if string(known) == string(text) {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("unknown step %q", text)
}

// Change is one module, or one directive, that differs between base and head.
//
// Changes are sorted by ModuleFile, Path, Kind, Directive, FromPath, From, To.
type Change struct {
	// ModuleFile is the module file that differs: its path at head, or at base where it is gone.
	ModuleFile string `json:"module_file"`
	Kind       Kind   `json:"kind"`
	// Path is the module path; for a directive, what the directive is about: "go", "toolchain", the
	// godebug key, the tool's package path, the excluded module, the module that retracts, the ignored
	// folder; for go.work, the folder that is used.
	Path string `json:"path"`
	From string `json:"from"` // version (or value) at base; empty when absent there
	To   string `json:"to"`   // version (or value) at head; empty when absent there
	Step Step   `json:"step"`
	// Indirect is the "// indirect" mark at head, or at base for what is gone.
	Indirect bool `json:"indirect"`
	// IndirectFrom is the "// indirect" mark at base; false where it is not required there.
	IndirectFrom bool   `json:"indirect_from,omitempty"`
	FromPath     string `json:"from_path,omitempty"`    // module path at base, where it differs
	ReplaceFrom  string `json:"replace_from,omitempty"` // replacement at base: "path@version" or a folder
	ReplaceTo    string `json:"replace_to,omitempty"`   // replacement at head
	// ReplaceVersionFrom and ReplaceVersionTo are the version on the left side of the replace line, where
	// it names one.
	ReplaceVersionFrom string `json:"replace_version_from,omitempty"`
	ReplaceVersionTo   string `json:"replace_version_to,omitempty"`
	SumFrom            string `json:"sum_from,omitempty"`  // go.sum hash of the module's content at base
	SumTo              string `json:"sum_to,omitempty"`    // and at head; for a folder, its content digest
	Directive          string `json:"directive,omitempty"` // go, toolchain, godebug, tool, exclude, retract, ignore, use, replace
	// Line is the line in ModuleFile at head (at base for what is gone); 0 when unknown.
	Line int `json:"line,omitempty"`
	// Settings lists the GODEBUG defaults that a go line changes, where they are known.
	Settings []Setting `json:"settings,omitempty"`
	// Via is the shortest chain of module@version that brings the module into the build list, main
	// module first; only in the build-list view.
	Via []string `json:"via,omitempty"`
	// Danger says why this change breaks a law that no evidence can satisfy (tampering, a build that
	// depends on the machine). Empty for every ordinary change.
	Danger string `json:"danger,omitempty"`
	// Inert says why nothing that is built changes although a line does (a replace that matches no
	// requirement, the same replacement at both sides). Empty for every ordinary change.
	Inert string `json:"inert,omitempty"`
	// Notes are facts a reviewer should know, one sentence each, in a fixed order.
	Notes []string `json:"notes,omitempty"`
}

// AltersReplacement reports whether another module or folder is built in this module's place than
// before.
func (c Change) AltersReplacement() bool { return c.ReplaceFrom != c.ReplaceTo }

// Setting is one GODEBUG setting whose default differs.
type Setting struct {
	Name string `json:"name"`
	From string `json:"from"` // default at base; "" is the behaviour of the newest Go release
	To   string `json:"to"`   // default at head; likewise
	// ChangedIn is the Go release (a minor number: 23 is go1.23) whose default is the newer one.
	ChangedIn int `json:"changed_in"`
}
