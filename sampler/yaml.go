package sampler

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"sitedraw/geo"
)

// YAMLToJSON turns a file of settings written in YAML into JSON, so that there is
// one reader of both. Only what settings need passes: maps with text keys, lists,
// texts, numbers in decimal digits, true, false and null; no anchors, aliases, tags
// or second documents. The errors are ErrPlanYAML, with its line, and ErrPlanLarge.
func YAMLToJSON(source []byte) ([]byte, error) {
	return convertYAML(source, &yamlWriter{decimals: true})
}

// yamlToJSON is YAMLToJSON for plans, which have no fractions.
func yamlToJSON(source []byte) ([]byte, error) { return convertYAML(source, &yamlWriter{}) }

func convertYAML(source []byte, w *yamlWriter) (out []byte, err error) {
	if !utf8.Valid(source) {
		return nil, &geo.Error{Code: geo.ErrTextEncoding}
	}
	if len(source) > MaxYAML {
		return nil, &geo.Error{Code: ErrPlanLarge, Want: strconv.Itoa(MaxYAML)}
	}
	if line := nestedLine(source); line > 0 {
		return nil, &geo.Error{Code: ErrPlanYAML, At: geo.Place{Line: line}}
	}
	defer func() { // the YAML parser panics on some broken input
		if p := recover(); p != nil {
			out, err = nil, &geo.Error{Code: ErrPlanYAML}
		}
	}()
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		return nil, yamlError(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, &geo.Error{Code: ErrPlanYAML}
	}
	w.value(file.Docs[0].Body, 0)
	return w.out, w.err
}

// yamlError names the line that the parser complains of, if it does.
func yamlError(err error) error {
	e := &geo.Error{Code: ErrPlanYAML, Err: err}
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		e.At.Line, e.Value = syntax.GetToken().Position.Line, syntax.GetToken().Value
	}
	return e
}

// MaxYAML is the largest plan in YAML in bytes, ten times a county's. The parser
// takes time in the square of some inputs; larger plans are written in JSON.
const MaxYAML = 1 << 16

// nestedLine returns the line at which more lists and maps are open than any
// plan needs, 0 if there is none: before the parser sees them, which takes
// minutes over a text of brackets.
func nestedLine(source []byte) int {
	const most = 8 * maxDepth
	open, number := 0, 0
	for line := range bytes.Lines(source) {
		number++
		begun := bytes.Count(line, []byte("[")) + bytes.Count(line, []byte("{"))
		open += begun - bytes.Count(line, []byte("]")) - bytes.Count(line, []byte("}"))
		if begun+bytes.Count(line, []byte("- ")) > most || open > most {
			return number
		}
	}
	return 0
}

// yamlWriter writes nodes as JSON and keeps the first error.
type yamlWriter struct {
	out      []byte
	err      error
	decimals bool // fractions pass
}

func (w *yamlWriter) refuse(node ast.Node) {
	if w.err == nil {
		token := node.GetToken()
		w.err = &geo.Error{Code: ErrPlanYAML, At: geo.Place{Line: token.Position.Line}, Value: token.Value}
	}
}

func (w *yamlWriter) value(node ast.Node, depth int) {
	if depth > maxDepth {
		w.refuse(node)
		return
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		w.mapping(n.Values, depth)
	case *ast.MappingValueNode:
		w.mapping([]*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		w.out = append(w.out, '[')
		for i, item := range n.Values {
			if i > 0 {
				w.out = append(w.out, ',')
			}
			w.value(item, depth+1)
		}
		w.out = append(w.out, ']')
	default:
		w.scalar(node)
	}
}

func (w *yamlWriter) mapping(values []*ast.MappingValueNode, depth int) {
	w.out = append(w.out, '{')
	for i, v := range values {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		key, ok := v.Key.(*ast.StringNode)
		if !ok {
			w.refuse(v)
			return
		}
		w.text(key.Value)
		w.out = append(w.out, ':')
		w.value(v.Value, depth+1)
	}
	w.out = append(w.out, '}')
}

func (w *yamlWriter) scalar(node ast.Node) {
	switch n := node.(type) {
	case *ast.StringNode:
		w.text(n.Value)
	case *ast.LiteralNode:
		w.text(n.Value.Value)
	case *ast.BoolNode:
		w.out = strconv.AppendBool(w.out, n.Value)
	case *ast.NullNode:
		w.out = append(w.out, "null"...)
	case *ast.IntegerNode:
		w.number(n, "-0123456789")
	case *ast.FloatNode:
		if !w.decimals {
			w.refuse(node)
			return
		}
		w.number(n, "-.0123456789")
	default:
		w.refuse(node)
	}
}

// number writes a number as it stands: 010 and 1. are refused by the reader of the
// JSON, 1_0 here.
func (w *yamlWriter) number(node ast.Node, characters string) {
	word := node.GetToken().Value
	if strings.Trim(word, characters) != "" {
		w.refuse(node)
		return
	}
	w.out = append(w.out, word...)
}

// text writes a JSON string; control characters are escaped, so that the reader
// of plans sees and refuses them.
func (w *yamlWriter) text(s string) {
	quoted, err := json.Marshal(s)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.out = append(w.out, quoted...)
}
