package evidence

import (
	"github.com/soakgate/soakgate/diffing/resource"
)

// Presented is one piece of evidence as the gate weighs it.
type Presented struct {
	Name      string // file name as presented, for messages
	Digest    string // sha256 of the bytes, lower-case hex
	Statement Statement
	Signer    string // id of the trusted key whose signature verified; empty for a plain statement
	// Refused says why it does not count at all (not a statement, bad signature, too large); then
	// Statement is zero.
	Refused string
	// Comparison is what the statement's raw series say, computed here and never read from it.
	Comparison resource.Comparison
}
