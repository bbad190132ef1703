package sampler

import (
	"sitedraw/geo"
)

// Role tells main picks from reserves.
type Role string

// The roles of picks.
const (
	Main    Role = "main"
	Reserve Role = "reserve"
)

// Record is a computed draw with all that is needed to compute it again but the
// frame's file: draw-v1 §9, rounds-v1 §6 if it has a coordination.
type Record struct {
	FrameDigest Digest
	FrameSites  int
	Plan        Plan
	Seed        string
	Picks       []Pick      // in the order of steps, picks of within, strata, roles and order
	Shortfalls  []Shortfall // in the order of steps and picks of within

	Coordination *Coordination // what the round took over from those before; nil: draw-v1, nothing
}

// spec is the name of the rule that the record is computed by.
func (r *Record) spec() string {
	if r.Coordination != nil {
		return RoundsSpec
	}
	return Spec
}

// Pick is one drawn site.
type Pick struct {
	Step    string
	Within  string // the earlier pick that opened the scope, or empty
	Stratum string // or empty
	Role    Role
	Order   int // from 1 within step, within, stratum and role
	ID      string
	Ticket  Ticket
	Stretch *Stretch   // of lines, if the step walks
	Anchor  *geo.Point // where the phone map was opened, if it was
}

// Stretch is the part of a line to walk, in whole millimetres from its first
// vertex.
type Stretch struct{ From, To int64 }

// Shortfall says that a step, or one scope of it, got fewer main picks than it
// wants. It is no error.
type Shortfall struct {
	Step, Within string
	Want, Got    int64
}

// Unopened returns the steps for which no earlier pick opened a scope, in the
// order of the plan. A record has no shortfall for them, since nothing was tried.
func (r *Record) Unopened() (steps []*Step) {
	told := map[string]bool{}
	for i := range r.Picks {
		told[r.Picks[i].Step] = true
	}
	for _, s := range r.Shortfalls {
		told[s.Step] = true
	}
	for i := range r.Plan.Steps {
		if s := &r.Plan.Steps[i]; s.Within+s.Of != "" && !told[s.ID] {
			steps = append(steps, s)
		}
	}
	return steps
}

// AppendRecord appends the record in canonical form.
func AppendRecord(b []byte, r *Record) []byte {
	m := openObject(b)
	if r.Coordination != nil {
		m.name("coordination")
		m.b = AppendCoordination(m.b, r.Coordination)
	}
	m.name("frame")
	frame := openObject(m.b)
	frame.text("digest", r.FrameDigest.String())
	frame.integer("sites", int64(r.FrameSites))
	m.b = frame.close()
	if len(r.Picks) > 0 {
		m.name("picks")
		m.b = appendList(m.b, r.Picks, func(b []byte, p Pick) []byte { return appendPick(b, &p) })
	}
	m.name("plan")
	m.b = AppendPlan(m.b, &r.Plan)
	m.text("seed", r.Seed)
	if len(r.Shortfalls) > 0 {
		m.name("shortfalls")
		m.b = appendList(m.b, r.Shortfalls, appendShortfall)
	}
	m.text("spec", r.spec())
	return m.close()
}

func appendPick(b []byte, p *Pick) []byte {
	m := openObject(b)
	if p.Anchor != nil {
		m.point("anchor", *p.Anchor)
	}
	if p.Stretch != nil {
		m.integer("from_mm", p.Stretch.From)
	}
	m.text("id", p.ID)
	m.integer("order", int64(p.Order))
	m.text("role", string(p.Role))
	m.text("step", p.Step)
	m.text("stratum", p.Stratum)
	m.text("ticket", p.Ticket.String())
	if p.Stretch != nil {
		m.integer("to_mm", p.Stretch.To)
	}
	m.text("within", p.Within)
	return m.close()
}

func appendShortfall(b []byte, s Shortfall) []byte {
	m := openObject(b)
	m.integer("got", s.Got)
	m.text("step", s.Step)
	m.integer("want", s.Want)
	m.text("within", s.Within)
	return m.close()
}

// Digest returns the SHA-256 of the record's canonical bytes.
func (r *Record) Digest() Digest { return digestOf(AppendRecord(nil, r)) }
