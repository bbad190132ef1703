package dispatch

import (
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// checkNames wants the townships and categories that the teams file names to be
// the frame's, and its sites to be drawn.
func (d *Dispatch) checkNames() error {
	towns, drawn := d.townships(), d.drawn()
	for i := range d.Teams.Teams {
		t, path := &d.Teams.Teams[i], numbered("teams", i)
		for j := range t.Members {
			if err := known(numbered(path+".members", j)+".township", t.Members[j].Township, towns); err != nil {
				return err
			}
		}
		for j, code := range t.Townships {
			if err := known(numbered(path+".forbid.townships", j), code, towns); err != nil {
				return err
			}
		}
	}
	for i := range d.Teams.Teams {
		for j, id := range d.Teams.Teams[i].Sites {
			if !drawn[id] {
				return wrongAt(numbered(numbered("teams", i)+".sites", j), ErrNotDrawn, id, "")
			}
		}
	}
	for i := range d.Teams.Visits {
		if err := d.checkCategory(numbered("visits", i)+".category", d.Teams.Visits[i].Category); err != nil {
			return err
		}
	}
	for _, category := range slices.Sorted(maps.Keys(d.Teams.Priorities)) {
		if err := d.checkCategory("priorities", category); err != nil {
			return err
		}
	}
	return nil
}

// drawn are the ids of what was drawn, reserves too: they may stand in for a site.
func (d *Dispatch) drawn() map[string]bool {
	ids := map[string]bool{}
	for i := range d.Record.Picks {
		ids[d.Record.Picks[i].ID] = true
	}
	return ids
}

// townships are the codes of those in which a site of the frame lies, sorted.
func (d *Dispatch) townships() []string {
	seen := map[string]bool{}
	for _, s := range d.Frame.Sites() {
		if code := geo.AreaCode(s.Area); code != "" && code.Level() != geo.CountyLevel {
			seen[code.Township()+"000"] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// known refuses a township that the frame lacks, with the nearest or else with all.
func known(path, code string, towns []string) error {
	if _, is := slices.BinarySearch(towns, code); is || code == "" {
		return nil
	}
	want := geo.Nearest(code, towns)
	if want == "" {
		want = strings.Join(towns, ", ")
	}
	return wrongAt(path, ErrTownship, code, want)
}

// checkCategory wants a category that is known or that the frame has.
func (d *Dispatch) checkCategory(path, code string) error {
	_, err := d.Categories.Lookup(code)
	if err == nil || slices.Contains(d.Frame.Categories(), code) {
		return nil
	}
	return geo.InColumn(err, path)
}
