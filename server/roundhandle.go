package server

import (
	"cmp"
	"encoding/json"
	"net/http"

	"sitedraw/geo"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
)

// reasonOrder is why the office does something.
type reasonOrder struct {
	Reason string `json:"reason"`
}

func (o *reasonOrder) check() error {
	return geo.InColumn(geo.CheckTextLength(o.Reason, maxReason), "reason")
}

// makeRound holds a round that failed, or that is due and was not held yet. One of a
// sealed drill cannot be made up for.
func (s *Server) makeRound(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	if answered, err := r.answeredBefore(); answered || err != nil {
		return err
	}
	h := &holding{}
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		if h.keptDrill, h.round, err = r.pathRound(v); err != nil {
			return err
		}
		return h.mayMake(s, v)
	})
	if err != nil {
		return err
	}
	once, err := r.onceKey()
	if err != nil {
		return err
	}
	return r.work(lengthy{kind: jobDraw, once: once, do: func(later *request, j *job) (jobResult, error) {
		j.at(stepOpening, 0)
		ctx := later.Request().Context()
		if err := s.prepareRound(ctx, h, j); err != nil {
			return jobResult{}, cmp.Or(s.failRound(ctx, h, err), err)
		}
		j.at(stepStoring, 900)
		return later.made(once, func(w store.Writer) (answered, error) { return later.keepRound(w, h) })
	}})
}

// mayMake returns an error unless a round can be held now.
func (h *holding) mayMake(s *Server, v store.Reader) error {
	now := s.now()
	switch {
	case h.round.State == store.RoundSealed:
		return &geo.Error{Code: ErrRoundSealed, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: count(h.round.Number), Want: stamp(h.round.Due)}
	case h.round.State != store.RoundPlanned && h.round.State != store.RoundFailed:
		return h.pastThat()
	case now.Before(h.round.Due):
		return &geo.Error{Code: ErrRoundEarly, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: count(h.round.Number), Want: stamp(h.round.Due)}
	case h.definition.Seeds == drill.Sealed:
		return h.notSealed()
	default:
		return h.goesOn(v)
	}
}

// keepRound writes a round that the office holds, and tells of it.
func (r *request) keepRound(w store.Writer, h *holding) (answered, error) {
	if err := h.write(w, r.server.act(r)); err != nil {
		return answered{}, err
	}
	return r.answerRound(w, h, http.StatusCreated, "round.make")
}

// answerRound answers with a round as it is now, and notes what was done to it.
func (r *request) answerRound(w store.Writer, h *holding, status int, action string) (answered, error) {
	now, err := w.Round(h.Number, h.round.Number)
	if err != nil {
		return answered{}, err
	}
	shown, err := r.viewRound(w, h.keptDrill, &now)
	if err != nil {
		return answered{}, err
	}
	path := ""
	if status == http.StatusCreated {
		path = roundPath(h.Name, now.Number)
	}
	return answered{status, path, r.withoutSubjects(shown)}, r.audit(w, action, roundObject(h), nil)
}

func roundObject(h *holding) string { return drillObject(h.Name) + "/round/" + count(h.round.Number) }

// skipRound says that a round is not held. One that is sealed is, unless its time has
// passed without its draw: what is fixed cannot be taken back.
func (s *Server) skipRound(r *request) error {
	var order reasonOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		k, round, err := r.pathRound(w)
		if err != nil {
			return answered{}, err
		}
		act := s.act(r)
		if round.State == store.RoundSealed && act.At.Before(round.Due.Add(store.Punctual)) {
			return answered{}, &geo.Error{Code: ErrRoundSealed, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: count(round.Number), Want: stamp(round.Due)}
		}
		if err := skip(w, round, order.Reason, act); err != nil {
			return answered{}, err
		}
		return r.answerRound(w, &holding{keptDrill: k, round: round}, http.StatusOK, "round.skip")
	})
}

// skip notes that a round is not held, and why.
func skip(w store.Writer, round store.Round, reason string, act store.Act) error {
	detail, err := json.Marshal(roundReason{reason})
	if err != nil {
		return err
	}
	round.State, round.Failure, round.Detail, round.Made = store.RoundSkipped, "", detail, act
	return w.SetRound(round)
}

// endDrill stops a drill early: rounds that are not held yet are not held any more,
// except one that is sealed.
func (s *Server) endDrill(r *request) error {
	var order reasonOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		k, err := r.pathDrill(w)
		if err != nil {
			return answered{}, err
		}
		rounds, err := w.Rounds(k.Number)
		if err != nil {
			return answered{}, err
		}
		act := s.act(r)
		for i := range rounds {
			if rounds[i].State != store.RoundPlanned {
				continue
			}
			if err := skip(w, rounds[i], order.Reason, act); err != nil {
				return answered{}, err
			}
		}
		if err := w.EndDrill(k.Number, act); err != nil {
			return answered{}, err
		}
		if k, err = s.drillNamed(w, k.Name); err != nil {
			return answered{}, err
		}
		shown, err := r.answerDrill(w, k)
		if err != nil {
			return answered{}, err
		}
		return answered{http.StatusOK, "", shown}, r.audit(w, "drill.end", drillObject(k.Name), nil)
	})
}
