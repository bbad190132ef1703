package server

import (
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// heldRound is a round with its draw.
type heldRound struct {
	store.Round

	draw store.Draw
}

// heldRounds are the rounds of a drill that were made, count, and are seen whole by the
// one who asks: of those that are not released, nobody but the office learns anything.
// Whether some of them are not public yet is told too.
func (r *request) heldRounds(v store.Reader, k *keptDrill) (held []heldRound, early bool, err error) {
	rounds, err := v.Rounds(k.Number)
	if err != nil {
		return nil, false, err
	}
	for i := range rounds {
		if rounds[i].Draw == 0 {
			continue
		}
		d, err := v.Draw(rounds[i].Draw)
		if err != nil {
			return nil, false, err
		}
		sight := sightOf(r.who, &d, nil)
		if d.Has(store.Withdrawn) || !sight.whole() {
			continue
		}
		early = early || sight.audited
		held = append(held, heldRound{rounds[i], d})
	}
	return held, early, nil
}

// seenDrill is a drill with the rounds that the one who asks may see.
type seenDrill struct {
	*keptDrill

	held []heldRound
	plan sampler.Plan
}

// seeDrill reads the drill of the path. Who sees rounds before they are public is noted
// first.
func (r *request) seeDrill(part string) (*seenDrill, error) {
	d := &seenDrill{}
	early := false
	ctx := r.Request().Context()
	err := r.server.Store.View(ctx, func(v store.Reader) (err error) {
		if d.keptDrill, err = r.pathDrill(v); err != nil {
			return err
		}
		if d.plan, err = parsePlan(v, d.Plan); err != nil {
			return err
		}
		d.held, early, err = r.heldRounds(v, d.keptDrill)
		return err
	})
	if err == nil && early {
		err = r.server.Store.Update(ctx, func(w store.Writer) error {
			return r.audit(w, "drill.read", drillObject(d.Name), partSeen{part})
		})
	}
	return d, err
}
