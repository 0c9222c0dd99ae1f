package resource

import "fmt"

// Decision is the outcome of a comparison. The zero value is inconclusive: not knowing never passes.
type Decision int

// The decisions of a comparison.
const (
	Inconclusive Decision = iota
	Pass
	Regressed
)

var decisionNames = [...]string{"inconclusive", "pass", "regressed"}

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
		return nil, fmt.Errorf("comparison decision %d out of range", int(d))
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
	return fmt.Errorf("unknown comparison decision %q", text)
}

// Comparison is what two sets of series say about each other, with its doubt.
type Comparison struct {
	Decision Decision `json:"decision"`
	// Why says in one sentence what decided.
	Why string `json:"why"`
}
