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
	// 7e5ec6a3ce13695e690b12e21dd38339129ab9f9719c1b710b6879d4eb4db3cc
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
