package intake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"

	"sitedraw/geo"
)

// isXML holds for content that begins with an angle bracket.
func isXML(head []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) }

// xmlDepth is how deep elements may be nested; OSM's are three deep.
const xmlDepth = 16

// xmlReader reads OSM XML (API 0.6), token by token.
type xmlReader struct {
	x      *reading
	into   *collector
	dec    *xml.Decoder
	depth  int
	rooted bool
	text   bool // the last token was text

	kind     element // of the element being read
	open     bool    // whether one is
	id       int64
	numbered bool  // whether id is one
	wrong    error // why it cannot be taken
	deleted  bool
	point    geo.Point
	tags     tags
	refs     []int64
	members  []member
}

// readXML reads an extract as OSM XML.
func readXML(x *reading) error {
	r := &xmlReader{x: x, into: newCollector(x), dec: xml.NewDecoder(x.in)}
	r.dec.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, &geo.Error{Code: geo.ErrTextEncoding, Value: charset}
	}
	for {
		x.meter.refill()
		token, err := r.dec.Token()
		if err == io.EOF { //nolint:errorlint // bare, it ends the file; inside an error it is a cause
			break
		}
		if err == nil {
			err = r.token(token)
		} else {
			err = xmlError(err)
		}
		if err != nil {
			line, _ := r.dec.InputPos()
			return atLine(err, line)
		}
	}
	if !r.rooted {
		return &geo.Error{Code: ErrXMLRoot, Want: "osm"}
	}
	return buildSites(r.into)
}

func (r *xmlReader) token(token xml.Token) error {
	if err := r.count(token); err != nil {
		return err
	}
	switch t := token.(type) {
	case xml.StartElement:
		r.depth++
		return r.start(t)
	case xml.EndElement:
		r.depth--
		if r.depth == 1 && r.open {
			r.end()
		}
	case xml.Directive:
		return &geo.Error{Code: ErrXMLDoctype}
	}
	return nil
}

// count counts towards the limit all that may come without end: everything but
// the ends of elements and the text before another token.
func (r *xmlReader) count(token xml.Token) error {
	_, end := token.(xml.EndElement)
	_, text := token.(xml.CharData)
	again := r.text
	r.text = text
	if end || text && !again {
		return nil
	}
	return r.x.tick(1)
}

func (r *xmlReader) start(t xml.StartElement) error {
	switch {
	case r.depth == 1 && t.Name.Local != "osm":
		return &geo.Error{Code: ErrXMLRoot, Value: t.Name.Local, Want: "osm"}
	case r.depth == 1:
		r.rooted = true
	case r.depth > xmlDepth:
		return &geo.Error{Code: ErrXMLDepth, Want: strconv.Itoa(xmlDepth)}
	case r.depth == 2:
		r.begin(t)
	case r.depth == 3 && r.open:
		r.child(t)
	}
	return nil
}

// begin starts an element. Others than nodes, ways and relations are passed
// over.
func (r *xmlReader) begin(t xml.StartElement) {
	r.open, r.wrong, r.deleted = true, nil, false
	r.tags, r.refs, r.members = r.tags[:0], r.refs[:0], r.members[:0]
	switch t.Name.Local {
	case "node":
		r.kind = nodeElement
	case "way":
		r.kind = wayElement
	case "relation":
		r.kind = relationElement
	default:
		r.open = false
		return
	}
	r.id, r.wrong = parseID(attribute(t, "id"))
	r.numbered = r.wrong == nil
	r.deleted = attribute(t, "visible") == "false" || attribute(t, "action") == "delete"
	if r.kind == nodeElement && r.wrong == nil && !r.deleted {
		r.point, r.wrong = geo.ParsePoint(attribute(t, "lon"), attribute(t, "lat"))
	}
}

func (r *xmlReader) child(t xml.StartElement) {
	switch t.Name.Local {
	case "tag":
		r.tags = append(r.tags, tag{key: attribute(t, "k"), value: attribute(t, "v")})
	case "nd":
		ref, err := parseID(attribute(t, "ref"))
		r.refs, r.wrong = append(r.refs, ref), firstError(r.wrong, err)
	case "member":
		ref, err := parseID(attribute(t, "ref"))
		kind, known := map[string]element{"node": nodeElement, "way": wayElement, "relation": relationElement}[attribute(t, "type")]
		if !known {
			err = firstError(err, &geo.Error{Code: ErrElementID, Value: attribute(t, "type")})
		}
		r.members = append(r.members, member{kind: kind, ref: ref, role: attribute(t, "role")})
		r.wrong = firstError(r.wrong, err)
	}
}

func (r *xmlReader) end() {
	r.open = false
	switch {
	case r.deleted:
	case r.wrong != nil:
		line, _ := r.dec.InputPos()
		r.x.leave(r.name(), atLine(r.wrong, line))
	case r.kind == nodeElement:
		r.into.node(r.id, r.point, r.tags)
	case r.kind == wayElement:
		r.into.way(r.id, r.refs, r.tags)
	default:
		r.into.relation(r.id, r.members, r.tags)
	}
}

// name is the element's id, or its kind if it has none.
func (r *xmlReader) name() string {
	if !r.numbered {
		return "osm:" + r.kind.String()
	}
	return elementID(r.kind, r.id)
}

func attribute(t xml.StartElement, name string) string {
	for i := range t.Attr {
		if t.Attr[i].Name.Local == name {
			return t.Attr[i].Value
		}
	}
	return ""
}

func parseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, &geo.Error{Code: ErrElementID, Value: quoteHead([]byte(text))}
	}
	return id, nil
}

func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// xmlError tells a file that ends too early from one that is no XML.
func xmlError(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		return &geo.Error{Code: ErrTruncated, Err: err}
	case errors.As(err, &syntax) && syntax.Msg == "invalid UTF-8":
		return &geo.Error{Code: geo.ErrTextEncoding, Err: err}
	case errors.As(err, &syntax):
		return &geo.Error{Code: ErrXML, Err: err}
	case located("", err) != nil:
		return located("", err)
	default:
		return &geo.Error{Code: ErrXML, Err: err}
	}
}
