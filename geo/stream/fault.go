package stream

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"sitedraw/geo"
)

// Fault gives an error of a reader or decompressor one of our codes: ErrTruncated,
// ErrGzip or ErrRead. One that has a code keeps it.
func Fault(err error) error {
	var damaged flate.CorruptInputError
	switch {
	case InFile("", err) != nil:
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &geo.Error{Code: ErrTruncated, Err: err}
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &damaged):
		return &geo.Error{Code: ErrGzip, Err: err}
	default:
		return &geo.Error{Code: ErrRead, Kind: geo.Unavailable, Err: err}
	}
}

// InFile returns a copy of the *geo.Error in err with the file named, nil if
// there is none.
func InFile(file string, err error) *geo.Error {
	var e *geo.Error
	if !errors.As(err, &e) {
		return nil
	}
	named := *e
	named.At.File = file
	return &named
}

// AtLine returns a copy of the *geo.Error in err with the line named and no file,
// err itself if there is none.
func AtLine(err error, line int) error {
	e := InFile("", err)
	if e == nil {
		return err
	}
	e.At.Line = line
	return e
}

// Quote is the start of some content, to show in an error.
func Quote(head []byte) string {
	const length = 24
	if !utf8.Valid(head[:min(len(head), length)]) {
		return strconv.QuoteToASCII(string(head[:min(len(head), length)]))
	}
	return string(head[:min(len(head), length)])
}
