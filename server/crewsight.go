package server

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"

	"sitedraw/sampler/crew"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// crewView is the teams of a round as somebody may see them.
type crewView struct {
	Drill      string     `json:"drill"`
	Round      int64      `json:"round"`
	Draw       int64      `json:"draw"`
	Lot        int        `json:"lot"`
	Lots       int        `json:"lots"` // how many were drawn; the last one counts
	Date       string     `json:"date"`
	Made       string     `json:"made"`
	Leaf       int64      `json:"leaf"`
	Label      string     `json:"label,omitempty"`
	Teams      []teamView `json:"teams"`
	Digest     string     `json:"digest,omitempty"` // of the whole: with the draw's salt it opens the log's commitment
	Way        crew.Way   `json:"way,omitempty"`
	Size       int        `json:"size,omitempty"`
	Ring       []string   `json:"ring,omitempty"` // townships, each inspected by the one before it
	Attempt    int        `json:"attempt,omitempty"`
	Difference *int       `json:"difference,omitempty"` // most sites of a team less fewest
	Repeats    *int       `json:"repeats,omitempty"`    // where somebody was in the round before
	Idle       []string   `json:"idle,omitempty"`

	PeopleDropped string          `json:"people_dropped,omitempty"` // when the inspectors as they were known were erased
	Assignment    json.RawMessage `json:"assignment,omitempty"`     // for the office: the canonical object
}

// teamView is a team with what it inspects.
type teamView struct {
	Team    int          `json:"team"`
	Members []memberView `json:"members"`
	Sites   []placeView  `json:"sites"`
}

type memberView struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"` // for the office, and the team itself
}

type placeView struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Category string `json:"category"`
	Area     string `json:"area,omitempty"`
	Unit     string `json:"unit,omitempty"`
}

// heldTeams is a lot of a round's teams with the draw as far as it is seen.
type heldTeams struct {
	*material

	drill  *keptDrill
	round  store.Round
	kept   store.Crew
	lots   int
	lot    *crew.Assignment
	self   string                     // by which id the one who asks is an inspector
	people map[string]*crew.Inspector // as they were known; empty once they were dropped
}

// seeTeams reads the teams of the path's round: those of ?lot=, or those that count.
// Whoever sees nothing of the draw sees nothing of them; the note of who saw it before
// its release is written first.
func (r *request) seeTeams() (*heldTeams, error) {
	wanted, err := r.lotQuery()
	if err != nil {
		return nil, err
	}
	t := &heldTeams{}
	ctx := r.Request().Context()
	err = r.server.Store.View(ctx, func(v store.Reader) (err error) {
		t.drill, t.round, err = r.pathRound(v)
		return err
	})
	if err != nil {
		return nil, err
	}
	if t.round.Draw == 0 {
		return nil, noTeams(t.round.Draw)
	}
	d, err := r.seeNumbered(t.round.Draw, "teams")
	if err != nil {
		return nil, err
	}
	if !d.sight.picks {
		return nil, d.notYet()
	}
	err = r.server.Store.View(ctx, func(v store.Reader) (err error) {
		if t.self, err = calledAs(v, r.who.Login); err != nil {
			return err
		}
		return t.read(v, wanted)
	})
	if err != nil {
		return nil, err
	}
	t.material, err = r.server.material(ctx, d)
	return t, err
}

// lotQuery is the lot that is asked for; 0 for the one that counts.
func (r *request) lotQuery() (int, error) {
	value := r.query("lot")
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, refuse(ErrParameter, "lot", value)
	}
	return n, nil
}

// read reads the lot from the store.
func (t *heldTeams) read(v store.Reader, wanted int) (err error) {
	last, err := lastCrew(v, t.round.Draw)
	if err != nil {
		return err
	}
	t.lots, t.kept = last.Lot, last
	if wanted != 0 && wanted != last.Lot {
		if t.kept, err = v.Crew(t.round.Draw, wanted); err != nil {
			return err
		}
	}
	if t.lot, err = crew.Parse(t.kept.Body); err != nil {
		return err
	}
	t.people = map[string]*crew.Inspector{}
	if t.kept.Inspectors == nil {
		return nil
	}
	people, err := crew.ParseInspectors(t.kept.Inspectors)
	for i := range people {
		t.people[people[i].ID] = &people[i]
	}
	return err
}

// getTeams answers with who inspects what. It is for the office; an inspector sees his
// own team on its day; those signed in see the teams once the draw is released, by the
// ids of their members.
func (s *Server) getTeams(r *request) error {
	if err := r.knownQueries("lot", "format"); err != nil {
		return err
	}
	format, err := r.format("json", "csv", "xlsx")
	if err != nil {
		return err
	}
	t, err := r.seeTeams()
	if err != nil {
		return err
	}
	shown, err := r.viewTeams(t)
	if err != nil {
		return err
	}
	if format == "json" {
		return r.json(http.StatusOK, shown)
	}
	if !t.sight.whole() {
		return t.notYet()
	}
	write := map[string]func(io.Writer, report.Crew) error{"csv": report.CrewCSV, "xlsx": report.CrewXLSX}[format]
	return r.sendFile("teams-"+t.drill.Name+"-"+count(t.round.Number), format, func(w io.Writer) error { return write(w, r.reported(t)) })
}

// viewTeams shows the teams as far as the one who asks sees them: none is an error.
func (r *request) viewTeams(t *heldTeams) (*crewView, error) {
	shown := &crewView{
		Drill: t.drill.Name, Round: t.round.Number, Draw: t.Number, Lot: t.lot.Lot, Lots: t.lots, Date: t.lot.Date,
		Made: stamp(t.kept.Made.At), Leaf: t.kept.Leaf, Label: r.label(t.seen), Teams: []teamView{},
	}
	for i := range t.lot.Teams {
		if team := &t.lot.Teams[i]; t.sight.whole() || r.isMember(t, team) {
			shown.Teams = append(shown.Teams, r.viewTeam(t, i))
		}
	}
	if !t.sight.whole() {
		if len(shown.Teams) == 0 {
			return nil, t.notYet()
		}
		return shown, nil // what follows from all of the lot would tell more of it
	}
	shown.Digest, shown.Way, shown.Size, shown.Ring = t.kept.Digest.String(), t.lot.Rules.Way, t.lot.Rules.Size, t.lot.Ring
	shown.Attempt, shown.Difference, shown.Repeats, shown.Idle = t.lot.Attempt, &t.lot.Difference, &t.lot.Repeats, t.lot.Idle
	shown.PeopleDropped = stamp(t.kept.Dropped)
	if r.who.Role == access.Office && t.sight.all {
		shown.Assignment = t.kept.Body
	}
	return shown, nil
}

// isMember reports whether the one who asks is in a team: his account is called like the
// inspector.
func (r *request) isMember(t *heldTeams, team *crew.Team) bool {
	return r.who.Role == access.Inspector && slices.Contains(team.Members, t.self)
}

// viewTeam shows a team. Names are for the office and for the team itself.
func (r *request) viewTeam(t *heldTeams, i int) teamView {
	team := &t.lot.Teams[i]
	shown := teamView{Team: i + 1, Members: []memberView{}, Sites: []placeView{}}
	named := r.who.Role == access.Office && t.sight.all || r.isMember(t, team)
	for _, id := range team.Members {
		member := memberView{ID: id}
		if person := t.people[id]; named && person != nil {
			member.Name = person.Name
		}
		shown.Members = append(shown.Members, member)
	}
	for _, id := range team.Sites {
		site, found := t.sites.frame.Site(id)
		if !found || t.sight.only != nil && !slices.Contains(t.sight.only, id) {
			continue
		}
		shown.Sites = append(shown.Sites, placeView{site.ID, site.Name, site.Category, site.Area, site.Unit})
	}
	return shown
}

// reported are the teams as tables have them.
func (r *request) reported(t *heldTeams) report.Crew {
	names := map[string]string{}
	if r.who.Role == access.Office && t.sight.all {
		for id, person := range t.people {
			names[id] = person.Name
		}
	}
	return report.Crew{
		Draw: report.Draw{
			Record: t.record, Frame: t.sites.frame, Categories: r.server.Categories, Practice: t.Kind != store.Official, OwnSeed: t.ownSeed,
			Texts: r.texts,
		},
		Assignment: t.lot, Names: names, Drill: cmp.Or(t.drill.Title, t.drill.Name), Round: t.round.Number,
	}
}
