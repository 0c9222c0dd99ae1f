package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deep objects and arrays may nest; the format itself needs five levels.
const maxDepth = 32

// errStop ends a reading whose problems say why.
var errStop = errors.New("stopped")

// scanner reads the tokens of one JSON text (RFC 8259). The text must be valid UTF-8.
//
// Problems of meaning are collected and reading goes on; a problem of syntax, and one too many, end
// it with errStop.
type scanner struct {
	text     []byte
	pos      int
	depth    int
	problems []problem
}

// complain notes a problem; the error is errStop when there are enough of them.
func (s *scanner) complain(offset int, format string, args ...any) error {
	s.problems = append(s.problems, problem{offset, fmt.Sprintf(format, args...)})
	if len(s.problems) >= maxProblems {
		return errStop
	}
	return nil
}

// fail notes a problem after which the rest cannot be read.
func (s *scanner) fail(offset int, format string, args ...any) error {
	s.problems = append(s.problems, problem{offset, fmt.Sprintf(format, args...)})
	return errStop
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// items reads what stands between an opening and a closing bracket, calling item before each one.
func (s *scanner) items(open, end byte, item func() error) error {
	if s.peek() != open {
		return s.fail(s.pos, "expected '%c'", open)
	}
	if s.depth++; s.depth > maxDepth {
		return s.fail(s.pos, "nested deeper than %d levels", maxDepth)
	}
	s.pos++
	for first := true; s.peek() != end; first = false {
		if !first {
			if s.peek() != ',' {
				return s.fail(s.pos, "expected ',' or '%c'", end)
			}
			s.pos++
			s.peek()
		}
		if err := item(); err != nil {
			return err
		}
	}
	s.pos++
	s.depth--
	return nil
}

// members reads an object, calling member with each key before its value, and where the key stands.
func (s *scanner) members(member func(key string, offset int) error) error {
	return s.items('{', '}', func() error {
		offset := s.pos
		key, err := s.string("a key")
		if err != nil {
			return err
		}
		if s.peek() != ':' {
			return s.fail(s.pos, "expected ':' after %q", key)
		}
		s.pos++
		s.peek()
		return member(key, offset)
	})
}

// skip reads a value of any kind for its syntax alone.
func (s *scanner) skip() error {
	switch c := s.peek(); {
	case c == '{':
		return s.members(func(string, int) error { return s.skip() })
	case c == '[':
		return s.items('[', ']', s.skip)
	case c == '"':
		_, err := s.string("a value")
		return err
	case c == '-' || '0' <= c && c <= '9':
		_, err := s.number()
		return err
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.text[s.pos:], []byte(word)) {
			s.pos += len(word)
			return nil
		}
	}
	return s.fail(s.pos, "expected a value")
}

// number reads a number and returns its text. Whether it is too large is for its type to say.
func (s *scanner) number() (string, error) {
	start, i := s.pos, s.pos
	if i < len(s.text) && s.text[i] == '-' {
		i++
	}
	whole := s.digits(i)
	if whole == i || whole > i+1 && s.text[i] == '0' {
		return "", s.fail(start, "expected a number without leading zeros")
	}
	i = whole
	if i < len(s.text) && s.text[i] == '.' {
		if i = s.digits(i + 1); s.text[i-1] == '.' {
			return "", s.fail(start, "expected digits after the point")
		}
	}
	if i < len(s.text) && (s.text[i] == 'e' || s.text[i] == 'E') {
		exponent := i + 1
		if exponent < len(s.text) && (s.text[exponent] == '+' || s.text[exponent] == '-') {
			exponent++
		}
		if i = s.digits(exponent); i == exponent {
			return "", s.fail(start, "expected digits in the exponent")
		}
	}
	s.pos = i
	return string(s.text[start:i]), nil
}

// digits returns the offset after the digits that begin at i.
func (s *scanner) digits(i int) int {
	for i < len(s.text) && '0' <= s.text[i] && s.text[i] <= '9' {
		i++
	}
	return i
}

// string reads a string; what names it in messages.
func (s *scanner) string(what string) (string, error) {
	if s.peek() != '"' {
		return "", s.fail(s.pos, "expected %s as a string", what)
	}
	start := s.pos + 1
	for i := start; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			return string(s.text[start:i]), nil
		case c == '\\':
			return s.escaped(start, i)
		case c < ' ':
			return "", s.fail(i, "control character in %s; write it as an escape", what)
		}
	}
	return "", s.fail(s.pos, "string without an end")
}

// escaped reads the rest of a string that began at start and has its first escape at i.
func (s *scanner) escaped(start, i int) (string, error) {
	var b strings.Builder
	b.Write(s.text[start:i])
	for i < len(s.text) {
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			return b.String(), nil
		case c == '\\':
			r, length := escape(s.text[i:])
			if length == 0 {
				return "", s.fail(i, "expected an escape such as \\n or \\u00e9; half a surrogate pair is none")
			}
			b.WriteRune(r)
			i += length
		case c < ' ':
			return "", s.fail(i, "control character in a string; write it as an escape")
		default:
			b.WriteByte(c)
			i++
		}
	}
	return "", s.fail(start-1, "string without an end")
}

// escape reads the escape that text begins with. The length is 0 where there is no valid one.
func escape(text []byte) (r rune, length int) {
	if len(text) < 2 {
		return 0, 0
	}
	if text[1] != 'u' {
		if i := strings.IndexByte(`"\/bfnrt`, text[1]); i >= 0 {
			return rune("\"\\/\b\f\n\r\t"[i]), 2
		}
		return 0, 0
	}
	r = hexRune(text)
	if !utf16.IsSurrogate(r) {
		if r < 0 {
			return 0, 0
		}
		return r, 6
	}
	if r = utf16.DecodeRune(r, hexRune(text[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// hexRune reads \uXXXX, and returns -1 where there is no such thing.
func hexRune(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	if err != nil { // not four hexadecimal digits; ParseUint takes neither sign nor underscore here
		return -1
	}
	return rune(n)
}
