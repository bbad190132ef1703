package osm

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// IsXML holds for content that begins with an angle bracket.
func IsXML(head []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) }

// xmlDepth is how deep elements may be nested; OSM's are three deep.
const xmlDepth = 16

// xmlReader reads OSM XML (API 0.6), token by token.
type xmlReader struct {
	in     *stream.Reader
	into   Handler
	dec    *xml.Decoder
	depth  int
	rooted bool
	text   bool // the last token was text

	kind     Kind // of the element being read
	open     bool // whether one is
	id       int64
	numbered bool  // whether id is one
	wrong    error // why it cannot be taken
	deleted  bool
	point    geo.Point
	tags     Tags
	refs     []int64
	members  []Member
}

// ReadXML reads an extract as OSM XML. The error is a *geo.Error: one of the codes
// here or of package stream, or what Count returned.
func ReadXML(in *stream.Reader, into Handler) error {
	r := &xmlReader{in: in, into: into, dec: xml.NewDecoder(in.Reader)}
	r.dec.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, &geo.Error{Code: geo.ErrTextEncoding, Value: charset}
	}
	for {
		in.Refill()
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
			return stream.AtLine(err, line)
		}
	}
	if !r.rooted {
		return &geo.Error{Code: ErrXMLRoot, Want: "osm"}
	}
	return nil
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
	return r.into.Count(1)
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
		r.kind = NodeKind
	case "way":
		r.kind = WayKind
	case "relation":
		r.kind = RelationKind
	default:
		r.open = false
		return
	}
	r.id, r.wrong = parseID(attribute(t, "id"))
	r.numbered = r.wrong == nil
	r.deleted = attribute(t, "visible") == "false" || attribute(t, "action") == "delete"
	if r.kind == NodeKind && r.wrong == nil && !r.deleted {
		r.point, r.wrong = geo.ParsePoint(attribute(t, "lon"), attribute(t, "lat"))
	}
}

func (r *xmlReader) child(t xml.StartElement) {
	switch t.Name.Local {
	case "tag":
		r.tags = append(r.tags, Tag{Key: attribute(t, "k"), Value: attribute(t, "v")})
	case "nd":
		ref, err := parseID(attribute(t, "ref"))
		r.refs, r.wrong = append(r.refs, ref), cmp.Or(r.wrong, err)
	case "member":
		ref, err := parseID(attribute(t, "ref"))
		kind, known := map[string]Kind{"node": NodeKind, "way": WayKind, "relation": RelationKind}[attribute(t, "type")]
		if !known && err == nil {
			err = &geo.Error{Code: ErrElementID, Value: attribute(t, "type")}
		}
		r.members = append(r.members, Member{Kind: kind, Ref: ref, Role: attribute(t, "role")})
		r.wrong = cmp.Or(r.wrong, err)
	}
}

func (r *xmlReader) end() {
	r.open = false
	switch {
	case r.deleted:
	case r.wrong != nil:
		line, _ := r.dec.InputPos()
		r.into.Broken(r.name(), stream.AtLine(r.wrong, line))
	case r.kind == NodeKind:
		r.into.Node(r.id, r.point, r.tags)
	case r.kind == WayKind:
		r.into.Way(r.id, r.refs, r.tags)
	default:
		r.into.Relation(r.id, r.members, r.tags)
	}
}

// name is the element's id, or its kind if it has none.
func (r *xmlReader) name() string {
	if !r.numbered {
		return "osm:" + r.kind.String()
	}
	return ID(r.kind, r.id)
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
		return 0, &geo.Error{Code: ErrElementID, Value: stream.Quote([]byte(text))}
	}
	return id, nil
}

// xmlError tells a file that ends too early from one that is no XML.
func xmlError(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		return &geo.Error{Code: stream.ErrTruncated, Err: err}
	case errors.As(err, &syntax) && syntax.Msg == "invalid UTF-8":
		return &geo.Error{Code: geo.ErrTextEncoding, Err: err}
	case errors.As(err, &syntax):
		return &geo.Error{Code: ErrXML, Err: err}
	case stream.InFile("", err) != nil:
		return stream.InFile("", err)
	default:
		return &geo.Error{Code: ErrXML, Err: err}
	}
}
