package evidence

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// PayloadType is the DSSE payload type of in-toto statements, the only one that is read.
const PayloadType = "application/vnd.in-toto+json"

// Envelope is a DSSE v1 envelope (github.com/secure-systems-lab/dsse, envelope.md). Two liberties of
// that page are not taken, so that one envelope has one text: base64 is the standard alphabet with
// padding, and a key id that is given must be that of the key.
type Envelope struct {
	PayloadType string      `json:"payloadType"`
	Payload     string      `json:"payload"` // base64
	Signatures  []Signature `json:"signatures"`
}

// Signature is one signature of an envelope.
type Signature struct {
	KeyID string `json:"keyid,omitempty"` // PublicKey.ID of the signer; a claim until it is verified
	Sig   string `json:"sig"`             // base64
}

// preAuthentication is the text that is signed: DSSE's PAE (protocol.md). The program has its own, as
// these are five lines of the specification and go-securesystemslib/dsse would link an SSH stack; the
// tests hold that library against it, as signer and as verifier.
func preAuthentication(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// Sign puts a plain statement, byte for byte as given, into an envelope with one signature. It is an
// error if Parse does not read the statement, or if it is signed already. Signing needs no randomness:
// the same statement and key give the same envelope.
func Sign(statement []byte, key PrivateKey) ([]byte, error) {
	document, err := Parse("statement", statement)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	if document.Envelope != nil {
		return nil, errors.New("sign: the statement is in an envelope already; sign the plain statement")
	}
	signature, err := key.sign(preAuthentication(PayloadType, statement))
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	envelope, err := json.Marshal(Envelope{
		PayloadType: PayloadType,
		Payload:     base64.StdEncoding.EncodeToString(statement),
		Signatures:  []Signature{{KeyID: key.Public.ID(), Sig: base64.StdEncoding.EncodeToString(signature)}},
	})
	if err != nil {
		return nil, fmt.Errorf("sign: write envelope: %w", err)
	}
	return envelope, nil
}

// Verify returns the id of the key, one of keys, whose signature over the payload is valid.
//
// A signature by a key that is not among them is passed over, as others may sign too. One that names
// a key among them and is not valid refuses the whole envelope: somebody changed it.
func Verify(e Envelope, keys []PublicKey) (signer string, err error) {
	payload, err := decodeBase64(e.Payload)
	if err != nil {
		return "", fmt.Errorf("verify: payload: %w", err)
	}
	signed := preAuthentication(e.PayloadType, payload)
	for _, signature := range e.Signatures {
		sig, err := decodeBase64(signature.Sig)
		if err != nil {
			return "", fmt.Errorf("verify: signature: %w", err)
		}
		for _, key := range keys {
			valid := (signature.KeyID == "" || signature.KeyID == key.ID()) && key.valid(signed, sig)
			if signature.KeyID == key.ID() && !valid {
				return "", fmt.Errorf("verify: the signature of key %s is not valid: the statement or the signature was changed", key.ID())
			}
			if valid && signer == "" {
				signer = key.ID()
			}
		}
	}
	if signer == "" {
		return "", fmt.Errorf("verify: not signed by a trusted key; signed by %s, trusted %s", claimed(e), trusted(keys))
	}
	return signer, nil
}

// claimed lists the key ids that an envelope names. They come from the file: quote them.
func claimed(e Envelope) string {
	var ids []string
	for _, signature := range e.Signatures {
		ids = append(ids, fmt.Sprintf("%.40q", signature.KeyID))
	}
	return listed(ids)
}

func trusted(keys []PublicKey) string {
	var ids []string
	for _, key := range keys {
		ids = append(ids, key.ID())
	}
	return listed(ids)
}

func listed(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

// decodeBase64 reads the one standard text of some bytes: the decoder alone skips newlines and takes
// any value for the bits that padding leaves over.
func decodeBase64(text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(data) != text {
		return nil, errors.New("expected standard base64 with padding and without line breaks")
	}
	return data, nil
}
