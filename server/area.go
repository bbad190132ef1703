package server

import (
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// areaAnswer is a township or village as answers have it.
type areaAnswer struct {
	Code     string `json:"code"`
	Name     string `json:"name,omitempty"` // absent: no site stands for it
	Level    string `json:"level"`
	Kind     string `json:"kind,omitempty"`
	Township string `json:"township,omitempty"` // of a village, its code
	Sites    int    `json:"sites"`              // within it
}

// The levels of areas as answers have them.
var levelNames = map[geo.Level]string{geo.TownshipLevel: "township", geo.VillageLevel: "village"}

// listAreas lists the townships and villages that sites stand for or lie in, by
// code.
func (s *Server) listAreas(r *request) error {
	if err := r.knownQueries("version", "limit", "after", "level", "within"); err != nil {
		return err
	}
	level := r.query("level")
	if level != "" && level != levelNames[geo.TownshipLevel] && level != levelNames[geo.VillageLevel] {
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "level"}, Value: level, Want: "township, village"}
	}
	within, err := areaQuery(r.query("within"))
	if err != nil {
		return geo.InColumn(err, "within")
	}
	n, err := r.limit()
	if err != nil {
		return err
	}
	st, err := r.state()
	if err != nil {
		return err
	}
	counts := st.areaCounts()
	after := r.query("after")
	var items []areaAnswer
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		a := tellArea(code, st.names()[code], counts[code])
		if code <= after || level != "" && a.Level != level || !strings.HasPrefix(code, within) {
			continue
		}
		if items = append(items, a); len(items) > n {
			break
		}
	}
	return page(r, items, func(a areaAnswer) string { return a.Code })
}

func tellArea(code, name string, sites int) areaAnswer {
	is := geo.AreaCode(code)
	a := areaAnswer{Code: code, Name: name, Level: levelNames[is.Level()], Kind: is.Kind().String(), Sites: sites}
	if is.Level() == geo.VillageLevel {
		a.Township = is.Township() + "000"
	}
	return a
}

// areaCounts counts the sites of every township and village; those of a village are
// its township's too.
func (o *opened) areaCounts() map[string]int {
	counts := map[string]int{}
	sites := o.frame.Sites()
	for i := range sites {
		code, err := geo.ParseAreaCode(sites[i].Area)
		if err != nil || code.Level() == geo.CountyLevel {
			continue
		}
		counts[code.Township()+"000"]++
		if code.Level() == geo.VillageLevel {
			counts[string(code)]++
		}
	}
	return counts
}

// areaNames are how areas are called that sites stand for, by code; of several
// sites for one the first with a name counts.
func areaNames(sites []geo.Site, categories *geo.Categories) map[string]string {
	names := map[string]string{}
	for _, a := range geo.AreasOf(sites, categories) {
		if code := string(a.Code); names[code] == "" && a.Name != "" {
			names[code] = a.Name
		}
	}
	return names
}
