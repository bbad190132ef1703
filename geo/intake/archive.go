package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// What a workbook may take. 100,000 rows of twelve columns are 4 MB, and 64 MB
// unpacked; a sheet of such rows as long as Excel's may be has some 700 MB. Sheets
// unpack to 9 to 16 times their size, full or empty; what is denser than 200 was
// made to fill a memory.
const (
	packedBytes = 256 << 20 // the file, which is kept whole
	sheetBytes  = 2 << 30   // a sheet unpacked, which passes by
	stringBytes = 512 << 20 // the table of strings unpacked, which is kept
	smallBytes  = 64 << 20  // any other part unpacked
	denseBytes  = 64 << 20  // what may be as dense as it likes
	denseRatio  = 200
	partCount   = 100_000
)

// isWorkbook holds for zip archives and for OLE files, so that old and encrypted
// workbooks are refused as what they are.
func isWorkbook(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || isOLE(head)
}

func isOLE(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// readPacked reads a file whole.
func (x *reading) readPacked() ([]byte, error) {
	var data bytes.Buffer
	for {
		x.in.Refill()
		n, err := io.CopyN(&data, x.in, stream.BufferBytes)
		switch {
		case int64(data.Len()) > packedBytes:
			return nil, &geo.Error{Code: ErrArchiveSize, Want: strconv.Itoa(packedBytes)}
		case errors.Is(err, io.EOF) && n < stream.BufferBytes:
			return data.Bytes(), nil
		case err != nil:
			return nil, stream.Fault(err)
		}
	}
}

// archive is a zip archive whose parts are found by name, in lower case.
type archive struct {
	parts map[string]*zip.File
	size  int64
	limit int   // bytes of a token
	most  int64 // bytes of any part, unpacked
}

func openArchive(data []byte, limits Limits) (*archive, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > partCount {
		return nil, &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(partCount)}
	}
	list, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &geo.Error{Code: ErrArchive, Err: err}
	}
	a := &archive{parts: map[string]*zip.File{}, size: int64(len(data)), limit: limits.TokenBytes, most: limits.FileBytes}
	for _, f := range list.File {
		name := partName(f.Name)
		if a.parts[name] != nil {
			return nil, &geo.Error{Code: ErrArchive, Value: stream.Quote([]byte(f.Name))}
		}
		a.parts[name] = f
	}
	return a, nil
}

// partName is a part's name as relationships have it: some programs write "\".
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// unpacking is a part as it is unpacked. What it yields is counted, since headers
// may say anything, and checked against its sum at the end.
type unpacking struct {
	in     io.ReadCloser
	packed int64
	got    int64
	most   int64
}

// open unpacks a part to at most so many bytes.
func (a *archive) open(name string, most int64) (*unpacking, error) {
	f := a.parts[name]
	if f == nil {
		return nil, &geo.Error{Code: ErrPart, Want: name}
	}
	if f.Flags&1 != 0 {
		return nil, &geo.Error{Code: ErrEncrypted}
	}
	in, err := f.Open()
	if err != nil {
		return nil, &geo.Error{Code: ErrArchive, At: geo.Place{Column: name}, Err: err}
	}
	return &unpacking{in: in, packed: min(int64(min(f.CompressedSize64, 1<<62)), a.size), most: min(most, a.most)}, nil
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	u.got += int64(n)
	switch {
	case u.got > u.most:
		return 0, &geo.Error{Code: ErrArchiveSize, Want: strconv.FormatInt(u.most, 10)}
	case u.got > denseBytes && u.got/denseRatio > u.packed:
		return 0, &geo.Error{Code: ErrArchiveDense, Want: strconv.Itoa(denseRatio)}
	case err != nil && err != io.EOF:
		return n, &geo.Error{Code: ErrArchive, Err: err}
	}
	return n, err //nolint:wrapcheck // io.EOF or nil
}

func (u *unpacking) Close() error { return u.in.Close() }

// walk calls visit at every mark of a part that is XML, and names the part in
// errors. The outermost element must be root.
func (a *archive) walk(name, root string, most int64, visit func(*markup) error) error {
	in, err := a.open(name, most)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	m := newMarkup(in, a.limit)
	for {
		err := m.next()
		if err == io.EOF { //nolint:errorlint // bare, it ends the part; inside an error it is a cause
			return nil
		}
		if err == nil && m.mark == openMark && m.depth == 1 && string(m.name) != root {
			err = &geo.Error{Code: ErrXMLRoot, Value: stream.Quote(m.name), Want: root}
		}
		if err == nil {
			err = visit(m)
		}
		if err != nil {
			return geo.InColumn(err, name)
		}
	}
}
