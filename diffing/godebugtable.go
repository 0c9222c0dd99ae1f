package diffing

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// ParseGodebugTable reads the settings from the source of the go command's own table,
// $GOROOT/src/internal/godebugs/table.go. It refuses source whose shape it does not know: a setting
// that is silently missed would look like one that does not change.
func ParseGodebugTable(src []byte) ([]GodebugInfo, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "table.go", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parsing GODEBUG table: %w", err)
	}
	table := tableLiteral(file)
	if table == nil {
		return nil, fmt.Errorf("parsing GODEBUG table: no list named All: this toolchain keeps its table in another form")
	}
	var settings []GodebugInfo
	for _, element := range table.Elts {
		info, err := godebugInfo(element)
		if err != nil {
			return nil, fmt.Errorf("parsing GODEBUG table: %s: %w", fset.Position(element.Pos()), err)
		}
		settings = append(settings, info)
	}
	slices.SortFunc(settings, func(a, b GodebugInfo) int { return strings.Compare(a.Name, b.Name) })
	return settings, nil
}

// tableLiteral finds the value of "var All = []Info{…}".
func tableLiteral(file *ast.File) *ast.CompositeLit {
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			value, ok := spec.(*ast.ValueSpec)
			if !ok || len(value.Names) != 1 || value.Names[0].Name != "All" || len(value.Values) != 1 {
				continue
			}
			literal, _ := value.Values[0].(*ast.CompositeLit)
			return literal
		}
	}
	return nil
}

// godebugInfo reads one {Name: "…", Changed: 23, Old: "…"}.
func godebugInfo(e ast.Expr) (GodebugInfo, error) {
	literal, ok := e.(*ast.CompositeLit)
	if !ok {
		return GodebugInfo{}, fmt.Errorf("expected a setting in braces")
	}
	var info GodebugInfo
	for _, element := range literal.Elts {
		field, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return GodebugInfo{}, fmt.Errorf("expected fields with names")
		}
		if err := info.set(field); err != nil {
			return GodebugInfo{}, err
		}
	}
	if info.Name == "" {
		return GodebugInfo{}, fmt.Errorf("setting without Name")
	}
	return info, nil
}

// set takes the fields that decide about defaults; the others describe the setting.
func (g *GodebugInfo) set(field *ast.KeyValueExpr) error {
	key, ok := field.Key.(*ast.Ident)
	if !ok {
		return fmt.Errorf("expected a field name")
	}
	value, _ := field.Value.(*ast.BasicLit)
	if value == nil {
		value = &ast.BasicLit{}
	}
	var err error
	switch key.Name {
	case "Name":
		g.Name, err = strconv.Unquote(value.Value)
	case "Old":
		g.Old, err = strconv.Unquote(value.Value)
	case "Changed":
		g.Changed, err = strconv.Atoi(value.Value)
	}
	if err != nil {
		return fmt.Errorf("field %s: expected a literal: %w", key.Name, err)
	}
	return nil
}
