package dispatch

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
)

// Input is what a dispatch is made from. Frame, Record and Teams are required.
type Input struct {
	Frame      *sampler.Frame
	Record     *sampler.Record
	Teams      *Teams
	Visits     []geo.Visit      // how long and when categories are seen; nil: geo.ShippedVisits
	Contacts   []geo.Contact    // who the road chiefs are, by id of the site; may be nil
	Checks     []geo.Check      // what to look at; nil: geo.ShippedChecks
	Categories *geo.Categories  // nil: geo.ShippedCategories
	Nature     itinerary.Nature // what the draw is worth; empty: itinerary.Drawn
}

// Dispatch is a draw with its teams, ready to be planned. Nothing changes it, so
// goroutines may share it.
type Dispatch struct {
	Input

	origin  itinerary.Origin
	visits  map[string][]geo.Visit // by category
	chiefs  map[string]string      // by id of the site
	streets []itinerary.Street
	rules   rules
	stops   []*stop // of the main picks, by id and visit; those with a position first
	located int     // how many of them have one
	doubts  Doubts
}

// Doubts are what the teams may want to know before they set out.
type Doubts struct {
	NoArea       []string // ids of stops without area: nobody's township forbids them
	UnknownUnits []string // units that teams may not inspect and that no site has: misspelt?
	NoVisits     []string // categories of stops without minutes and hours: DefaultMinutes, at any time
	TwoTeams     []string // names of members that two teams have, or one has twice
}

// New collects the stops of a draw. The error is a *geo.Error: ErrOtherFrame if the
// record is not of the frame, ErrPick if it picks what the frame lacks, ErrTooMany for
// more teams than stops with a position, ErrFar, what Teams.Check finds, and townships and categories that the frame does not know,
// with the path in the teams file.
func New(in Input) (*Dispatch, error) {
	if got, want := in.Frame.Digest(), in.Record.FrameDigest; got != want {
		return nil, &geo.Error{Code: ErrOtherFrame, Kind: geo.Conflict, Value: got.String(), Want: want.String()}
	}
	if err := in.Teams.Check(); err != nil {
		return nil, err
	}
	in.settle()
	d := &Dispatch{Input: in, chiefs: map[string]string{}}
	for i := range in.Contacts {
		if c := &in.Contacts[i]; c.Chief != "" {
			d.chiefs[c.ID] = c.Chief
		}
	}
	d.streets = itinerary.Streets(roads(in.Frame.Sites()))
	if err := d.checkNames(); err != nil {
		return nil, err
	}
	d.overlayVisits()
	d.rules = newRules(in.Teams)
	if err := d.collect(); err != nil {
		return nil, err
	}
	if teams := len(in.Teams.Teams); teams > d.located {
		return nil, wrongAt("teams", ErrTooMany, strconv.Itoa(teams), strconv.Itoa(d.located))
	}
	if err := d.checkDepots(); err != nil {
		return nil, err
	}
	d.findDoubts()
	d.setOrigin()
	return d, nil
}

// settle fills in what is not said.
func (in *Input) settle() {
	if in.Visits == nil {
		in.Visits = geo.ShippedVisits()
	}
	if in.Checks == nil {
		in.Checks = geo.ShippedChecks()
	}
	if in.Categories == nil {
		in.Categories = geo.ShippedCategories()
	}
	in.Nature = cmp.Or(in.Nature, itinerary.Drawn)
}

// busLines are lines on which streets lie, but none that cross one.
const busLines = "GJXL"

func roads(sites []geo.Site) (list []geo.Site) {
	for i := range sites {
		if _, isLine := sites[i].Geometry.(geo.Line); isLine && sites[i].Category != busLines {
			list = append(list, sites[i])
		}
	}
	return list
}

// setOrigin says what of an itinerary's origin does not depend on the search.
func (d *Dispatch) setOrigin() {
	d.origin = itinerary.Origin{
		Frame: d.Frame.Digest().String(), Record: d.Record.Digest().String(), Nature: d.Nature,
	}
	for _, code := range sampler.MissingTownships(d.Frame, d.Record.Plan, nil, d.Categories) {
		d.origin.Incomplete = append(d.origin.Incomplete, string(code))
	}
}

// Doubts returns what looks odd about the stops and the teams.
func (d *Dispatch) Doubts() Doubts { return d.doubts }

// Stops returns how many visits are to be made, and how many there would be beside
// them if every site had a position.
func (d *Dispatch) Stops() (located, unlocated int) { return d.located, len(d.stops) - d.located }

func (d *Dispatch) findDoubts() {
	units, members := map[string]bool{}, map[string]bool{}
	for _, s := range d.Frame.Sites() {
		units[s.Unit] = true
	}
	for i := range d.Teams.Teams {
		for _, name := range d.Teams.Teams[i].names() {
			if members[name] {
				d.doubts.TwoTeams = append(d.doubts.TwoTeams, name)
			}
			members[name] = true
		}
		for _, unit := range d.Teams.Teams[i].ForbiddenUnits() {
			if !units[unit] {
				d.doubts.UnknownUnits = append(d.doubts.UnknownUnits, unit)
			}
		}
	}
	for _, s := range d.stops {
		if s.Area == "" {
			d.doubts.NoArea = append(d.doubts.NoArea, s.ID)
		}
		if s.Category != "" && len(d.visits[s.Category]) == 0 {
			d.doubts.NoVisits = append(d.doubts.NoVisits, s.Category)
		}
	}
	for _, list := range []*[]string{&d.doubts.UnknownUnits, &d.doubts.NoArea, &d.doubts.NoVisits, &d.doubts.TwoTeams} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}
