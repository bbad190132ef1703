package server

import (
	"net/http"

	"sitedraw/server/tile"
)

// getStyle answers with the style in which MapLibre draws a version.
func (s *Server) getStyle(r *request) error {
	source, told, err := r.tileset()
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tile.NewStyle(told, s.styleCategories(source.Counts())))
}

// styleCategories gives the categories that sites have their colours: first those of
// the list, in its order, then others by code.
func (s *Server) styleCategories(counts []tile.Count) []tile.StyleCategory {
	sites := map[string]int{}
	for _, c := range counts {
		sites[c.Category] = c.Sites
	}
	styled := []tile.StyleCategory{}
	all := s.Categories.All()
	for i := range all {
		c := &all[i]
		if n := sites[c.Code]; n > 0 {
			styled = append(styled, tile.StyleCategory{Code: c.Code, Colour: tile.Colour(i), Count: n, Area: c.Area})
			delete(sites, c.Code)
		}
	}
	for _, c := range counts {
		if sites[c.Category] > 0 {
			styled = append(styled, tile.StyleCategory{Code: c.Category, Colour: tile.OtherColour, Count: c.Sites})
		}
	}
	return styled
}
