package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// versionAnswer is a version as answers have it.
type versionAnswer struct {
	Register    string             `json:"register"`
	Number      int64              `json:"number"`
	Frame       string             `json:"frame"` // digest
	Sites       int                `json:"sites"`
	Note        string             `json:"note,omitempty"`
	Leaf        int64              `json:"leaf"`
	Published   string             `json:"published"`
	Current     bool               `json:"current"`
	Attachments []attachmentAnswer `json:"attachments"`
}

func tellVersion(v store.Version, current int64) *versionAnswer {
	return &versionAnswer{
		Register: v.Register, Number: v.Number, Frame: v.Frame.String(), Sites: v.Sites, Note: v.Note, Leaf: v.Leaf,
		Published: stamp(v.Made.At), Current: v.Number == current, Attachments: tellAttachments(v.Attachments),
	}
}

func versionPath(v store.Version) string {
	return registerPath(v.Register) + "/versions/" + strconv.FormatInt(v.Number, 10)
}

func (s *Server) listVersions(r *request) error {
	if err := r.knownQueries("limit", "after", "order"); err != nil {
		return err
	}
	id, err := r.param("register")
	if err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	var items []*versionAnswer
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		g, err := v.Register(id)
		if err != nil {
			return err
		}
		found, err := v.Versions(id, p)
		for _, version := range found {
			items = append(items, tellVersion(version, g.Current))
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(r, items, func(v *versionAnswer) string { return count(v.Number) })
}

// pathVersion is the version that the path names by number or as the current one.
func (r *request) pathVersion() (store.Version, error) {
	register, err := r.param("register")
	if err != nil {
		return store.Version{}, err
	}
	which, err := r.param("version")
	if err != nil {
		return store.Version{}, err
	}
	return r.version(register, which)
}

func (s *Server) getVersion(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	version, err := r.pathVersion()
	if err != nil {
		return err
	}
	current, err := s.registers.current(r.Request().Context(), version.Register)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellVersion(version, current.Number))
}

// frameMedia is the media type of frame files.
const frameMedia = "application/x-ndjson"

// getFrame answers with the frame file itself, whose SHA-256 is the digest.
func (s *Server) getFrame(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	version, err := r.pathVersion()
	if err != nil {
		return err
	}
	return r.frameFile(version.Frame)
}

// frameFile answers with the file of a frame.
func (r *request) frameFile(d sampler.Digest) error {
	if r.unchanged(d.String()) {
		return r.NoContent(http.StatusNotModified)
	}
	ctx := r.Request().Context()
	file, err := store.FrameFile(ctx, r.server.Store, d)
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", disposition(d.String()[:12]+".ndjson"))
	return r.Stream(http.StatusOK, frameMedia, file)
}

// privateLine says that an answer is its reader's alone, and asked for again. Nobody
// changes it: whoever adds to a header gets a copy.
var privateLine = []string{"private, no-cache"}

// unchanged sets the ETag and reports whether the client has the answer already.
func (r *request) unchanged(tag string) bool {
	header, quoted := r.Response().Header(), `"`+tag+`"`
	header["Etag"] = []string{quoted} // as net/http spells it
	if header[echo.HeaderCacheControl] == nil {
		header[echo.HeaderCacheControl] = privateLine
	}
	held := r.Request().Header.Get("If-None-Match")
	return held != "" && strings.Contains(held, quoted)
}

// setCurrent makes a version, most often an older one, the one that draws use.
func (s *Server) setCurrent(r *request) error {
	id, err := r.param("register")
	if err != nil {
		return err
	}
	var body struct {
		Version int64 `json:"version"`
	}
	if err := r.decode(&body); err != nil {
		return err
	}
	if body.Version < 1 {
		return refuse(ErrParameter, "version", count(body.Version))
	}
	if st, err := r.stateOf(id, count(body.Version)); err == nil { // else makeCurrent says why
		st.index() // before it is current, so that nobody waits for it then
	}
	var answer *versionAnswer
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		version, err := s.makeCurrent(w, r, id, body.Version)
		answer = tellVersion(version, version.Number)
		return err
	})
	s.registers.forget()
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, answer)
}

func (s *Server) makeCurrent(w store.Writer, r *request, id string, number int64) (store.Version, error) {
	g, err := w.Register(id)
	if err != nil {
		return store.Version{}, err
	}
	version, err := w.Version(id, number)
	if err != nil || g.Current == number {
		return version, err
	}
	act := s.act(r)
	if _, err := appendLeaf(w, act.At, transparency.Current{Register: id, Number: number}); err != nil {
		return version, err
	}
	if err := w.SetCurrent(id, number); err != nil {
		return version, err
	}
	detail := map[string]int64{"before": g.Current, "after": number}
	if err := journal(w, id, "current", act, detail); err != nil {
		return version, err
	}
	return version, r.audit(w, "register.current", "register/"+id, detail)
}

// attachmentsOf lists what belongs to a register's version, or to its draft.
func (r *request) attachmentsOf(register, which string) ([]store.Attachment, error) {
	if which != draftVersion {
		version, err := r.version(register, which)
		return version.Attachments, err
	}
	if r.who.Role != access.Office {
		return nil, &geo.Error{Code: access.ErrRole, Value: r.who.Role.String(), Names: []string{access.Office.String()}}
	}
	var list []store.Attachment
	err := r.server.Store.View(r.Request().Context(), func(s store.Reader) error {
		if _, err := s.Register(register); err != nil {
			return err
		}
		d, err := s.Draft(register)
		list = d.Attachments
		return err
	})
	return list, err
}
