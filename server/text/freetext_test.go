package text

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowed are the places that may hold free text after all, each with its reason.
var allowed = map[string]string{}

var word = regexp.MustCompile(`\p{L}{2,}`)

// callee is "fmt.Errorf" or "panic".
func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	default:
		return ""
	}
}

// wordsIn returns the first literal under a node that holds a word.
func wordsIn(node ast.Node) (found string) {
	ast.Inspect(node, func(n ast.Node) bool {
		value, ok := literal(n)
		value = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z]`).ReplaceAllString(value, "")
		if ok && found == "" && word.MatchString(value) {
			found = value
		}
		return found == ""
	})
	return found
}

// Errors reach a user by a code of the catalogue: nobody writes a text into one,
// nor into a panic.
func TestErrorsHoldNoFreeText(t *testing.T) {
	for _, s := range everything(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch callee(call) {
			case "errors.New", "fmt.Errorf", "panic":
				if words := wordsIn(call); words != "" && allowed[s.path] == "" {
					t.Errorf("%s: free text %q in %s", s.at(call), words, callee(call))
				}
			}
			return true
		})
	}
}

// What package main prints comes from the catalogue: no literal with a word goes
// to a printing call, into a flag's usage or into a text of a command.
func TestMainPrintsOnlyTheCatalogue(t *testing.T) {
	printing := regexp.MustCompile(`^(fmt\.(Fp|P)rint(f|ln)?|io\.WriteString|.*\.WriteString|a\.(tell|print)Line)$`)
	flags := regexp.MustCompile(`\.(String|Bool|Int|Int64|Duration|StringSlice|StringArray)(Var)?P?$`)
	files := sources(t, ".")
	if len(files) < 5 {
		t.Fatalf("found %d files of package main: the search is broken", len(files))
	}
	for _, s := range files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				s.checkPrint(t, n, printing, flags)
			case *ast.KeyValueExpr:
				key, _ := n.Key.(*ast.Ident)
				if key != nil && slices.Contains([]string{"Short", "Long", "Use", "Example", "Deprecated", "Version"}, key.Name) {
					if words := wordsIn(n.Value); words != "" && !isCatalogueCall(n.Value) {
						t.Errorf("%s: literal %q in %s of a command", s.at(n), words, key.Name)
					}
				}
			}
			return true
		})
	}
}

// isCatalogueCall reports whether an expression is a look-up, whose literal is a
// key.
func isCatalogueCall(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	return ok && (callee(call) == "a.t" || strings.HasSuffix(callee(call), ".Text"))
}

func (s source) checkPrint(t *testing.T, call *ast.CallExpr, printing, flags *regexp.Regexp) {
	t.Helper()
	if len(call.Args) == 0 {
		return
	}
	args := call.Args
	if flags.MatchString(callee(call)) {
		args = args[len(args)-1:] // the usage; before it stand names
	} else if !printing.MatchString(callee(call)) {
		return
	}
	for _, arg := range args {
		if words := wordsIn(arg); words != "" && !isCatalogueCall(arg) {
			t.Errorf("%s: %s prints %q, which is not from the catalogue", s.at(call), callee(call), words)
		}
	}
}
