package server

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// upload is a file that was sent and waits on the disk.
type upload struct {
	name   string // as its owner calls it
	path   string
	bytes  int64
	digest [sha256.Size]byte
}

// uploadFolder is where files wait; empty without a data folder, which is the
// system's own place.
func uploadFolder(data string) string {
	if data == "" {
		return filepath.Join(os.TempDir(), "sitedraw-uploads")
	}
	return filepath.Join(data, "uploads")
}

// clearUploads removes what a server that died has left.
func clearUploads(data string) error {
	if data == "" {
		return nil
	}
	return diskError(os.RemoveAll(uploadFolder(data)))
}

// spool writes the file of a request to the disk: its body, or the one file of a
// form. What is cut short leaves nothing behind.
func (r *request) spool(limit int64) (*upload, error) {
	body := http.MaxBytesReader(r.Response(), r.Request().Body, limit)
	kind, params, err := mime.ParseMediaType(r.Request().Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEMultipartForm {
		return r.server.spoolBody(r.query("filename"), body)
	}
	return r.server.spoolForm(multipart.NewReader(body, params["boundary"]))
}

// spoolForm takes the only file of a form. Everything else about an import stands
// in the address.
func (s *Server) spoolForm(form *multipart.Reader) (u *upload, err error) {
	defer func() {
		if err != nil && u != nil {
			u.remove()
			u = nil
		}
	}()
	for {
		part, err := form.NextRawPart()
		switch {
		case err == io.EOF && u != nil: //nolint:errorlint // a wrapped one means that the form is cut short
			return u, nil
		case err == io.EOF: //nolint:errorlint // as above
			return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "file"}}
		case err != nil:
			return u, cutShort(err)
		case part.FileName() == "" || u != nil:
			return u, refuse(ErrParameter, part.FormName(), part.FileName())
		}
		if u, err = s.spoolBody(part.FileName(), part); err != nil {
			return u, err
		}
	}
}

// spoolBody writes a body to a file of its own.
func (s *Server) spoolBody(name string, body io.Reader) (*upload, error) {
	name, err := fileName(name)
	if err != nil {
		return nil, err
	}
	file, err := s.spoolFile("upload-*")
	if err != nil {
		return nil, err
	}
	u := &upload{name: name, path: file.Name()}
	source := &sent{r: body, hash: sha256.New()}
	u.bytes, err = io.Copy(file, source)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		u.remove()
		if source.err != nil {
			return nil, cutShort(source.err)
		}
		return nil, diskError(err)
	}
	source.hash.Sum(u.digest[:0])
	return u, nil
}

func (u *upload) remove() { _ = os.Remove(u.path) } // it goes with the folder at the latest

// fileName is the last part of a file's name, whatever system it comes from.
func fileName(name string) (string, error) {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "" {
		return "upload", nil
	}
	return name, geo.InColumn(geo.CheckIdentifier(name), "filename")
}

// sent reads what a client sends, hashes it, and keeps the error apart from those
// of the disk.
type sent struct {
	r    io.Reader
	hash hash.Hash
	err  error
}

// Read is io.Reader's.
func (s *sent) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	_, _ = s.hash.Write(b[:n]) // a hash takes everything
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// cutShort is the error for a body that could not be read to its end.
func cutShort(err error) error {
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return err
	}
	if _, told := errors.AsType[*geo.Error](err); told {
		return err
	}
	return &geo.Error{Code: ErrInterrupts, Err: err}
}

// diskError says what keeps a file from being written; other errors, and none,
// pass.
func diskError(err error) error {
	if _, known := errors.AsType[*geo.Error](err); known {
		return err
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EFBIG), errors.Is(err, syscall.EDQUOT):
		return &geo.Error{Code: store.ErrFull, Kind: geo.Unavailable, At: geo.Place{Column: "uploads"}, Err: err}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &geo.Error{Code: store.ErrReadOnly, Kind: geo.Unavailable, At: geo.Place{Column: "uploads"}, Err: err}
	}
	return err
}
