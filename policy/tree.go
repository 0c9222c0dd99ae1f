package policy

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Caps on a policy file. They bound the work that a hostile file can cause before it is refused: the
// YAML library takes quadratic time in the lines of a block text and in the keys of a mapping.
const (
	maxPolicyBytes = 256 << 10
	maxLines       = 4000
	maxLineBytes   = 8 << 10
	maxTokens      = 20_000
	maxDepth       = 24
	maxScalarBytes = 16 << 10
)

// shape is what a YAML value looks like. The zero value is not a shape.
type shape int

const (
	shapeNothing shape = iota + 1 // null, or a key with nothing behind it
	shapeText
	shapeNumber
	shapeFlag // true or false
	shapeList
	shapeMap
)

var shapeNames = [...]string{"an unreadable value", "nothing", "text", "a number", "true or false", "a list", "a mapping"}

// node is one value of a YAML file, stripped of everything that a policy must not use. No other file
// of this package knows the YAML library.
type node struct {
	shape        shape
	text         string // of a text, number or flag
	items        []*node
	fields       []field
	line, column int
}

// field is one "key: value" of a mapping, in file order; keys may repeat.
type field struct {
	key, value *node
}

// tree reads data as one plain YAML document, or adds to the reader's problems and returns nil.
func (r *reader) tree(data []byte) *node {
	if len(data) > maxPolicyBytes {
		r.refuseAt(1, 1, "shorten it", "the file has %d bytes; at most %d are read", len(data), maxPolicyBytes)
		return nil
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	r.lines = bytes.Split(data, []byte("\n"))
	if len(r.lines) > maxLines {
		r.refuseAt(maxLines, 1, "shorten it", "the file has %d lines; at most %d are read", len(r.lines), maxLines)
		return nil
	}
	if !r.plainBytes(data) {
		return nil
	}
	tokens := lexer.Tokenize(string(data))
	if len(tokens) > maxTokens {
		r.refuseAt(1, 1, "shorten it", "the file has %d words and marks; at most %d are read", len(tokens), maxTokens)
		return nil
	}
	if !r.plainTokens(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.refuseAt(1, 1, `begin with the line "version: 1", or let "soakgate policy init" write a starter`,
			"the file holds no policy")
		return nil
	}
	return r.convert(file.Docs[0].Body)
}

// plainBytes refuses what an editor would not show: byte order marks, invalid UTF-8, control
// characters, and tabs in the indentation.
func (r *reader) plainBytes(data []byte) bool {
	before := len(r.problems)
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		r.refuseAt(1, 1, "save the file as UTF-8 without a byte order mark", "the file begins with a byte order mark")
		return false
	}
	for i, line := range r.lines {
		if len(line) > maxLineBytes {
			r.refuseAt(i+1, maxLineBytes, "break it into several", "a line of %d bytes; at most %d are read", len(line), maxLineBytes)
		}
		indented := bytes.TrimLeft(line, " ")
		if bytes.HasPrefix(indented, []byte("\t")) {
			r.refuseAt(i+1, len(line)-len(indented)+1, "indent with spaces", "a tab in the indentation")
		}
		for column := 0; column < len(line); {
			char, size := utf8.DecodeRune(line[column:])
			if what := unprintable(char, size); what != "" {
				r.refuseAt(i+1, column+1, `write it as an escape in double quotes, or leave it out`, "%s", what)
				break
			}
			column += size
		}
	}
	return len(r.problems) == before
}

// unprintable says why a character must not stand in a policy file; "" where it may.
func unprintable(char rune, size int) string {
	switch {
	case char == utf8.RuneError && size < 2:
		return "the text is not valid UTF-8"
	case char == '\t':
		return ""
	case char < ' ' || char >= 0x7f && char < 0xa0:
		return "a control character"
	case hidden(char):
		return "an invisible character that changes how the line reads"
	}
	return ""
}

// hidden reports whether a character is invisible or reorders what is shown around it (the "Trojan
// Source" attack on reviewers).
func hidden(char rune) bool {
	switch {
	case char >= 0x200b && char <= 0x200f, char >= 0x2028 && char <= 0x202e, char >= 0x2060 && char <= 0x2069, char == 0xfeff:
		return true
	}
	return false
}

var forbiddenTokens = map[token.Type][2]string{
	token.AnchorType:      {"anchors are not allowed", "write the value where it is used; quote text that begins with &"},
	token.AliasType:       {"aliases are not allowed", `write the value where it is used; quote text that begins with *, as in "*"`},
	token.MergeKeyType:    {"merge keys are not allowed", "write the keys where they are used"},
	token.TagType:         {"tags are not allowed", "leave the tag out; quote text that begins with !"},
	token.DirectiveType:   {"YAML directives are not allowed", "leave the line out; quote text that begins with %"},
	token.MappingKeyType:  {"complex keys are not allowed", `write "key: value"; quote text that begins with ?`},
	token.DocumentEndType: {"document end marks are not allowed", "leave the line out"},
}

// plainTokens refuses what makes YAML hard to review, and depths that would cost the parser time.
func (r *reader) plainTokens(tokens token.Tokens) bool {
	before := len(r.problems)
	begun := false // something other than a comment was seen
	var depth depthMeter
	for _, tk := range tokens {
		if words, ok := forbiddenTokens[tk.Type]; ok {
			r.refuseAt(tk.Position.Line, r.byteColumn(tk.Position), words[1], "%s", words[0])
			if tk.Type == token.DirectiveType || len(r.problems) > maxProblems {
				return false // what follows is judged once these are gone
			}
		}
		if tk.Type == token.DocumentHeaderType && begun {
			r.refuseAt(tk.Position.Line, 1, "keep one policy in one file", "a second document")
			return false
		}
		begun = begun || tk.Type != token.CommentType
		if depth.enter(tk) > maxDepth {
			r.refuseAt(tk.Position.Line, r.byteColumn(tk.Position), "no policy needs this", "values nested deeper than %d", maxDepth)
			return false
		}
	}
	return len(r.problems) == before
}

// depthMeter estimates from above how deep a token is nested, so that nothing recursive runs first.
type depthMeter struct {
	flow    int   // open brackets
	columns []int // where the enclosing keys and list items begin
}

func (m *depthMeter) enter(tk *token.Token) int {
	switch tk.Type {
	case token.SequenceStartType, token.MappingStartType:
		m.flow++
	case token.SequenceEndType, token.MappingEndType:
		m.flow = max(m.flow-1, 0)
	case token.CommentType:
		return 0
	}
	if m.flow == 0 && tk.Type != token.MappingValueType {
		for len(m.columns) > 0 && m.columns[len(m.columns)-1] >= tk.Position.Column {
			m.columns = m.columns[:len(m.columns)-1]
		}
		m.columns = append(m.columns, tk.Position.Column)
	}
	return m.flow + len(m.columns)
}

// syntax reports the YAML library's own refusal.
func (r *reader) syntax(err error) {
	var placed interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &placed) || placed.GetToken() == nil {
		r.refuseAt(1, 1, "compare with the example in \"soakgate policy init\"", "not YAML: %v", err)
		return
	}
	position := placed.GetToken().Position
	hint := "check the indentation and brackets here and on the line above"
	if line := r.lineAt(position.Line); bytes.Contains(line, []byte("{{")) {
		hint = `quote text that holds braces: "{{ .Port }}"`
	} else if bytes.ContainsAny(line, "@`") {
		hint = `quote text that begins with @, as in "@acme/sre"`
	}
	r.refuseAt(position.Line, r.byteColumn(position), hint, "not YAML: %s", placed.GetMessage())
}

func (r *reader) lineAt(number int) []byte {
	if number < 1 || number > len(r.lines) {
		return nil
	}
	return r.lines[number-1]
}

// byteColumn turns the library's column, which counts characters, into one that counts bytes.
func (r *reader) byteColumn(position *token.Position) int {
	line, column := r.lineAt(position.Line), 0
	for range position.Column - 1 {
		_, size := utf8.DecodeRune(line[min(column, len(line)):])
		column += size
	}
	return column + 1
}

// convert turns the library's tree into nodes.
func (r *reader) convert(from ast.Node) *node {
	n := &node{}
	if tk := from.GetToken(); tk != nil && tk.Position != nil {
		n.line, n.column = tk.Position.Line, r.byteColumn(tk.Position)
	}
	switch from := from.(type) {
	case *ast.NullNode:
		n.shape = shapeNothing
	case *ast.StringNode:
		n.shape, n.text = shapeText, from.Value
	case *ast.LiteralNode:
		n.shape, n.text = shapeText, from.Value.Value
	case *ast.BoolNode:
		n.shape, n.text = shapeFlag, from.Token.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		n.shape, n.text = shapeNumber, from.GetToken().Value
	case *ast.SequenceNode:
		n.shape = shapeList
		for _, item := range from.Values {
			n.items = append(n.items, r.convert(item))
		}
	case *ast.MappingNode:
		r.convertFields(n, from)
	}
	if n.shape == 0 {
		r.refuse(n, "use plain keys, lists and values", "%s is not allowed in a policy", from.Type())
	}
	if len(n.text) > maxScalarBytes {
		r.refuse(n, "shorten it", "a value of %d bytes; at most %d are read", len(n.text), maxScalarBytes)
	}
	return n
}

// convertFields converts a mapping. The library places a block mapping at its first colon; a reader
// looks for it at its first key.
func (r *reader) convertFields(n *node, from *ast.MappingNode) {
	n.shape = shapeMap
	for _, pair := range from.Values {
		n.fields = append(n.fields, field{key: r.convert(pair.Key), value: r.convert(pair.Value)})
	}
	if len(n.fields) > 0 && !from.IsFlowStyle {
		n.line, n.column = n.fields[0].key.line, n.fields[0].key.column
	}
}
