package osm

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// A reader of OSM PBF (wiki.openstreetmap.org/wiki/PBF_Format). It is ours
// because that of paulmach/osm v0.8.0 panics in goroutines of its own on damaged
// blocks – nobody can recover those – and unpacks blocks without bound. All
// coordinates stay integers here: nanodegrees, rounded once to E7.

// Limits of the format.
const (
	maxBlobHeader = 64 << 10
	maxBlob       = 32 << 20
)

// pbfMagic is how a file begins after the length of its first header: a field
// of nine bytes, the type of the first block.
const pbfMagic = "\n\x09OSMHeader"

// IsPBF holds for content that begins with an OSMHeader block.
func IsPBF(head []byte) bool {
	return len(head) >= 4+len(pbfMagic) && string(head[4:4+len(pbfMagic)]) == pbfMagic
}

// pbfReader reads one file, block by block.
type pbfReader struct {
	in     *stream.Reader
	into   Handler
	packed bytes.Buffer
	raw    bytes.Buffer
	unzip  io.ReadCloser

	// of the current block
	strings     []string
	granularity int64 // nanodegrees
	lon, lat    int64 // offset in nanodegrees

	tags    Tags
	refs    []int64
	members []Member
}

// ReadPBF reads an extract as PBF. The error is a *geo.Error: one of the codes
// here or of package stream, or what Count returned.
func ReadPBF(in *stream.Reader, into Handler) error {
	r := &pbfReader{in: in, into: into}
	for {
		kind, blob, err := r.block()
		if err == io.EOF { //nolint:errorlint // bare, it ends the file; inside an error it is a cause
			return nil
		}
		if err == nil {
			err = r.into.Count(1)
		}
		if err == nil {
			switch kind {
			case "OSMHeader":
				err = checkHeaderBlock(blob)
			case "OSMData":
				err = r.primitiveBlock(blob)
			}
		}
		if err != nil {
			return err
		}
	}
}

// block reads the next block and unpacks it; io.EOF after the last.
func (r *pbfReader) block() (string, []byte, error) {
	r.in.Refill()
	var size [4]byte
	if _, err := io.ReadFull(r.in, size[:]); err == io.EOF {
		return "", nil, err
	} else if err != nil {
		return "", nil, stream.Fault(err)
	}
	header, err := r.bytes(uint64(binary.BigEndian.Uint32(size[:])), maxBlobHeader)
	if err != nil {
		return "", nil, err
	}
	w, kind, length := wire{data: header}, "", uint64(0)
	for w.next() {
		switch w.number {
		case 1:
			kind = string(w.bytes)
		case 3:
			length = w.value
		}
	}
	if err := w.check(); err != nil {
		return "", nil, err
	}
	packed, err := r.bytes(length, maxBlob)
	if err != nil {
		return "", nil, err
	}
	blob, err := r.unpack(packed)
	return kind, blob, err
}

// bytes reads n bytes; they are valid until the next call. Memory grows with
// what is there, not with what is promised.
func (r *pbfReader) bytes(n, limit uint64) ([]byte, error) {
	if n > limit {
		return nil, &geo.Error{Code: stream.ErrTooLong, Value: strconv.FormatUint(n, 10), Want: strconv.FormatUint(limit, 10)}
	}
	r.packed.Reset()
	r.in.Allow(int(n))
	if _, err := io.CopyN(&r.packed, r.in, int64(n)); err != nil {
		return nil, stream.Fault(err)
	}
	return r.packed.Bytes(), nil
}

// unpack returns the content of a Blob message.
func (r *pbfReader) unpack(blob []byte) ([]byte, error) {
	w := wire{data: blob}
	var raw, packed []byte
	var size uint64
	for w.next() {
		switch w.number {
		case 1:
			raw = w.bytes
		case 2:
			size = w.value
		case 3:
			packed = w.bytes
		default:
			return nil, &geo.Error{Code: ErrPBFFeature, Value: "compression " + strconv.FormatUint(w.number, 10), Want: "zlib"}
		}
	}
	if err := w.check(); err != nil || packed == nil {
		return raw, err
	}
	if size > maxBlob {
		return nil, &geo.Error{Code: stream.ErrTooLong, Value: strconv.FormatUint(size, 10), Want: strconv.Itoa(maxBlob)}
	}
	if err := r.inflate(packed); err != nil {
		return nil, &geo.Error{Code: ErrPBF, Err: err}
	}
	r.raw.Reset()
	n, err := io.CopyN(&r.raw, r.unzip, int64(size)+1)
	if !errors.Is(err, io.EOF) || n != int64(size) {
		return nil, &geo.Error{Code: ErrPBF, Value: strconv.FormatInt(n, 10), Want: strconv.FormatUint(size, 10), Err: err}
	}
	return r.raw.Bytes(), nil
}

func (r *pbfReader) inflate(packed []byte) (err error) {
	if r.unzip == nil {
		r.unzip, err = zlib.NewReader(bytes.NewReader(packed))
		return err
	}
	again, ok := r.unzip.(zlib.Resetter)
	if !ok {
		return ErrPBF
	}
	return again.Reset(bytes.NewReader(packed), nil)
}

// checkHeaderBlock returns ErrPBFFeature if the file needs what we cannot do.
func checkHeaderBlock(data []byte) error {
	w := wire{data: data}
	for w.next() {
		if w.number != 4 {
			continue
		}
		known := []string{"OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"}
		if !slices.Contains(known, string(w.bytes)) {
			return &geo.Error{Code: ErrPBFFeature, Value: string(w.bytes), Want: strings.Join(known, ", ")}
		}
	}
	return w.check()
}

// primitiveBlock reads a block of elements: first what they refer to, then the
// groups.
func (r *pbfReader) primitiveBlock(data []byte) error {
	r.strings, r.granularity, r.lon, r.lat = r.strings[:0], 100, 0, 0
	var groups [][]byte
	w := wire{data: data}
	for w.next() {
		switch w.number {
		case 1:
			if err := r.stringTable(string(w.bytes)); err != nil {
				return err
			}
		case 2:
			groups = append(groups, w.bytes)
		case 17:
			r.granularity = int64(w.value)
		case 19:
			r.lat = int64(w.value)
		case 20:
			r.lon = int64(w.value)
		}
	}
	if err := w.check(); err != nil {
		return err
	}
	for _, group := range groups {
		if err := r.group(group); err != nil {
			return err
		}
	}
	return nil
}

// stringTable cuts the texts out of a copy of the table.
func (r *pbfReader) stringTable(table string) error {
	w := wire{data: []byte(table)}
	for w.next() {
		end := len(table) - len(w.data)
		if w.number == 1 {
			r.strings = append(r.strings, table[end-len(w.bytes):end])
		}
	}
	return w.check()
}

func (r *pbfReader) text(i uint64) string {
	if i >= uint64(len(r.strings)) {
		return ""
	}
	return r.strings[i]
}

func (r *pbfReader) group(data []byte) error {
	w := wire{data: data}
	for w.next() {
		var err error
		switch w.number {
		case 1:
			err = r.plainNode(w.bytes)
		case 2:
			err = r.denseNodes(w.bytes)
		case 3:
			err = r.way(w.bytes)
		case 4:
			err = r.relation(w.bytes)
		}
		if err != nil {
			return err
		}
	}
	return w.check()
}

// node takes a node over if its place is one.
func (r *pbfReader) node(id, lon, lat int64) {
	x, okX := e7FromNano(r.lon, r.granularity, lon)
	y, okY := e7FromNano(r.lat, r.granularity, lat)
	p, err := geo.NewPoint(x, y)
	switch {
	case !okX:
		err = &geo.Error{Code: geo.ErrLongitude, Value: strconv.FormatInt(lon, 10)}
	case !okY:
		err = &geo.Error{Code: geo.ErrLatitude, Value: strconv.FormatInt(lat, 10)}
	}
	if err != nil {
		r.into.Broken(ID(NodeKind, id), err)
		return
	}
	r.into.Node(id, p, r.tags)
}

// e7FromNano is (offset + granularity·v) nanodegrees in E7, rounded half away
// from zero; false if it fits no E7.
func e7FromNano(offset, granularity, v int64) (geo.E7, bool) {
	const limit = int64(1) << 40 // far beyond 180·10⁹, and its sums fit 63 bits
	if v > limit || v < -limit || granularity > 1<<20 || granularity < 0 || offset > limit || offset < -limit {
		return 0, false
	}
	nano := offset + granularity*v
	half := int64(50)
	if nano < 0 {
		half = -half
	}
	e7 := (nano + half) / 100
	return geo.E7(e7), e7 >= math.MinInt32 && e7 <= math.MaxInt32
}
