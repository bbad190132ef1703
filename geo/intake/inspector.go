package intake

import (
	"cmp"
	"errors"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// What can be wrong with a table of inspectors, beside what can be wrong with any.
const (
	ErrInspectorTwice geo.Code = "intake.inspector-twice" // id Value stands in the row Names already
	ErrTownship       geo.Code = "intake.township"        // a code of a county or village; Want is the township it lies in
	ErrTownshipName   geo.Code = "intake.township-name"   // a name, where no register knows any
	ErrRecusal        geo.Code = "intake.recusal"         // not a recusal as one of Want
	ErrRecusalReason  geo.Code = "intake.recusal-reason"  // a recusal without its reason; Want has it
	ErrAbsence        geo.Code = "intake.absence"         // not days of absence as Want
	ErrAbsenceOrder   geo.Code = "intake.absence-order"   // the last day before the first; Want has them the other way
)

// Inspector is a row of a table of inspectors: somebody who may be drawn into a
// team. It is personal data.
type Inspector struct {
	Line           int
	ID, Name       string
	Unit           string       // where he works; empty: not said
	Township       geo.AreaCode // of the township where he lives or works; empty: not said
	Qualifications []string     // each once, in the order of the file
	Recusals       []Recusal    // each once, in the order of the file
	Absences       []Absence    // each once, in the order of the file; they may overlap
}

// Recusal (回避) is what somebody must not inspect: one of Site, Unit and Area is
// filled.
type Recusal struct {
	Site   string       // id
	Unit   string       // name, as the register writes it
	Area   geo.AreaCode // of a village, or of a township or county with all areas within
	Reason string       // 1 to 1024 bytes
}

// Absence (请假) is when somebody is not there.
type Absence struct {
	From, To string // first and last day, 2006-01-02
	Reason   string // at most 1024 bytes; empty: not said
}

// Inspectors is what a table of inspectors holds.
type Inspectors struct {
	File    string
	Rows    []Inspector  // in the order of the file; nil if it was refused
	Unused  []string     // headings of columns that mean nothing here
	Rejects []*geo.Error // bad rows, at most Limits.Rejects
	Bad     int          // how many rows are bad
}

// InspectorOptions say how a table of inspectors is read, beside what is said of any.
type InspectorOptions struct {
	Options

	// Township returns the code of the township that a name means in the register,
	// 12 digits, or a *geo.Error, as geo.AreaNames.Find has both. nil: townships are
	// read by their codes only.
	Township func(name string) (geo.AreaCode, error)
}

// ReadInspectors reads inspectors from CSV (UTF-8, UTF-16, GB18030) or the sheet
// Options.Sheet of a workbook, with Chinese or English headings: 编号 (id, which no
// two share) and 姓名 (name), which nobody lacks; 单位 (unit), 乡镇 (township: a code
// of 12 or 9 digits, or a name), 资质 (qualifications), 回避 (recusals, as
// 单位:城管局(亲属任职)) and 请假 (absences, as 2026-05-01~2026-05-05(培训)) may be
// there. Several of one cell stand on lines of their own or behind semicolons. Other
// columns are passed over and named.
//
// The error is a *geo.Error: of code ErrRejected if rows are wrong, which Inspectors
// then lists, without Rows; with any other code there are no Inspectors.
func ReadInspectors(name string, r io.Reader, o InspectorOptions) (*Inspectors, error) {
	x := newReading(name, r, o.Options)
	x.words = inspectorWords()
	t := &inspectorTable{reader: inspectorReader{township: o.Township}, lines: map[string]int{}}
	rows, err := t.read(x)
	if err != nil {
		return nil, usualInspector(x.inFile(err))
	}
	out := &Inspectors{File: name, Rows: rows, Unused: x.result.Unused, Rejects: x.result.Rejects, Bad: x.result.Bad}
	switch {
	case out.Bad > 0:
		out.Rows = nil
		return out, &geo.Error{Code: ErrRejected, At: geo.Place{File: name}, Value: strconv.Itoa(out.Bad)}
	case len(rows) == 0:
		return nil, &geo.Error{Code: ErrNoRows, At: geo.Place{File: name}}
	default:
		return out, nil
	}
}

// usualInspector names the headings of inspectors where none were found.
func usualInspector(e *geo.Error) *geo.Error {
	if errors.Is(e, ErrHeader) {
		e.Want = strings.Join([]string{InspectorID.name(), InspectorName.name(), InspectorUnit.name(), InspectorTownship.name()}, ", ")
	}
	return e
}

// inspectorTable reads rows of inspectors.
type inspectorTable struct {
	*table

	reader inspectorReader
	at     [inspectorFieldCount]int // −1: there is no such column
	lines  map[string]int           // of each id
}

// read reads every row, and rejects those that are wrong.
func (t *inspectorTable) read(x *reading) (rows []Inspector, err error) {
	s, err := x.openSheet()
	if err != nil {
		return nil, err
	}
	container := csvFormat
	if _, is := s.(*worksheet); is {
		container = xlsxFormat
	}
	ahead, stop := readAhead(s)
	defer stop()
	if t.table, err = newTable(x, ahead, container); err != nil {
		return nil, err
	}
	if err := t.findColumns(); err != nil {
		return nil, err
	}
	for {
		more, err := t.next()
		if err != nil || !more {
			return rows, err
		}
		i, err := t.inspector()
		if err != nil {
			t.reject(err)
			continue
		}
		rows = append(rows, i)
	}
}

// findColumns wants an id and a name. Two columns of one meaning are an error, since
// either may be the right one, and so is a slip of the pen for a column that the
// table lacks: a recusal must not be passed over.
func (t *inspectorTable) findColumns() error {
	for f := range t.at {
		t.at[f] = -1
	}
	for i, heading := range t.header.cells {
		f, known := inspectorField(heading)
		switch {
		case heading == "":
		case !known:
			t.x.result.Unused = append(t.x.result.Unused, heading)
		case t.at[f] >= 0:
			return &geo.Error{Code: ErrColumnTwice, At: geo.Place{Line: t.header.top, Column: heading}, Value: heading}
		default:
			t.at[f] = i
		}
	}
	for _, heading := range t.x.result.Unused {
		if near := t.slip(heading); near != "" {
			return &geo.Error{Code: ErrColumnUnknown, At: geo.Place{Line: t.header.top, Column: heading}, Value: heading, Want: near}
		}
	}
	for _, f := range []InspectorField{InspectorID, InspectorName} {
		if t.at[f] < 0 {
			return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Line: t.header.top, Column: f.name()}, Want: f.name()}
		}
	}
	return nil
}

// slip is the heading of a column that the table lacks of which this one, of at least
// five letters, is a slip of the pen; empty if there is none.
func (t *inspectorTable) slip(heading string) string {
	var lacking []string
	for _, f := range InspectorFields() {
		if t.at[f] >= 0 {
			continue
		}
		for _, h := range inspectorHeadings[f] {
			lacking = append(lacking, foldHeading(h))
		}
	}
	folded := foldHeading(heading)
	if len([]rune(folded)) < 5 {
		return ""
	}
	return geo.Nearest(folded, lacking)
}

// inspector reads the current row. The second of two of one id is wrong, also where
// the first is.
func (t *inspectorTable) inspector() (Inspector, error) {
	var cells [inspectorFieldCount]cell
	for f := range cells {
		cells[f] = t.cell(t.at[f])
	}
	i, wrong, err := t.reader.read(&cells)
	i.Line = t.row.number
	if i.ID != "" {
		first, twice := t.lines[i.ID]
		if twice {
			return i, t.wrong(InspectorID, &geo.Error{Code: ErrInspectorTwice, Value: i.ID, Names: []string{strconv.Itoa(first)}})
		}
		t.lines[i.ID] = i.Line
	}
	return i, t.wrong(wrong, err)
}

// wrong names the column of an error by its heading, whatever its source called it.
func (t *inspectorTable) wrong(f InspectorField, err error) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	placed := *e
	placed.At.Column = f.name()
	if t.at[f] >= 0 {
		placed.At.Column = cmp.Or(t.header.cells[t.at[f]], placed.At.Column)
	}
	return &placed
}
