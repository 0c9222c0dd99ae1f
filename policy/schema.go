package policy

import (
	_ "embed" // for the schema and the starter
	"slices"
)

//go:embed schema.json
var schemaJSON []byte

//go:embed starter.soakgate.yaml
var starterYAML []byte

// SchemaPath is where a starter expects the schema to be, from the repository root.
const SchemaPath = ".soakgate/schema.json"

// Schema returns the JSON Schema (draft-07, which editors' YAML language server reads) of a policy
// file. It accepts what [Parse] accepts, except for what a schema cannot say: keys and names used
// twice, anchors, dates that do not exist.
func Schema() []byte { return slices.Clone(schemaJSON) }

// Starter returns a commented policy file to begin with. It changes nothing yet: all that it adds to
// the built-in rules is commented out.
func Starter() []byte { return slices.Clone(starterYAML) }
