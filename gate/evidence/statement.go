package evidence

import "time"

// The fixed words of the statement format.
const (
	StatementType = "https://in-toto.io/Statement/v1"
	PredicateType = "https://github.com/soakgate/soakgate/attestation/soak/v1"
)

// Statement is an in-toto Statement v1 about a soak.
type Statement struct {
	Type          string    `json:"_type"`
	Subject       []Subject `json:"subject"` // sorted by Name
	PredicateType string    `json:"predicateType"`
	Predicate     Predicate `json:"predicate"`
}

// Subject ties a statement to the changes of one module file.
type Subject struct {
	Name   string `json:"name"` // module file path from the repository root
	Digest Digest `json:"digest"`
}

// Digest is an in-toto digest set with the one algorithm that soakgate uses.
type Digest struct {
	SHA256 string `json:"sha256"` // lower-case hex, 64 characters
}

// Predicate says how a soak was run and what was recorded. Nothing in it is believed that can be
// computed again: the comparison is made anew from Series.
type Predicate struct {
	Profile  string    `json:"profile"` // smoke, quick, standard, deep
	Run      string    `json:"run"`     // identifier of the run, unique in the repository
	Scenario Scenario  `json:"scenario"`
	Started  time.Time `json:"started"`  // load began
	Finished time.Time `json:"finished"` // last sample
	Pairs    int       `json:"pairs"`    // process pairs that ran
	Seed     int64     `json:"seed"`
	// Toolchain is the go version that built both arms, such as "go1.26.8".
	Toolchain   string      `json:"toolchain"`
	Environment Environment `json:"environment"`
	Commands    []string    `json:"commands"` // what to type to repeat it
	BuildLists  BuildLists  `json:"build_lists"`
	Load        Load        `json:"load"`
	Series      Series      `json:"series"`
	Runner      Runner      `json:"runner"`
	// Result is what the producer believed. It is kept for display and counts for nothing.
	Result string `json:"result,omitempty"`
}

// Scenario names the soak scenario and the digest of its bytes in the policy at base.
type Scenario struct {
	Name   string `json:"name"`
	Digest Digest `json:"digest"`
}

// Environment is where the soak ran.
type Environment struct {
	OS          string `json:"os"`
	Arch        string `json:"arch"`
	Kernel      string `json:"kernel,omitempty"`
	CPUs        int    `json:"cpus"`
	MemoryBytes int64  `json:"memory_bytes"`
	GoMaxProcs  int    `json:"gomaxprocs,omitempty"`
}

// BuildLists are the modules that each arm was built from, as "path@version", sorted.
type BuildLists struct {
	Baseline  []string `json:"baseline"`
	Candidate []string `json:"candidate"`
}

// Load is what the generator was asked for and what it achieved, per arm.
type Load struct {
	OfferedPerSecond   float64 `json:"offered_per_second"`
	BaselinePerSecond  float64 `json:"baseline_per_second"`
	CandidatePerSecond float64 `json:"candidate_per_second"`
}

// Series holds the raw samples: JSON lines in the format of CONTRACT.md.
type Series struct {
	Encoding string `json:"encoding"` // "gzip+base64" or "plain"
	Data     string `json:"data"`
}

// Runner says who ran the soak, as the producer tells it.
type Runner struct {
	Name       string `json:"name"`
	Repository string `json:"repository,omitempty"`
	Workflow   string `json:"workflow,omitempty"`
	RunID      string `json:"run_id,omitempty"`
	Attempt    int    `json:"attempt,omitempty"`
}
