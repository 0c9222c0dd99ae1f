package evidence_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/soakgate/soakgate/gate/evidence"
)

// FuzzKeys holds that a key which is accepted has exactly one text, and that no error quotes a secret.
func FuzzKeys(f *testing.F) {
	for _, algorithm := range []evidence.Algorithm{evidence.Ed25519, evidence.ECDSAP256} {
		key, err := evidence.GenerateKey(algorithm, rand.Reader)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(key.Public.String(), key.PEM())
	}
	f.Fuzz(func(t *testing.T, public string, private []byte) {
		if k, err := evidence.ParsePublicKey(public); err == nil && k.String() != public {
			t.Errorf("%q is accepted and written as %q", public, k.String())
		}
		k, err := evidence.ParsePrivateKey(private)
		if err != nil {
			if len(private) > 80 && bytes.Contains(private, []byte(err.Error())) {
				t.Error("the error quotes the key")
			}
			return
		}
		again, err := evidence.ParsePrivateKey(k.PEM())
		if err != nil || again.Public != k.Public {
			t.Errorf("a key that is accepted does not survive writing: %v", err)
		}
	})
}
