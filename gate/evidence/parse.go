package evidence

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Document is a file that holds exactly one statement, plain or in an envelope.
type Document struct {
	Statement Statement
	// Envelope is what the statement came in; nil for a plain one. That it is well-formed says nothing
	// about who signed it: ask Verify.
	Envelope *Envelope
	// PayloadDigest is the sha256 of the statement's own bytes, lower-case hex: of the payload that is
	// both signed and decoded, or of the whole file for a plain statement.
	PayloadDigest string
}

// Parse reads a statement or a DSSE envelope with one, strictly: whatever is not exactly that is an
// error ([ParseErrors]) with name as the file, line, column and what was expected.
func Parse(name string, data []byte) (Document, error) {
	if len(data) > MaxBytes {
		return Document{}, ParseErrors{{name, 1, 1, fmt.Sprintf("%d bytes, at most %d are read; record fewer samples", len(data), MaxBytes)}}
	}
	if !isEnvelope(data) {
		return parseStatement(name, data)
	}
	var envelope Envelope
	if err := decodeStrict(name, data, &envelope); err != nil {
		return Document{}, err
	}
	payload, err := decodeBase64(envelope.Payload)
	if err != nil {
		return Document{}, fmt.Errorf("payload of %s: %w", name, err)
	}
	document, err := parseStatement(name+" (payload)", payload)
	if err != nil {
		return Document{}, err
	}
	document.Envelope = &envelope
	return document, nil
}

func parseStatement(name string, text []byte) (Document, error) {
	var statement Statement
	if err := decodeStrict(name, text, &statement); err != nil {
		return Document{}, err
	}
	slices.SortFunc(statement.Subject, func(a, b Subject) int { return cmp.Compare(a.Name, b.Name) })
	slices.Sort(statement.Predicate.BuildLists.Baseline)
	slices.Sort(statement.Predicate.BuildLists.Candidate)
	return Document{Statement: statement, PayloadDigest: digestOf(text)}, nil
}

// isEnvelope reports whether the text is an object with a key that only an envelope has. A problem of
// the text is not its business: the format that it claims is read next, and meets the same problem.
func isEnvelope(text []byte) bool {
	found := false
	s := scanner{text: text}
	_ = s.members(func(key string, _ int) error {
		found = found || key == "payloadType" || key == "payload" || key == "signatures"
		return s.skip()
	})
	return found
}

// digestOf returns the sha256 of bytes as lower-case hex.
func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
