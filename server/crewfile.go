package server

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/dispatch"
	"sitedraw/server/text"
)

// defaultHours are those of teams whose hours nobody said.
const defaultHours = "08:30-17:30"

// teamsFile is a teams file as package dispatch reads it.
type teamsFile struct {
	Dates []string   `json:"dates"`
	Zone  string     `json:"zone"`
	Hours string     `json:"hours"`
	Start placeFile  `json:"start"`
	Teams []teamFile `json:"teams"`
}

type placeFile struct {
	At []json.Number `json:"at"`
}

type teamFile struct {
	Name    string       `json:"name"`
	Members []memberFile `json:"members"`
	Sites   []string     `json:"sites"` // by lot: no other team inspects them
}

type memberFile struct {
	Name     string `json:"name"`
	Township string `json:"township,omitempty"`
	Unit     string `json:"unit,omitempty"`
}

// getTeamsFile answers with the teams as a teams file, from which the routes of their
// day are planned. Where they set out is in ?start=, longitude and latitude; without it
// in the middle of their sites.
func (s *Server) getTeamsFile(r *request) error {
	if err := r.knownQueries("lot", "start", "hours"); err != nil {
		return err
	}
	t, err := r.seeTeams()
	if err != nil {
		return err
	}
	if !t.sight.all {
		return t.notYet()
	}
	file, err := r.teamsFile(t)
	if err != nil {
		return err
	}
	given, err := json.Marshal(file)
	if err != nil {
		return err
	}
	teams, err := dispatch.ParseTeams(given)
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", disposition("teams-"+t.drill.Name+"-"+count(t.round.Number)+".json"))
	return r.json(http.StatusOK, json.RawMessage(dispatch.AppendTeams(nil, teams)))
}

// teamsFile fills in a teams file. Who was erased is called by his id.
func (r *request) teamsFile(t *heldTeams) (*teamsFile, error) {
	day, err := time.ParseInLocation(dayLayout, t.lot.Date, r.server.Location)
	if err != nil {
		return nil, err
	}
	file := &teamsFile{Dates: []string{t.lot.Date}, Zone: day.Format("-07:00"), Hours: cmp.Or(r.query("hours"), defaultHours)}
	if file.Start.At, err = r.startOf(t); err != nil {
		return nil, err
	}
	for i := range t.lot.Teams {
		team := teamFile{Name: r.texts.Text("crew.team", text.Args{"count": strconv.Itoa(i + 1)}), Sites: t.lot.Teams[i].Sites}
		for _, id := range t.lot.Teams[i].Members {
			member := memberFile{Name: id}
			if p := t.people[id]; p != nil {
				member = memberFile{cmp.Or(p.Name, id), townshipOf(p.Township), p.Unit}
			}
			team.Members = append(team.Members, member)
		}
		file.Teams = append(file.Teams, team)
	}
	return file, nil
}

// townshipOf is the township of an area; empty for one that names none.
func townshipOf(code geo.AreaCode) string {
	if code == "" || code.Level() < geo.TownshipLevel {
		return ""
	}
	return code.Township() + "000"
}

// startOf is where teams set out.
func (r *request) startOf(t *heldTeams) ([]json.Number, error) {
	if given := r.query("start"); given != "" {
		lon, lat, two := strings.Cut(given, ",")
		_, wrongLon := strconv.ParseFloat(lon, 64)
		_, wrongLat := strconv.ParseFloat(lat, 64)
		if !two || wrongLon != nil || wrongLat != nil {
			return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "start"}, Value: given, Want: "117.2117,28.2849"}
		}
		return []json.Number{json.Number(lon), json.Number(lat)}, nil
	}
	at := drawnSites(t.sites.frame, t.lot)
	if len(at) == 0 {
		return nil, required("start", "")
	}
	lon, lat := make([]geo.E7, len(at)), make([]geo.E7, len(at))
	for i, p := range at {
		lon[i], lat[i] = p.Lon, p.Lat
	}
	slices.Sort(lon)
	slices.Sort(lat)
	middle := len(at) / 2
	return []json.Number{json.Number(lon[middle].String()), json.Number(lat[middle].String())}, nil
}
