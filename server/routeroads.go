package server

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/tile"
)

// graphs keeps the road graphs that were asked for lately.
type graphs = tile.Cache[graphKey, *road.Graph]

// graphKey is an extract for a profile.
type graphKey struct {
	extract sampler.Digest
	profile string
}

// How much memory road graphs may take, and about how much an edge does, with its
// shape, its arcs and its place in the index.
const (
	maxGraphBytes = 512 << 20
	edgeBytes     = 1 << 10
)

func newGraphs() *graphs {
	return tile.NewCache[graphKey](maxGraphBytes, func(g *road.Graph) int64 { return 1 + edgeBytes*g.Report().Edges })
}

// graph is the road graph of an extract. Somebody else may wait for it too, so it is
// made to the end.
func (s *Server) graph(ctx context.Context, from *store.Attachment, profile road.Profile) (*road.Graph, error) {
	return s.graphs.Get(graphKey{from.Digest, profile.Name}, func() (*road.Graph, error) {
		ctx := context.WithoutCancel(ctx)
		body, err := s.blob(ctx, from.Digest)
		if err != nil {
			return nil, err
		}
		return road.Build(ctx, bytes.NewReader(body), road.BuildOptions{Name: from.Name, Profile: profile})
	})
}

// roadsWanted says which roads a plan of routes is made on. The zero value is the
// newest that there are; if there are none, times are estimated.
type roadsWanted struct {
	none bool
	name string
}

// UnmarshalJSON reads a name, or null for none.
func (w *roadsWanted) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		w.none = true
		return nil
	}
	return json.Unmarshal(b, &w.name)
}

// roads finds the extract that is wanted for a draw: of those of one name the newest,
// which is that of the draft, which only the office sees, or else of the current
// version, or else of the draw's. Nil: none.
func (r *request) roads(d *seen, wanted roadsWanted) (*store.Attachment, error) {
	if wanted.none {
		return nil, nil
	}
	extracts, err := r.extracts(d)
	if err != nil {
		return nil, err
	}
	for i := range extracts {
		if wanted.name == "" || extracts[i].Name == wanted.name {
			return &extracts[i], nil
		}
	}
	if wanted.name == "" {
		return nil, nil
	}
	return nil, &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "roads"}, Value: wanted.name}
}

// roadsAgain finds the extract on which a plan was made: the same, or one of its name
// that has replaced it, or the newest.
func (r *request) roadsAgain(d *seen, before *roadsRef) (*store.Attachment, error) {
	if before == nil {
		return nil, nil
	}
	extracts, err := r.extracts(d)
	if err != nil || len(extracts) == 0 {
		return nil, err
	}
	for _, is := range []func(*store.Attachment) bool{
		func(a *store.Attachment) bool { return a.Digest.String() == before.Digest },
		func(a *store.Attachment) bool { return a.Name == before.Name },
	} {
		for i := range extracts {
			if is(&extracts[i]) {
				return &extracts[i], nil
			}
		}
	}
	return &extracts[0], nil
}

// extracts are the extracts of roads that a draw's routes can be planned on, the
// newest first.
func (r *request) extracts(d *seen) (extracts []store.Attachment, err error) {
	var all []store.Attachment
	err = r.server.Store.View(r.Request().Context(), func(v store.Reader) error {
		current, err := currentOf(v, d.Register)
		if err != nil {
			return err
		}
		drawn, err := v.Version(d.Register, d.Version)
		all = append(slices.Clone(drawn.Attachments), current.Attachments...)
		if err != nil || r.who.Role != access.Office {
			return err
		}
		draft, err := v.Draft(d.Register)
		all = append(all, draft.Attachments...)
		return err
	})
	for _, a := range slices.Backward(all) {
		if a.Kind == kindRoads && !a.Erased {
			extracts = append(extracts, a)
		}
	}
	return extracts, err
}

// travel is what it takes to go between places, on roads or, without any, as
// estimated.
func (s *Server) travel(ctx context.Context, roads *store.Attachment, profile road.Profile, places []geo.Point, j *job) (dispatch.Travel, error) {
	if roads == nil {
		return dispatch.Estimated(profile, places)
	}
	j.at(stepRoads, permilleRoads)
	g, err := s.graph(ctx, roads, profile)
	if err != nil {
		return dispatch.Travel{}, err
	}
	travel, err := dispatch.OnRoads(ctx, g, places, func(done, total int) {
		j.at(stepTravel, permilleTravel+(permilleRoute-permilleTravel)*done/max(total, 1))
	})
	travel.Profile = profile.Name
	return travel, geo.InFile(err, roads.Name)
}
