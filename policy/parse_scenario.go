package policy

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// defaultScenario is the name of the one scenario that stands under "soak:" directly.
const defaultScenario = "default"

// soak reads one scenario, or "scenarios: { NAME: … }", which may also stand at the top of the file.
func (r *reader) soak(n *node) []Scenario {
	if !slices.ContainsFunc(n.fields, func(f field) bool { return f.key.text == "scenarios" }) {
		return []Scenario{r.scenario(defaultScenario, n)}
	}
	var all []Scenario
	r.fields(n, "soak with several scenarios", keys{"scenarios": func(v *node) { all = r.scenarios(v) }})
	return all
}

func (r *reader) scenarios(n *node) []Scenario {
	var all []Scenario
	r.named(n, "scenarios", checkName, func(name string, v *node) {
		all = append(all, r.scenario(name, v))
	})
	if n.shape == shapeMap && len(n.fields) == 0 {
		r.refuse(n, "add one as NAME: …", "scenarios: none")
	}
	slices.SortFunc(all, func(a, b Scenario) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// scenario checks the keys of one scenario and keeps it in its canonical form.
func (r *reader) scenario(name string, n *node) Scenario {
	s := Scenario{Name: name, Place: r.place(n)}
	components := []string{"service"}
	var load, sample *node
	prebuilt := true
	r.fields(n, "a scenario", keys{
		"service":    func(v *node) { prebuilt = r.service(v) },
		"downstream": func(v *node) { components = append(components, r.downstreams(v)...) },
		"load":       func(v *node) { load = v; r.load(v) },
		"sample":     func(v *node) { sample = v },
	}, "service")
	if sample != nil {
		r.samples(sample, components)
	}
	if prebuilt && load == nil && n.shape == shapeMap {
		r.refuse(n, "add load: { rate: 50, requests: [ { path: / } ] }", "a scenario without \"load\"")
	}
	if len(r.problems) == 0 {
		s.YAML = canonical(n.value())
		sum := sha256.Sum256(s.YAML)
		s.Digest = hex.EncodeToString(sum[:])
	}
	return s
}

// service reads what is soaked and reports whether it waits for requests; benchmarks do not.
func (r *reader) service(n *node) bool {
	given := r.exactlyOne(n, "service", "package", "command", "tests")
	r.fields(n, "service", keys{
		"package": func(v *node) { r.text(v, "package", checkArgument) },
		"command": func(v *node) { r.command(v, "command") },
		"tests":   func(v *node) { r.text(v, "tests", checkArgument) },
		"bench": func(v *node) {
			r.text(v, "bench", checkArgument)
			if given != "tests" {
				r.refuse(v, `name the packages: tests: ./...`, "bench without tests")
			}
		},
		"args":  func(v *node) { r.arguments(v, "args") },
		"env":   func(v *node) { r.named(v, "env", checkVariable, func(_ string, w *node) { r.text(w, "env", anyText) }) },
		"ready": func(v *node) { r.ready(v) },
	})
	return given != "tests"
}

func (r *reader) ready(n *node) {
	r.exactlyOne(n, "ready", "http", "tcp")
	r.fields(n, "ready", keys{
		"http": func(v *node) { r.text(v, "http", checkRequestPath) },
		"tcp":  func(v *node) { r.affirm(v, "tcp") },
	})
}

// downstreams reads what the service talks to and returns the names in file order.
func (r *reader) downstreams(n *node) []string {
	var names []string
	r.named(n, "downstream", checkComponent, func(name string, v *node) {
		names = append(names, name)
		r.fields(v, "downstream "+name, keys{
			"run":    func(w *node) { r.command(w, "run") },
			"ready":  func(w *node) { r.ready(w) },
			"sample": func(w *node) { r.choice(w, "sample", []string{"redis"}) },
		}, "run")
	})
	return names
}

func (r *reader) load(n *node) {
	given := r.exactlyOne(n, "load", "requests", "command")
	required := []string{}
	if given == "requests" {
		required = append(required, "rate")
	}
	r.fields(n, "load", keys{
		"rate":     func(v *node) { r.number(v, "rate", 1e6) },
		"requests": func(v *node) { r.list(v, "requests", 1, r.request) },
		"command":  func(v *node) { r.command(v, "command") },
	}, required...)
}

func (r *reader) request(n *node) {
	r.fields(n, "a request", keys{
		"method": func(v *node) { r.text(v, "method", checkMethod) },
		"path":   func(v *node) { r.text(v, "path", checkRequestPath) },
		"weight": func(v *node) { r.number(v, "weight", 1e6) },
		"body":   func(v *node) { r.text(v, "body", anyText) },
		"header": func(v *node) {
			r.named(v, "header", checkHeader, func(_ string, w *node) { r.text(w, "header", checkLine) })
		},
	}, "path")
}

// samples reads what is measured beside the process itself.
func (r *reader) samples(n *node, components []string) {
	seen := map[string]bool{}
	r.list(n, "sample", 0, func(item *node) {
		r.exactlyOne(item, "a sample", "redis", "json")
		var name, component string
		r.fields(item, "a sample", keys{
			"name":      func(v *node) { name = r.text(v, "name", checkComponent) },
			"component": func(v *node) { component = r.choice(v, "component", components) },
			"kind":      func(v *node) { r.choice(v, "kind", []string{"gauge", "counter", "hard_zero"}) },
			"redis":     func(v *node) { r.text(v, "redis", checkLine) },
			"json": func(v *node) {
				r.fields(v, "json", keys{
					"url":  func(w *node) { r.text(w, "url", checkURL) },
					"path": func(w *node) { r.text(w, "path", checkLine) },
				}, "url", "path")
			},
		}, "name", "component", "kind")
		if key := component + "." + name; name != "" && component != "" {
			if seen[key] {
				r.refuse(item, "choose another name", "sample %q again", key)
			}
			seen[key] = true
		}
	})
}

// exactlyOne refuses a mapping that has none or several of the alternatives, and returns the one.
func (r *reader) exactlyOne(n *node, what string, alternatives ...string) string {
	if n.shape != shapeMap {
		return "" // refused by whoever reads the fields
	}
	var given []string
	for _, f := range n.fields {
		if slices.Contains(alternatives, f.key.text) && !slices.Contains(given, f.key.text) {
			given = append(given, f.key.text)
		}
	}
	if len(given) != 1 {
		found := cmp.Or(strings.Join(given, " and "), "none")
		r.refuse(n, "keep one", "%s: expected exactly one of %s; found %s", what, strings.Join(alternatives, ", "), found)
		return ""
	}
	return given[0]
}

// command reads a program and its arguments; arguments reads arguments alone.
func (r *reader) command(n *node, what string) {
	r.list(n, what, 1, func(item *node) { r.text(item, what, anyText) })
	if n.shape == shapeList && len(n.items) > 0 && n.items[0].shape == shapeText {
		r.text(n.items[0], what, checkArgument)
	}
}

func (r *reader) arguments(n *node, what string) {
	r.list(n, what, 0, func(item *node) { r.text(item, what, anyText) })
}

func anyText(string) (string, string) { return "", "" }

// checkArgument refuses what a command would read as an option.
func checkArgument(text string) (string, string) {
	if text == "" || strings.HasPrefix(text, "-") {
		return fmt.Sprintf("%q is empty or begins with a dash", text), "write a path or pattern such as ./cmd/api"
	}
	return checkLine(text)
}

// checkLine accepts text of one line.
func checkLine(text string) (string, string) {
	if text == "" || strings.ContainsFunc(text, func(char rune) bool { return char < ' ' || char == 0x7f }) {
		return fmt.Sprintf("%q is not one line of text", text), "write it on one line"
	}
	return "", ""
}

func checkRequestPath(text string) (string, string) {
	if !strings.HasPrefix(text, "/") {
		return fmt.Sprintf("%q is not a path", text), "begin with a slash, such as /healthz"
	}
	return checkLine(text)
}

func checkURL(text string) (string, string) {
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return fmt.Sprintf("%q is not a URL", text), "begin with http:// or https://"
	}
	return checkLine(text)
}

func checkVariable(text string) (string, string) {
	if !plain(text, "_") || text[0] >= '0' && text[0] <= '9' {
		return fmt.Sprintf("%q is not the name of a variable", text), "use letters, digits and underscores"
	}
	return "", ""
}

func checkHeader(text string) (string, string) {
	if !plain(text, "-") {
		return fmt.Sprintf("%q is not the name of a header", text), "use letters, digits and dashes"
	}
	return "", ""
}

func checkMethod(text string) (string, string) {
	if !plain(text, "") || strings.ToUpper(text) != text || strings.ContainsAny(text, "0123456789") {
		return fmt.Sprintf("%q is not a method", text), "write it in capitals, such as GET"
	}
	return "", ""
}

// checkComponent accepts names that a text template can use: {{ .Downstream.redis.Addr }}.
func checkComponent(text string) (string, string) {
	if !identifier(text) || text == "service" {
		return fmt.Sprintf("%q is not a name here", text), `use lower-case letters, digits and underscores, beginning with a letter; "service" is the service itself`
	}
	return "", ""
}

// canonical writes a value as JSON on one line with sorted keys.
func canonical(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic("policy: a scenario holds only text, numbers, flags, lists and mappings: " + err.Error())
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// value is the plain value of a node that was found right: text, float64, bool, list or mapping.
func (n *node) value() any {
	switch n.shape {
	case shapeNumber:
		number, err := strconv.ParseFloat(n.text, 64)
		if err != nil {
			panic("policy: a number that was not refused: " + n.text)
		}
		return number
	case shapeFlag:
		return strings.EqualFold(n.text, "true")
	case shapeList:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = item.value()
		}
		return list
	case shapeMap:
		mapping := map[string]any{}
		for _, f := range n.fields {
			mapping[f.key.text] = f.value.value()
		}
		return mapping
	default:
		return n.text
	}
}
