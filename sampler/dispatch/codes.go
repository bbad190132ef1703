package dispatch

import "sitedraw/geo"

// What can be wrong with teams, and with a plan that is to be changed. Each is a
// key of the catalogue in server/text; those of package itinerary, of geo/route and
// of sampler's readers occur too.
const (
	ErrTeamsFile  geo.Code = "teams.file"       // neither YAML nor JSON, or with features that it does not need
	ErrTeamsEmpty geo.Code = "teams.empty"      // a file of nothing
	ErrTeamsLarge geo.Code = "teams.large"      // larger than Want bytes
	ErrHours      geo.Code = "teams.hours"      // no hours such as Want, or they end before they begin
	ErrHoursOrder geo.Code = "teams.overlap"    // hours that begin before those above them end
	ErrLunch      geo.Code = "teams.lunch"      // not within the team's hours, Want
	ErrMembers    geo.Code = "teams.members"    // a team without members
	ErrTownship   geo.Code = "teams.township"   // no township of the frame; Want is the nearest, or all of them
	ErrPosition   geo.Code = "teams.position"   // no [longitude, latitude]
	ErrTooMany    geo.Code = "teams.too-many"   // more teams than stops, Want
	ErrManyDates  geo.Code = "teams.dates"      // more than Want dates
	ErrNoTownship geo.Code = "teams.level"      // the code of no township; Want is that of its township
	ErrOtherFrame geo.Code = "dispatch.frame"   // the record is not of this frame; Want is its digest
	ErrPick       geo.Code = "dispatch.pick"    // what was drawn is no site of the frame: somebody changed the record
	ErrOtherPlan  geo.Code = "dispatch.origin"  // the plan is not of this record, or not of these teams
	ErrOtherRules geo.Code = "dispatch.rules"   // team Value starts, ends or keeps away elsewhere than in the plan
	ErrFar        geo.Code = "dispatch.far"     // a start or end lies Value km from the nearest stop, at most Want
	ErrOffRoads   geo.Code = "dispatch.off"     // a start or end lies Value metres off the roads, at most Want
	ErrPlaces     geo.Code = "dispatch.places"  // travel times of Value places, not of Want
	ErrLabels     geo.Code = "dispatch.labels"  // travel times lack the place Value
	ErrTeam       geo.Code = "dispatch.team"    // no team is called Value; Want lists them
	ErrNoRoute    geo.Code = "dispatch.route"   // the team has no route on that date; Want lists its dates
	ErrDone       geo.Code = "dispatch.done"    // more visits are done than were to have begun, Want
	ErrNotRouted  geo.Code = "dispatch.site"    // the site is on no route, or was visited already
	ErrNotDrawn   geo.Code = "teams.site"       // a site that was not drawn
	ErrNoReserve  geo.Code = "dispatch.reserve" // the record has no reserve left for the site
	ErrNoWayHome  geo.Code = "dispatch.no-way"  // no way leads from there to where team Value ends
	ErrBroken     geo.Code = "dispatch.broken"  // a fault of the program: the plan breaks a rule
)
