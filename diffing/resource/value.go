package resource

import (
	"strconv"
	"strings"
)

// value reads the value of a key into its place.
func (s *scanner) value(f *fields, k key) *lineError {
	switch k {
	case keyT, keyV, keyLimit:
		return s.float(f, k)
	case keyPair:
		return s.pair(f)
	}
	text, err := s.string(keyNames[k])
	if err != nil {
		return err
	}
	switch k {
	case keyComponent:
		f.component = text
		return f.checkName(k, text)
	case keyMetric:
		f.metric = text
		return f.checkName(k, text)
	case keyArm:
		return f.takeArm(text)
	case keyKind:
		return f.takeKind(text)
	default: // keyPhase
		if string(text) != PhaseDrain {
			return f.wrong(k, "unknown phase %q, expected %q", text, PhaseDrain)
		}
		return nil
	}
}

func (f *fields) takeArm(text []byte) *lineError {
	switch string(text) {
	case string(ArmBaseline):
		f.arm = ArmBaseline
	case string(ArmCandidate):
		f.arm = ArmCandidate
	default:
		return f.wrong(keyArm, "unknown arm %q, expected %q or %q", text, ArmBaseline, ArmCandidate)
	}
	return nil
}

func (f *fields) takeKind(text []byte) *lineError {
	switch string(text) {
	case string(KindGauge):
		f.kind = KindGauge
	case string(KindCounter):
		f.kind = KindCounter
	case string(KindHardZero):
		f.kind = KindHardZero
	default:
		return f.wrong(keyKind, "unknown kind %q, expected %q, %q or %q", text, KindGauge, KindCounter, KindHardZero)
	}
	return nil
}

// name holds components and metrics to plain words: they are printed in reports and terminals.
func (f *fields) checkName(k key, text []byte) *lineError {
	if len(text) == 0 {
		return f.wrong(k, "empty %s", keyNames[k])
	}
	if len(text) > MaxNameBytes {
		return f.wrong(k, "%s is longer than %d bytes", keyNames[k], MaxNameBytes)
	}
	for _, c := range text {
		if !nameByte(c) {
			return f.wrong(k, "%s %q holds something other than letters, digits and _ . : - /", keyNames[k], text)
		}
	}
	return nil
}

// nameByte reports whether a name may hold the byte.
func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_.:-/", c) >= 0
}

func (s *scanner) pair(f *fields) *lineError {
	text := s.numeral()
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || n > MaxPairs {
		return f.wrong(keyPair, "expected the number of a pair, from 1 to %d", MaxPairs)
	}
	f.pair = n
	return nil
}

// float reads a finite number; times are never negative.
func (s *scanner) float(f *fields, k key) *lineError {
	text := s.numeral()
	if len(text) == 0 {
		return f.wrong(k, "expected a finite number for %q", keyNames[k])
	}
	number, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return f.wrong(k, "%q is too large, expected a finite number", keyNames[k])
	}
	if k == keyT && number < 0 {
		return f.wrong(k, "time before the load began: t is seconds since then, never negative")
	}
	f.number[k] = number + 0 // makes -0 the one zero, so that equal series are written equal
	return nil
}

// numeral takes the longest JSON number at the position (RFC 8259, section 6), or nothing.
func (s *scanner) numeral() []byte {
	start, i := s.pos, s.pos
	if i < len(s.text) && s.text[i] == '-' {
		i++
	}
	whole := s.digits(i)
	if whole == i || whole > i+1 && s.text[i] == '0' {
		return nil
	}
	i = whole
	if i < len(s.text) && s.text[i] == '.' {
		end := s.digits(i + 1)
		if end == i+1 {
			return nil
		}
		i = end
	}
	if i < len(s.text) && (s.text[i] == 'e' || s.text[i] == 'E') {
		exponent := i + 1
		if exponent < len(s.text) && (s.text[exponent] == '+' || s.text[exponent] == '-') {
			exponent++
		}
		end := s.digits(exponent)
		if end == exponent {
			return nil
		}
		i = end
	}
	s.pos = i
	return s.text[start:i]
}

// digits returns the offset after the digits that begin at i.
func (s *scanner) digits(i int) int {
	for i < len(s.text) && '0' <= s.text[i] && s.text[i] <= '9' {
		i++
	}
	return i
}
