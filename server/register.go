package server

import (
	"encoding/json"
	"net/http"
	"net/url"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// registerAnswer is a register as answers have it.
type registerAnswer struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Current int64          `json:"current,omitempty"` // number of the current version
	Created string         `json:"created"`
	Version *versionAnswer `json:"version,omitempty"` // the current one
	Draft   *draftAnswer   `json:"draft,omitempty"`   // for the office
}

func tellRegister(g store.Register) registerAnswer {
	return registerAnswer{ID: g.ID, Name: g.Name, Current: g.Current, Created: stamp(g.Made.At)}
}

func registerPath(id string) string { return "/registers/" + url.PathEscape(id) }

func (s *Server) listRegisters(r *request) error {
	if err := r.knownQueries("limit", "after"); err != nil {
		return err
	}
	p, err := r.textPage()
	if err != nil {
		return err
	}
	var items []registerAnswer
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		found, err := v.Registers(p)
		for _, g := range found {
			items = append(items, tellRegister(g))
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(r, items, func(g registerAnswer) string { return g.ID })
}

// addRegister makes a register without versions. Its id is any text; without one
// it is called by its name.
func (s *Server) addRegister(r *request) error {
	var body struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if err := r.decode(&body); err != nil {
		return err
	}
	if body.ID == "" {
		body.ID = body.Name
	}
	if err := checkTexts(textMember{"id", body.ID}, textMember{"name", body.Name}); err != nil {
		return err
	}
	if err := checkRegisterID(body.ID); err != nil {
		return err
	}
	g := store.Register{ID: body.ID, Name: body.Name, Made: s.act(r)}
	return r.create(func(w store.Writer) (answered, error) {
		if err := w.AddRegister(g); err != nil {
			return answered{}, err
		}
		if err := journal(w, g.ID, "register", g.Made, map[string]string{"name": g.Name}); err != nil {
			return answered{}, err
		}
		return answered{http.StatusCreated, registerPath(g.ID), tellRegister(g)}, nil
	})
}

// textMember is a member of a body.
type textMember struct{ name, value string }

// checkTexts checks that members are texts of 1–255 bytes.
func checkTexts(members ...textMember) error {
	for _, m := range members {
		if err := geo.CheckIdentifier(m.value); err != nil {
			return geo.InColumn(err, m.name)
		}
	}
	return nil
}

func (s *Server) getRegister(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.param("register")
	if err != nil {
		return err
	}
	var answer registerAnswer
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		g, err := v.Register(id)
		if err != nil {
			return err
		}
		answer = tellRegister(g)
		if g.Current > 0 {
			version, err := v.Version(id, g.Current)
			if err != nil {
				return err
			}
			answer.Version = tellVersion(version, g.Current)
		}
		if r.who.Role != access.Office {
			return nil
		}
		d, err := v.Draft(id)
		answer.Draft = tellDraft(d)
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, answer)
}

func (s *Server) renameRegister(r *request) error {
	id, err := r.param("register")
	if err != nil {
		return err
	}
	var body struct {
		Name string `json:"name"`
	}
	if err := r.decode(&body); err != nil {
		return err
	}
	if err := checkTexts(textMember{"name", body.Name}); err != nil {
		return err
	}
	var answer registerAnswer
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		g, err := w.Register(id)
		if err != nil {
			return err
		}
		if err := w.RenameRegister(id, body.Name); err != nil {
			return err
		}
		detail := map[string]string{"before": g.Name, "after": body.Name}
		g.Name = body.Name
		answer = tellRegister(g)
		return journal(w, id, "rename", s.act(r), detail)
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, answer)
}

// journal notes in a register's journal what somebody did.
func journal(w store.Writer, register, kind string, by store.Act, detail any) error {
	encoded, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	return w.AddChange(store.Change{Register: register, Kind: kind, Detail: encoded, Made: by})
}
