package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mdCode returns s as a code span, the only place where GitHub turns nothing into a mention, an issue,
// a commit, a link or HTML. The pipe is shown as an escape: a table splits cells before it looks for
// code spans.
func mdCode(s string) string {
	s = strings.ReplaceAll(Safe(capped(s, maxText)), "|", `\u{7c}`)
	if strings.TrimSpace(s) == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// mdText returns prose from input: plain words stay, every word that Markdown or GitHub could read as
// something else becomes a code span between its punctuation. Backslashes would not do: GitHub looks for
// mentions in the rendered text.
func mdText(s string) string {
	words := strings.Fields(capped(Safe(capped(s, maxText)), maxText))
	for i, word := range words {
		core := strings.TrimLeft(word, `("'`)
		before := word[:len(word)-len(core)]
		core = strings.TrimRight(core, `.,;:!?)"'…`)
		after := word[len(before)+len(core):]
		switch {
		case core == "":
			words[i] = mdCode(word)
		case !plainWord(core) || i == 0 && listMark(core, after):
			words[i] = before + mdCode(core) + after
		}
	}
	return strings.Join(words, " ")
}

// plainWord reports whether a word means nothing but itself: letters, digits, inner hyphens and
// apostrophes.
func plainWord(word string) bool {
	switch word {
	case "→", "–", "—":
		return true
	}
	digits, hyphens := 0, 0
	for i, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case (r == '-' || r == '\'') && i > 0:
			hyphens++
		case !unicode.IsLetter(r):
			return false
		}
	}
	// "GH-123" and "ABC-123" are issues, and long hexadecimal words are commits.
	return (digits == 0 || hyphens == 0) && !commitLike(word)
}

// listMark reports whether a first word would begin a list: "1." or "1)".
func listMark(core, after string) bool {
	return after != "" && strings.Trim(core, "0123456789") == ""
}

// commitLike reports whether GitHub could read a word as an abbreviated commit hash.
func commitLike(word string) bool {
	return len(word) >= 7 && strings.Trim(strings.ToLower(word), "0123456789abcdef") == ""
}

// mdFence returns lines as a fenced block that nothing in them can close.
func mdFence(lines []string) string {
	longest := 2
	shown := make([]string, len(lines))
	for i, line := range lines {
		shown[i] = Safe(line)
		longest = max(longest, longestRun(shown[i], '`'))
	}
	fence := strings.Repeat("`", longest+1)
	return fence + "sh\n" + strings.Join(shown, "\n") + "\n" + fence
}

// longestRun returns the length of the longest run of c in s.
func longestRun(s string, c rune) int {
	longest, run := 0, 0
	for _, r := range s {
		if r == c {
			run++
		} else {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// runes counts the characters of s the way GitHub's limits do.
func runes(s string) int { return utf8.RuneCountInString(s) }
