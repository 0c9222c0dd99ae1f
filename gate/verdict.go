package gate

import (
	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

// SchemaVersion is the version of the report format that Verdict encodes to.
const SchemaVersion = 1

// Verdict is the whole answer: the decision and everything it rests on. Its JSON form is the report
// of CONTRACT.md, and decoding that gives an equal Verdict.
type Verdict struct {
	SchemaVersion int                 `json:"schema_version"`
	Decision      Decision            `json:"decision"`
	ExitCode      int                 `json:"exit_code"`
	Subject       Subject             `json:"subject"`
	Base          Side                `json:"base"`
	Head          Side                `json:"head"`
	View          string              `json:"view"` // "requirements" or "build list"
	Examined      Examined            `json:"examined"`
	Changes       []diffing.Change    `json:"changes"`
	Assessments   []policy.Assessment `json:"assessments"`
	// Findings are sorted: those that block first, then by descending blast radius, Path, ModuleFile,
	// Obligation and Component.
	Findings []Finding         `json:"findings"`
	Problems []diffing.Problem `json:"problems"` // why the gate could not decide; empty otherwise
	Notices  []Notice          `json:"notices"`
	Policy   PolicySource      `json:"policy"`
	Evidence []Exhibit         `json:"evidence"`
	Rollback []string          `json:"rollback"` // shell commands that restore base
	Tool     Tool              `json:"tool"`
}

// Subject is what the verdict, and any evidence for it, is about.
type Subject struct {
	Digest Digest `json:"digest"`
	// Modules holds the digest of each module file's own changes; a statement may name either.
	Modules []SubjectModule `json:"modules,omitempty"`
}

// Digest is an in-toto digest set with the one algorithm that soakgate uses.
type Digest struct {
	SHA256 string `json:"sha256"` // lower-case hex
}

// SubjectModule is the part of a subject that belongs to one module file.
type SubjectModule struct {
	Name   string `json:"name"`
	Digest Digest `json:"digest"`
}

// Side names what was compared.
type Side struct {
	Name     string `json:"name"`     // as given or as found: "main", "WORKTREE", "./old"
	Revision string `json:"revision"` // full commit hash; "WORKTREE" or the path where there is none
}

// Examined counts what the gate looked at, so that green never means "looked at nothing".
type Examined struct {
	ModuleFiles int `json:"module_files"` // go.mod, go.sum, go.work, go.work.sum and modules.txt of both sides
	Modules     int `json:"modules"`      // different module paths required at either side
	Changes     int `json:"changes"`
	// Differ says that a module file differs at all, be it in comments only.
	Differ bool `json:"differ"`
	// Skipped are module files that were seen and left out, with the reason.
	Skipped []diffing.Skipped `json:"skipped,omitempty"`
}

// Finding is one obligation of one module, how it stands, what was seen and what to do next.
type Finding struct {
	ModuleFile string  `json:"module_file"`
	Path       string  `json:"path"`
	Obligation string  `json:"obligation"`
	Component  string  `json:"component"` // the service or a named downstream; empty for the whole
	Outcome    Outcome `json:"outcome"`
	Detail     string  `json:"detail"` // what was seen
	Remedy     string  `json:"remedy"` // what to do next; empty when met
	// Line is the line of ModuleFile that the finding is about; 0 when unknown.
	Line int `json:"line,omitempty"`
	// Radius is the blast radius of the module, for ordering and for annotation levels.
	Radius policy.Radius `json:"blast_radius"`
	// Waived names the waiver that lifts this finding; nil where none does.
	Waived *Waived `json:"waived,omitempty"`
}

// Blocks reports whether the finding keeps the change from merging.
func (f Finding) Blocks() bool { return f.Outcome != OutcomeMet && f.Waived == nil }

// Waived is the part of a waiver that a reader of a report needs.
type Waived struct {
	Owner   string       `json:"owner"`
	Reason  string       `json:"reason"`
	Expires string       `json:"expires"` // date of the last valid day, UTC
	Place   policy.Place `json:"place"`
}

// Notice is a fact that does not decide anything.
type Notice = diffing.Notice

// PolicySource says which policy judged.
type PolicySource struct {
	Source string `json:"source"` // "built-in", or the file and revision it was read from
	Digest string `json:"digest"` // sha256 of the effective policy, lower-case hex
}

// Exhibit is one piece of evidence that was presented, and what became of it.
type Exhibit struct {
	Name   string `json:"name"`   // file name as presented
	Digest string `json:"digest"` // sha256 of the bytes, lower-case hex
	Type   string `json:"type,omitempty"`
	// Signer is the id of the trusted key that signed it; empty for a plain statement.
	Signer string `json:"signer,omitempty"`
	// Refused says why it does not count; empty for one that was weighed.
	Refused string `json:"refused,omitempty"`
}

// Tool names the program that decided.
type Tool struct {
	Version string `json:"version"`
}
