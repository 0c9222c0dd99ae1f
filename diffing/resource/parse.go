package resource

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The sizes beyond which a series is refused, so that no file can exhaust the gate.
const (
	MaxLineBytes = 64 << 10
	MaxSamples   = 2_000_000
	MaxTracks    = 65_536 // metrics times pairs times two arms
	MaxPairs     = 1_000
	MaxNameBytes = 128
	MaxErrors    = 20 // after which reading stops
)

// ParseSeries reads JSON lines in the format of CONTRACT.md: samples, limits and phases in any order.
//
// It is strict: no key twice, none unknown and none missing, only finite numbers, names of plain
// ASCII, one kind for each metric. Problems come back together as [SeriesErrors], with name as the
// file; a failure of r is returned as it is, wrapped.
func ParseSeries(name string, r io.Reader) (Series, error) {
	p := newParser(name)
	lines := bufio.NewReaderSize(r, MaxLineBytes)
	for p.number = 1; len(p.problems) < MaxErrors; p.number++ {
		line, err := lines.ReadSlice('\n')
		if err != nil && err != io.EOF && !errors.Is(err, bufio.ErrBufferFull) {
			return Series{}, fmt.Errorf("%s: line %d: %w", name, p.number, err)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			p.complain(1, fmt.Sprintf("line is longer than %d bytes; a line holds one sample", MaxLineBytes))
			break
		}
		if p.line(bytes.Trim(line, whiteSpace), leading(line)); err == io.EOF || p.full {
			break
		}
	}
	if len(p.problems) == 0 && p.samples == 0 {
		p.problems = SeriesErrors{{Name: name, Message: `no samples; expected lines such as {"pair":1,"arm":"baseline",…}`}}
	}
	if len(p.problems) > 0 {
		return Series{}, p.problems
	}
	p.series.sort()
	return p.series, nil
}

// whiteSpace is what JSON calls so, and no more.
const whiteSpace = " \t\r\n"

// leading counts the white space before the first token, so that columns stay those of the file.
func leading(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, whiteSpace))
}

type trackKey struct {
	component, metric string
	pair              int
	arm               Arm
}

type metricKey struct{ component, metric string }

// metricSeen remembers what the first line about a metric said, so that a later one cannot differ.
type metricSeen struct {
	kind            Kind
	line, limitLine int
}

type parser struct {
	name     string
	number   int // of the line at hand
	series   Series
	samples  int
	tracks   map[trackKey]int // index into series.Tracks
	kinds    map[metricKey]metricSeen
	problems SeriesErrors
	full     bool // a size was exceeded: reading on would only use memory
}

func newParser(name string) *parser {
	return &parser{name: name, tracks: map[trackKey]int{}, kinds: map[metricKey]metricSeen{}}
}

func (p *parser) complain(column int, message string) {
	p.problems = append(p.problems, SeriesError{p.name, p.number, column, message})
}

// line takes in one line, of which indent bytes of white space were cut. Empty lines say nothing.
func (p *parser) line(text []byte, indent int) {
	if len(text) == 0 {
		return
	}
	fields, err := scanLine(text)
	if err == nil {
		err = p.take(&fields)
	}
	if err != nil {
		p.complain(indent+err.offset+1, err.message)
	}
}

// take adds a line to the series. Which keys it has decides what it is.
func (p *parser) take(f *fields) *lineError {
	switch {
	case f.has(keyLimit):
		return p.takeLimit(f)
	case f.has(keyPhase):
		return p.takePhase(f)
	default:
		return p.takeSample(f)
	}
}

func (p *parser) takeSample(f *fields) *lineError {
	if err := f.exactly("a sample", keyPair, keyArm, keyComponent, keyMetric, keyKind, keyT, keyV); err != nil {
		return err
	}
	if f.number[keyV] < 0 && f.kind != KindGauge {
		return f.wrong(keyV, "a %s cannot be negative", f.kind)
	}
	if p.samples == MaxSamples {
		p.full = true
		return f.wrong(keyPair, "more than %d samples; sample less often", MaxSamples)
	}
	i, err := p.track(f)
	if err != nil {
		return err
	}
	track := &p.series.Tracks[i]
	track.Points = append(track.Points, Point{T: f.number[keyT], V: f.number[keyV]})
	p.samples++
	return nil
}

// track returns the index of the track that a sample belongs to, and begins it where it is the first.
func (p *parser) track(f *fields) (int, *lineError) {
	// The key is spelled out here because the compiler then looks it up without copying the names.
	if i, ok := p.tracks[trackKey{string(f.component), string(f.metric), f.pair, f.arm}]; ok && p.series.Tracks[i].Kind == f.kind {
		return i, nil
	}
	key := trackKey{string(f.component), string(f.metric), f.pair, f.arm}
	metric := metricKey{key.component, key.metric}
	seen := p.kinds[metric]
	if seen.kind != "" && seen.kind != f.kind {
		return 0, f.wrong(keyKind, "%s.%s is a %s here and a %s in line %d; a metric has one kind", f.component, f.metric, f.kind, seen.kind, seen.line)
	}
	if len(p.tracks) == MaxTracks {
		p.full = true
		return 0, f.wrong(keyMetric, "more than %d tracks (metrics × pairs × arms)", MaxTracks)
	}
	if seen.kind == "" {
		seen.kind, seen.line = f.kind, p.number
		p.kinds[metric] = seen
	}
	p.tracks[key] = len(p.series.Tracks)
	p.series.Tracks = append(p.series.Tracks, Track{Component: key.component, Metric: key.metric, Kind: f.kind, Pair: f.pair, Arm: f.arm})
	return len(p.series.Tracks) - 1, nil
}

func (p *parser) takeLimit(f *fields) *lineError {
	if err := f.exactly("a limit", keyLimit, keyComponent, keyMetric); err != nil {
		return err
	}
	if f.number[keyLimit] <= 0 {
		return f.wrong(keyLimit, "a limit is more than zero")
	}
	key := metricKey{string(f.component), string(f.metric)}
	seen := p.kinds[key]
	if seen.limitLine != 0 {
		return f.wrong(keyMetric, "%s.%s has a limit in line %d already; a metric has one limit", f.component, f.metric, seen.limitLine)
	}
	if len(p.series.Limits) == MaxTracks {
		p.full = true
		return f.wrong(keyLimit, "more than %d limits", MaxTracks)
	}
	seen.limitLine = p.number
	p.kinds[key] = seen
	p.series.Limits = append(p.series.Limits, Limit{Component: key.component, Metric: key.metric, Value: f.number[keyLimit]})
	return nil
}

func (p *parser) takePhase(f *fields) *lineError {
	if err := f.exactly("a phase", keyPhase, keyT); err != nil {
		return err
	}
	if len(p.series.Phases) > 0 { // drain is the only one there is
		return f.wrong(keyPhase, "the phase %q began before; a phase begins once", PhaseDrain)
	}
	p.series.Phases = append(p.series.Phases, Phase{Name: PhaseDrain, T: f.number[keyT]})
	return nil
}
