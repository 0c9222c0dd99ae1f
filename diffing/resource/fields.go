package resource

import "fmt"

// key is one of the words that a line may use.
type key int

const (
	keyPair key = iota
	keyArm
	keyComponent
	keyMetric
	keyKind
	keyT
	keyV
	keyLimit
	keyPhase
	keyCount
)

var keyNames = [keyCount]string{"pair", "arm", "component", "metric", "kind", "t", "v", "limit", "phase"}

// fields is one line, taken apart. The names point into the line and must be copied to be kept.
type fields struct {
	seen              [keyCount]bool
	at                [keyCount]int // offset of the value, for messages
	pair              int
	arm               Arm
	kind              Kind
	component, metric []byte
	number            [keyCount]float64 // keyT, keyV, keyLimit
}

// lineError is what is wrong at an offset of a line.
type lineError struct {
	offset  int
	message string
}

func (f *fields) has(k key) bool { return f.seen[k] }

func (f *fields) wrong(k key, format string, args ...any) *lineError {
	return &lineError{f.at[k], fmt.Sprintf(format, args...)}
}

// exactly refuses a line that lacks one of the keys, or has another.
func (f *fields) exactly(what string, keys ...key) *lineError {
	var want [keyCount]bool
	for _, k := range keys {
		want[k] = true
		if !f.seen[k] {
			return &lineError{0, fmt.Sprintf("%s needs %q", what, keyNames[k])}
		}
	}
	for k := range keyCount {
		if f.seen[k] && !want[k] {
			return f.wrong(k, "%s has no %q", what, keyNames[k])
		}
	}
	return nil
}
