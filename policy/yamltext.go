package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// yamlWords are plain texts that some YAML reader takes for something else.
var yamlWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

// yamlText writes a text plainly where every YAML reader agrees what it is, else in double quotes.
func yamlText(text string) string {
	start := strings.TrimPrefix(strings.TrimPrefix(text, "."), "/") // ./cmd/api, /healthz
	safe := start != "" && (start[0] >= 'a' && start[0] <= 'z' || start[0] >= 'A' && start[0] <= 'Z') && text != "."+start
	words := strings.ReplaceAll(text, " ", "")
	if safe && plain(words, "._/-") && strings.Join(strings.Fields(text), " ") == text &&
		!slices.Contains(yamlWords, strings.ToLower(text)) {
		return text
	}
	return string(canonical(text))
}

// yamlList writes "[a, b]", or nothing for an empty list.
func yamlList(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = yamlText(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func yamlFlow(lines []keyLine) string {
	pairs := make([]string, len(lines))
	for i, l := range lines {
		pairs[i] = l.key + ": " + l.value
	}
	return "{ " + strings.Join(pairs, ", ") + " }"
}

func yamlTrue(flag bool) string {
	if flag {
		return "true"
	}
	return ""
}

// yamlDuration writes a duration as checkDuration reads it: 72h, 1h30m, and days where the hours have
// more than six digits.
func yamlDuration(d time.Duration) string {
	const most = 999_999 // of each unit
	if d > most*time.Hour && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	text := ""
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if count := min(d/unit.length, most); count > 0 {
			text += fmt.Sprintf("%d%s", count, unit.name)
			d -= count * unit.length
		}
	}
	return text
}
