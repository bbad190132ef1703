package server

import (
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// exportMedia are the media types of the forms in which a register leaves.
var exportMedia = map[string]string{
	"csv":     "text/csv",
	"xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"geojson": "application/geo+json",
	"frame":   frameMedia,
}

// export is what a register is asked for as.
type export struct {
	format   string
	encoding report.Encoding
	datum    geo.Datum
	people   bool
}

// exportVersion writes a version as a table or map layer. People's names leave
// with it only if the office asks for them, and that is noted.
func (s *Server) exportVersion(r *request) error {
	e, err := r.export()
	if err != nil {
		return err
	}
	version, err := r.pathVersion()
	if err != nil {
		return err
	}
	if e.format == "frame" {
		return r.frameFile(version.Frame)
	}
	ctx := r.Request().Context()
	o, err := s.frames.open(ctx, version.Frame)
	if err != nil {
		return err
	}
	register := report.Register{Sites: o.frame.Sites(), Categories: s.Categories, Texts: r.texts, Datum: e.datum}
	if e.people {
		if register.Contacts, err = s.people(ctx, version.Attachments); err != nil {
			return err
		}
		err = s.Store.Update(ctx, func(w store.Writer) error {
			return r.audit(w, "contacts.export", "register/"+version.Register, map[string]any{"version": version.Number, "format": e.format})
		})
		if err != nil {
			return err
		}
	}
	return r.sendExport(register, e, version)
}

// sendExport writes the whole export to a file first: a register that cannot be
// written in a format must be an error, not half an answer.
func (r *request) sendExport(register report.Register, e export, version store.Version) error {
	file, err := r.server.spoolFile("export-*")
	if err != nil {
		return err
	}
	defer removeFile(file)
	if err := e.write(file, register); err != nil {
		return diskError(err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	header := r.Response().Header()
	header.Set("Content-Disposition", disposition(version.Register+"-"+count(version.Number)+"."+e.format))
	header.Set(echo.HeaderContentLength, count(size))
	header.Set("Cache-Control", "private, no-store")
	return r.Stream(http.StatusOK, e.media(), file)
}

func (e *export) media() string {
	media := exportMedia[e.format]
	switch {
	case e.format == "csv" && e.encoding == report.GB18030:
		return media + "; charset=gb18030"
	case e.format == "csv":
		return media + "; charset=utf-8"
	}
	return media
}

func (e *export) write(w io.Writer, register report.Register) error {
	switch e.format {
	case "xlsx":
		return report.RegisterXLSX(w, register)
	case "geojson":
		return report.RegisterGeoJSON(w, register)
	default:
		return report.RegisterCSV(w, register, e.encoding)
	}
}

// export reads the parameters of an export.
func (r *request) export() (e export, err error) {
	if err = r.knownQueries("format", "datum", "encoding", "contacts"); err != nil {
		return e, err
	}
	if e.format = r.query("format"); e.format == "" {
		e.format = "csv"
	}
	if _, known := exportMedia[e.format]; !known {
		return e, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "format"}, Value: e.format, Want: "csv, xlsx, geojson, frame"}
	}
	switch encoding := strings.ToLower(r.query("encoding")); encoding {
	case "", "utf-8", "utf8":
	case "gb18030":
		e.encoding = report.GB18030
	default:
		return e, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "encoding"}, Value: encoding, Want: "utf-8, gb18030"}
	}
	if e.datum, err = r.datum(); err != nil {
		return e, err
	}
	if e.people, err = r.flagQuery("contacts"); err != nil {
		return e, err
	}
	if e.people && r.who.Role != access.Office {
		return e, &geo.Error{Code: access.ErrRole, Value: r.who.Role.String(), Names: []string{access.Office.String()}}
	}
	return e, nil
}

// datum is the coordinate system of ?datum=, WGS 84 without it.
func (r *request) datum() (geo.Datum, error) {
	name := r.query("datum")
	if name == "" {
		return geo.WGS84, nil
	}
	datum, err := geo.ParseDatum(name)
	return datum, geo.InColumn(err, "datum")
}

// spoolFile makes a file for what is too long for memory. It is gone when the
// server starts again.
func (s *Server) spoolFile(pattern string) (*os.File, error) {
	folder := uploadFolder(s.Folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, diskError(err)
	}
	file, err := os.CreateTemp(folder, pattern)
	return file, diskError(err)
}

func removeFile(f *os.File) {
	_ = f.Close() // nobody needs it any more
	_ = os.Remove(f.Name())
}
