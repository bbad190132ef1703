package server

import (
	"errors"
	"slices"
	"sync"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
)

// drills keeps in memory what is asked of drills again and again: their definitions,
// which never change, and what the rounds of a cover leave for the next one.
type drills struct {
	mu       sync.Mutex
	known    map[sampler.Digest]*drill.Drill // by the digest of the definition
	memories map[int64]*memory
}

// memory is what some draws of a drill leave, in their order.
type memory struct {
	mu    sync.Mutex
	draws []int64
	kept  *drill.Memory
}

func newDrills() *drills {
	return &drills{known: map[sampler.Digest]*drill.Drill{}, memories: map[int64]*memory{}}
}

// keptDrill is a drill as it is kept, and read.
type keptDrill struct {
	store.Drill

	definition *drill.Drill
}

// readDrill reads the definition of a drill.
func (s *Server) readDrill(kept store.Drill) (*keptDrill, error) {
	s.drills.mu.Lock()
	defer s.drills.mu.Unlock()
	if known := s.drills.known[kept.Digest]; known != nil {
		return &keptDrill{kept, known}, nil
	}
	read, err := drill.Parse(string(kept.Object))
	if err != nil {
		return nil, &geo.Error{Code: store.ErrCorrupt, Kind: geo.Internal, At: geo.Place{Column: "drill"}, Value: kept.Name, Err: err}
	}
	s.drills.known[kept.Digest] = &read
	return &keptDrill{kept, &read}, nil
}

// drillNamed reads a drill by its name.
func (s *Server) drillNamed(v store.Reader, name string) (*keptDrill, error) {
	kept, err := v.Drill(name)
	if err != nil {
		return nil, err
	}
	return s.readDrill(kept)
}

// drillNumbered reads a drill by its number.
func (s *Server) drillNumbered(v store.Reader, number int64) (*keptDrill, error) {
	kept, err := v.DrillByNumber(number)
	if err != nil {
		return nil, err
	}
	return s.readDrill(kept)
}

// roundOf says of which drill a draw is a round.
type roundOf struct {
	drill  string
	number int64
	mode   sampler.Mode
}

// roundOf finds the round whose draw it is; nil if it is none's.
func (s *Server) roundOf(v store.Reader, draw int64) (*roundOf, error) {
	round, err := v.RoundOfDraw(draw)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k, err := s.drillNumbered(v, round.Drill)
	if err != nil {
		return nil, err
	}
	return &roundOf{k.Name, round.Number, k.definition.Mode}, nil
}

// historyOf lists the draws on which the coordination of a round rests, in order: those
// of the rounds before it that were not withdrawn when its own draw was made.
func historyOf(v store.Reader, kept, number int64) (draws []store.Draw, err error) {
	rounds, err := v.Rounds(kept)
	if err != nil {
		return nil, err
	}
	own := int64(1) << 62 // its leaf is still to come
	for i := range rounds {
		if r := &rounds[i]; r.Number == number && r.Draw != 0 {
			d, err := v.Draw(r.Draw)
			if err != nil {
				return nil, err
			}
			own = d.Leaf
		}
	}
	for i := range rounds {
		if r := &rounds[i]; r.Number < number && r.Draw != 0 {
			d, err := v.Draw(r.Draw)
			if err != nil {
				return nil, err
			}
			if !withdrawnBefore(&d, own) {
				draws = append(draws, d)
			}
		}
	}
	return draws, nil
}

// withdrawnBefore reports whether the log said before a leaf that a draw does not count.
func withdrawnBefore(d *store.Draw, leaf int64) bool {
	return slices.ContainsFunc(d.Events, func(e store.DrawEvent) bool { return e.Kind == store.Withdrawn && e.Leaf < leaf })
}

// remembered is the memory of a drill, locked; the caller unlocks it.
func (d *drills) remembered(number int64) *memory {
	d.mu.Lock()
	m := d.memories[number]
	if m == nil {
		m = &memory{kept: &drill.Memory{}}
		d.memories[number] = m
	}
	d.mu.Unlock()
	m.mu.Lock()
	return m
}

// missing returns which of the draws are still to be added. A memory of others begins
// anew.
func (m *memory) missing(draws []store.Draw) []store.Draw {
	known := len(m.draws)
	same := known <= len(draws)
	for i := 0; same && i < known; i++ {
		same = m.draws[i] == draws[i].Number
	}
	if !same {
		m.draws, m.kept, known = nil, &drill.Memory{}, 0
	}
	return draws[known:]
}

// add notes a draw.
func (m *memory) add(number int64, f *sampler.Frame, r *sampler.Record) {
	m.kept.Add(f, r)
	m.draws = append(m.draws, number)
}
