package server

import (
	"net/http"
	"slices"

	"sitedraw/geo"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// categoryAnswer is a category as answers have it.
type categoryAnswer struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"` // in the reader's language
	ZH     string   `json:"zh"`
	EN     string   `json:"en"`
	Shape  string   `json:"shape"`
	Area   bool     `json:"area"` // its sites stand for areas
	Groups []string `json:"groups"`
	PartOf string   `json:"part_of,omitempty"`
}

// groupAnswer is a group of categories.
type groupAnswer struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Of   string `json:"of"`
}

func (r *request) named(zh, en string) string {
	if r.texts.Lang() == text.ZH {
		return zh
	}
	return en
}

func (r *request) tellCategory(c *geo.Category) categoryAnswer {
	return categoryAnswer{
		Code: c.Code, Name: r.named(c.ZH, c.EN), ZH: c.ZH, EN: c.EN, Shape: string(c.Shape), Area: c.Area,
		Groups: append([]string{}, c.Groups...), PartOf: c.PartOf,
	}
}

// listCategories lists all categories in their own order, those of ?group= if it
// is given.
func (s *Server) listCategories(r *request) error {
	if err := r.knownQueries("group"); err != nil {
		return err
	}
	answer := struct {
		Items  []categoryAnswer `json:"items"`
		Groups []groupAnswer    `json:"groups"`
	}{[]categoryAnswer{}, []groupAnswer{}}
	var codes []string
	for _, g := range s.Categories.Groups() {
		codes = append(codes, g.Code)
		answer.Groups = append(answer.Groups, groupAnswer{g.Code, r.named(g.ZH, g.EN), string(g.Of)})
	}
	group := r.query("group")
	if group != "" && !slices.Contains(codes, group) {
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "group"}, Value: group, Want: geo.Nearest(group, codes)}
	}
	all := s.Categories.All()
	for i := range all {
		if group == "" || slices.Contains(all[i].Groups, group) {
			answer.Items = append(answer.Items, r.tellCategory(&all[i]))
		}
	}
	return r.json(http.StatusOK, answer)
}

func (s *Server) getCategory(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	code, err := r.param("category")
	if err != nil {
		return err
	}
	category, err := s.Categories.Lookup(code)
	if err != nil {
		return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "category"}, Value: code, Err: err}
	}
	return r.json(http.StatusOK, r.tellCategory(category))
}
