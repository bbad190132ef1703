package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// featureTokens is how many times as long as a row of a table a feature may be:
// 16 MiB as a rule, a polygon of half a million positions.
const featureTokens = 16

// recordSeparator stands before every text of a sequence (RFC 8142).
const recordSeparator = 0x1e

// isGeoJSON holds for what begins as a JSON object or a sequence of them.
func isGeoJSON(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\x1e"), []byte("{"))
}

// featureReader reads the features of a file one by one.
type featureReader struct {
	x        *reading
	in       *json.Decoder
	lines    *lineCounter
	sites    *registrar
	meanings map[string]meaning // of names of properties met so far
	number   int                // of the feature, from 1
}

// readGeoJSON reads GeoJSON (RFC 7946): collections of features and single
// features, one after another if there are several (newline-delimited, RFC
// 8142). Properties are known by their names as columns are by their headings;
// those of each feature count for themselves. A feature without the property id
// has its own member id. Wrong features are rejected under their number; what is
// no JSON ends the file.
func readGeoJSON(x *reading) error {
	x.in.LimitTokens(featureTokens * x.Limits.TokenBytes)
	sites, err := newRegistrar(x, featureHeadings())
	if err != nil {
		return err
	}
	lines := &lineCounter{in: x.in}
	f := &featureReader{x: x, in: json.NewDecoder(lines), lines: lines, sites: sites, meanings: map[string]meaning{}}
	f.in.UseNumber()
	for {
		x.in.Refill()
		err := f.document()
		if err == io.EOF { //nolint:errorlint // bare, it ends the file; inside an error it is a cause
			break
		}
		if err != nil {
			return err
		}
	}
	if f.number == 0 {
		return &geo.Error{Code: ErrNoFeatures}
	}
	f.noteNames()
	sites.finish()
	return nil
}

// noteNames keeps what the names of properties were taken for, and which mean
// nothing.
func (f *featureReader) noteNames() {
	result := f.x.result
	for _, name := range slices.Sorted(maps.Keys(f.meanings)) {
		switch m := f.meanings[name]; {
		case m.known:
			result.Columns = append(result.Columns, Column{name, m.field})
		case !f.x.meansNothing(name):
			result.Unused = append(result.Unused, name)
		}
	}
}

// document reads a collection or a feature; io.EOF, bare, is the end of the file.
func (f *featureReader) document() error {
	first, err := f.in.Token()
	if err == io.EOF {
		return err
	}
	if err != nil {
		return f.broken(err)
	}
	if first != json.Delim('{') {
		return &geo.Error{Code: ErrGeoJSON, Want: "{ … }"}
	}
	var own jsonFeature
	collected := false
	for f.in.More() {
		name, err := f.in.Token()
		if err != nil {
			return f.broken(err)
		}
		if name == "features" {
			collected, err = true, f.collection()
		} else {
			err = f.member(&own, name)
		}
		if err != nil {
			return err
		}
	}
	if _, err := f.in.Token(); err != nil {
		return f.broken(err)
	}
	return f.finishDocument(&own, collected)
}

// member reads a member of the outermost object other than features.
func (f *featureReader) member(own *jsonFeature, name json.Token) error {
	var value json.RawMessage
	if err := f.in.Decode(&value); err != nil {
		return f.broken(err)
	}
	switch name {
	case "type":
		own.Type = value
	case "id":
		own.ID = value
	case "properties":
		own.Properties = value
	case "geometry":
		own.Geometry = value
	case turnedMember:
		own.Turned = value
	case "crs":
		return checkCRS(value)
	}
	return nil
}

// finishDocument takes the outermost object in if it is a feature.
func (f *featureReader) finishDocument(own *jsonFeature, collected bool) error {
	kind, _ := textOf(own.Type)
	switch {
	case kind == "FeatureCollection" && collected:
		return nil
	case kind == "FeatureCollection":
		return noFeatures()
	case kind == "Feature" && !collected:
		return f.take(own)
	default:
		return &geo.Error{Code: ErrGeoJSON, At: geo.Place{Column: "type"}, Value: shown(own.Type),
			Want: "FeatureCollection, Feature"}
	}
}

func noFeatures() error {
	return &geo.Error{Code: ErrGeoJSON, At: geo.Place{Column: "features"}, Want: "[ … ]"}
}

// collection reads an array of features.
func (f *featureReader) collection() error {
	first, err := f.in.Token()
	if err != nil {
		return f.broken(err)
	}
	if first != json.Delim('[') {
		return noFeatures()
	}
	for f.in.More() {
		f.x.in.Refill()
		var one json.RawMessage
		if err := f.in.Decode(&one); err != nil {
			return f.broken(err)
		}
		var next jsonFeature
		if json.Unmarshal(one, &next) != nil {
			next = jsonFeature{Type: one} // no object, so no feature
		}
		if err := f.take(&next); err != nil {
			return err
		}
	}
	if _, err := f.in.Token(); err != nil {
		return f.broken(err)
	}
	return nil
}

// broken says where the file is no JSON any more, or passes on why it cannot be
// read: line and byte of the file. The decoder counts bytes in its own way, so
// what it holds from the last token on is read again.
func (f *featureReader) broken(err error) error {
	rest, _ := io.ReadAll(f.in.Buffered())
	good := 0
	var value json.RawMessage
	var syntax, again *json.SyntaxError
	switch {
	case !errors.As(err, &syntax):
		if err = stream.Fault(err); errors.Is(err, ErrTruncated) {
			good = len(rest)
		}
	case errors.As(json.NewDecoder(bytes.NewReader(rest)).Decode(&value), &again):
		good = min(max(int(again.Offset)-1, 0), len(rest))
		fallthrough
	default:
		err = &geo.Error{Code: ErrJSON, Err: err}
	}
	line := f.lines.count - bytes.Count(rest[good:], []byte("\n")) + 1
	return stream.AtLine(geo.InColumn(err, "@"+strconv.FormatInt(f.in.InputOffset()+int64(good)+1, 10)), line)
}

// lineCounter counts the ends of lines that were read, and makes white space of
// the marks of a sequence, which stand nowhere else in JSON.
type lineCounter struct {
	in    io.Reader
	count int
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	l.count += bytes.Count(p[:n], []byte("\n"))
	for at := bytes.IndexByte(p[:n], recordSeparator); at >= 0; at = bytes.IndexByte(p[:n], recordSeparator) {
		p[at] = ' '
	}
	return n, err
}

// checkCRS returns an error unless an old "crs" member names WGS 84 or CGCS2000
// in degrees, by an EPSG number or as OGC does. Positions of others cannot be
// told from such in degrees, or are metres.
func checkCRS(value json.RawMessage) error {
	var crs *struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	}
	if json.Unmarshal(value, &crs) != nil {
		return &geo.Error{Code: ErrCRS, At: geo.Place{Column: "crs"}, Value: shown(value), Want: degreesCRS}
	}
	if crs == nil {
		return nil
	}
	name := strings.ToUpper(crs.Properties.Name)
	known := []string{"CRS84", "WGS84", "CGCS2000", "4326", "4979", "4490", "4480"}
	if slices.Contains(known, name[strings.LastIndexByte(name, ':')+1:]) {
		return nil
	}
	return &geo.Error{Code: ErrCRS, At: geo.Place{Column: "crs"}, Value: crs.Properties.Name, Want: degreesCRS}
}

// degreesCRS are the coordinate systems that a file may name.
const degreesCRS = "EPSG:4326, EPSG:4490, CRS84"
