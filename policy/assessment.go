package policy

// The names of obligations, as CONTRACT and the reports print them.
const (
	ObligationSoak      = "soak"
	ObligationBaseline  = "baseline"
	ObligationExercised = "exercised"
	ObligationAge       = "age"
	ObligationApproval  = "approval"
	ObligationSplit     = "split"
	// ObligationIntegrity is never asked for by a rule: it stands for the laws that no evidence
	// satisfies and no waiver lifts (tampering, vendored code without origin, a build that depends
	// on the machine).
	ObligationIntegrity = "integrity"
)

// Obligations lists the obligations that a rule can ask for and a waiver can lift.
func Obligations() []string {
	return []string{ObligationSoak, ObligationBaseline, ObligationExercised, ObligationAge, ObligationApproval, ObligationSplit}
}

// Assessment is what the policy makes of one changed module.
//
// Assessments are sorted by descending BlastRadius, then Path, then ModuleFile.
type Assessment struct {
	ModuleFile  string `json:"module_file"`
	Path        string `json:"path"`
	Class       Class  `json:"class"`
	BlastRadius Radius `json:"blast_radius"`
	// Reasons say why it has this class and radius, and which rules apply; one sentence each.
	Reasons []string `json:"reasons"`
	// Obligations are the names of what must be shown, in the order of [Obligations].
	Obligations []string `json:"obligations"`
	// Terms say what exactly each obligation asks for, in the same order.
	Terms []Term `json:"terms,omitempty"`
	// Reach holds measurements of what the change touches in this program; nil where none were made.
	Reach *Reach `json:"reach,omitempty"`
	// Family names the modules that are released together with this one.
	Family string `json:"family,omitempty"`
	// From and To are the versions of the change that moves what is built, for findings and waivers.
	From string `json:"from"`
	To   string `json:"to"`
	// Built is what head builds newly: "path@version", of the replacement where one is in place, or a
	// folder. Empty where nothing new is built.
	Built string `json:"built,omitempty"`
	// Replaced says that another module or folder stands in this one's place than at base. No waiver for
	// a version covers that.
	Replaced bool `json:"replaced,omitempty"`
}

// Term is one obligation with its parameters: the strictest of all rules that asked.
type Term struct {
	Obligation string  `json:"obligation"`
	Profile    Profile `json:"profile,omitempty"`     // soak
	MinRatio   float64 `json:"min_ratio,omitempty"`   // exercised
	AgeSeconds int64   `json:"age_seconds,omitempty"` // age
	// Approvers holds one list for each rule that asked; one member of each list must approve.
	Approvers [][]string `json:"approvers,omitempty"`
	// Rules are the names of the rules that asked, with their places: "high-radius (built-in:12)".
	Rules []string `json:"rules"`
}

// Reach is what a change touches in the program at hand, where it was measured.
type Reach struct {
	Linked bool `json:"linked"`
}
