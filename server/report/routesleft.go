package report

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

// whyTexts are the keys of reasons.
var whyTexts = map[itinerary.Why]geo.Code{
	itinerary.OwnTownship: "route.why-own-township",
	itinerary.OwnUnit:     "route.why-own-unit",
	itinerary.OthersLot:   "route.why-others-lot",
	itinerary.NoWay:       "route.why-no-way",
	itinerary.NoWindow:    "route.why-window",
	itinerary.ShortShift:  "route.why-shift",
	itinerary.OverLoaded:  "route.why-capacity",
	itinerary.FullDay:     "route.why-full",
	itinerary.KeptRoute:   "route.why-kept",
}

// changeTexts are the keys of relaxations.
var changeTexts = map[itinerary.Change]geo.Code{
	itinerary.AllowTownship: "route.change-township",
	itinerary.AllowUnit:     "route.change-unit",
	itinerary.EarlierStart:  "route.change-start",
	itinerary.LaterEnd:      "route.change-end",
	itinerary.LaterClosing:  "route.change-closing",
	itinerary.EarlierOpen:   "route.change-open",
	itinerary.ExtraRoute:    "route.change-extra",
	itinerary.MoreStops:     "route.change-stops",
	itinerary.MoreCapacity:  "route.change-capacity",
}

// leftOut are the stops that no team takes; an output for some teams has none.
func (r *Routes) leftOut() []itinerary.LeftOut {
	if len(r.Teams) > 0 {
		return nil
	}
	return r.Itinerary.LeftOut
}

// unlocated are the stops without position, likewise.
func (r *Routes) unlocated() []itinerary.Stop {
	if len(r.Teams) > 0 {
		return nil
	}
	return r.Itinerary.Unlocated
}

// swaps are the reserves that took the place of closed sites, likewise.
func (r *Routes) swaps() []itinerary.Swap {
	if len(r.Teams) > 0 {
		return nil
	}
	return r.Itinerary.Swaps
}

// reasons says why each team leaves a stop out, a line for each.
func (r *Routes) reasons(l *itinerary.LeftOut) string {
	var list []string
	for _, reason := range l.Reasons {
		var whys []string
		for _, why := range reason.Why {
			whys = append(whys, r.Texts.Text(whyTexts[why], nil))
		}
		list = append(list, r.Texts.Text("route.reason", text.Args{
			"name": reason.Team, "value": strings.Join(whys, r.Texts.Text("route.reasons-and", nil)),
		}))
	}
	return strings.Join(list, "\n")
}

// relaxed says by which change a stop would be served.
func (r *Routes) relaxed(l *itinerary.LeftOut) string {
	change := l.Relaxation
	if change == nil {
		return r.Texts.Text("route.change-none", nil)
	}
	by := change.By
	if change.Change.Timed() {
		const minute = 60_000
		by = (by + minute - 1) / minute // less would not do
	}
	return r.Texts.Text(changeTexts[change.Change], text.Args{
		"name": change.Team, "count": strconv.FormatInt(by, 10), "value": change.Date,
	})
}

// leftTables are what is left out and what has no position; nil if there is none.
func (r *Routes) leftTables() (tables []grid) {
	if left := r.leftOut(); len(left) > 0 {
		g := grid{caption: r.Texts.Text("route.left-out", nil), columns: r.heads(leftHeads)}
		for i := range left {
			stop := &left[i].Stop
			g.rows = append(g.rows, append(r.stopCells(stop), textCell(r.reasons(&left[i])), textCell(r.relaxed(&left[i]))))
		}
		tables = append(tables, g)
	}
	if unlocated := r.unlocated(); len(unlocated) > 0 {
		g := grid{caption: r.Texts.Text("route.unlocated", nil), columns: r.heads(stopHeads)}
		for i := range unlocated {
			g.rows = append(g.rows, r.stopCells(&unlocated[i]))
		}
		tables = append(tables, g)
	}
	if swaps := r.swaps(); len(swaps) > 0 {
		g := grid{caption: r.Texts.Text("route.swaps", nil), columns: r.heads(swapHeads)}
		for _, s := range swaps {
			g.rows = append(g.rows, []cell{textCell(s.Closed), textCell(s.Reserve), textCell(s.Reason)})
		}
		tables = append(tables, g)
	}
	return tables
}

func (r *Routes) stopCells(s *itinerary.Stop) []cell {
	return []cell{textCell(s.ID), textCell(s.Title()), textCell(r.categoryName(s.Category)), textCell(s.Unit)}
}

// head is the key of a heading with the width of its column in letters.
type head struct {
	heading geo.Code
	width   float64
}

func (r *Routes) heads(list []head) (columns []gridColumn) {
	for _, h := range list {
		columns = append(columns, gridColumn{r.Texts.Text(h.heading, nil), h.width})
	}
	return columns
}

// stopHeads are the columns of stopCells.
var stopHeads = []head{{"column.id", 20}, {"column.site", 26}, {"column.category-name", 16}, {"column.unit", 20}}

// leftHeads are those of what is left out.
var leftHeads = append(slices.Clone(stopHeads), head{"column.reason", 40}, head{"column.change", 40})

// swapHeads are those of reserves that were swapped in.
var swapHeads = []head{{"column.closed", 20}, {"column.reserve", 20}, {"column.reason", 40}}
