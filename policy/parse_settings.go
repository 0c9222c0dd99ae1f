package policy

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// marginProfiles are the words of "margins: { profile: … }"; strict halves and lenient doubles the
// margins of default.
var marginProfiles = []string{"strict", "default", "lenient"}

func (r *reader) margins(n *node) Margins {
	var m Margins
	r.named(n, "margins", checkMetric, func(name string, v *node) {
		if name == "profile" {
			r.note("margins.profile", v)
			m.Profile = r.choice(v, "profile", marginProfiles)
			return
		}
		r.note("margins."+name, v)
		m.PerMetric = append(m.PerMetric, Margin{Metric: name, Ratio: r.ratio(v, "margin of "+name)})
	})
	slices.SortFunc(m.PerMetric, func(a, b Margin) int { return cmp.Compare(a.Metric, b.Metric) })
	return m
}

// ratio reads "5%" or 0.05.
func (r *reader) ratio(n *node, what string) float64 {
	if n.shape != shapeText {
		return r.number(n, what, 1)
	}
	text := r.text(n, what, checkPercent)
	percent, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil {
		return 0 // refused above
	}
	return percent / 100
}

// maxLimit is the largest capacity: a little over a pebibyte.
const maxLimit = 1 << 50

func (r *reader) limits(n *node) []Limit {
	var limits []Limit
	r.named(n, "limits", checkComponentMetric, func(name string, v *node) {
		r.note("limits."+name, v)
		limits = append(limits, Limit{Metric: name, Value: r.capacity(v, "limit of "+name)})
	})
	slices.SortFunc(limits, func(a, b Limit) int { return cmp.Compare(a.Metric, b.Metric) })
	return limits
}

// capacity reads "2GiB" or a plain number in the metric's own unit.
func (r *reader) capacity(n *node, what string) float64 {
	if n.shape != shapeText {
		return r.number(n, what, maxLimit)
	}
	text := r.text(n, what, checkSize)
	if text == "" {
		return 0
	}
	number, unit := splitSize(text)
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		panic("policy: checkSize accepted " + text)
	}
	return value * sizeUnits[unit]
}

func (r *reader) trust(n *node) Trust {
	var t Trust
	r.fields(n, "trust", keys{
		"keys": func(v *node) {
			r.note("trust.keys", v)
			t.Keys = r.texts(v, "keys", 0, checkKey)
		},
		"workflows": func(v *node) {
			r.note("trust.workflows", v)
			t.Workflows = r.texts(v, "workflows", 0, checkWorkflow)
		},
		"max_age": func(v *node) {
			r.note("trust.max_age", v)
			t.MaxAge = r.duration(v, "max_age")
		},
	})
	return t
}

func (r *reader) scope(n *node) Scope {
	var s Scope
	r.fields(n, "scope", keys{
		"include": func(v *node) {
			r.note("scope.include", v)
			s.Include = r.texts(v, "include", 0, checkFolderPattern)
		},
		"module_files": func(v *node) {
			r.note("scope.module_files", v)
			s.ModuleFiles = r.texts(v, "module_files", 0, checkModuleFile)
		},
	})
	return s
}
