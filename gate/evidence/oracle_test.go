package evidence

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
)

// standard signs and verifies for the dsse library with the standard library alone; nothing of it is ours.
type standard struct {
	secret crypto.Signer
	id     string
}

func (s standard) KeyID() (string, error)   { return s.id, nil }
func (s standard) Public() crypto.PublicKey { return s.secret.Public() }

func (s standard) Sign(_ context.Context, data []byte) ([]byte, error) {
	if _, ok := s.secret.(ed25519.PrivateKey); ok {
		return s.secret.Sign(nil, data, crypto.Hash(0))
	}
	digest := sha256.Sum256(data)
	return s.secret.Sign(nil, digest[:], crypto.SHA256)
}

func (s standard) Verify(_ context.Context, data, sig []byte) error {
	digest := sha256.Sum256(data)
	switch public := s.Public().(type) {
	case ed25519.PublicKey:
		if ed25519.Verify(public, data, sig) {
			return nil
		}
	case *ecdsa.PublicKey:
		if ecdsa.VerifyASN1(public, digest[:], sig) {
			return nil
		}
	}
	return errors.New("not valid")
}

// The dsse library is the oracle of envelopes: we verify what it signs, and it verifies what we sign.
func TestEnvelopesAgreeWithLibrary(t *testing.T) {
	statement := encoded(t, sample())
	for _, algorithm := range []Algorithm{Ed25519, ECDSAP256} {
		key, secret := testKey(t, algorithm, 3), secretOf(t, algorithm, counting())
		own, err := privateKey(secret)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(string(algorithm), func(t *testing.T) {
			id := own.Public.ID()
			t.Run("theirs", func(t *testing.T) { verifyTheirs(t, standard{secret, id}, statement, own.Public, key.Public) })
			t.Run("theirs without key id", func(t *testing.T) { verifyTheirs(t, standard{secret, ""}, statement, own.Public, key.Public) })
			// The library must be told our key id: left alone it takes the fingerprint of SSH for it.
			t.Run("ours", func(t *testing.T) { verifyOurs(t, standard{secret, id}, statement, own, key) })
		})
	}
}

func verifyTheirs(t *testing.T, library standard, statement []byte, signer, stranger PublicKey) {
	t.Helper()
	envelopes, err := dsse.NewEnvelopeSigner(library)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := envelopes.SignPayload(t.Context(), PayloadType, statement)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(theirs)
	if err != nil {
		t.Fatal(err)
	}
	document, err := Parse("theirs.json", text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), document.Statement); diff != "" {
		t.Errorf("statement (-want +got):\n%s", diff)
	}
	if id, err := Verify(*document.Envelope, []PublicKey{stranger, signer}); err != nil || id != signer.ID() {
		t.Errorf("Verify = %q, %v, want %q", id, err, signer.ID())
	}
	if id, err := Verify(*document.Envelope, []PublicKey{stranger}); err == nil {
		t.Errorf("Verify = %q with the key of somebody else, want an error", id)
	}
}

func verifyOurs(t *testing.T, library standard, statement []byte, signer, stranger PrivateKey) {
	t.Helper()
	verifier, err := dsse.NewEnvelopeVerifier(library)
	if err != nil {
		t.Fatal(err)
	}
	var ours, others dsse.Envelope
	if err := json.Unmarshal(signed(t, statement, signer), &ours); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(signed(t, statement, stranger), &others); err != nil {
		t.Fatal(err)
	}
	others.Signatures[0].KeyID = "" // it must fail by its signature, not by its name
	accepted, err := verifier.Verify(t.Context(), &ours)
	if err != nil || len(accepted) != 1 {
		t.Errorf("the library accepts %d keys, %v, want 1", len(accepted), err)
	}
	payload, err := ours.DecodeB64Payload()
	if diff := cmp.Diff(statement, payload); err != nil || diff != "" {
		t.Errorf("payload: %v (-want +got):\n%s", err, diff)
	}
	if accepted, err := verifier.Verify(t.Context(), &others); err == nil {
		t.Errorf("the library accepts %d keys for a signature of somebody else, want an error", len(accepted))
	}
}
