package evidence

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Algorithm is a way to sign. The zero value is none.
type Algorithm string

// The algorithms.
const (
	Ed25519   Algorithm = "ed25519"
	ECDSAP256 Algorithm = "ecdsa-p256" // over SHA-256, signatures in ASN.1 DER
)

const pemType = "PRIVATE KEY"

var (
	errNotP256 = errors.New("expected an uncompressed point of P-256 as PKIX in DER")
	errNotOurs = errors.New("private key: expected an ed25519 or P-256 key as openssl pkcs8 -topk8 -nocrypt writes it")
)

// PublicKey is a key that signatures are checked with. The zero value accepts none.
type PublicKey struct {
	Algorithm Algorithm
	Data      string // the bytes: 32 raw ones for ed25519, a PKIX structure in DER for ecdsa-p256
}

// ParsePublicKey reads the text form: ed25519:BASE64 or ecdsa-p256:BASE64.
func ParsePublicKey(text string) (PublicKey, error) {
	// Messages show the beginning only: what was given by mistake may be a private key.
	algorithm, encoded, _ := strings.Cut(text, ":")
	data, err := decodeBase64(encoded)
	if err != nil {
		return PublicKey{}, fmt.Errorf("public key %.16q…: %w, such as ed25519:BASE64", text, err)
	}
	key := PublicKey{Algorithm(algorithm), string(data)}
	switch key.Algorithm {
	case Ed25519:
		if len(data) != ed25519.PublicKeySize {
			return PublicKey{}, fmt.Errorf("public key %.16q…: %d bytes, expected %d", text, len(data), ed25519.PublicKeySize)
		}
	case ECDSAP256:
		if _, err := key.point(); err != nil {
			return PublicKey{}, fmt.Errorf("public key %.16q…: %w", text, err)
		}
	default:
		return PublicKey{}, fmt.Errorf("public key %.16q…: unknown algorithm, expected %s:BASE64 or %s:BASE64", text, Ed25519, ECDSAP256)
	}
	return key, nil
}

// String returns the text form that ParsePublicKey reads.
func (k PublicKey) String() string {
	return string(k.Algorithm) + ":" + base64.StdEncoding.EncodeToString([]byte(k.Data))
}

// ID returns the key id: the first 16 hexadecimal digits of the sha256 of Data.
func (k PublicKey) ID() string { return digestOf([]byte(k.Data))[:16] }

// point reads the P-256 key out of its PKIX structure. Only the text that is written again is accepted,
// so that one key has one id; the reader's own words may quote what was read, so they are left out.
func (k PublicKey) point() (*ecdsa.PublicKey, error) {
	parsed, err := x509.ParsePKIXPublicKey([]byte(k.Data))
	key, ok := parsed.(*ecdsa.PublicKey)
	if err != nil || !ok || key.Curve != elliptic.P256() {
		return nil, errNotP256
	}
	if der, err := x509.MarshalPKIXPublicKey(key); err != nil || string(der) != k.Data {
		return nil, errNotP256
	}
	return key, nil
}

// valid reports whether sig is this key's signature of message.
func (k PublicKey) valid(message, sig []byte) bool {
	switch k.Algorithm {
	case Ed25519:
		return len(k.Data) == ed25519.PublicKeySize && ed25519.Verify(ed25519.PublicKey(k.Data), message, sig)
	case ECDSAP256:
		key, err := k.point()
		digest := sha256.Sum256(message)
		return err == nil && ecdsa.VerifyASN1(key, digest[:], sig)
	default:
		return false
	}
}

// PrivateKey is a key that statements are signed with. It prints as its public id only.
type PrivateKey struct {
	Public PublicKey
	pkcs8  string // the secret, in DER
}

// Format prints the id of the public key, whatever the verb: a secret in a log is a secret lost.
func (k PrivateKey) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "private key %s", k.Public.ID()) }

// GenerateKey makes a key from rand, which must be a source of secrets such as crypto/rand's Reader.
// For P-256 crypto/ecdsa takes the source of the operating system in any case (since Go 1.26).
func GenerateKey(algorithm Algorithm, rand io.Reader) (PrivateKey, error) {
	var signer crypto.Signer
	var err error
	switch algorithm {
	case Ed25519:
		_, signer, err = ed25519.GenerateKey(rand)
	case ECDSAP256:
		signer, err = ecdsa.GenerateKey(elliptic.P256(), rand)
	default:
		err = fmt.Errorf("unknown algorithm %q, expected %s or %s", algorithm, Ed25519, ECDSAP256)
	}
	if err != nil {
		return PrivateKey{}, fmt.Errorf("generate key: %w", err)
	}
	return privateKey(signer)
}

// privateKey encodes a key of crypto/ed25519 or crypto/ecdsa, on P-256, with its public half.
func privateKey(secret any) (PrivateKey, error) {
	var public PublicKey
	switch secret := secret.(type) {
	case ed25519.PrivateKey:
		public = PublicKey{Ed25519, string(secret[ed25519.SeedSize:])}
	case *ecdsa.PrivateKey:
		if secret.Curve != elliptic.P256() {
			return PrivateKey{}, errNotOurs
		}
		der, err := x509.MarshalPKIXPublicKey(&secret.PublicKey)
		if err != nil {
			return PrivateKey{}, fmt.Errorf("private key: public half: %w", err)
		}
		public = PublicKey{ECDSAP256, string(der)}
	default:
		return PrivateKey{}, errNotOurs
	}
	der, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("private key: %w", err)
	}
	return PrivateKey{public, string(der)}, nil
}

// PEM returns the key as PKCS#8 in PEM, the text that ParsePrivateKey, openssl and crypto/x509 read.
func (k PrivateKey) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: []byte(k.pkcs8)})
}

// ParsePrivateKey reads a PEM file with one PKCS#8 key of ed25519 or P-256, unencrypted. Errors never
// hold a byte of the file.
func ParsePrivateKey(text []byte) (PrivateKey, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != pemType || len(block.Headers) > 0 || len(bytes.TrimSpace(rest)) > 0 {
		return PrivateKey{}, errors.New("private key: expected one unencrypted PEM block \"PRIVATE KEY\" (PKCS#8); make one with soakgate evidence keygen")
	}
	secret, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return PrivateKey{}, errNotOurs // the reader's own words may quote the file
	}
	// What is written again must be what was read: so is every byte accounted for, and the public half
	// known to belong to the secret.
	key, err := privateKey(secret)
	if err != nil || key.pkcs8 != string(block.Bytes) {
		return PrivateKey{}, errNotOurs
	}
	return key, nil
}

// sign returns the signature of a message. ECDSA takes its nonce from key and message (RFC 6979).
func (k PrivateKey) sign(message []byte) ([]byte, error) {
	secret, err := x509.ParsePKCS8PrivateKey([]byte(k.pkcs8))
	signer, ok := secret.(crypto.Signer)
	if err != nil || !ok {
		return nil, errors.New("private key: none given")
	}
	var hash crypto.Hash // none: ed25519 takes the message itself
	if k.Public.Algorithm == ECDSAP256 {
		hash = crypto.SHA256
	}
	return crypto.SignMessage(signer, nil, message, hash)
}
