package report_test

import (
	"strings"
	"testing"
	"unicode"
)

// command is what the runner of GitHub Actions would obey.
type command struct {
	name, data string
	properties map[string]string
}

// runnerCommands reads output as the runner does: "::name key=value,…::data" after leading white space,
// else "##[name key=value;…]data" anywhere in a line (GITHUB.md section 6).
func runnerCommands(output string) []command {
	var out []command
	for _, line := range strings.FieldsFunc(output, func(r rune) bool { return r == '\n' || r == '\r' }) {
		trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
		if head, data, ok := strings.Cut(strings.TrimPrefix(trimmed, "::"), "::"); ok && strings.HasPrefix(trimmed, "::") {
			name, rest, _ := strings.Cut(head, " ")
			out = append(out, command{name, decoded(data), propertiesOf(rest, ",")})
			continue
		}
		if _, rest, ok := strings.Cut(line, "##["); ok {
			if head, data, ok := strings.Cut(rest, "]"); ok {
				name, rest, _ := strings.Cut(head, " ")
				out = append(out, command{name, data, propertiesOf(rest, ";")})
			}
		}
	}
	return out
}

func propertiesOf(text, separator string) map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Split(text, separator) {
		if key, value, ok := strings.Cut(pair, "="); ok {
			out[strings.TrimSpace(key)] = strings.NewReplacer("%3A", ":", "%2C", ",").Replace(decoded(value))
		}
	}
	return out
}

func decoded(data string) string {
	return strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)
}

// checkLines holds a text against law 7: no line that a runner obeys, and nothing hidden.
func checkLines(t *testing.T, what, text string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::") || strings.Contains(line, "##[") {
			t.Errorf("%s: a runner obeys the line %q", what, line)
		}
	}
	checkHidden(t, what, text)
}

// checkHidden allows, beside what unicode calls printable, only the newline.
func checkHidden(t *testing.T, what, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (r < ' ' || r > 0x7e) && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Variation_Selector) || !unicode.IsPrint(r)) {
			t.Errorf("%s: holds %U", what, r)
			return
		}
	}
}

// withoutColour drops exactly the SGR codes that the text style uses.
func withoutColour(s string) string {
	for _, code := range []string{"1", "2", "1;31", "32", "33", "0"} {
		s = strings.ReplaceAll(s, "\x1b["+code+"m", "")
	}
	return s
}

// outsideCode returns what Markdown sees outside code spans and fenced blocks, line by line: CommonMark
// pairs a run of backticks with the next run of the same length.
func outsideCode(text string) []string {
	var out []string
	fence := ""
	for _, line := range strings.Split(text, "\n") {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence != "":
			if len(ticks) >= len(fence) && strings.TrimSpace(line) == ticks {
				fence = ""
			}
		case len(ticks) >= 3 && !strings.Contains(line[len(ticks):], "`"):
			fence = ticks
		default:
			out = append(out, withoutSpans(line))
		}
	}
	if fence != "" {
		out = append(out, "<unclosed fence>")
	}
	return out
}

func withoutSpans(line string) string {
	var b strings.Builder
	for line != "" {
		open := strings.IndexByte(line, '`')
		if open < 0 {
			b.WriteString(line)
			break
		}
		b.WriteString(line[:open])
		line = line[open:]
		run := len(line) - len(strings.TrimLeft(line, "`"))
		rest := line[run:]
		end := closing(rest, run)
		if end < 0 {
			b.WriteString(line[:run])
			line = rest
			continue
		}
		b.WriteString("x")
		line = rest[end+run:]
	}
	return b.String()
}

// closing finds a run of exactly n backticks.
func closing(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i
		}
		i += run
	}
	return -1
}

func TestOracles(t *testing.T) {
	commands := runnerCommands("  ::error file=a%2Cb,line=3::x%0Ay\nlog ##[add-mask]secret\n: ::notice::no\n")
	if len(commands) != 2 || commands[0].properties["file"] != "a,b" || commands[0].data != "x\ny" || commands[1].name != "add-mask" {
		t.Errorf("the runner's oracle reads %+v", commands)
	}
	for in, want := range map[string]string{"a `b` c": "a x c", "``a`b`` <i>": "x <i>", "`open": "`open", "` a ``b`": "x"} {
		if got := withoutSpans(in); got != want {
			t.Errorf("withoutSpans(%q) = %q, want %q", in, got, want)
		}
	}
}
