package gate

import "fmt"

// Decision is the answer. The zero value is undecided: a gate that was never asked has not passed.
type Decision int

// The decisions.
const (
	Undecided Decision = iota
	Pass
	Block
)

var decisionNames = [...]string{"undecided", "pass", "block"}

// String returns the word that reports print.
func (d Decision) String() string {
	if d < 0 || int(d) >= len(decisionNames) {
		return fmt.Sprintf("Decision(%d)", int(d))
	}
	return decisionNames[d]
}

// MarshalText writes the word that CONTRACT fixes.
func (d Decision) MarshalText() ([]byte, error) {
	if d < 0 || int(d) >= len(decisionNames) {
		return nil, fmt.Errorf("decision %d out of range", int(d))
	}
	return []byte(decisionNames[d]), nil
}

// UnmarshalText reads the word that CONTRACT fixes.
func (d *Decision) UnmarshalText(text []byte) error {
	for i, name := range decisionNames {
		if name == string(text) {
			*d = Decision(i)
			return nil
		}
	}
	return fmt.Errorf("unknown decision %q", text)
}

// The exit codes of every command, the same for every output format. Only ExitPass lets a merge through.
const (
	ExitPass      = 0
	ExitBlocked   = 1
	ExitUsage     = 2 // bad invocation or bad configuration
	ExitUndecided = 3
)

// ExitCode returns the process exit code of a decision.
func (d Decision) ExitCode() int {
	switch d {
	case Pass:
		return ExitPass
	case Block:
		return ExitBlocked
	default:
		return ExitUndecided
	}
}

// Outcome says how an obligation stands. The zero value is not an outcome, and only OutcomeMet helps.
type Outcome string

// The outcomes, as CONTRACT names them.
const (
	OutcomeMet          Outcome = "met"
	OutcomeUnmet        Outcome = "unmet"        // shown, and not good enough
	OutcomeMissing      Outcome = "missing"      // nothing was presented that counts
	OutcomeStale        Outcome = "stale"        // presented, too old
	OutcomeMismatched   Outcome = "mismatched"   // presented, about something else
	OutcomeConflicting  Outcome = "conflicting"  // two statements disagree
	OutcomeInconclusive Outcome = "inconclusive" // presented, and it does not tell
)

// Outcomes lists the outcomes in the order in which the documentation names them.
func Outcomes() []Outcome {
	return []Outcome{OutcomeMet, OutcomeUnmet, OutcomeMissing, OutcomeStale, OutcomeMismatched, OutcomeConflicting, OutcomeInconclusive}
}

// UnmarshalText refuses a word that is not an outcome.
func (o *Outcome) UnmarshalText(text []byte) error {
	for _, known := range Outcomes() {
		if string(known) == string(text) {
			*o = known
			return nil
		}
	}
	return fmt.Errorf("unknown outcome %q", text)
}
