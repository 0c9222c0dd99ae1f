package evidence

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
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

// The fixed bytes before and between the numbers of a key. Each form of RFC 5958 (PKCS#8), RFC 8410
// and RFC 5915 has exactly one DER text here, the one that the openssl command and crypto/x509 write;
// crypto/x509 itself would cost every start of the gate a millisecond.
const (
	ed25519Private = "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"
	p256Private    = "\x30\x81\x87\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x6d\x30\x6b\x02\x01\x01\x04\x20"
	p256Middle     = "\xa1\x44\x03\x42\x00"
	p256Public     = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"
)

const (
	secretBytes  = 32 // of either algorithm
	p256PointLen = 65 // uncompressed
	pemType      = "PRIVATE KEY"
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

// point reads the P-256 key out of its PKIX structure.
func (k PublicKey) point() (*ecdsa.PublicKey, error) {
	point, ok := strings.CutPrefix(k.Data, p256Public)
	if !ok || len(point) != p256PointLen {
		return nil, errors.New("expected an uncompressed P-256 key as PKIX in DER")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), []byte(point))
	if err != nil {
		return nil, fmt.Errorf("point of the key: %w", err)
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
	secret [secretBytes]byte // seed of ed25519, scalar of P-256
}

// Format prints the id of the public key, whatever the verb: a secret in a log is a secret lost.
func (k PrivateKey) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "private key %s", k.Public.ID()) }

// GenerateKey makes a key from rand, which must be a source of secrets such as crypto/rand's Reader.
func GenerateKey(algorithm Algorithm, rand io.Reader) (PrivateKey, error) {
	var secret [secretBytes]byte
	for range 16 { // a scalar of P-256 is out of range once in four billion times
		if _, err := io.ReadFull(rand, secret[:]); err != nil {
			return PrivateKey{}, fmt.Errorf("generate key: read randomness: %w", err)
		}
		key, err := privateKey(algorithm, secret)
		if err == nil || algorithm != ECDSAP256 {
			return key, err
		}
	}
	return PrivateKey{}, errors.New("generate key: the source of randomness gives no usable number")
}

// privateKey computes the public half.
func privateKey(algorithm Algorithm, secret [secretBytes]byte) (PrivateKey, error) {
	key := PrivateKey{Public: PublicKey{Algorithm: algorithm}, secret: secret}
	switch algorithm {
	case Ed25519:
		key.Public.Data = string(ed25519.NewKeyFromSeed(secret[:])[secretBytes:])
	case ECDSAP256:
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret[:])
		if err != nil {
			return PrivateKey{}, fmt.Errorf("private key: %w", err)
		}
		point, err := private.PublicKey.Bytes()
		if err != nil {
			return PrivateKey{}, fmt.Errorf("private key: public half: %w", err)
		}
		key.Public.Data = p256Public + string(point)
	default:
		return PrivateKey{}, fmt.Errorf("unknown algorithm %q, expected %s or %s", algorithm, Ed25519, ECDSAP256)
	}
	return key, nil
}

// PEM returns the key as PKCS#8 in PEM, the text that ParsePrivateKey, openssl and crypto/x509 read.
func (k PrivateKey) PEM() []byte {
	der := ed25519Private + string(k.secret[:])
	if k.Public.Algorithm == ECDSAP256 {
		der = p256Private + string(k.secret[:]) + p256Middle + strings.TrimPrefix(k.Public.Data, p256Public)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: []byte(der)})
}

// ParsePrivateKey reads a PEM file with one PKCS#8 key of ed25519 or P-256, unencrypted. Errors never
// hold a byte of the file.
func ParsePrivateKey(text []byte) (PrivateKey, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != pemType || len(block.Headers) > 0 || len(bytes.TrimSpace(rest)) > 0 {
		return PrivateKey{}, errors.New("private key: expected one unencrypted PEM block \"PRIVATE KEY\" (PKCS#8); make one with soakgate evidence keygen")
	}
	for algorithm, prefix := range map[Algorithm]string{Ed25519: ed25519Private, ECDSAP256: p256Private} {
		secret, ok := bytes.CutPrefix(block.Bytes, []byte(prefix))
		if !ok || len(secret) < secretBytes {
			continue
		}
		// What is written again must be what was read: so is every byte accounted for, and the public
		// half known to belong to the secret.
		key, err := privateKey(algorithm, [secretBytes]byte(secret[:secretBytes]))
		if err == nil && bytes.Equal(key.PEM(), pem.EncodeToMemory(block)) {
			return key, nil
		}
	}
	return PrivateKey{}, errors.New("private key: expected an ed25519 or P-256 key as openssl pkcs8 -topk8 -nocrypt writes it")
}

// sign returns the signature of a message. ECDSA takes its nonce from key and message (RFC 6979).
func (k PrivateKey) sign(message []byte) ([]byte, error) {
	switch k.Public.Algorithm {
	case Ed25519:
		return ed25519.Sign(ed25519.NewKeyFromSeed(k.secret[:]), message), nil
	case ECDSAP256:
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), k.secret[:])
		if err != nil {
			return nil, fmt.Errorf("private key: %w", err)
		}
		digest := sha256.Sum256(message)
		return private.Sign(nil, digest[:], crypto.SHA256)
	default:
		return nil, errors.New("private key: none given")
	}
}
