package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// demoSite is a site that a team of the demo inspects.
type demoSite struct {
	ID       string `json:"id"`
	Category string `json:"category"`
}

// demoTeam is a team of a round of the demo.
type demoTeam struct {
	Members []struct {
		ID string `json:"id"`
	} `json:"members"`
	Sites []demoSite `json:"sites"`
}

// demoFinding is what is reported of a site, or of an item of its check sheet.
type demoFinding struct {
	Site     string   `json:"site"`
	Item     string   `json:"item,omitempty"`
	Met      *int     `json:"met,omitempty"`
	Observed *int     `json:"observed,omitempty"`
	Score    *float64 `json:"score,omitempty"`
	When     string   `json:"when"`
	By       string   `json:"by"`
	Photo    string   `json:"photo,omitempty"`
}

// report brings in what the teams of a round found. In a sealed round one of them found
// a site closed, in whose place a reserve is opened.
func (s *season) report(ctx context.Context, r *demoRound) error {
	var held struct {
		Draw  int64      `json:"draw"`
		Teams []demoTeam `json:"teams"`
	}
	if err := s.read(ctx, r.path()+"/teams", &held); err != nil {
		return err
	}
	draw := "/draws/" + strconv.FormatInt(held.Draw, 10)
	if r.is(demoSealed, closedRound) {
		if err := s.replace(ctx, draw, held.Teams); err != nil {
			return err
		}
	}
	found := s.found(r, held.Teams)
	_, err := s.ask(ctx, http.MethodPost, draw+"/findings", map[string]any{"findings": found})
	return err
}

// replace opens the reserve of the first lane that was drawn, and sends there who was to
// inspect the lane.
func (s *season) replace(ctx context.Context, draw string, teams []demoTeam) error {
	const step = "lanes"
	var drawn struct {
		Picks []struct {
			Step string   `json:"step"`
			Role string   `json:"role"`
			Site demoSite `json:"site"`
		} `json:"picks"`
	}
	if err := s.read(ctx, draw+"/picks", &drawn); err != nil {
		return err
	}
	for _, p := range drawn.Picks {
		if p.Step != step || p.Role != "main" {
			continue
		}
		answer, err := s.ask(ctx, http.MethodPost, draw+"/reserves", map[string]string{"step": step, "replaces": p.Site.ID, "code": "closed"})
		if err != nil {
			return err
		}
		return instead(teams, p.Site.ID, answer)
	}
	return nil
}

// instead puts the reserve of an answer in the place of a site.
func instead(teams []demoTeam, site string, answer []byte) error {
	var opened struct {
		Pick struct {
			Site demoSite `json:"site"`
		} `json:"pick"`
	}
	if err := json.Unmarshal(answer, &opened); err != nil {
		return err
	}
	for i := range teams {
		for k := range teams[i].Sites {
			if s := &teams[i].Sites[k]; s.ID == site {
				*s = opened.Pick.Site
			}
		}
	}
	return nil
}

// found are the results of a round, made up: they follow from site, item and week. The
// members of a team report by turns; in one round two of the same team are of two minds,
// at the first site of two teams.
func (s *season) found(r *demoRound, teams []demoTeam) (list []demoFinding) {
	day := r.Due.In(s.serving.location).Format(time.DateOnly)
	week := int(r.Due.Sub(s.began()) / (7 * 24 * time.Hour))
	sheets := demoSheets()
	for i := range teams {
		t := &teams[i]
		for k, site := range t.Sites {
			v := visit{demoSite: site, items: sheets[site.Category], week: week, day: day, by: t.Members[k%len(t.Members)].ID}
			if k > 0 || i >= disputes || !r.is(demoFaithful, disputedRound) {
				list = append(list, v.findings()...)
				continue
			}
			second := v
			second.by = t.Members[1].ID
			list = append(list, v.whole(0), second.whole(dispute))
		}
	}
	return list
}

// Two people of a team who saw a site differently.
const (
	disputedRound = 13 // of demoFaithful
	disputes      = 2  // how many teams
	dispute       = 15 // per cent by which the second is stricter
)

// visit is when somebody inspects a site.
type visit struct {
	demoSite

	items   []string // of its check sheet
	week    int      // of the season, from 0
	day, by string
}

// mark is how much of what is asked for is met, in per cent: what a site is by itself,
// how it looks on the day, and a little more from week to week.
func (v *visit) mark(item string) int {
	return min(100, 52+int(lots(v.ID)%24)+int(lots(v.ID, item, strconv.Itoa(v.week))%13)+v.week*2/3)
}

// whole is the result of a site as a whole, some per cent stricter than it is. Of some
// there is a photo.
func (v *visit) whole(stricter int) demoFinding {
	const percent, photographed = 100, 17
	score := float64(v.mark("")-stricter) / percent
	f := demoFinding{Site: v.ID, Score: &score, When: v.day, By: v.by}
	if lots("photo", v.ID)%photographed == 0 {
		sum := sha256.Sum256([]byte("photo of " + v.ID + " on " + v.day))
		f.Photo = hex.EncodeToString(sum[:])
	}
	return f
}

// findings are the results of a site: of every sixth by the items of its check sheet.
func (v *visit) findings() (list []demoFinding) {
	const itemised, looks, percent = 6, 5, 100
	if len(v.items) == 0 || lots("items", v.ID)%itemised != 0 {
		return []demoFinding{v.whole(0)}
	}
	for _, item := range v.items {
		met, observed := (v.mark(item)*looks+percent/2)/percent, looks
		list = append(list, demoFinding{Site: v.ID, Item: item, Met: &met, Observed: &observed, When: v.day, By: v.by})
	}
	return list
}

// demoSheets are the ids of the items of each category's check sheet.
func demoSheets() map[string][]string {
	sheets := map[string][]string{}
	checks := geo.ShippedChecks()
	for i := range checks {
		of := checks[i].Category
		sheets[of] = append(sheets[of], checks[i].ID)
	}
	return sheets
}

// lots is a number that follows from texts.
func lots(texts ...string) byte {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return sum[0]
}
