package evidence

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The first vector is that of DSSE's protocol.md.
func TestPreAuthentication(t *testing.T) {
	tests := []struct{ payloadType, payload, want string }{
		{"http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world"},
		{"", "", "DSSEv1 0  0 "},
		{"é", "ಠ", "DSSEv1 2 é 3 ಠ"}, // lengths are bytes
	}
	for _, tt := range tests {
		got := string(preAuthentication(tt.payloadType, []byte(tt.payload)))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("PAE (-want +got):\n%s", diff)
		}
	}
}

// counting is the seed 1, 2, 3 … 32 of the vectors below.
func counting() []byte {
	var seed []byte
	for i := range 32 {
		seed = append(seed, byte(i+1))
	}
	return seed
}

// The envelopes are what dsse.NewEnvelopeSigner of go-securesystemslib v0.11.1 made of the payload
// "{}\n" with keys from the seed 1, 2, 3 … 32. Both algorithms sign deterministically, so that ours
// must be the same to the byte.
func TestEnvelopeOfOtherImplementation(t *testing.T) {
	tests := []struct {
		algorithm Algorithm
		public    string
		id        string
		sig       string
	}{
		{Ed25519, "ed25519:ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=", "65b60673d6ed884b",
			"w3jwlXyeR9SVTSbixFlBGzTpsdTMcZL9Rdn8ruwsBa34m2s4Q/3oySgQ509nITLMdRvfdeT+D02Wb+qzyL2VCQ=="},
		{ECDSAP256, "ecdsa-p256:MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUVw9brnjlrkE0/7Kf1T9zQzB6Ze/N13KUVrQpsO0A19FNr46UPMY+/mlR1kCoiFQK+8NV+CMU7LMClbxfZ+TVA==", "f1d59449b727165d",
			"MEUCIFGp1WYzDRSSKUBzVbMYiSo4hn4dUjimDeWP9sAycldEAiEAtSUvCaGS5OpfYf+HNN/nKTcLAcDmdhOqy15ADXOJYww="},
	}
	for _, tt := range tests {
		t.Run(string(tt.algorithm), func(t *testing.T) {
			key, err := privateKey(secretOf(t, tt.algorithm, counting()))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tt.public, tt.id}, []string{key.Public.String(), key.Public.ID()}); diff != "" {
				t.Errorf("public key and id (-want +got):\n%s", diff)
			}
			for _, id := range []string{tt.id, ""} { // DSSE leaves the key id to the signer
				var envelope Envelope
				text := `{"payloadType":"application/vnd.in-toto+json","payload":"e30K","signatures":[{"keyid":"` + id + `","sig":"` + tt.sig + `"}]}`
				if err := json.Unmarshal([]byte(text), &envelope); err != nil {
					t.Fatal(err)
				}
				signer, err := Verify(envelope, []PublicKey{key.Public})
				if err != nil || signer != tt.id {
					t.Errorf("Verify = %q, %v, want %q", signer, err, tt.id)
				}
			}
			sig, err := key.sign(preAuthentication(PayloadType, []byte("{}\n")))
			if want, _ := decodeBase64(tt.sig); err != nil || !bytes.Equal(want, sig) {
				t.Errorf("signature %x, %v, want %x", sig, err, want)
			}
		})
	}
}

func TestSignVerify(t *testing.T) {
	statement := encoded(t, sample())
	for _, algorithm := range []Algorithm{Ed25519, ECDSAP256} {
		t.Run(string(algorithm), func(t *testing.T) {
			key, other := testKey(t, algorithm, 1), testKey(t, Ed25519, 2)
			document, err := Parse("s.json", signed(t, statement, key))
			if err != nil {
				t.Fatal(err)
			}
			want := Document{Statement: sample(), Envelope: document.Envelope, PayloadDigest: digestOf(statement)}
			if diff := cmp.Diff(want, document); diff != "" {
				t.Errorf("document (-want +got):\n%s", diff)
			}
			signer, err := Verify(*document.Envelope, []PublicKey{other.Public, key.Public})
			if err != nil || signer != key.Public.ID() {
				t.Errorf("Verify = %q, %v, want %q", signer, err, key.Public.ID())
			}
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	key, other := testKey(t, Ed25519, 1), testKey(t, ECDSAP256, 2)
	statement := encoded(t, sample())
	spoiled := func(spoil func(*Envelope)) Envelope {
		var envelope Envelope
		if err := json.Unmarshal(signed(t, statement, key), &envelope); err != nil {
			t.Fatal(err)
		}
		spoil(&envelope)
		return envelope
	}
	var foreign Envelope
	if err := json.Unmarshal(signed(t, statement, other), &foreign); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		envelope Envelope
		keys     []PublicKey
		want     string
		reason   string
	}{
		{"no trusted key", spoiled(func(*Envelope) {}), nil, "trusted none", "a signature by anybody is none"},
		{"another key", spoiled(func(*Envelope) {}), []PublicKey{other.Public}, "not signed by a trusted key", "a signature by anybody is none"},
		{"zero key", spoiled(func(e *Envelope) { e.Signatures[0].KeyID = "" }), []PublicKey{{}}, "not signed by a trusted key", "the zero value trusts nobody"},
		{"no signature", spoiled(func(e *Envelope) { e.Signatures = nil }), []PublicKey{key.Public}, "signed by none", "an envelope alone shows nothing"},
		{"signature of another key under this id", spoiled(func(e *Envelope) { e.Signatures[0].Sig = foreign.Signatures[0].Sig }), []PublicKey{key.Public}, "is not valid", "forged"},
		{"another key's id", spoiled(func(e *Envelope) { e.Signatures[0].KeyID = other.Public.ID() }), []PublicKey{key.Public, other.Public}, "is not valid", "tells readers of the wrong signer"},
		{"one valid, one forged", spoiled(func(e *Envelope) {
			e.Signatures = append(e.Signatures, Signature{KeyID: other.Public.ID(), Sig: "AAAA"})
		}), []PublicKey{key.Public, other.Public}, "is not valid", "somebody changed the envelope"},
		{"no key id, no key", spoiled(func(e *Envelope) { e.Signatures[0] = Signature{Sig: foreign.Signatures[0].Sig} }), []PublicKey{key.Public}, "not signed by a trusted key", "every key is tried, none fits"},
		{"other payload", spoiled(func(e *Envelope) { e.Payload = "e30=" }), []PublicKey{key.Public}, "is not valid", "signature moved to another statement"},
		{"other payload type", spoiled(func(e *Envelope) { e.PayloadType += "x" }), []PublicKey{key.Public}, "is not valid", "signed as something else"},
		{"signature is no base64", spoiled(func(e *Envelope) { e.Signatures[0].Sig = "*" }), []PublicKey{key.Public}, "expected standard base64", "cannot be read"},
		{"payload is no base64", spoiled(func(e *Envelope) { e.Payload = "*" }), []PublicKey{key.Public}, "expected standard base64", "cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signer, err := Verify(tt.envelope, tt.keys)
			if err == nil || !strings.Contains(err.Error(), tt.want) || signer != "" {
				t.Errorf("Verify = %q, %v, want an error with %q: %s", signer, err, tt.want, tt.reason)
			}
		})
	}
}

// A signature by somebody else, valid or not, takes nothing away from one by a trusted key.
func TestVerifyPassesOverOthers(t *testing.T) {
	key := testKey(t, Ed25519, 1)
	document, err := Parse("s.json", signed(t, encoded(t, sample()), key))
	if err != nil {
		t.Fatal(err)
	}
	stranger := Signature{KeyID: "0123456789abcdef", Sig: "AAAA"}
	document.Envelope.Signatures = slices.Insert(document.Envelope.Signatures, 0, stranger)
	if signer, err := Verify(*document.Envelope, []PublicKey{key.Public}); err != nil || signer != key.Public.ID() {
		t.Errorf("Verify = %q, %v, want %q", signer, err, key.Public.ID())
	}
}

func TestSignRefuses(t *testing.T) {
	key := testKey(t, Ed25519, 1)
	statement := encoded(t, sample())
	tests := []struct {
		name   string
		text   []byte
		key    PrivateKey
		want   string
		reason string
	}{
		{"no statement", []byte("{}"), key, "needs the key", "a signature would lend it weight"},
		{"envelope", signed(t, statement, key), key, "in an envelope already", "an envelope in an envelope is no evidence"},
		{"zero key", statement, PrivateKey{}, "none given", "no key was loaded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Sign(tt.text, tt.key)
			if err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
				t.Errorf("Sign = %d bytes, %v, want an error with %q: %s", len(got), err, tt.want, tt.reason)
			}
		})
	}
}

// Each byte of an envelope, changed to a neighbour or to its other case, leaves nothing trusted.
func TestTamperedEnvelopeIsRefused(t *testing.T) {
	for _, algorithm := range []Algorithm{Ed25519, ECDSAP256} {
		t.Run(string(algorithm), func(t *testing.T) {
			key := testKey(t, algorithm, 1)
			envelope := signed(t, encoded(t, sample()), key)
			if p := Present("e", envelope, []PublicKey{key.Public}); p.Refused != "" {
				t.Fatalf("untouched envelope: %s", p.Refused)
			}
			for i := range envelope {
				for _, bit := range []byte{0x01, 0x20} {
					tampered := bytes.Clone(envelope)
					tampered[i] ^= bit
					if p := Present("e", tampered, []PublicKey{key.Public}); p.Refused == "" {
						t.Fatalf("byte %d: %q for %q is accepted", i, tampered[i], envelope[i])
					}
				}
			}
		})
	}
}
