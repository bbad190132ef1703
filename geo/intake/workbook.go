package intake

import (
	"bytes"
	"io"
	"path"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// workbookSheets is how many sheets a workbook may have.
const workbookSheets = 1000

// sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name   string
	part   string
	hidden bool
}

// workbook is what is read of an XLSX file before the rows of a sheet.
type workbook struct {
	*archive
	sheets   []sheetEntry // charts left out
	strings  []string
	dates    []bool // by a cell's style: whether its number is a date
	from1904 bool
}

// newWorkbookSheet opens the sheet of a name, letters' case aside, or without one
// the first that is shown. Hidden rows and columns are read like others.
func newWorkbookSheet(x *reading, wanted string) (sheet, error) {
	data, err := x.readPacked()
	if err != nil {
		return nil, err
	}
	if isOLE(data) {
		return nil, oleError(data)
	}
	a, err := openArchive(data, x.Limits)
	if err != nil {
		return nil, err
	}
	b, err := openWorkbook(a, x.Limits.Elements)
	if err != nil {
		return nil, err
	}
	entry, err := b.find(wanted)
	if err != nil {
		return nil, err
	}
	return newWorksheet(b, entry.part, x.Limits.Elements)
}

// oleError tells an encrypted workbook, which is wrapped up as OLE, from Excel's
// format before 2007.
func oleError(data []byte) error {
	var name []byte
	for _, letter := range []byte("EncryptedPackage") {
		name = append(name, letter, 0)
	}
	if bytes.Contains(data, name) {
		return &geo.Error{Code: ErrEncrypted}
	}
	return &geo.Error{Code: ErrOldWorkbook, Value: ".xls", Want: ".xlsx"}
}

func openWorkbook(a *archive, elements int) (*workbook, error) {
	part, err := a.workbookPart()
	if err != nil {
		return nil, err
	}
	b := &workbook{archive: a}
	relations, err := a.relations(part)
	if err != nil {
		return nil, err
	}
	if err := b.readSheets(part, relations); err != nil {
		return nil, err
	}
	for _, r := range relations {
		switch r.kind {
		case "styles":
			b.dates, err = a.readStyles(r.part)
		case "sharedStrings":
			b.strings, err = a.readStrings(r.part, elements)
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// workbookPart finds the main part. Files of other kinds are named as what they
// are.
func (a *archive) workbookPart() (string, error) {
	if a.parts["_rels/.rels"] == nil {
		return "", &geo.Error{Code: ErrWorkbookKind, Value: a.openDocumentKind(), Want: ".xlsx"}
	}
	relations, err := a.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if r.kind != "officeDocument" {
			continue
		}
		kinds := map[string]string{"word": ".docx", "ppt": ".pptx", "visio": ".vsdx"}
		kind := kinds[path.Dir(r.part)]
		if path.Ext(r.part) == ".bin" {
			kind = ".xlsb"
		}
		if kind != "" {
			return "", &geo.Error{Code: ErrWorkbookKind, Value: kind, Want: ".xlsx"}
		}
		return r.part, nil
	}
	return "", &geo.Error{Code: ErrWorkbookKind, Value: ".zip", Want: ".xlsx"}
}

// openDocumentKind names an archive that is not of Microsoft's kind.
func (a *archive) openDocumentKind() string {
	in, err := a.open("mimetype", smallBytes)
	if err != nil {
		return ".zip"
	}
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(io.LimitReader(in, stream.HeadBytes))
	kind, found := strings.CutPrefix(string(text), "application/vnd.oasis.opendocument.")
	switch {
	case err != nil || !found:
		return ".zip"
	case strings.HasPrefix(kind, "text"):
		return ".odt"
	case strings.HasPrefix(kind, "presentation"):
		return ".odp"
	default:
		return ".ods"
	}
}

// find returns the sheet of a name, or the first that is shown.
func (b *workbook) find(wanted string) (sheetEntry, error) {
	var names []string
	for _, s := range b.sheets {
		if wanted == "" && !s.hidden || wanted != "" && strings.EqualFold(s.name, wanted) {
			return s, nil
		}
		names = append(names, s.name)
	}
	near := ""
	if wanted != "" {
		near = geo.Nearest(wanted, names)
	}
	return sheetEntry{}, &geo.Error{Code: ErrSheet, Value: wanted, Want: near, Names: names}
}

// readSheets reads the list of sheets and from when dates count.
func (b *workbook) readSheets(part string, relations []relation) error {
	parts := map[string]relation{}
	for _, r := range relations {
		parts[r.id] = r
	}
	return b.walk(part, "workbook", smallBytes, func(m *markup) error {
		switch {
		case m.mark != openMark:
			return nil
		case m.depth == 2 && string(m.name) == "workbookPr":
			b.from1904 = m.isTrue("date1904")
		case m.depth == 3 && string(m.name) == "sheet":
			return b.addSheet(m, parts)
		}
		return nil
	})
}

// addSheet adds a sheet to the list, unless it is a chart.
func (b *workbook) addSheet(m *markup, parts map[string]relation) error {
	name, err := m.value("name")
	if err != nil {
		return err
	}
	id, err := m.value("id")
	if err != nil {
		return err
	}
	target, found := parts[id]
	state := string(m.attr("state"))
	switch {
	case !found:
		return &geo.Error{Code: ErrPart, Value: name, Want: stream.Quote([]byte(id))}
	case target.kind != "worksheet":
		return nil
	case len(b.sheets) == workbookSheets:
		return &geo.Error{Code: ErrSheets, Want: strconv.Itoa(workbookSheets)}
	}
	b.sheets = append(b.sheets, sheetEntry{name: name, part: target.part, hidden: state == "hidden" || state == "veryHidden"})
	return nil
}
