package road

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// readMatrixCSV reads rows of numbers, with labels if the first cell is empty.
func readMatrixCSV(in *stream.Reader) (*fileTable, error) {
	r := csv.NewReader(in.Reader)
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace, r.ReuseRecord = true, true
	f := &fileTable{}
	var heading []string
	for line := 1; ; line++ {
		in.Refill()
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, csvError(err, ErrMatrixNumber)
		}
		if line == 1 && len(row) > 1 && row[0] == "" {
			heading = append([]string{}, row[1:]...)
			f.labels = []string{}
			continue
		}
		if heading != nil {
			if at := len(f.durations); at >= len(heading) || row[0] != heading[at] {
				return nil, stream.AtLine(labelError(row[0], heading, at), line)
			}
			f.labels = append(f.labels, heading[len(f.durations)])
			row = row[1:]
		}
		if len(f.durations) > maxPlaces || len(row) > maxPlaces {
			return nil, &geo.Error{Code: ErrTooManyPlaces, Value: strconv.Itoa(max(len(row), len(f.durations))), Want: strconv.Itoa(maxPlaces)}
		}
		numbers := make([]json.Number, len(row))
		for i, cell := range row {
			numbers[i] = json.Number(cell)
		}
		f.durations = append(f.durations, numbers)
	}
}

func labelError(got string, heading []string, at int) error {
	e := &geo.Error{Code: ErrMatrixLabel, Value: stream.Quote([]byte(got))}
	if at < len(heading) {
		e.Want = stream.Quote([]byte(heading[at]))
	}
	return e
}

// csvError says where a table of text is broken.
func csvError(err error, code geo.Code) error {
	var broken *csv.ParseError
	if !errors.As(err, &broken) {
		return err
	}
	return &geo.Error{Code: code, At: geo.Place{Line: broken.Line}, Err: err}
}

// jsonMatrix is the object that may stand around the rows. The entries of rows are
// pointers, as null stands for no way.
type jsonMatrix struct {
	Durations [][]*json.Number `json:"durations"`
	Distances [][]*json.Number `json:"distances"`
	Labels    []string         `json:"labels"`
	Symmetric bool             `json:"symmetric"`
	Estimated bool             `json:"estimated"`
}

// readMatrixJSON reads an array of rows, or an object with them. Members that it
// does not know are passed over, as services have more.
func readMatrixJSON(in *stream.Reader) (*fileTable, error) {
	in.LimitTokens(matrixBytes)
	in.Refill()
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	var m jsonMatrix
	target := any(&m)
	if data[firstByte(data)] == '[' {
		target = &m.Durations
	}
	if err := json.Unmarshal(data, target); err != nil {
		return nil, &geo.Error{Code: ErrMatrixJSON, Err: err}
	}
	if len(m.Durations) > maxPlaces {
		return nil, &geo.Error{Code: ErrTooManyPlaces, Value: strconv.Itoa(len(m.Durations)), Want: strconv.Itoa(maxPlaces)}
	}
	return &fileTable{
		durations: plainRows(m.Durations), distances: plainRows(m.Distances), labels: m.Labels,
		symmetric: m.Symmetric, estimated: m.Estimated,
	}, nil
}

// matrixBytes is more than a matrix of maxPlaces may take in JSON on the way into
// memory that an office computer has.
const matrixBytes = 256 << 20

func firstByte(data []byte) int {
	for i, b := range data {
		if b == '[' || b == '{' {
			return i
		}
	}
	return 0
}

func plainRows(rows [][]*json.Number) [][]json.Number {
	var plain [][]json.Number
	for _, row := range rows {
		numbers := make([]json.Number, len(row))
		for i, n := range row {
			numbers[i] = "null"
			if n != nil {
				numbers[i] = *n
			}
		}
		plain = append(plain, numbers)
	}
	return plain
}
