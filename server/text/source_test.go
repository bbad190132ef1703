package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// source is one of the program's own files, without tests.
type source struct {
	path string // from the module's root
	file *ast.File
	set  *token.FileSet
}

// sources parses the non-test files under folders of the module.
func sources(t *testing.T, folders ...string) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var list []source
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && folder == "." && path != root {
				return filepath.SkipDir // package main only
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(root, path)
			list = append(list, source{filepath.ToSlash(name), file, set})
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return list
}

// everything is all code whose texts a user may see.
func everything(t *testing.T) []source { return sources(t, ".", "geo", "sampler", "server") }

func (s source) at(node ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.set.Position(node.Pos()).Line)
}

// literal returns the value of a string literal.
func literal(node ast.Node) (string, bool) {
	lit, ok := node.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(lit.Value)
	return value, err == nil
}

// codes returns every constant of type geo.Code by its value, with its place.
func codes(t *testing.T) map[string]string {
	found := map[string]string{}
	for _, s := range everything(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !isCode(spec.Type) {
				return true
			}
			for _, v := range spec.Values {
				if value, ok := literal(v); ok {
					found[value] = s.at(v)
				}
			}
			return true
		})
	}
	return found
}

func isCode(typ ast.Expr) bool {
	switch typ := typ.(type) {
	case *ast.Ident:
		return typ.Name == "Code"
	case *ast.SelectorExpr:
		return typ.Sel.Name == "Code"
	default:
		return false
	}
}
