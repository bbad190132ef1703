package road

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// FileOptions say what a file of a matrix must be. The zero value asks nothing but
// that it is square.
type FileOptions struct {
	Name      string // of the file, for errors
	Places    int    // how many places it must have; 0: any number
	Symmetric bool   // there must take as long as back
	Limits    stream.Limits
}

// File is what a file of a matrix holds.
type File struct {
	*Matrix
	Labels []string // of the places, nil if the file names none
}

// ReadMatrix reads a matrix from CSV or JSON, which is found from the content.
//
// CSV has a row for each place with the seconds to every place; a first cell that is
// empty means that the first row and column are labels, the same in both. JSON is
// an array of such rows, or an object with the members durations (seconds),
// distances (metres), labels, symmetric and estimated, of which only the first must
// be there. Seconds and metres may have decimals. Where there is no way stands null,
// in CSV too; an entry that is empty is missing.
//
// The error is a *geo.Error with line and column of the entry, from 1.
func ReadMatrix(r io.Reader, o FileOptions) (*File, error) {
	f, err := readMatrix(r, &o)
	if err != nil {
		return nil, stream.InFile(o.Name, stream.Fault(err))
	}
	return f, nil
}

func readMatrix(r io.Reader, o *FileOptions) (*File, error) {
	in := stream.Open(r, o.Limits)
	head, _, err := in.Unpack()
	if err != nil {
		return nil, err
	}
	var f *fileTable
	if trimmed := bytes.TrimSpace(head); len(trimmed) > 0 && (trimmed[0] == '[' || trimmed[0] == '{') {
		f, err = readMatrixJSON(in)
	} else {
		f, err = readMatrixCSV(in)
	}
	if err != nil {
		return nil, err
	}
	return f.matrix(o)
}

// fileTable is a matrix as its file has it, before anything is checked.
type fileTable struct {
	durations, distances [][]json.Number // empty: missing; "null": no way
	labels               []string
	symmetric, estimated bool
}

// matrix checks a table.
func (f *fileTable) matrix(o *FileOptions) (*File, error) {
	places := len(f.durations)
	switch {
	case places == 0:
		return nil, &geo.Error{Code: ErrMatrixEmpty}
	case o.Places > 0 && places != o.Places:
		return nil, sizeError(places, o.Places)
	case f.labels != nil && len(f.labels) != places:
		return nil, geo.InColumn(sizeError(len(f.labels), places), "labels")
	case f.distances != nil && len(f.distances) != places:
		return nil, geo.InColumn(sizeError(len(f.distances), places), "distances")
	}
	m, err := newMatrix(places)
	if err != nil {
		return nil, err
	}
	m.Estimated = f.estimated
	if err := fillEntries(m.Milliseconds, f.durations); err != nil {
		return nil, err
	}
	if f.distances == nil {
		m.Millimetres = nil
	} else if err := fillEntries(m.Millimetres, f.distances); err != nil {
		return nil, err
	}
	if o.Symmetric || f.symmetric {
		if err := m.checkSymmetric(); err != nil {
			return nil, err
		}
	}
	return &File{Matrix: m, Labels: f.labels}, nil
}

func sizeError(got, want int) error {
	return &geo.Error{Code: ErrMatrixSize, Value: strconv.Itoa(got), Want: strconv.Itoa(want)}
}

// fillEntries reads rows in thousandths.
func fillEntries(into []int32, rows [][]json.Number) error {
	for i, row := range rows {
		if len(row) != len(rows) {
			return stream.AtLine(sizeError(len(row), len(rows)), i+1)
		}
		for j, text := range row {
			v, err := parseEntry(string(text))
			if err == nil && i == j && v != 0 {
				err = &geo.Error{Code: ErrMatrixDiagonal, Value: string(text)}
			}
			if err != nil {
				return geo.InColumn(stream.AtLine(err, i+1), strconv.Itoa(j+1))
			}
			into[i*len(rows)+j] = v
		}
	}
	return nil
}

// parseEntry reads a number in thousandths, rounded half up.
func parseEntry(text string) (int32, error) {
	text = strings.TrimSpace(text)
	switch text {
	case "":
		return 0, &geo.Error{Code: ErrMatrixMissing}
	case "null":
		return Unreachable, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(v) || strings.ContainsAny(text, "xXpP_"):
		return 0, &geo.Error{Code: ErrMatrixNumber, Value: stream.Quote([]byte(text))}
	case v < 0:
		return 0, &geo.Error{Code: ErrMatrixNegative, Value: stream.Quote([]byte(text))}
	case v > math.MaxInt32/1000:
		return 0, &geo.Error{Code: ErrMatrixLarge, Value: stream.Quote([]byte(text)), Want: strconv.Itoa(math.MaxInt32 / 1000)}
	}
	return int32(geo.Round(float64(v * 1000))), nil
}

// checkSymmetric names the first pair that takes longer one way.
func (m *Matrix) checkSymmetric() error {
	for i := range m.N {
		for j := range i {
			for _, entries := range [][]int32{m.Milliseconds, m.Millimetres} {
				if entries == nil || entries[i*m.N+j] == entries[j*m.N+i] {
					continue
				}
				return &geo.Error{
					Code: ErrMatrixAsymmetric, At: geo.Place{Line: i + 1, Column: strconv.Itoa(j + 1)},
					Value: thousandths(entries[i*m.N+j]), Want: thousandths(entries[j*m.N+i]),
				}
			}
		}
	}
	return nil
}

// thousandths writes an entry as files have it.
func thousandths(v int32) string {
	if v == Unreachable {
		return "null"
	}
	return strconv.FormatFloat(float64(v)/1000, 'f', -1, 64)
}
