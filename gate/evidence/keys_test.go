package evidence

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

var comparePrivate = cmp.Comparer(func(a, b PrivateKey) bool { return a == b })

func TestKeysRoundTrip(t *testing.T) {
	for _, algorithm := range []Algorithm{Ed25519, ECDSAP256} {
		t.Run(string(algorithm), func(t *testing.T) {
			key, err := GenerateKey(algorithm, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			private, err := ParsePrivateKey(key.PEM())
			if diff := cmp.Diff(key, private, comparePrivate); err != nil || diff != "" {
				t.Errorf("private key: %v (-want +got):\n%s", err, diff)
			}
			public, err := ParsePublicKey(key.Public.String())
			if diff := cmp.Diff(key.Public, public); err != nil || diff != "" {
				t.Errorf("public key: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestPrivateKeyNeverPrints(t *testing.T) {
	key := testKey(t, Ed25519, 0x5a)
	want := "private key " + key.Public.ID()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		if diff := cmp.Diff(want, fmt.Sprintf(verb, key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", verb, diff)
		}
	}
}

func TestGenerateKeyFailures(t *testing.T) {
	broken := errors.New("no entropy")
	if _, err := GenerateKey(Ed25519, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error %v, want the reader's own", err)
	}
	if _, err := GenerateKey("rsa", rand.Reader); err == nil || !strings.Contains(err.Error(), `unknown algorithm "rsa"`) {
		t.Errorf("error %v, want the unknown algorithm named", err)
	}
}

const pointBytes = 65 // of P-256, uncompressed

func TestParsePublicKeyRefuses(t *testing.T) {
	ed, ec := testKey(t, Ed25519, 1).Public, testKey(t, ECDSAP256, 1).Public
	b64 := base64.StdEncoding.EncodeToString
	point := len(ec.Data) - pointBytes
	edPKIX, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(ed.Data))
	if err != nil {
		t.Fatal(err)
	}
	// The short form of PKIX: the same algorithm, the sign of y, and x.
	compressed := "\x30\x39" + ec.Data[2:23] + "\x03\x22\x00" + string([]byte{2 + ec.Data[len(ec.Data)-1]&1}) + ec.Data[point+1:point+33]
	offCurve := []byte(ec.Data)
	offCurve[len(offCurve)-1] ^= 1
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	otherCurve, err := x509.MarshalPKIXPublicKey(&p384.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	const notPoint = "expected an uncompressed point of P-256 as PKIX"
	tests := []struct{ name, text, want, reason string }{
		{"empty", "", "unknown algorithm", "no key"},
		{"no algorithm", b64([]byte(ed.Data)), "unknown algorithm", "which algorithm is not guessed"},
		{"unknown algorithm", "rsa:" + b64([]byte(ed.Data)), "unknown algorithm", "not supported"},
		{"algorithm in capitals", "ED25519:" + b64([]byte(ed.Data)), "unknown algorithm", "one spelling"},
		{"short", "ed25519:" + b64([]byte(ed.Data[:31])), "31 bytes, expected 32", "cut off"},
		{"long", "ed25519:" + b64([]byte(ed.Data+"x")), "33 bytes, expected 32", "something follows"},
		{"not base64", "ed25519:" + strings.Repeat("*", 44), "expected standard base64", "a typo"},
		{"spaces", ed.String() + " ", "expected standard base64", "one spelling, one id"},
		{"newline in base64", strings.Replace(ed.String(), "=", "\n=", 1), "expected standard base64", "one spelling, one id"},
		{"raw point", "ecdsa-p256:" + b64([]byte(ec.Data[point:])), notPoint, "one form, one id"},
		{"compressed point", "ecdsa-p256:" + b64([]byte(compressed)), notPoint, "one form, one id"},
		{"length in the long form", "ecdsa-p256:" + b64([]byte("\x30\x81"+ec.Data[1:])), notPoint, "one form, one id"},
		{"one more element", "ecdsa-p256:" + b64([]byte("\x30\x5b"+ec.Data[2:]+"\x05\x00")), notPoint, "crypto/x509 reads it: one key would have many ids"},
		{"one more parameter", "ecdsa-p256:" + b64([]byte("\x30\x5b\x30\x15"+ec.Data[4:23]+"\x05\x00"+ec.Data[23:])), notPoint, "crypto/x509 reads it: one key would have many ids"},
		{"something after the key", "ecdsa-p256:" + b64([]byte(ec.Data+"x")), notPoint, "every byte is accounted for"},
		{"ed25519 as PKIX", "ecdsa-p256:" + b64(edPKIX), notPoint, "another algorithm"},
		{"other curve", "ecdsa-p256:" + b64(otherCurve), notPoint, "another algorithm"},
		{"not on the curve", "ecdsa-p256:" + b64(offCurve), notPoint, "leaks secrets of whoever computes with it"},
		{"algorithms swapped", "ecdsa-p256:" + b64([]byte(ed.Data)), notPoint, "another algorithm"},
		{"private key", string(testKey(t, Ed25519, 1).PEM()), "public key", "pasted the wrong file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key, err := ParsePublicKey(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) || key != (PublicKey{}) {
				t.Fatalf("ParsePublicKey = %v, %v, want an error with %q: %s", key, err, tt.want, tt.reason)
			}
			if len(tt.text) > 40 && strings.Contains(err.Error(), tt.text[:40]) {
				t.Errorf("%v shows what may be a secret", err)
			}
		})
	}
}

func TestParsePrivateKeyRefuses(t *testing.T) {
	good := testKey(t, ECDSAP256, 1).PEM()
	block, _ := pem.Decode(good)
	secret := bytes.Repeat([]byte{1}, 32)
	inSecret := bytes.Index(block.Bytes, secret) + 3
	other, _ := pem.Decode(testKey(t, ECDSAP256, 2).PEM())
	half := len(block.Bytes) - pointBytes
	wrongHalf := slices.Concat(block.Bytes[:half], other.Bytes[half:])
	// RFC 5915 has the public half as optional, and crypto/x509 reads such a key.
	noHalf := slices.Concat([]byte("\x30\x41\x02\x01\x00"), block.Bytes[6:27], []byte("\x04\x27\x30\x25\x02\x01\x01\x04\x20"), secret)
	if _, err := x509.ParsePKCS8PrivateKey(noHalf); err != nil {
		t.Fatalf("the key must be one that only strictness refuses: %v", err)
	}
	scalar := func(number []byte) []byte { return bytes.Replace(block.Bytes, secret, number, 1) }
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x25519, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	theirs := func(key any) []byte {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	file := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	const notPEM, notOurs = "expected one unencrypted PEM block", "expected an ed25519 or P-256 key"
	tests := []struct {
		name   string
		text   []byte
		want   string
		reason string
	}{
		{"empty", nil, notPEM, "no key"},
		{"public key text", []byte(testKey(t, Ed25519, 1).Public.String()), notPEM, "the other half"},
		{"certificate", file("CERTIFICATE", block.Bytes), notPEM, "another thing"},
		{"EC key of SEC 1", file("EC PRIVATE KEY", block.Bytes), notPEM, "another format"},
		{"two keys", append(bytes.Clone(good), good...), notPEM, "which one signs?"},
		{"encrypted header", pem.EncodeToMemory(&pem.Block{Type: pemType, Headers: map[string]string{"Proc-Type": "4,ENCRYPTED"}, Bytes: block.Bytes}), notPEM, "cannot be read"},
		{"RSA", file(pemType, theirs(rsaKey)), notOurs, "another algorithm"},
		{"P-384", file(pemType, theirs(p384)), notOurs, "another curve"},
		{"X25519", file(pemType, theirs(x25519)), notOurs, "does not sign"},
		{"cut off", file(pemType, block.Bytes[:len(block.Bytes)-1]), notOurs, "incomplete"},
		{"cut off in the secret", file(pemType, block.Bytes[:inSecret]), notOurs, "incomplete"},
		{"something after the key", file(pemType, append(bytes.Clone(block.Bytes), 0)), notOurs, "every byte is accounted for"},
		{"no public half", file(pemType, noHalf), notOurs, "one form; openssl writes it by default"},
		{"length in the long form", file(pemType, slices.Concat([]byte{0x30, 0x82, 0}, block.Bytes[2:])), notOurs, "one form"},
		{"public half of another key", file(pemType, wrongHalf), notOurs, "would sign as somebody else"},
		{"scalar out of range", file(pemType, scalar(elliptic.P256().Params().N.Bytes())), notOurs, "no key"},
		{"scalar of zero", file(pemType, scalar(make([]byte, 32))), notOurs, "no key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key, err := ParsePrivateKey(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) || key != (PrivateKey{}) {
				t.Errorf("ParsePrivateKey = %v, %v, want an error with %q: %s", key, err, tt.want, tt.reason)
			}
		})
	}
}
