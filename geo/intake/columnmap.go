package intake

import (
	"encoding/json"
	"io"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// ColumnMap says what the headings of an office's own tables mean; letters' case
// and spaces do not count. The zero value says nothing.
type ColumnMap struct {
	fields   map[string]Field // by folded heading
	passOver map[string]bool  // folded headings of columns to leave alone
}

// maxColumnMap is how many bytes a mapping may have.
const maxColumnMap = 1 << 20

// ReadColumnMap reads a mapping: a JSON object with a member for each heading,
// whose value is the field's name or one of its headings, or "" for a column to
// leave alone.
//
//	{"X坐标": "lon", "Y坐标": "lat", "内部编号": ""}
//
// The errors are ErrColumnMap, and ErrColumnUnknown for a value that is no field.
func ReadColumnMap(r io.Reader) (ColumnMap, error) {
	var m ColumnMap
	data, err := io.ReadAll(io.LimitReader(r, maxColumnMap+1))
	if err != nil {
		return m, stream.Fault(err)
	}
	var headings map[string]string
	if err := json.Unmarshal(data, &headings); err != nil || len(data) > maxColumnMap {
		return m, &geo.Error{Code: ErrColumnMap, Err: err, Want: `{"X坐标": "lon", "Y坐标": "lat"}`}
	}
	m.fields, m.passOver = map[string]Field{}, map[string]bool{}
	for heading, name := range headings {
		if name == "" {
			m.passOver[foldHeading(heading)] = true
			continue
		}
		f, known := FieldOf(name)
		if !known {
			return ColumnMap{}, &geo.Error{Code: ErrColumnUnknown, At: geo.Place{Column: heading}, Value: name,
				Want: geo.Nearest(name, readVocabulary().names[:])}
		}
		m.fields[foldHeading(heading)] = f
	}
	return m, nil
}
