package server

import (
	"encoding/json"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// ErrNotConcluded means that seed, record and unopened reserves are not public
// yet: Want says when.
const ErrNotConcluded geo.Code = "draw.not-concluded"

// sight is what somebody may see of a draw. Its zero value is nothing but the
// commitment in the log.
type sight struct {
	picks    bool     // the main picks and the reserves that were opened
	only     []string // if not nil: of these sites alone, sorted
	all      bool     // reserves, seed, record: everything there is
	audited  bool     // seen before it is public: the audit log says by whom
	released bool     // its main picks are public
	signIn   bool     // whoever signs in sees more
}

// sightOf decides what the one who asks may see of a draw, at the time: the one
// place where it is decided.
//
//	                      | before release         | released | concluded | practice
//	office                | all, audited           | all      | all       | all
//	inspector, on his day | his own sites, audited | picks    | all       | all
//	others signed in      | nothing                | picks    | all       | all
//	the public            | nothing                | picks    | all       | nothing
//
// A reserve that was opened is one of his own if the site that it stands in for is. A
// draw is released or concluded once the log says so, not when its time comes.
// One for practice never is: a unit could publish the whole register by it, which
// is for those signed in. A rehearsal, the practice of a drill, is released and
// concluded like an official draw, to those signed in; the public sees nothing of it. A
// token reads before the release only if it reads at all.
func sightOf(who access.Who, d *store.Draw, mine []store.Assignment) sight {
	if d.Kind == store.Practice {
		known := who.Role != access.Public
		return sight{picks: known, all: known, signIn: !known}
	}
	s := sight{released: d.Has(store.Released)}
	switch {
	case d.Kind == store.Rehearsal && who.Role == access.Public:
		return sight{signIn: s.released}
	case s.released && d.Has(store.Concluded):
		return sight{picks: true, all: true, released: true}
	case who.Role == access.Office && who.Has(access.Read):
		s.picks, s.all, s.audited = true, true, !s.released
	case s.released:
		s.picks = true
	case who.Role == access.Inspector:
		for _, a := range mine {
			if a.User == who.UserID && a.Draw == d.Number {
				s.picks, s.audited = true, true
				s.only = append(slices.Clip(s.only), a.Sites...)
			}
		}
		if s.picks && s.only == nil {
			s.only = []string{} // a part without sites is no part, not all
		}
		slices.Sort(s.only)
	}
	return s
}

// whole reports whether all picks that are public are seen, and with them what is
// said of the draw as a whole: register, plan, shortfalls.
func (s sight) whole() bool { return s.picks && s.only == nil }

// sees reports whether a pick of the record is seen. Reserves are known by their
// place, since opening one says which.
func (s sight) sees(p *sampler.Pick, open map[reserveKey]bool) bool {
	switch {
	case s.all:
		return true
	case !s.picks:
		return false
	case p.Role == sampler.Reserve && !open[keyOf(p)]:
		return false
	case s.only == nil:
		return true
	}
	_, mine := slices.BinarySearch(s.only, p.ID)
	return mine
}

// shown is a pick as it may be shown: what leads from a site of one's own to
// another – the pick that it was drawn within, the anchor of its map, its ticket –
// is left out where only a part of the draw is seen.
func (s sight) shown(p *sampler.Pick) sampler.Pick {
	pick := *p
	if s.only != nil {
		pick.Within, pick.Stratum, pick.Anchor, pick.Ticket = "", "", nil, sampler.Ticket{}
	}
	return pick
}

// reserveKey is the place of a reserve in its draw.
type reserveKey struct {
	step, within, stratum string
	order                 int
}

func keyOf(p *sampler.Pick) reserveKey {
	return reserveKey{p.Step, p.Within, p.Stratum, p.Order}
}

// seen is a draw with what the one who asks may see of it.
type seen struct {
	store.Draw
	sight   sight
	ownSeed bool // nobody but the office had a say in its seed

	round *roundOf // of which drill it is a round; nil: of none
}

// see says what the one who asks may see of a draw.
func (r *request) see(v store.Reader, d *store.Draw, mine []store.Assignment) (*seen, error) {
	return r.server.seenAs(v, d, sightOf(r.who, d, mine))
}

// seenAs is a draw of which so much is seen.
func (s *Server) seenAs(v store.Reader, d *store.Draw, sight sight) (*seen, error) {
	own, err := ownSeed(v, d)
	if err != nil {
		return nil, err
	}
	round, err := s.roundOf(v, d.Number)
	return &seen{*d, sight, own, round}, err
}

// ownSeed reports whether a sealed draw proves nothing about its seed: such a draw
// is official, and says so wherever it is shown.
func ownSeed(v store.Reader, d *store.Draw) (bool, error) {
	if d.Seal == nil {
		return false, nil
	}
	kept, err := v.Seal(*d.Seal)
	if err != nil {
		return false, err
	}
	sealed, err := bundledSeal(v, &kept)
	return err == nil && sealed.Seal.Practice(sealed.Opening), err
}

// notYet is the error for what is not shown yet of a draw.
func (d *seen) notYet() error {
	if d.sight.signIn {
		return &geo.Error{Code: access.ErrSignIn}
	}
	e := &geo.Error{Code: ErrNotYet, At: geo.Place{Column: "draw"}, Value: count(d.Number), Want: stamp(d.Release)}
	if d.sight.released {
		e.Code, e.Want = ErrNotConcluded, stamp(d.Conclude)
	}
	return e
}

// today is the day of the county.
func (s *Server) today() string { return s.Now().In(s.Location).Format(dayLayout) }

// myParts are the parts of draws that an inspector may see today.
func (r *request) myParts(v store.Reader) ([]store.Assignment, error) {
	if r.who.Role != access.Inspector {
		return nil, nil
	}
	return v.AssignmentsOf(r.who.UserID, r.server.today())
}

// seeDraw reads the draw of the path and what the one who asks may see of it. Who
// sees a part of it before it is public is noted first: without the note nothing
// is shown.
func (r *request) seeDraw(part string) (*seen, error) {
	number, err := r.numberParam("draw")
	if err != nil {
		return nil, err
	}
	return r.seeNumbered(number, part)
}

// seeNumbered is seeDraw of a draw that the body names.
func (r *request) seeNumbered(number int64, part string) (*seen, error) {
	var d *seen
	ctx := r.Request().Context()
	err := r.server.Store.View(ctx, func(v store.Reader) error {
		kept, err := v.Draw(number)
		if err != nil {
			return err
		}
		mine, err := r.myParts(v)
		if err != nil {
			return err
		}
		d, err = r.see(v, &kept, mine)
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.sight.audited {
		err = r.server.Store.Update(ctx, func(w store.Writer) error { return r.audit(w, "draw.read", drawObject(number), partSeen{part}) })
	}
	return d, err
}

func drawObject(number int64) string { return "draw/" + count(number) }

// partSeen says in the audit log which part of a draw was seen or done.
type partSeen struct {
	Part string `json:"part"`
}

// audit writes to the audit log what the one who asks does or sees. The detail, a
// JSON object or nil, is never a secret nor a person.
func (r *request) audit(w store.Writer, action, object string, detail any) error {
	if detail == nil {
		detail = struct{}{}
	}
	encoded, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	return w.AddAudit(store.Audit{
		Made: r.server.act(r), Role: r.who.Role.String(), Address: r.RealIP(), Action: action, Object: object, Detail: encoded,
	})
}
