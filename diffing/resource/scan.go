package resource

import (
	"fmt"
	"strings"
)

// scanner reads one line: an object of strings and numbers, never nested. A parser of its own is
// worth its lines here: encoding/json takes the last of two equal keys, matches keys whatever their
// case, and needs some ten times as long for two million lines.
type scanner struct {
	text []byte
	pos  int
}

func (s *scanner) fail(offset int, format string, args ...any) *lineError {
	return &lineError{offset, fmt.Sprintf(format, args...)}
}

// space skips what JSON calls white space.
func (s *scanner) space() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t' || s.text[s.pos] == '\r') {
		s.pos++
	}
}

// punctuation skips white space and takes the byte c if it is next.
func (s *scanner) punctuation(c byte) bool {
	s.space()
	if s.pos < len(s.text) && s.text[s.pos] == c {
		s.pos++
		s.space()
		return true
	}
	return false
}

// scanLine takes apart one line.
func scanLine(text []byte) (fields, *lineError) {
	s := scanner{text: text}
	var f fields
	if !s.punctuation('{') {
		return f, s.fail(0, "expected a JSON object such as {\"pair\":1,\"arm\":\"baseline\",…}")
	}
	for first := true; !s.punctuation('}'); first = false {
		if !first && !s.punctuation(',') {
			return f, s.fail(s.pos, "expected ',' or '}'")
		}
		if err := s.member(&f); err != nil {
			return f, err
		}
	}
	if s.pos < len(text) {
		return f, s.fail(s.pos, "text after the object; a line holds one object")
	}
	return f, nil
}

// member reads "key": value.
func (s *scanner) member(f *fields) *lineError {
	start := s.pos
	name, err := s.string("a key")
	if err != nil {
		return err
	}
	k, err := s.known(name, start)
	if err != nil {
		return err
	}
	if f.seen[k] {
		return s.fail(start, "key %q appears twice", keyNames[k])
	}
	if !s.punctuation(':') {
		return s.fail(s.pos, "expected ':' after %q", keyNames[k])
	}
	f.seen[k], f.at[k] = true, s.pos
	return s.value(f, k)
}

// known finds the key of a name, and says what is wrong with one that is none.
func (s *scanner) known(name []byte, start int) (key, *lineError) {
	for k := range keyCount {
		if string(name) == keyNames[k] {
			return k, nil
		}
	}
	for k := range keyCount {
		if strings.EqualFold(string(name), keyNames[k]) {
			return 0, s.fail(start, "key %q differs only in case from %q", name, keyNames[k])
		}
	}
	return 0, s.fail(start, "unknown key %q; a sample has pair, arm, component, metric, kind, t and v", name)
}

// string reads a string without escapes: no word of the format needs one.
func (s *scanner) string(what string) ([]byte, *lineError) {
	if s.pos == len(s.text) || s.text[s.pos] != '"' {
		return nil, s.fail(s.pos, "expected %s as a string", what)
	}
	for end := s.pos + 1; end < len(s.text); end++ {
		switch c := s.text[end]; {
		case c == '"':
			text := s.text[s.pos+1 : end]
			s.pos = end + 1
			return text, nil
		case c == '\\':
			return nil, s.fail(end, "escape in %s; write names with letters, digits and _ . : - / only", what)
		case c < ' ':
			return nil, s.fail(end, "control character in %s", what)
		}
	}
	return nil, s.fail(s.pos, "string without an end")
}
