package evidence

import (
	"fmt"
	"time"
)

// clockSkew is how far the clocks of the runner and of the gate may differ.
const clockSkew = 5 * time.Minute

// Stale reports whether a statement is too old to count at an instant, counted from the last sample,
// and why. One that finished after the instant, by more than clocks differ, does not count either. A
// maxAge of zero or less lets nothing count that has any age.
func Stale(s Statement, instant time.Time, maxAge time.Duration) (reason string, stale bool) {
	finished := s.Predicate.Finished
	age, maxAge := instant.Sub(finished), max(maxAge, 0)
	switch {
	case age < -clockSkew:
		return fmt.Sprintf("from the future: it finished %s, and it is %s; check the clock of the runner",
			finished.UTC().Format(time.RFC3339), instant.UTC().Format(time.RFC3339)), true
	case age > maxAge:
		return fmt.Sprintf("too old: it finished %s, %s ago, and counts for %s",
			finished.UTC().Format(time.RFC3339), age.Round(time.Minute), maxAge), true
	default:
		return "", false
	}
}
