package sampler

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"sitedraw/geo"
)

// yamlToJSON turns a plan written in YAML into JSON, so that there is one
// reader of plans. Only what a plan needs passes: maps with text keys, lists,
// texts, whole numbers, true, false and null; no anchors, aliases, tags,
// fractions or second documents.
func yamlToJSON(source []byte) (out []byte, err error) {
	if !utf8.Valid(source) {
		return nil, &geo.Error{Code: geo.ErrTextEncoding}
	}
	defer func() { // the YAML parser panics on some broken input
		if p := recover(); p != nil {
			out, err = nil, &geo.Error{Code: ErrPlanYAML}
		}
	}()
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		return nil, &geo.Error{Code: ErrPlanYAML, Err: err}
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, &geo.Error{Code: ErrPlanYAML}
	}
	w := &yamlWriter{}
	w.value(file.Docs[0].Body, 0)
	return w.out, w.err
}

// yamlWriter writes nodes as JSON and keeps the first error.
type yamlWriter struct {
	out []byte
	err error
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
		// As written: 010 and 0x10 are not decimal and are refused further on.
		w.out = append(w.out, n.GetToken().Value...)
	default:
		w.refuse(node)
	}
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
