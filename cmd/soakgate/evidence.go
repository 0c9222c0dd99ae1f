package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/soakgate/soakgate/gate"
	"github.com/soakgate/soakgate/gate/evidence"
	"github.com/soakgate/soakgate/gate/report"
)

func newEvidence(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "evidence",
		Short: "Make keys; sign, verify and show statements",
		Long: `evidence works on statements: in-toto Statements v1 about a soak, plain or in a DSSE envelope. Keys that the policy at
base names under trust.keys are the ones whose statements count.`,
		Example: `  soakgate evidence keygen --key soak.key
  soakgate evidence sign --key soak.key statement.json --output .soakgate/evidence/statement.json
  soakgate evidence verify --public ed25519:… .soakgate/evidence/statement.json
  soakgate evidence show .soakgate/evidence/statement.json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newKeygen(w), newSign(w), newVerify(w), newShow(w))
	return c
}

func newKeygen(w *world) *cobra.Command {
	var algorithm, key string
	c := &cobra.Command{
		Use:   "keygen",
		Short: "Write a new private key to a file, and print its public key for trust.keys",
		Example: `  soakgate evidence keygen --key soak.key
  soakgate evidence keygen --key soak.key --algorithm ecdsa-p256`,
		Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if algorithm != string(evidence.Ed25519) && algorithm != string(evidence.ECDSAP256) {
				return usage(fmt.Sprintf("--algorithm %q: expected ed25519 or ecdsa-p256", algorithm), "--algorithm ed25519")
			}
			if _, err := os.Lstat(key); err == nil {
				return usage(key+" exists; a key is never overwritten", "name another file with --key")
			}
			private, err := evidence.GenerateKey(evidence.Algorithm(algorithm), rand.Reader)
			if err != nil {
				return fmt.Errorf("generating a key: %w", err)
			}
			if err := writeFile(key, 0o600, func(dst io.Writer) error { _, err := dst.Write(private.PEM()); return err }); err != nil {
				return err
			}
			return w.write(outputFlags{}, func(dst io.Writer) error { _, err := fmt.Fprintln(dst, private.Public.String()); return err })
		},
	}
	c.Flags().StringVar(&algorithm, "algorithm", string(evidence.Ed25519), "ed25519 or ecdsa-p256")
	c.Flags().StringVar(&key, "key", "soakgate.key", "file to write the private key to (mode 0600)")
	complete(c, "algorithm", []string{string(evidence.Ed25519), string(evidence.ECDSAP256)})
	return c
}

func newSign(w *world) *cobra.Command {
	var key string
	var out outputFlags
	c := &cobra.Command{
		Use:     "sign FILE",
		Short:   "Put a statement into a signed DSSE envelope",
		Example: "  soakgate evidence sign --key soak.key statement.json --output signed.json",
		Args:    exactly(1, "one statement file"),
		RunE: func(_ *cobra.Command, args []string) error {
			pem, err := readSmall(key, 64<<10)
			if err != nil {
				return usage("--key: "+err.Error(), "soakgate evidence keygen --key "+key)
			}
			private, err := evidence.ParsePrivateKey(pem)
			if err != nil {
				return usage("--key "+key+": "+err.Error(), "soakgate evidence keygen makes a key in the right form")
			}
			statement, err := readStatement(args[0])
			if err != nil {
				return err
			}
			envelope, err := evidence.Sign(statement, private)
			if err != nil {
				return usage(args[0]+": "+err.Error(), "only a statement can be signed: soakgate evidence show "+args[0])
			}
			return w.write(out, func(dst io.Writer) error { _, err := dst.Write(envelope); return err })
		},
	}
	c.Flags().StringVar(&key, "key", "soakgate.key", "private key file")
	c.Flags().StringVarP(&out.output, "output", "o", "", "write to this file instead of stdout (whole or not at all)")
	return c
}

func readStatement(name string) ([]byte, error) {
	data, err := readSmall(name, evidence.MaxBytes)
	if err != nil {
		return nil, usage(err.Error(), "name a statement file")
	}
	return data, nil
}

func newVerify(w *world) *cobra.Command {
	var public []string
	c := &cobra.Command{
		Use:   "verify FILE...",
		Short: "Check the signatures of statements against public keys",
		Long:  "verify exits 0 when every file is an envelope that one of the keys signed, 1 when one is not.",
		Example: `  soakgate evidence verify --public ed25519:… signed.json
  soakgate evidence verify --public ed25519:… --public ecdsa-p256:… .soakgate/evidence/*.json`,
		Args: atLeastOne("one or more files"),
		RunE: func(_ *cobra.Command, args []string) error {
			var keys []evidence.PublicKey
			for _, text := range public {
				k, err := evidence.ParsePublicKey(text)
				if err != nil {
					return usage("--public: "+err.Error(), "soakgate evidence keygen prints keys in the right form")
				}
				keys = append(keys, k)
			}
			if len(keys) == 0 {
				return usage("no key to check against", "--public ed25519:…")
			}
			return w.verifyAll(args, keys)
		},
	}
	c.Flags().StringArrayVar(&public, "public", nil, "public key, as keygen prints it (repeatable)")
	return c
}

func (w *world) verifyAll(names []string, keys []evidence.PublicKey) error {
	bad := false
	err := w.write(outputFlags{}, func(dst io.Writer) error {
		for _, name := range names {
			data, err := readStatement(name)
			if err != nil {
				return err
			}
			p := evidence.Present(name, data, keys)
			line := "signed by " + p.Signer
			if p.Refused != "" {
				bad, line = true, "refused: "+p.Refused
			}
			if _, err := fmt.Fprintf(dst, "%s: %s\n", report.Safe(name), report.Safe(line)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && bad {
		return failure{code: gate.ExitBlocked}
	}
	return err
}

func newShow(w *world) *cobra.Command {
	return &cobra.Command{
		Use:     "show FILE",
		Short:   "Show what a statement says, with everything in it quoted",
		Example: "  soakgate evidence show .soakgate/evidence/statement.json",
		Args:    exactly(1, "one statement file"),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := readStatement(args[0])
			if err != nil {
				return err
			}
			document, err := evidence.Parse(args[0], data)
			if err != nil {
				return failure{code: gate.ExitBlocked, message: "not a statement that counts\n" + err.Error()}
			}
			return w.write(outputFlags{}, func(dst io.Writer) error {
				for _, line := range evidence.Describe(document) {
					if _, err := fmt.Fprintln(dst, report.Safe(line)); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}
