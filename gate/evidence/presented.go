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

// Present reads one file of evidence, with keys as the policy at base trusts them.
//
// Where keys are trusted, only a statement signed by one of them counts. Where none are, statements
// count unsigned; an envelope's signature then shows nothing, since nobody said whose it should be,
// and Signer stays empty.
func Present(name string, data []byte, keys []PublicKey) Presented {
	presented := Presented{Name: name, Digest: digestOf(data)}
	document, err := Parse(name, data)
	if err != nil {
		presented.Refused = err.Error()
		return presented
	}
	if len(keys) > 0 {
		if document.Envelope == nil {
			presented.Refused = "unsigned, and the policy at base trusts only what is signed by " + trusted(keys) + "; sign it with soakgate evidence sign"
			return presented
		}
		if presented.Signer, err = Verify(*document.Envelope, keys); err != nil {
			presented.Refused = err.Error()
			return presented
		}
	}
	presented.Statement = document.Statement
	presented.Comparison = Judge(document.Statement)
	return presented
}
