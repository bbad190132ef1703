package dispatch

import (
	"encoding/json"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// The teams file as it is written: members in the order of their names, all that
// holds for a team in the team.
type (
	fileTeams struct {
		Dates      []string       `json:"dates"`
		Priorities map[string]int `json:"priorities,omitempty"`
		Teams      []fileTeam     `json:"teams"`
		Visits     []fileVisit    `json:"visits,omitempty"`
		Zone       string         `json:"zone"`
	}
	fileTeam struct {
		End       any          `json:"end"`
		Forbid    *fileForbid  `json:"forbid,omitempty"`
		Hours     string       `json:"hours"`
		Lunch     *fileLunch   `json:"lunch,omitempty"`
		Members   []fileMember `json:"members"`
		MostStops int          `json:"most_stops,omitempty"`
		Name      string       `json:"name"`
		Sites     []string     `json:"sites,omitempty"`
		Start     filePlace    `json:"start"`
	}
	fileForbid struct {
		Townships []string `json:"townships,omitempty"`
		Units     []string `json:"units,omitempty"`
	}
	fileLunch struct {
		From    geo.TimeOfDay `json:"from"`
		Minutes int           `json:"minutes"`
		To      geo.TimeOfDay `json:"to"`
	}
	fileMember struct {
		Name     string `json:"name"`
		Township string `json:"township,omitempty"`
		Unit     string `json:"unit,omitempty"`
	}
	filePlace struct {
		At   [2]json.Number `json:"at"` // degrees of WGS 84
		Name string         `json:"name,omitempty"`
	}
	fileVisit struct {
		Category string   `json:"category"`
		Hours    []string `json:"hours"`
		ID       string   `json:"id,omitempty"`
		Minutes  int      `json:"minutes"`
	}
)

// AppendTeams appends the teams, which are right, as JSON of one form: ParseTeams
// reads it back to the same.
func AppendTeams(b []byte, t *Teams) []byte {
	f := fileTeams{Dates: t.Dates, Zone: t.Zone, Priorities: t.Priorities}
	for i := range t.Teams {
		f.Teams = append(f.Teams, newFileTeam(&t.Teams[i]))
	}
	for i := range t.Visits {
		v := &t.Visits[i]
		line := fileVisit{Category: v.Category, ID: v.ID, Minutes: v.ServiceMinutes}
		for _, h := range v.Hours {
			line.Hours = append(line.Hours, spanText(h))
		}
		f.Visits = append(f.Visits, line)
	}
	text, _ := json.Marshal(f) //nolint:errchkjson // texts, whole numbers and lists of them do not fail
	return append(b, text...)
}

func newFileTeam(t *Team) fileTeam {
	f := fileTeam{Hours: spanText(t.Hours), MostStops: t.MostStops, Name: t.Name, Sites: t.Sites, Start: newFilePlace(&t.Start), End: "open"}
	if t.End != nil {
		f.End = newFilePlace(t.End)
	}
	if len(t.Townships)+len(t.Units) > 0 {
		f.Forbid = &fileForbid{t.Townships, t.Units}
	}
	if t.Lunch != nil {
		f.Lunch = &fileLunch{t.Lunch.From, t.Lunch.Minutes, t.Lunch.To}
	}
	for i := range t.Members {
		f.Members = append(f.Members, fileMember(t.Members[i]))
	}
	return f
}

func newFilePlace(p *itinerary.Place) filePlace {
	return filePlace{At: [2]json.Number{json.Number(p.At.Lon.String()), json.Number(p.At.Lat.String())}, Name: p.Name}
}
