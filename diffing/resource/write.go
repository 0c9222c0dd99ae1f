package resource

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// WriteSeries writes a series as JSON lines: limits, phases, then samples, each in the order it has.
// The same series always gives the same bytes, and [ParseSeries] reads an equal series back where s
// is sorted as [Series] says.
//
// It does not check: what a strict reader refuses (NaN, an empty name) must not be in s.
func WriteSeries(w io.Writer, s Series) error {
	out := bufio.NewWriter(w)
	var line []byte
	for _, limit := range s.Limits {
		line = append(line[:0], `{"limit":`...)
		line = appendNumber(line, limit.Value)
		line = appendWord(line, "component", limit.Component)
		line = appendWord(line, "metric", limit.Metric)
		out.Write(append(line, "}\n"...))
	}
	for _, phase := range s.Phases {
		line = append(line[:0], `{"phase":"`...)
		line = append(line, phase.Name...)
		line = append(line, `","t":`...)
		out.Write(append(appendNumber(line, phase.T), "}\n"...))
	}
	for sample := range s.Samples() {
		out.Write(appendSample(line[:0], sample))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write series: %w", err)
	}
	return nil
}

func appendSample(line []byte, s Sample) []byte {
	line = append(line, `{"pair":`...)
	line = strconv.AppendInt(line, int64(s.Pair), 10)
	line = appendWord(line, "arm", string(s.Arm))
	line = appendWord(line, "component", s.Component)
	line = appendWord(line, "metric", s.Metric)
	line = appendWord(line, "kind", string(s.Kind))
	line = append(line, `,"t":`...)
	line = appendNumber(line, s.T)
	line = append(line, `,"v":`...)
	line = appendNumber(line, s.V)
	return append(line, "}\n"...)
}

// appendWord appends a member whose value needs no escape.
func appendWord(line []byte, key, word string) []byte {
	line = append(line, `,"`...)
	line = append(line, key...)
	line = append(line, `":"`...)
	line = append(line, word...)
	return append(line, '"')
}

// appendNumber writes the shortest text that reads back equal, without an exponent where people would
// write none (as encoding/json does).
func appendNumber(line []byte, number float64) []byte {
	if size := math.Abs(number); size != 0 && (size < 1e-6 || size >= 1e21) {
		return strconv.AppendFloat(line, number, 'e', -1, 64)
	}
	return strconv.AppendFloat(line, number, 'f', -1, 64)
}
