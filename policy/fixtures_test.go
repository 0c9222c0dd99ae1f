package policy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/soakgate/soakgate/diffing"
	"github.com/soakgate/soakgate/policy"
)

var update = flag.Bool("update", false, "rewrite the want lines of testdata/bad")

// fixture is one policy file of testdata. A file in bad ends in lines "# want: LINE:COLUMN: MESSAGE",
// all problems in order, and says "# schema-cannot: REASON" where only Parse can refuse it.
type fixture struct {
	name string
	path string
	data []byte
	good bool
}

func fixtures(t *testing.T) []fixture {
	t.Helper()
	var all []fixture
	for _, folder := range []string{"good", "bad"} {
		paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, fixture{folder + "/" + filepath.Base(path), path, data, folder == "good"})
		}
	}
	if len(all) < 200 {
		t.Fatalf("found %d fixtures; some are lost", len(all))
	}
	return all
}

func TestFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			_, err := policy.Parse(f.name, f.data)
			if f.good {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var problems policy.ErrorList
			if !errors.As(err, &problems) {
				t.Fatalf("accepted; err = %v", err)
			}
			body, want, _ := bytes.Cut(f.data, []byte("# want: "))
			got := ""
			for _, p := range problems {
				got += fmt.Sprintf("# want: %d:%d: %s\n", p.Line, p.Column, p.Message)
				if p.Hint == "" || p.File != f.name {
					t.Errorf("no hint or no file: %+v", p)
				}
			}
			if *update {
				if err := os.WriteFile(f.path, append(body, got...), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff("# want: "+string(want), got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSchemaAgreesWithParse(t *testing.T) {
	schema := compiledSchema(t)
	cannot := 0
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			refusal := validate(schema, f.data)
			_, reason, exempt := bytes.Cut(f.data, []byte("# schema-cannot: "))
			switch {
			case f.good && refusal != nil:
				t.Errorf("the schema refuses what Parse accepts: %v", refusal)
			case !f.good && !exempt && refusal == nil:
				t.Error("the schema accepts what Parse refuses")
			case exempt && refusal != nil:
				t.Errorf("marked schema-cannot (%.60s), and the schema refuses it: %v", reason, refusal)
			case exempt:
				cannot++
			}
		})
	}
	if cannot > 25 {
		t.Errorf("%d fixtures are beyond the schema; keep them few", cannot)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(policy.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("policy.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate does what an editor does: YAML to JSON values, then the schema.
func validate(schema *jsonschema.Schema, data []byte) error {
	var value any
	if err := yaml.UnmarshalWithOptions(data, &value, yaml.AllowDuplicateMapKey()); err != nil {
		return fmt.Errorf("not YAML: %w", err)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return schema.Validate(instance)
}

// TestSchemaWords holds the words of the schema to those of the code.
func TestSchemaWords(t *testing.T) {
	var schema struct {
		Definitions map[string]struct{ Enum []string }
	}
	if err := json.Unmarshal(policy.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for definition, want := range map[string]string{"class": fmt.Sprint(policy.Classes()), "kind": fmt.Sprint(diffing.Kinds())} {
		if diff := cmp.Diff(want, fmt.Sprint(schema.Definitions[definition].Enum)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", definition, diff)
		}
	}
}

// TestSchemaDescribesEverything: an editor shows the description of what is typed.
func TestSchemaDescribesEverything(t *testing.T) {
	var schema any
	if err := json.Unmarshal(policy.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	definitions := schema.(map[string]any)["definitions"].(map[string]any)
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				walk(path, item)
			}
		case map[string]any:
			if properties, ok := value["properties"].(map[string]any); ok && !strings.HasSuffix(path, "/if") {
				for name, property := range properties {
					described := property.(map[string]any)
					if ref, ok := described["$ref"].(string); ok {
						described = definitions[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
					}
					if described["description"] == nil {
						t.Errorf("%s: property %q has no description", path, name)
					}
				}
			}
			for key, below := range value {
				walk(path+"/"+key, below)
			}
		}
	}
	walk("", schema)
}
