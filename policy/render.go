package policy

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Render writes a policy as YAML that [Parse] reads back as an equal one (but for its places). A
// comment after each rule, waiver, scenario and setting says where it was written.
func Render(p Policy) string {
	w := &writer{places: true}
	w.policy(p)
	return w.String()
}

// Digest is the sha256, in lower-case hex, of the policy without its places: comments, layout and
// the order of keys in the file do not matter. Ask for it on the [Effective] policy.
func (p Policy) Digest() string {
	w := &writer{}
	w.policy(p)
	sum := sha256.Sum256([]byte(w.String()))
	return hex.EncodeToString(sum[:])
}

// writer writes block YAML; the values of single rules are in flow style.
type writer struct {
	strings.Builder
	places bool
}

func (w *writer) line(indent int, text string, place Place) {
	w.WriteString(strings.Repeat("  ", indent) + text)
	if w.places && place.Line > 0 {
		fmt.Fprintf(w, " # %s:%d", place.Source, place.Line)
	}
	w.WriteByte('\n')
}

func (w *writer) policy(p Policy) {
	w.line(0, "version: 1", Place{})
	w.line(0, fmt.Sprintf("defaults: %t", p.Defaults), Place{})
	if len(p.Rules) > 0 {
		w.line(0, "rules:", Place{})
	}
	for _, rule := range p.Rules {
		w.rule(rule)
	}
	if len(p.Waivers) > 0 {
		w.line(0, "waivers:", Place{})
	}
	for _, waiver := range p.Waivers {
		w.waiver(waiver)
	}
	w.settings("margins", marginLines(p.Margins), p)
	w.settings("limits", limitLines(p.Limits), p)
	w.settings("trust", trustLines(p.Trust), p)
	w.settings("scope", present(
		keyLine{"include", yamlList(p.Scope.Include)},
		keyLine{"module_files", yamlList(p.Scope.ModuleFiles)}), p)
	w.scenarios(p.Scenarios)
}

func (w *writer) rule(rule Rule) {
	w.line(1, "- name: "+yamlText(rule.Name), rule.Place)
	if match := matchLines(rule.Match); len(match) > 0 {
		w.line(2, "match: "+yamlFlow(match), Place{})
	}
	w.line(2, "require: "+yamlFlow(requireLines(rule.Require)), Place{})
	w.line(2, "reason: "+yamlText(rule.Reason), Place{})
}

func (w *writer) waiver(waiver Waiver) {
	w.line(1, "- module: "+yamlText(waiver.Module), waiver.Place)
	w.line(2, "to: "+yamlText(waiver.To), Place{})
	w.line(2, "obligations: "+yamlList(waiver.Obligations), Place{})
	w.line(2, "owner: "+yamlText(waiver.Owner), Place{})
	w.line(2, "reason: "+yamlText(waiver.Reason), Place{})
	w.line(2, "expires: "+waiver.Expires.Format(time.DateOnly), Place{})
}

// keyLine is one "key: value"; present drops those without a value.
type keyLine struct{ key, value string }

func present(lines ...keyLine) []keyLine {
	return slices.DeleteFunc(lines, func(l keyLine) bool { return l.value == "" })
}

func matchLines(m Match) []keyLine {
	radius, indirect := "", ""
	if m.MinRadius != RadiusUnknown {
		radius = m.MinRadius.String()
	}
	if m.DirectOnly {
		indirect = "false"
	}
	return present(
		keyLine{"class", yamlList(strs(m.Classes))},
		keyLine{"kind", yamlList(strs(m.Kinds))},
		keyLine{"module", yamlList(m.Modules)},
		keyLine{"min_radius", radius},
		keyLine{"indirect", indirect})
}

func requireLines(q Require) []keyLine {
	var soak, exercised, age string
	if q.Soak != "" {
		soak = "{ profile: " + string(q.Soak) + " }"
	}
	if q.Exercised != nil {
		when := ""
		if q.Exercised.WhenMeasured {
			when = "measured"
		}
		exercised = yamlFlow(present(keyLine{"min_ratio", plainNumber(q.Exercised.MinRatio)}, keyLine{"when", when}))
	}
	if q.Age > 0 {
		age = yamlDuration(q.Age)
	}
	return present(
		keyLine{"soak", soak},
		keyLine{"baseline", yamlTrue(q.Baseline)},
		keyLine{"exercised", exercised},
		keyLine{"age", age},
		keyLine{"approval", yamlList(q.Approval)},
		keyLine{"split", yamlTrue(q.Split)})
}

func marginLines(m Margins) []keyLine {
	lines := present(keyLine{"profile", m.Profile})
	for _, margin := range m.PerMetric {
		lines = append(lines, keyLine{margin.Metric, plainNumber(margin.Ratio)})
	}
	return lines
}

func limitLines(limits []Limit) []keyLine {
	var lines []keyLine
	for _, limit := range limits {
		lines = append(lines, keyLine{limit.Metric, plainNumber(limit.Value)})
	}
	return lines
}

func trustLines(t Trust) []keyLine {
	age := ""
	if t.MaxAge > 0 {
		age = yamlDuration(t.MaxAge)
	}
	return present(keyLine{"keys", yamlList(t.Keys)}, keyLine{"workflows", yamlList(t.Workflows)}, keyLine{"max_age", age})
}

// settings writes one section with the place of each of its lines.
func (w *writer) settings(section string, lines []keyLine, p Policy) {
	if len(lines) == 0 {
		return
	}
	w.line(0, section+":", Place{})
	for _, l := range lines {
		var place Place
		at, found := slices.BinarySearchFunc(p.Places, section+"."+l.key, func(known KeyPlace, key string) int {
			return cmp.Compare(known.Key, key)
		})
		if found {
			place = p.Places[at].Place
		}
		w.line(1, l.key+": "+l.value, place)
	}
}

func (w *writer) scenarios(all []Scenario) {
	if len(all) == 0 {
		return
	}
	indent := 1
	if len(all) == 1 && all[0].Name == defaultScenario {
		w.line(0, "soak:", all[0].Place)
	} else {
		w.line(0, "soak:", Place{})
		w.line(1, "scenarios:", Place{})
		indent = 3
	}
	for _, scenario := range all {
		if indent == 3 {
			w.line(2, yamlText(scenario.Name)+":", scenario.Place)
		}
		decoder := json.NewDecoder(bytes.NewReader(scenario.YAML))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			panic("policy: a scenario that Parse did not write: " + err.Error())
		}
		w.value(indent, "", value)
	}
}

// value writes one value of a scenario below its key; prefix is the key, or the dash of a list item.
func (w *writer) value(indent int, prefix string, value any) {
	switch value := value.(type) {
	case map[string]any:
		if len(value) == 0 {
			w.line(indent, prefix+"{}", Place{})
			return
		}
		if prefix != "" {
			w.line(indent, strings.TrimSuffix(prefix, " "), Place{})
			indent++
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			w.value(indent, yamlText(key)+": ", value[key])
		}
	case []any:
		w.items(indent, prefix, value)
	case string:
		w.line(indent, prefix+yamlText(value), Place{})
	default:
		w.line(indent, prefix+fmt.Sprint(value), Place{})
	}
}

// items writes a list: one of texts on one line, one of mappings with each on lines of its own.
func (w *writer) items(indent int, prefix string, list []any) {
	var texts []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	if len(texts) == len(list) {
		w.line(indent, prefix+cmp.Or(yamlList(texts), "[]"), Place{})
		return
	}
	w.line(indent, strings.TrimSuffix(prefix, " "), Place{})
	for _, item := range list {
		below := &writer{}
		below.value(indent+2, "", item)
		dash := strings.Repeat("  ", indent+1) + "- "
		w.WriteString(dash + below.String()[len(dash):])
	}
}
