package policy

import "fmt"

// Class is a catalogue category: what kind of thing a module is in a running program.
type Class string

// The classes, as CONTRACT names them.
const (
	ClassAPMTracing   Class = "apm-tracing"
	ClassMetrics      Class = "metrics"
	ClassLogging      Class = "logging"
	ClassProfiling    Class = "profiling"
	ClassDatabase     Class = "database-client"
	ClassCache        Class = "cache-client"
	ClassQueue        Class = "message-queue"
	ClassRPC          Class = "rpc"
	ClassHTTPServer   Class = "http-server"
	ClassHTTPClient   Class = "http-client"
	ClassNetworking   Class = "networking"
	ClassSerializer   Class = "serialization"
	ClassAuthCrypto   Class = "auth-crypto"
	ClassTLS          Class = "tls"
	ClassORM          Class = "orm"
	ClassCloudSDK     Class = "cloud-sdk"
	ClassDiscovery    Class = "service-discovery"
	ClassConfig       Class = "config-flags"
	ClassScheduler    Class = "scheduler-worker"
	ClassRuntime      Class = "runtime-memory"
	ClassCollector    Class = "observability-collector"
	ClassOrchestrator Class = "orchestration-client"
	ClassArchive      Class = "vcs-archive-util"
	ClassValidation   Class = "validation"
	ClassTypes        Class = "types-only"
	ClassTemplate     Class = "ui-template"
	ClassCLI          Class = "cli-util"
	ClassLinter       Class = "linter-tooling"
	ClassTestOnly     Class = "test-only"
	ClassAlgorithm    Class = "pure-algorithm"
	ClassUnknown      Class = "unknown"
	ClassGo           Class = "go" // the go, toolchain and godebug lines
)

// Classes lists every class in the order in which the documentation names them.
func Classes() []Class {
	return []Class{ClassAPMTracing, ClassMetrics, ClassLogging, ClassProfiling, ClassDatabase, ClassCache,
		ClassQueue, ClassRPC, ClassHTTPServer, ClassHTTPClient, ClassNetworking, ClassSerializer,
		ClassAuthCrypto, ClassTLS, ClassORM, ClassCloudSDK, ClassDiscovery, ClassConfig, ClassScheduler,
		ClassRuntime, ClassCollector, ClassOrchestrator, ClassArchive, ClassValidation, ClassTypes,
		ClassTemplate, ClassCLI, ClassLinter, ClassTestOnly, ClassAlgorithm, ClassUnknown, ClassGo}
}

// UnmarshalText refuses a word that is not a class.
func (c *Class) UnmarshalText(text []byte) error {
	for _, known := range Classes() {
		if string(known) == string(text) {
			*c = known
			return nil
		}
	}
	return fmt.Errorf("unknown class %q", text)
}

// Radius is a blast radius: how much of a program, and of what it talks to, a fault in a module
// takes down. The zero value is unknown and ranks below low, so a rule must never compare it
// without asking for unknown first.
type Radius int

// The radii, smallest first.
const (
	RadiusUnknown Radius = iota
	RadiusLow
	RadiusMedium
	RadiusHigh
	RadiusCritical
)

var radiusNames = [...]string{"unknown", "low", "medium", "high", "critical"}

// String returns the word that reports print.
func (r Radius) String() string {
	if r < 0 || int(r) >= len(radiusNames) {
		return fmt.Sprintf("Radius(%d)", int(r))
	}
	return radiusNames[r]
}

// MarshalText writes the word that CONTRACT fixes.
func (r Radius) MarshalText() ([]byte, error) {
	if r < 0 || int(r) >= len(radiusNames) {
		return nil, fmt.Errorf("blast radius %d out of range", int(r))
	}
	return []byte(radiusNames[r]), nil
}

// UnmarshalText reads the word that CONTRACT fixes.
func (r *Radius) UnmarshalText(text []byte) error {
	for i, name := range radiusNames {
		if name == string(text) {
			*r = Radius(i)
			return nil
		}
	}
	return fmt.Errorf("unknown blast radius %q", text)
}

// Classification is what the catalogue says of one module.
type Classification struct {
	Path   string `json:"path"`
	Class  Class  `json:"class"`
	Radius Radius `json:"blast_radius"`
	Reason string `json:"reason"`
	// Matched is the catalogue pattern that decided, or empty where a fallback did.
	Matched string `json:"matched"`
	// Family names modules that are released together and are never asked to be split; empty for a
	// module that stands alone.
	Family string `json:"family,omitempty"`
	// LookAlike is a well-known module path that this path resembles closely under another owner
	// (one letter apart, or a "-go"/"golang-"/"io" variant of a known owner); empty otherwise.
	LookAlike string `json:"look_alike,omitempty"`
}
