package evidence_test

import (
	"fmt"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/gate/evidence"
)

// A subject names what changes, not a commit: a rebase keeps it, another version does not.
func ExampleSubjectOf() {
	whole, modules := evidence.SubjectOf([]diffing.Change{
		{ModuleFile: "go.mod", Kind: diffing.KindUpgraded, Path: "example.com/apm", From: "v1.0.0", To: "v1.1.0"},
	})
	fmt.Println(whole == modules[0].SHA256, modules[0].Name)
	fmt.Println(whole)
	// Output:
	// true go.mod
	// fa6c7576f87331234d398b97407b1711522a9de2c6089be661e9c403b2622d67
}

// Everything wrong with a file comes at once, each with its place.
func ExampleParse() {
	_, err := evidence.Parse("soak.json", []byte(`{
  "_type": "https://in-toto.io/Statement/v1",
  "subject": [],
  "Subject": [],
  "predicateType": 1
}`))
	fmt.Println(err)
	// Output:
	// soak.json:4:3: key "Subject" differs only in case from "subject"
	// soak.json:5:20: expected "predicateType" as a string
	// soak.json:1:1: the document needs the key "predicate"
}
