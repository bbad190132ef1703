package itinerary

// Team is who drives together, with what it does. Fields of people are for the
// office and the team, not for everybody.
type Team struct {
	Days               []Day    `json:"days,omitempty"`                // only those with visits, by date
	End                *Place   `json:"end,omitempty"`                 // nil: a day ends with its last visit
	ForbiddenTownships []string `json:"forbidden_townships,omitempty"` // 12-digit codes that none of it may inspect
	ForbiddenUnits     []string `json:"forbidden_units,omitempty"`
	Hours              Span     `json:"hours"` // of a usual day
	Members            []string `json:"members,omitempty"`
	Name               string   `json:"name"` // unique
	Start              Place    `json:"start"`
}

// Place is where teams set out from or come back to.
type Place struct {
	At   Position `json:"at"`
	Name string   `json:"name,omitempty"`
}

// Origin returns where the leg of a number from 0 begins: at a restart, the team's
// start, or where the visit before it ends.
func (d *Day) Origin(t *Team, leg int) Position {
	for _, r := range d.Restarts {
		if r.After == int64(leg) {
			return r.From
		}
	}
	if leg == 0 {
		return t.Start.At
	}
	return d.Visits[leg-1].Stop.Last()
}

// Span lasts from one time to another, in milliseconds after midnight.
type Span struct {
	From int64 `json:"from_ms"`
	To   int64 `json:"to_ms"`
}

// Day is one day of a team. The way to each visit is the leg of the same number;
// one more leads to the end, if the team has one.
type Day struct {
	Breaks   []Span    `json:"breaks,omitempty"` // lunch, by time
	Date     string    `json:"date"`             // 2006-01-02: the midnight that times count from
	Legs     []Leg     `json:"legs,omitempty"`
	Restarts []Restart `json:"restarts,omitempty"` // where the rest of the day was planned again, in order
	Return   int64     `json:"return_ms"`          // back at the end, or leaving the last visit
	SetOut   int64     `json:"set_out_ms"`
	Totals   Totals    `json:"totals"`
	Visits   []Visit   `json:"visits,omitempty"`
}

// Restart is where and when the rest of a day was planned again. The leg to the
// next visit, or home, begins there.
type Restart struct {
	After int64    `json:"after"` // visits before it
	At    int64    `json:"at_ms"`
	From  Position `json:"from"`
}

// Visit is a stop with its times in milliseconds after the day's midnight.
type Visit struct {
	Arrive int64 `json:"arrive_ms"`
	Begin  int64 `json:"begin_ms"` // of the service
	Leave  int64 `json:"leave_ms"`
	Stop   Stop  `json:"stop"`
	Wait   int64 `json:"wait_ms"` // between Arrive and Begin, breaks aside
}

// Stop is a site to visit.
type Stop struct {
	Area     string     `json:"area,omitempty"` // 12-digit code
	Category string     `json:"category,omitempty"`
	Chief    string     `json:"chief,omitempty"` // road chief (路长) of a line
	ID       string     `json:"id"`
	Name     string     `json:"name,omitempty"`
	Path     []Position `json:"path,omitempty"`    // one position, or the stretch to walk from its first to its last
	Stretch  string     `json:"stretch,omitempty"` // of a line: A路(B路—C路)
	Unit     string     `json:"unit,omitempty"`    // responsible unit
	Visit    string     `json:"visit,omitempty"`   // which of its category's visits, where it has several
}

// Title is what people call the stop: its stretch, its name or its id.
func (s *Stop) Title() string {
	switch {
	case s.Stretch != "":
		return s.Stretch
	case s.Name != "":
		return s.Name
	default:
		return s.ID
	}
}

// First is where the visit begins; the stop is located.
func (s *Stop) First() Position { return s.Path[0] }

// Last is where the visit ends; the stop is located.
func (s *Stop) Last() Position { return s.Path[len(s.Path)-1] }

// Walked reports whether the stop is a stretch to walk.
func (s *Stop) Walked() bool { return len(s.Path) > 1 }

// Leg is the way from one place to the next.
type Leg struct {
	Estimated    bool       `json:"estimated,omitempty"` // no road was followed
	FromSnap     int64      `json:"from_snap_mm,omitempty"`
	Millimetres  int64      `json:"mm"`
	Milliseconds int64      `json:"ms"`
	Path         []Position `json:"path,omitempty"`       // empty: only times are known
	ToSnap       int64      `json:"to_snap_mm,omitempty"` // from the road to the place
}

// FarSnap is from where on a place is off the roads, in millimetres: 300 m.
const FarSnap = 300_000

// Far reports whether an end of the leg lies more than FarSnap from the road that
// leads to it; FarSnap itself is near.
func (l *Leg) Far() bool { return l.FromSnap > FarSnap || l.ToSnap > FarSnap }
