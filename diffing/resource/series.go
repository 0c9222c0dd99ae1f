package resource

import (
	"cmp"
	"iter"
	"slices"
)

// Arm says which of the two measured builds a sample belongs to. The zero value is neither.
type Arm string

// The arms, as CONTRACT names them.
const (
	ArmBaseline  Arm = "baseline"
	ArmCandidate Arm = "candidate"
)

// Kind says how the values of a metric are to be read. The zero value is not a kind.
type Kind string

// The kinds of metric, as CONTRACT names them.
const (
	KindGauge    Kind = "gauge"     // a level, which may rise and fall
	KindCounter  Kind = "counter"   // a total, which only a restart resets
	KindHardZero Kind = "hard_zero" // a count of which a single one is already a finding
)

// PhaseDrain begins when the load has stopped: samples from then on are the post-drain residual.
const PhaseDrain = "drain"

// Series is everything that one soak recorded.
type Series struct {
	Tracks []Track // sorted by Component, Metric, Pair, Arm; each metric of an arm appears once
	Limits []Limit // sorted by Component, Metric
	Phases []Phase // sorted by T, Name
}

// Track is the history of one metric in one arm of one process pair. A counter that falls is kept as
// it was recorded: whether that was a restart is for the comparison to say.
type Track struct {
	Component string // "service", or the name of a downstream
	Metric    string
	Kind      Kind
	Pair      int // from 1
	Arm       Arm
	Points    []Point // sorted by T, then V; never empty
}

// Point is one number at one time.
type Point struct {
	T float64 // seconds since the load began, never negative
	V float64 // in the unit that the metric's name ends in
}

// Limit is a capacity: what a metric of a component must never reach.
type Limit struct {
	Component string
	Metric    string
	Value     float64 // in the unit of the metric; more than zero
}

// Phase is the time at which a part of the soak began.
type Phase struct {
	Name string  // PhaseDrain
	T    float64 // seconds since the load began
}

// Sample is one line of a series.
type Sample struct {
	Pair      int
	Arm       Arm
	Component string
	Metric    string
	Kind      Kind
	T         float64 // seconds since the load began
	V         float64 // in the unit that the metric's name ends in
}

// Counts says how much a series holds.
type Counts struct {
	Samples int
	Metrics int // different metrics of different components
	Pairs   int // different process pairs
}

// Count counts samples, metrics and pairs.
func (s Series) Count() Counts {
	type metric struct{ component, name string }
	metrics, pairs := map[metric]bool{}, map[int]bool{}
	var counts Counts
	for _, track := range s.Tracks {
		counts.Samples += len(track.Points)
		metrics[metric{track.Component, track.Metric}] = true
		pairs[track.Pair] = true
	}
	counts.Metrics, counts.Pairs = len(metrics), len(pairs)
	return counts
}

// Samples yields every sample, in the order of the tracks and of their points.
func (s Series) Samples() iter.Seq[Sample] {
	return func(yield func(Sample) bool) {
		for _, track := range s.Tracks {
			for _, point := range track.Points {
				sample := Sample{track.Pair, track.Arm, track.Component, track.Metric, track.Kind, point.T, point.V}
				if !yield(sample) {
					return
				}
			}
		}
	}
}

// sort puts every slice into its stated order, so that the order of the lines never matters.
func (s *Series) sort() {
	slices.SortFunc(s.Tracks, func(a, b Track) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Metric, b.Metric),
			cmp.Compare(a.Pair, b.Pair), cmp.Compare(a.Arm, b.Arm))
	})
	for _, track := range s.Tracks {
		if !slices.IsSortedFunc(track.Points, comparePoints) {
			slices.SortFunc(track.Points, comparePoints)
		}
	}
	slices.SortFunc(s.Limits, func(a, b Limit) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Metric, b.Metric))
	})
	slices.SortFunc(s.Phases, func(a, b Phase) int {
		return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.Name, b.Name))
	})
}

func comparePoints(a, b Point) int {
	return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.V, b.V))
}
