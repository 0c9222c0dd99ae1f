package policy

import (
	"time"

	"github.com/soakgate/soakgate/diffing"
)

// Policy is a parsed policy file, or the join of one with the built-in rules.
type Policy struct {
	Version int
	// Defaults is false when the file switches the built-in rules off (defaults: false).
	Defaults bool
	Rules    []Rule   // in file order, built-in ones first
	Waivers  []Waiver // in file order
	Margins  Margins
	Limits   []Limit // sorted by Metric
	Trust    Trust
	Scope    Scope
	// Scenarios are the soak scenarios, sorted by Name; the one under "soak:" directly has the name
	// "default". Their meaning belongs to gate/soak; here they are kept as bytes with a digest, once
	// their keys have been checked.
	Scenarios []Scenario
	// Places says where each single setting was written, sorted by Key. Rules, waivers and scenarios
	// carry their own Place.
	Places []KeyPlace
}

// KeyPlace says where one setting was written. Key is its path in the file: "trust.max_age",
// "margins.profile", "limits.redis.used_memory_bytes".
type KeyPlace struct {
	Key   string
	Place Place
}

// Place says where a value of the effective policy was written.
type Place struct {
	Source string `json:"source"` // file name, or "built-in"
	Line   int    `json:"line"`
}

// Rule obliges changes that match it.
type Rule struct {
	Name    string
	Match   Match
	Require Require
	Reason  string
	Place   Place
}

// Match selects changes. An empty list or zero value does not restrict; all that is given must hold.
type Match struct {
	Classes []Class
	Kinds   []diffing.Kind // empty: every kind that changes what is built
	Modules []string       // patterns, see [MatchModule]
	// MinRadius keeps changes of at least this radius.
	MinRadius Radius
	// DirectOnly is "indirect: false": requirements marked "// indirect" at every side that has them
	// are left out. Without it, or with "indirect: true", a rule covers direct and indirect
	// requirements alike.
	DirectOnly bool
}

// Profile names a soak's length and rigour.
type Profile string

// The soak profiles, least rigorous first. The zero value asks for none.
const (
	ProfileSmoke    Profile = "smoke"
	ProfileQuick    Profile = "quick"
	ProfileStandard Profile = "standard"
	ProfileDeep     Profile = "deep"
)

// Profiles lists the soak profiles, least rigorous first.
func Profiles() []Profile {
	return []Profile{ProfileSmoke, ProfileQuick, ProfileStandard, ProfileDeep}
}

// Rank returns the place of a profile in [Profiles], from 1; 0 for none or an unknown one.
func (p Profile) Rank() int {
	for i, known := range Profiles() {
		if p == known {
			return i + 1
		}
	}
	return 0
}

// Require is what a rule obliges a change to present. Zero values oblige nothing.
type Require struct {
	Soak      Profile
	Baseline  bool
	Exercised *Exercised
	Age       time.Duration
	Approval  []string // users "@name", teams "@org/team", or "codeowners"; one of them is enough
	Split     bool
}

// Exercised obliges the soak's load to have run the changed code.
type Exercised struct {
	MinRatio float64 // of changed, linked declarations; 0 < MinRatio ≤ 1
	// WhenMeasured limits the obligation to changes whose reach was measured.
	WhenMeasured bool
}

// Waiver is a named, scoped, dated exception. It lifts the named obligations of exactly one module
// at exactly one version until the end of its last day (UTC), and never a problem or a danger.
type Waiver struct {
	Module      string
	To          string
	Obligations []string
	Owner       string
	Reason      string
	Expires     time.Time // 00:00 UTC of the last valid day
	Place       Place
}

// Margins says how much worse is tolerated: a named profile, overridden for single metrics.
type Margins struct {
	Profile string // strict, default, lenient
	// PerMetric maps a metric ("service.rss_bytes" or "rss_bytes") to a tolerated relative increase.
	PerMetric []Margin // sorted by Metric
}

// Margin is the tolerated relative increase of one metric: 0.05 is five percent.
type Margin struct {
	Metric string
	Ratio  float64
}

// Limit is the capacity of one metric, for time-to-limit, in the metric's own unit.
type Limit struct {
	Metric string // "component.metric"
	Value  float64
}

// Trust says whose evidence counts.
type Trust struct {
	Keys      []string // public keys as "evidence keygen" prints them
	Workflows []string // workflow files whose artifacts count
	// MaxAge is how old a statement may be; zero asks for the built-in 720 hours.
	MaxAge time.Duration
}

// Scope says which module files are looked at beyond the ordinary ones.
type Scope struct {
	Include     []string // folders (patterns, see [Scope.Includes]) under testdata, vendor, dot- or underscore-folders to take in
	ModuleFiles []string // further file names read as go.mod, such as vendor.mod
}

// Scenario is one soak scenario with the digest of its bytes.
type Scenario struct {
	Name string
	// YAML holds the scenario in one canonical form: JSON (which is YAML) on one line with sorted
	// keys, so that comments, layout and the order of keys do not matter. Text templates such as
	// "{{ .Port }}" are kept as written.
	YAML   []byte
	Digest string // sha256 of YAML, lower-case hex
	Place  Place
}
