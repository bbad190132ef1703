// Package report writes what leaves the house: the result of a draw as a table
// (CSV, XLSX) or a map layer (GeoJSON), for people and their programs, and what
// offices print: the table of drawn sites, a sheet for each unit, slips with QR
// codes; and the routes of teams in all these forms, for GPS devices (GPX), globes
// (KML) and the maps of phones (MapService). The record itself, which proves the
// draw, is sampler's to write.
//
// The same draw in the same language gives the same bytes. Values that come from
// input never become a formula, whatever they begin with.
package report

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// ErrSite means that a record picks a site, Value, that the frame has not.
const ErrSite geo.Code = "report.no-site"

// Draw is what is reported on.
type Draw struct {
	Record     *sampler.Record
	Frame      *sampler.Frame  // the one the record was made from
	Categories *geo.Categories // for their names; nil: geo.ShippedCategories
	Practice   bool            // it decides nothing
	OwnSeed    bool            // it counts, though nobody but the one who sealed it had a say in the seed
	Incomplete []string        // townships that the frame lacks though the plan could draw them
	Reserves   Reserves        // which reserves are shown
	Texts      *text.Catalogue // language of headings and names
}

// Reserves says which reserves of a draw are shown; main picks always are. The
// zero value shows none. Whoever has the seed can compute them all, so it is shown
// only where they are.
type Reserves struct {
	opened map[Opened]bool
	all    bool // opened or not
}

// Opened names a reserve that was opened, by the members of its pick.
type Opened struct {
	Step, Within, Stratum string
	Order                 int
}

// AllReserves shows all reserves, opened or not.
func AllReserves() Reserves { return Reserves{all: true} }

// OnlyOpened shows the reserves of the list and no other; without a list, none.
func OnlyOpened(list []Opened) Reserves {
	opened := make(map[Opened]bool, len(list))
	for _, o := range list {
		opened[o] = true
	}
	return Reserves{opened: opened}
}

func (r Reserves) shows(p *sampler.Pick) bool {
	return r.all || p.Role == sampler.Main || r.opened[Opened{p.Step, p.Within, p.Stratum, p.Order}]
}

// seed is the record's seed, empty where reserves are not to be computed from it.
func (d *Draw) seed() string {
	if !d.Reserves.all {
		return ""
	}
	return d.Record.Seed
}

// hidden counts the reserves that are not shown.
func (d *Draw) hidden() (count int) {
	for i := range d.Record.Picks {
		if !d.Reserves.shows(&d.Record.Picks[i]) {
			count++
		}
	}
	return count
}

// row is one pick with what is known about it.
type row struct {
	draw     *Draw
	pick     *sampler.Pick
	site     *geo.Site
	category string // name, empty if unknown
}

// cell is one value of the table; numbers are told from texts that look so.
type cell struct {
	value  string
	number bool
}

func textCell(s string) cell   { return cell{value: s} }
func numberCell(s string) cell { return cell{value: s, number: true} }

// column is one of the table: the key of its heading, its width in letters and
// its value for a row.
type column struct {
	heading geo.Code
	width   float64
	value   func(row) cell
}

// columns are those of the table, in order.
func columns() []column {
	return []column{
		{"column.nature", 8, func(r row) cell { return textCell(r.nature()) }},
		{"column.step", 16, func(r row) cell { return textCell(r.pick.Step) }},
		{"column.category", 8, func(r row) cell { return textCell(r.site.Category) }},
		{"column.category-name", 18, func(r row) cell { return textCell(r.category) }},
		{"column.order", 6, func(r row) cell { return numberCell(strconv.Itoa(r.pick.Order)) }},
		{"column.role", 8, func(r row) cell { return textCell(r.role()) }},
		{"column.id", 22, func(r row) cell { return textCell(r.site.ID) }},
		{"column.name", 30, func(r row) cell { return textCell(r.site.Name) }},
		{"column.unit", 20, func(r row) cell { return textCell(r.site.Unit) }},
		{"column.area", 15, func(r row) cell { return textCell(r.site.Area) }},
		{"column.stratum", 14, func(r row) cell { return textCell(r.pick.Stratum) }},
		{"column.within", 16, func(r row) cell { return textCell(r.pick.Within) }},
		{"column.lon", 13, func(r row) cell { return r.degrees(func(p geo.Point) geo.E7 { return p.Lon }) }},
		{"column.lat", 13, func(r row) cell { return r.degrees(func(p geo.Point) geo.E7 { return p.Lat }) }},
		{"column.from", 12, func(r row) cell { return r.metres(func(s *sampler.Stretch) int64 { return s.From }) }},
		{"column.to", 12, func(r row) cell { return r.metres(func(s *sampler.Stretch) int64 { return s.To }) }},
		{"column.anchor", 24, func(r row) cell { return textCell(r.anchor()) }},
		{"column.ticket", 66, func(r row) cell { return textCell(r.pick.Ticket.String()) }},
	}
}

func (r row) nature() string {
	nature := r.draw.Texts.Text("nature.draw", nil)
	switch {
	case r.draw.Practice:
		nature = r.draw.Texts.Text("nature.practice", nil)
	case r.draw.OwnSeed:
		nature = r.draw.Texts.Text("nature.own-seed", nil)
	}
	return r.draw.orIncomplete(nature)
}

// note says that the draw proves nothing about its seed; empty if it does.
func (d *Draw) note() string {
	switch {
	case d.Practice:
		return d.Texts.Text("nature.practice-note", nil)
	case d.OwnSeed:
		return d.Texts.Text("nature.own-seed-note", nil)
	default:
		return ""
	}
}

// orIncomplete adds to the nature of a draw that its frame lacks townships.
func (d *Draw) orIncomplete(nature string) string {
	if len(d.Incomplete) == 0 {
		return nature
	}
	return d.Texts.Text("nature.incomplete", text.Args{"nature": nature, "count": strconv.Itoa(len(d.Incomplete))})
}

func (r row) role() string {
	if r.pick.Role == sampler.Reserve {
		return r.draw.Texts.Text("role.reserve", nil)
	}
	return r.draw.Texts.Text("role.main", nil)
}

// degrees is a coordinate of the site's position, empty if it is unlocated.
func (r row) degrees(of func(geo.Point) geo.E7) cell {
	p, located := r.site.Position()
	if !located {
		return cell{}
	}
	return numberCell(of(p).String())
}

func (r row) metres(of func(*sampler.Stretch) int64) cell {
	if r.pick.Stretch == nil {
		return cell{}
	}
	return numberCell(metres(of(r.pick.Stretch)))
}

func (r row) anchor() string {
	if r.pick.Anchor == nil {
		return ""
	}
	return r.pick.Anchor.Lon.String() + "," + r.pick.Anchor.Lat.String()
}

// metres writes whole millimetres as metres, exactly and without trailing zeros.
func metres(mm int64) string {
	const units = 1000
	b := strconv.AppendInt(nil, mm/units, 10)
	rest := mm % units
	if rest > 0 {
		b = append(b, '.')
	}
	for unit := int64(units / 10); rest > 0; unit /= 10 {
		b = strconv.AppendInt(b, rest/unit, 10)
		rest %= unit
	}
	return string(b)
}

// rows calls each for every pick that is shown, in the order of the record.
func (d *Draw) rows(each func(row) error) error {
	names := d.categoryNames()
	for i := range d.Record.Picks {
		pick := &d.Record.Picks[i]
		if !d.Reserves.shows(pick) {
			continue
		}
		site, found := d.Frame.Site(pick.ID)
		if !found {
			return &geo.Error{Code: ErrSite, At: geo.Place{Step: pick.Step}, Value: pick.ID}
		}
		if err := each(row{draw: d, pick: pick, site: site, category: names[site.Category]}); err != nil {
			return err
		}
	}
	return nil
}

func (d *Draw) categories() *geo.Categories {
	if d.Categories == nil {
		return geo.ShippedCategories()
	}
	return d.Categories
}

// categoryNames are the categories' names in the language of the texts.
func (d *Draw) categoryNames() map[string]string {
	names := map[string]string{}
	for _, c := range d.categories().All() {
		names[c.Code] = c.EN
		if d.Texts.Lang() == text.ZH {
			names[c.Code] = c.ZH
		}
	}
	return names
}
