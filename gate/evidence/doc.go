// Package evidence reads and writes the statements that a change presents.
//
// A statement is an in-toto Statement v1, plain or in a DSSE envelope. [Parse] turns bytes into a
// [Statement] and refuses everything that is not exactly one; [Verify] checks an envelope against
// trusted keys; [SubjectOf] computes the digest that ties a statement to a change. Nothing that a
// statement claims about its own result is kept.
package evidence
