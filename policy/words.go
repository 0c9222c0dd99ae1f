package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// meant is the hint after an unknown word: the accepted word that looks most like it, and the list.
func meant(word string, accepted []string) string {
	accepted = slices.Sorted(slices.Values(accepted))
	list := "one of: " + strings.Join(accepted, ", ")
	best, distance := "", 3
	for _, candidate := range accepted {
		if d := edits(strings.ToLower(word), candidate); d < distance && d < len(candidate) {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return list
	}
	return fmt.Sprintf("did you mean %q? %s", best, list)
}

// edits is the Levenshtein distance of two words. Words longer than 64 bytes are far from anything.
func edits(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return len(a) + len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// decimal reports whether text is digits, optionally with a fraction, and no leading zero.
func decimal(text string) bool {
	whole, fraction, dot := strings.Cut(text, ".")
	if !digits(whole) || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	return !dot || digits(fraction)
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// plainNumber prints a number so that decimal accepts it and it reads back equal.
func plainNumber(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

// plain reports whether every byte of text is an ASCII letter, a digit, or one of also.
func plain(text, also string) bool {
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte(also, c) < 0 {
			return false
		}
	}
	return text != ""
}
