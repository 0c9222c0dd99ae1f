package evidence

import (
	"bytes"
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
	"io"
	"math/big"
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

// The DER that is put together by hand must be what crypto/x509 reads and writes.
func TestKeysAgreeWithX509(t *testing.T) {
	for _, algorithm := range []Algorithm{Ed25519, ECDSAP256} {
		t.Run(string(algorithm), func(t *testing.T) {
			key := testKey(t, algorithm, 3)
			block, _ := pem.Decode(key.PEM())
			theirs, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			der, err := x509.MarshalPKCS8PrivateKey(theirs)
			if diff := cmp.Diff(block.Bytes, der); err != nil || diff != "" {
				t.Errorf("private key: %v (-ours +theirs):\n%s", err, diff)
			}
			var public []byte
			switch k := theirs.(type) {
			case ed25519.PrivateKey:
				public = k.Public().(ed25519.PublicKey)
			case *ecdsa.PrivateKey:
				public, err = x509.MarshalPKIXPublicKey(&k.PublicKey)
			}
			if diff := cmp.Diff([]byte(key.Public.Data), public); err != nil || diff != "" {
				t.Errorf("public key: %v (-ours +theirs):\n%s", err, diff)
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
	zeros := io.LimitReader(zeroReader{}, 1<<20)
	if _, err := GenerateKey(ECDSAP256, zeros); err == nil || !strings.Contains(err.Error(), "no usable number") {
		t.Errorf("error %v, want zero refused as a scalar", err)
	}
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestParsePublicKeyRefuses(t *testing.T) {
	ed, ec := testKey(t, Ed25519, 1).Public, testKey(t, ECDSAP256, 1).Public
	b64 := base64.StdEncoding.EncodeToString
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
		{"raw point", "ecdsa-p256:" + b64([]byte(ec.Data[len(p256Public):])), "uncompressed P-256 key as PKIX", "one form, one id"},
		{"other curve", "ecdsa-p256:" + b64(otherCurve), "uncompressed P-256 key as PKIX", "another algorithm"},
		{"not on the curve", "ecdsa-p256:" + b64(offCurve), "point of the key", "leaks secrets of whoever computes with it"},
		{"algorithms swapped", "ecdsa-p256:" + b64([]byte(ed.Data)), "uncompressed P-256 key as PKIX", "another algorithm"},
		{"private key", string(testKey(t, Ed25519, 1).PEM()), "public key", "pasted the wrong file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key, err := ParsePublicKey(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) || key != (PublicKey{}) {
				t.Errorf("ParsePublicKey = %v, %v, want an error with %q: %s", key, err, tt.want, tt.reason)
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
	wrongHalf := bytes.Clone(block.Bytes)
	copy(wrongHalf[len(wrongHalf)-p256PointLen:], testKey(t, ECDSAP256, 2).Public.Data[len(p256Public):])
	order := bytes.Clone(block.Bytes)
	new(big.Int).Set(elliptic.P256().Params().N).FillBytes(order[len(p256Private) : len(p256Private)+secretBytes])
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaDER, err := x509.MarshalPKCS8PrivateKey(rsaKey)
	if err != nil {
		t.Fatal(err)
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
		{"RSA", file(pemType, rsaDER), notOurs, "another algorithm"},
		{"cut off", file(pemType, block.Bytes[:len(block.Bytes)-1]), notOurs, "incomplete"},
		{"cut off in the secret", file(pemType, block.Bytes[:len(p256Private)+3]), notOurs, "incomplete"},
		{"something after the key", file(pemType, append(bytes.Clone(block.Bytes), 0)), notOurs, "every byte is accounted for"},
		{"public half of another key", file(pemType, wrongHalf), notOurs, "would sign as somebody else"},
		{"scalar out of range", file(pemType, order), notOurs, "no key"},
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
