package gate

import (
	"time"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/policy"
)

// Question is everything that a decision rests on. The policy parts are the base's: what head says of
// policy, waivers or trust has no part in it.
type Question struct {
	Base, Head Side
	View       string
	Examined   Examined
	// ModuleFilesDiffer says that a module file differs, so that having examined none is a failure.
	ModuleFilesDiffer bool
	Changes           []diffing.Change
	// SubjectChanges are the changes of the requirements view, which evidence is tied to: the same in
	// either view, so that showing more of the graph makes no evidence invalid.
	SubjectChanges []diffing.Change
	Assessments    []policy.Assessment
	Statements     []evidence.Presented
	Waivers        []policy.Waiver
	Scenarios      []policy.Scenario // at base; a statement of another scenario does not count
	MaxAge         time.Duration     // how old a statement may be; 0 means DefaultMaxAge
	FirstSeen      []FirstSeen       // where an age obligation asked for it
	// Vendored are the go.mod files whose modules are vendored at base, for the rollback recipe.
	Vendored []string
	Instant  time.Time
	Problems []diffing.Problem
	Notices  []Notice
	Policy   PolicySource
	Tool     Tool
}

// DefaultMaxAge is how old a statement may be where the policy does not say: 30 days, after which the
// toolchain, the machine and the program have usually moved on.
const DefaultMaxAge = 720 * time.Hour

// FirstSeen is when a module version was first seen by somebody other than its publisher.
type FirstSeen struct {
	Path    string
	Version string
	Time    time.Time // zero when unknown
	Source  string    // who saw it, or why it is unknown
}
