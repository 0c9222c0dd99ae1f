package evidence

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxElements bounds every array: no build list and no other list of the format comes near it.
const maxElements = 20_000

// checked is a part of the format that has rules beyond the types of its fields.
type checked interface {
	// check calls complain for each field (by its JSON name) that breaks a rule.
	check(complain complaint)
}

type complaint func(field, format string, args ...any)

// decodeStrict reads text into a struct of the format. Where it accepts, encoding/json decodes the
// same; it accepts less, because other readers of a statement (a signer, jq, the next gate) must see
// exactly what this one sees: no key twice or in another case, none unknown, none missing (only
// fields tagged omitempty may be), no null, nothing after the value, no text that is not Unicode.
func decodeStrict(name string, text []byte, into any) error {
	s := scanner{text: text}
	if offset := invalidUTF8(text); offset >= 0 {
		s.fail(offset, "not valid UTF-8")
	} else if bytes.HasPrefix(text, []byte("\ufeff")) {
		s.fail(0, "begins with a byte order mark; save it without one")
	} else if err := s.value(reflect.ValueOf(into).Elem(), "the document"); err == nil && s.peek() != 0 {
		s.fail(s.pos, "text after the end of the document")
	}
	return located(name, text, s.problems)
}

// invalidUTF8 returns the offset of the first byte that is not part of UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}

// value reads the next value into v; what names it in messages.
func (s *scanner) value(v reflect.Value, what string) error {
	c := s.peek()
	switch into := v.Addr().Interface().(type) {
	case *time.Time:
		return s.time(into, what)
	}
	switch kind := v.Kind(); {
	case kind == reflect.Struct && c == '{':
		return s.structure(v, what)
	case kind == reflect.Slice && c == '[':
		return s.list(v, what)
	case kind == reflect.String && c == '"':
		text, err := s.string(what)
		v.SetString(text)
		return err
	case (v.CanInt() || v.CanFloat()) && (c == '-' || '0' <= c && c <= '9'):
		return s.numeric(v, what)
	}
	if err := s.complain(s.pos, "expected %s as %s", what, expectation(v)); err != nil {
		return err
	}
	return s.skip()
}

// expectation names the kind of JSON value that v is read from.
func expectation(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Struct:
		return "an object"
	case v.Kind() == reflect.Slice:
		return "an array"
	case v.CanInt():
		return "a whole number"
	case v.CanFloat():
		return "a number"
	default:
		return "a string"
	}
}

// time reads an instant, and keeps it in UTC so that no result depends on the machine's time zone.
func (s *scanner) time(into *time.Time, what string) error {
	start := s.pos
	if err := s.skip(); err != nil {
		return err
	}
	raw := s.text[start:s.pos]
	// A comma before the fraction is ISO 8601 and not RFC 3339; package time takes it all the same.
	if raw[0] != '"' || into.UnmarshalJSON(raw) != nil || bytes.IndexByte(raw, ',') >= 0 {
		return s.complain(start, "expected %s as a time such as \"2026-03-01T12:00:00Z\" (RFC 3339)", what)
	}
	*into = into.UTC()
	return nil
}

// numeric reads a number that its type can hold.
func (s *scanner) numeric(v reflect.Value, what string) error {
	start := s.pos
	text, err := s.number()
	if err != nil {
		return err
	}
	if v.CanInt() {
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return s.complain(start, "expected %s as a whole number of at most %d bits", what, v.Type().Bits())
		}
		v.SetInt(n)
		return nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return s.complain(start, "%s is too large for a number", what)
	}
	v.SetFloat(n)
	return nil
}

func (s *scanner) list(v reflect.Value, what string) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	return s.items('[', ']', func() error {
		n := v.Len()
		if n == maxElements {
			return s.fail(s.pos, "more than %d elements in %s", maxElements, what)
		}
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		return s.value(v.Index(n), "an element of "+what)
	})
}

// structure reads an object into a struct and applies the rules of its type.
func (s *scanner) structure(v reflect.Value, what string) error {
	start, before := s.pos, len(s.problems)
	places := make([]int, v.NumField()) // offset of each field's value plus one; 0 until it is seen
	err := s.members(func(key string, offset int) error {
		i, err := s.field(v.Type(), key, offset)
		if err == nil && i >= 0 && places[i] != 0 {
			err, i = s.complain(offset, "key %q appears twice", key), -1
		}
		if err != nil {
			return err
		}
		if i < 0 {
			return s.skip()
		}
		places[i] = s.pos + 1
		return s.value(v.Field(i), strconv.Quote(key))
	})
	if err != nil {
		return err
	}
	for i, place := range places {
		name, optional := fieldName(v.Type().Field(i))
		if place == 0 && !optional {
			if err := s.complain(start, "%s needs the key %q", what, name); err != nil {
				return err
			}
		}
	}
	if len(s.problems) > before {
		return nil // rules on what could not be read would only repeat it
	}
	return s.rules(v, start, places)
}

// field finds the field of a key, or complains and returns -1.
func (s *scanner) field(t reflect.Type, key string, offset int) (int, error) {
	for i := range t.NumField() {
		if name, _ := fieldName(t.Field(i)); name == key {
			return i, nil
		}
	}
	for i := range t.NumField() {
		if name, _ := fieldName(t.Field(i)); strings.EqualFold(name, key) {
			return -1, s.complain(offset, "key %q differs only in case from %q", key, name)
		}
	}
	return -1, s.complain(offset, "unknown field %q: written by a newer soakgate?", key)
}

// fieldName returns the JSON name of a field and whether it may be absent.
func fieldName(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, options == "omitempty"
}

// rules applies the check of a type that has one, and puts its complaints where the fields are.
func (s *scanner) rules(v reflect.Value, start int, places []int) error {
	part, ok := v.Addr().Interface().(checked)
	if !ok {
		return nil
	}
	var stop error
	part.check(func(field, format string, args ...any) {
		offset := start
		for i, place := range places {
			if name, _ := fieldName(v.Type().Field(i)); name == field && place > 0 {
				offset = place - 1
			}
		}
		if stop == nil {
			stop = s.complain(offset, format, args...)
		}
	})
	return stop
}
