package sampler

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// MaxFrameLine is the longest line of a frame file in bytes; a polygon of half a
// million positions fits.
const MaxFrameLine = 16 << 20

// MaxSites is how many sites a frame file may hold.
const MaxSites = 1 << 24

// AppendSite appends the site's line of a frame file, in canonical form and
// without LF.
func AppendSite(b []byte, s *geo.Site) []byte {
	m := openObject(b)
	m.text("area", s.Area)
	m.text("category", s.Category)
	if s.Geometry != nil {
		m.name("geometry")
		m.b = appendGeometry(m.b, s.Geometry)
	}
	m.text("id", s.ID)
	m.text("name", s.Name)
	m.text("part_of", s.PartOf)
	if s.Marked {
		m.point("point", s.Mark)
	}
	m.unless("size", int64(s.Size), 0)
	m.texts("tags", s.Tags)
	m.text("unit", s.Unit)
	return m.close()
}

// WriteFrame writes the frame file.
func WriteFrame(w io.Writer, f *Frame) error { return writeLines(w, f.sites) }

// chunkSites is how many lines are made at a time.
const chunkSites = 1024

// writeLines writes the lines of sites. One goroutine makes them while another
// hashes or writes; the bytes are those of their order.
func writeLines(w io.Writer, sites []geo.Site) error {
	chunks, empty := make(chan []byte), make(chan []byte, 2)
	empty <- nil
	empty <- nil
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(chunks)
		for from := 0; from < len(sites); from += chunkSites {
			var chunk []byte
			select {
			case chunk = <-empty:
				chunk = chunk[:0]
			case <-stop:
				return
			}
			for i := from; i < min(from+chunkSites, len(sites)); i++ {
				chunk = append(AppendSite(chunk, &sites[i]), '\n')
			}
			select {
			case chunks <- chunk:
			case <-stop:
				return
			}
		}
	}()
	for chunk := range chunks {
		if _, err := w.Write(chunk); err != nil {
			return err
		}
		empty <- chunk
	}
	return nil
}

// readLine returns the next line with its LF, nil at the end. What it returns
// is good until the next call.
func readLine(r *bufio.Reader, long *[]byte) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		*long = append((*long)[:0], line...)
		for errors.Is(err, bufio.ErrBufferFull) && len(*long) <= MaxFrameLine {
			line, err = r.ReadSlice('\n')
			*long = append(*long, line...)
		}
		line = *long
	}
	switch {
	case len(line) > MaxFrameLine:
		return nil, &geo.Error{Code: ErrFrameLine, Want: strconv.Itoa(MaxFrameLine)}
	case errors.Is(err, io.EOF) && len(line) == 0:
		return nil, nil
	case errors.Is(err, io.EOF):
		return nil, &geo.Error{Code: ErrFrameMissing}
	case err != nil:
		return nil, err
	}
	return line, nil
}

// lineParser reads lines of a frame file and keeps its memory between them.
type lineParser struct {
	scanner lineScanner
	reader  jsonReader
	again   []byte // the line as it should be written
}

// parse reads one line with its LF.
func (p *lineParser) parse(line []byte) (geo.Site, error) {
	if site, ok := p.scanner.site(line[:len(line)-1]); ok {
		return site, nil
	}
	return p.parseAny(line)
}

// parseAny reads a line whatever stands in it.
func (p *lineParser) parseAny(line []byte) (geo.Site, error) {
	text := string(line[:len(line)-1])
	if strings.HasPrefix(text, "\ufeff") {
		return geo.Site{}, &geo.Error{Code: ErrFrameBOM}
	}
	if strings.HasSuffix(text, "\r") {
		return geo.Site{}, &geo.Error{Code: ErrFrameCR}
	}
	p.reader.reset(text)
	site, err := p.reader.site()
	if err != nil {
		return geo.Site{}, err
	}
	p.again = AppendSite(p.again[:0], &site)
	if !bytes.Equal(p.again, line[:len(line)-1]) {
		return geo.Site{}, notCanonical(text, string(p.again))
	}
	own(&site)
	return site, nil
}

// own copies the texts that no other site shares, so that the line they were
// read from need not stay in memory.
func own(s *geo.Site) {
	both := s.ID + s.Name
	s.ID, s.Name = both[:len(s.ID)], both[len(s.ID):]
	s.PartOf = strings.Clone(s.PartOf)
}

// notCanonical shows the first place where a text differs from its canonical
// form.
func notCanonical(got, canonical string) error {
	at := 0
	for at < len(got) && at < len(canonical) && got[at] == canonical[at] {
		at++
	}
	return &geo.Error{Code: ErrCanonical, At: geo.Place{Column: "@" + strconv.Itoa(at+1)},
		Value: excerpt(got, at), Want: excerpt(canonical, at)}
}

func excerpt(s string, at int) string {
	return strings.ToValidUTF8(s[at:min(at+24, len(s))], "�")
}

// follows returns an error unless id comes after the one above it.
func follows(above, id string) error {
	switch {
	case id == above:
		return &geo.Error{Code: geo.ErrDuplicateID, At: geo.Place{Column: "id"}, Value: id}
	case id < above:
		return &geo.Error{Code: ErrFrameSorted, At: geo.Place{Column: "id"}, Value: id, Want: above}
	default:
		return nil
	}
}

var siteMembers = []string{
	"area", "category", "geometry", "id", "name", "part_of", "point", "size", "tags", "unit",
}

// site reads a site from one JSON object and checks it.
func (r *jsonReader) site() (geo.Site, error) {
	var s geo.Site
	r.object(func(name string) {
		switch name {
		case "area":
			s.Area = r.text()
		case "category":
			s.Category = r.text()
		case "geometry":
			s.Geometry = r.geometry()
		case "id":
			s.ID = r.text()
		case "name":
			s.Name = r.text()
		case "part_of":
			s.PartOf = r.text()
		case "point":
			s.Mark, s.Marked = r.point(), true
		case "size":
			s.Size = r.size()
		case "tags":
			r.array(func(int) { s.Tags = append(s.Tags, r.text()) })
		case "unit":
			s.Unit = r.text()
		default:
			r.unknown(name, siteMembers)
		}
	})
	r.end()
	if r.err != nil {
		return geo.Site{}, r.err
	}
	return s, s.Check()
}

func (r *jsonReader) size() int32 {
	v := r.integer()
	if r.err == nil && (v < 1 || v > geo.MaxSize) {
		r.fail(geo.ErrSiteSize, strconv.FormatInt(v, 10), "")
		return 0
	}
	return int32(v)
}

// point reads [lon,lat] in E7.
func (r *jsonReader) point() geo.Point {
	var c [2]int64
	count := 0
	r.array(func(i int) {
		v := r.integer()
		if i < 2 {
			c[i] = v
		}
		count++
	})
	if r.err != nil {
		return geo.Point{}
	}
	if count != 2 {
		r.syntax("[lon,lat]")
		return geo.Point{}
	}
	if c[0] < -int64(geo.MaxLon) || c[0] > int64(geo.MaxLon) {
		r.fail(geo.ErrLongitude, strconv.FormatInt(c[0], 10), "")
		return geo.Point{}
	}
	if c[1] < -int64(geo.MaxLat) || c[1] > int64(geo.MaxLat) {
		r.fail(geo.ErrLatitude, strconv.FormatInt(c[1], 10), "")
		return geo.Point{}
	}
	return geo.Point{Lon: geo.E7(c[0]), Lat: geo.E7(c[1])}
}

func (r *jsonReader) points() []geo.Point {
	var points []geo.Point
	r.array(func(int) { points = append(points, r.point()) })
	return points
}

// polygon reads the rings of a polygon and checks them.
func (r *jsonReader) polygon() geo.Polygon {
	var rings [][]geo.Point
	r.array(func(int) { rings = append(rings, r.points()) })
	if r.err != nil {
		return nil
	}
	p, err := geo.NewPolygon(rings)
	r.failed(err)
	return p
}

// geometry reads an object with coordinates and type. Canonical form puts the
// coordinates first, so their place is noted and read when the type is known.
func (r *jsonReader) geometry() geo.Geometry {
	var kind string
	start := -1
	r.object(func(name string) {
		switch name {
		case "coordinates":
			r.peek()
			start = r.at
			r.skip()
		case "type":
			kind = r.text()
		default:
			r.unknown(name, []string{"coordinates", "type"})
		}
	})
	if r.err != nil {
		return nil
	}
	if start < 0 {
		r.fail(ErrMemberMissing, "coordinates", "")
		return nil
	}
	after := r.at
	r.at = start
	r.path = append(r.path, place{name: "coordinates"})
	g := r.coordinates(kind)
	r.path = r.path[:len(r.path)-1]
	r.at = after
	return g
}

func (r *jsonReader) coordinates(kind string) geo.Geometry {
	switch kind {
	case "Point":
		return r.point()
	case "LineString":
		l, err := geo.NewLine(r.points())
		r.failed(err)
		return l
	case "Polygon":
		return r.polygon()
	case "MultiPolygon":
		var polygons []geo.Polygon
		r.array(func(int) { polygons = append(polygons, r.polygon()) })
		m, err := geo.NewMultiPolygon(polygons)
		r.failed(err)
		return m
	default:
		r.fail(ErrGeometryType, kind, "Point, LineString, Polygon, MultiPolygon")
		return nil
	}
}

// skip passes over nested arrays of numbers.
func (r *jsonReader) skip() {
	for depth := 0; r.at < len(r.src); r.at++ {
		switch r.src[r.at] {
		case '[':
			depth++
		case ']':
			depth--
			if depth <= 0 {
				r.at++
				return
			}
		case '"', '{':
			r.syntax("[")
			return
		}
	}
	r.syntax("]")
}
