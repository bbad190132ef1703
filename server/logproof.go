package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// inclusionView proves that a leaf is in the log.
type inclusionView struct {
	Leaf       leafView        `json:"leaf"`
	Proof      json.RawMessage `json:"proof"` // transparency.AppendInclusion
	Checkpoint string          `json:"checkpoint"`
}

// proveInclusion proves that the leaf ?leaf=, or that of the draw ?draw=, is in
// the log of ?size= leaves.
func (s *Server) proveInclusion(r *request) error {
	if err := r.knownQueries("leaf", "draw", "size"); err != nil {
		return err
	}
	var shown inclusionView
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		size, err := v.LogSize()
		if err != nil {
			return err
		}
		index, err := r.askedLeaf(v)
		if err != nil {
			return err
		}
		if size, err = r.sizeQuery("size", size); err != nil {
			return err
		}
		shown, err = s.inclusion(v, index, size)
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}

// askedLeaf is the leaf that the query names, directly or by its draw.
func (r *request) askedLeaf(v store.Reader) (int64, error) {
	leaf, draw := r.query("leaf"), r.query("draw")
	switch {
	case (leaf == "") == (draw == ""):
		return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "leaf"}, Want: "leaf, draw"}
	case leaf != "":
		return leafIndex("leaf", leaf)
	}
	number, err := strconv.ParseInt(draw, 10, 64)
	if err != nil {
		return 0, refuse(ErrParameter, "draw", draw)
	}
	d, err := v.Draw(number)
	return d.Leaf, err
}

func (s *Server) inclusion(v store.Reader, index, size int64) (shown inclusionView, err error) {
	if index >= size {
		return shown, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "leaf"}, Value: count(index), Want: "0–" + count(size-1)}
	}
	leaves, err := v.Leaves(index, 1)
	if err != nil {
		return shown, err
	}
	if len(leaves) != 1 {
		return shown, &geo.Error{Code: store.ErrCorrupt, Kind: geo.Internal, At: geo.Place{Column: "leaf"}, Value: count(index)}
	}
	if shown.Leaf, err = viewLeaf(&leaves[0]); err != nil {
		return shown, err
	}
	proof, err := transparency.ProveInclusion(size, index, storedHashes{v})
	if err != nil {
		return shown, err
	}
	shown.Proof = transparency.AppendInclusion(nil, proof)
	shown.Checkpoint, err = s.sign(v, size)
	return shown, err
}

// consistencyView proves that a log begins with all leaves of an earlier one.
type consistencyView struct {
	Proof json.RawMessage `json:"proof"` // transparency.AppendConsistency
	From  string          `json:"from"`  // checkpoints
	To    string          `json:"to"`
}

// proveConsistency proves that the log of ?to= leaves begins with those of ?from=.
func (s *Server) proveConsistency(r *request) error {
	if err := r.knownQueries("from", "to"); err != nil {
		return err
	}
	var shown consistencyView
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		size, err := v.LogSize()
		if err != nil {
			return err
		}
		to, wrongTo := r.sizeQuery("to", size)
		from, wrongFrom := r.sizeQuery("from", to)
		if err := errors.Join(wrongTo, wrongFrom); err != nil {
			return err
		}
		proof, err := transparency.ProveConsistency(from, to, storedHashes{v})
		if err != nil {
			return err
		}
		shown.Proof = transparency.AppendConsistency(nil, proof)
		if shown.From, err = s.sign(v, from); err != nil {
			return err
		}
		shown.To, err = s.sign(v, to)
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}
