package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/soakgate/soakgate/policy"
)

// agreement counts how far a catalogue agrees with labels.
type agreement struct {
	n, class                                   int
	highFound, highInvented, highMissed, asLow int
	disagreements                              []string
	confusion                                  [5][5]int // label's radius, catalogue's radius
}

func agree(cat Catalogue, labels []label) agreement {
	a := agreement{n: len(labels)}
	for _, l := range labels {
		got := cat.Lookup(l.path)
		a.confusion[l.radius][got.Radius]++
		if got.Class == l.class {
			a.class++
		}
		if got.Class != l.class || got.Radius != l.radius {
			a.disagreements = append(a.disagreements, fmt.Sprintf("%s: %s %s, labelled %s %s", l.path, got.Class, got.Radius, l.class, l.radius))
		}
		switch high := got.Radius == policy.RadiusHigh; {
		case high && l.radius == policy.RadiusHigh:
			a.highFound++
		case high:
			a.highInvented++
		case l.radius == policy.RadiusHigh:
			a.highMissed++
			if got.Radius == policy.RadiusLow {
				a.asLow++
			}
		}
	}
	return a
}

func (a agreement) precision() float64 { return ratio(a.highFound, a.highFound+a.highInvented) }
func (a agreement) recall() float64    { return ratio(a.highFound, a.highFound+a.highMissed) }
func (a agreement) accuracy() float64  { return ratio(a.class, a.n) }

func ratio(part, whole int) float64 { return float64(part) / float64(whole) }

func (a agreement) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d modules: radius high with precision %.3f and recall %.3f, class with accuracy %.3f\n", a.n, a.precision(), a.recall(), a.accuracy())
	radii := []policy.Radius{policy.RadiusLow, policy.RadiusMedium, policy.RadiusHigh}
	for _, labelled := range radii {
		fmt.Fprintf(&b, "labelled %-6s", labelled)
		for _, got := range radii {
			fmt.Fprintf(&b, "  %s %3d", got, a.confusion[labelled][got])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestAgreesWithLabels(t *testing.T) {
	a := agree(embedded(), labelled(t))
	t.Log(a)
	if a.precision() < 0.97 || a.recall() < 0.97 || a.accuracy() < 0.90 {
		t.Errorf("too little agreement:\n%s", a)
	}
	for _, d := range a.disagreements {
		path, _, _ := strings.Cut(d, ":")
		if disputed[path] == "" {
			t.Errorf("disagreement without a reason: %s", d)
		}
	}
	t.Logf("%d disagreements, all with a reason", len(a.disagreements))
}

// TestDisputesAreReal keeps the list of disputes from outliving them.
func TestDisputesAreReal(t *testing.T) {
	labels := labelled(t)
	for path, why := range disputed {
		i := slices.IndexFunc(labels, func(l label) bool { return l.path == path })
		if i < 0 {
			t.Errorf("%s is not labelled", path)
			continue
		}
		if got := Lookup(path); got.Class == labels[i].class || got.Radius != labels[i].radius {
			t.Errorf("%s: %s %s, labelled %s %s; the dispute says: %s", path, got.Class, got.Radius, labels[i].class, labels[i].radius, why)
		}
	}
}

// TestWordsAlone measures what the words of paths say when nobody listed any module: good enough to
// ask for evidence, and never silently low.
func TestWordsAlone(t *testing.T) {
	labels := labelled(t)
	a := agree(Catalogue{}, labels)
	t.Log(a)
	if a.recall() < 0.75 || a.asLow > a.n/100 {
		t.Errorf("the words of paths find too few high modules, or call them low:\n%s", a)
	}
	for _, l := range labels {
		if got := (Catalogue{}).Lookup(l.path); got.Matched != "" || !strings.HasPrefix(got.Reason, "nobody listed this module") {
			t.Errorf("%s: matched %q, reason %q; want it said that nobody listed it", l.path, got.Matched, got.Reason)
		}
	}
}

func TestLabelsAreNoLookAlikes(t *testing.T) {
	for _, l := range append(labelled(t), reviewed(t)...) {
		if like := Lookup(l.path).LookAlike; like != "" {
			t.Errorf("%s is called a look-alike of %s", l.path, like)
		}
	}
}
