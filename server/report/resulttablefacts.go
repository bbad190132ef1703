package report

import (
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// leaf is the table on paper, with what was not drawn below it.
func (r *Result) leaf() (leaf, error) {
	picks, shortfalls, unopened := r.picks(), r.shortfalls(), r.unopened()
	err := r.each(func(row *resultRow) { picks.rows = append(picks.rows, cellsOf(resultColumns(), row)) })
	l := leaf{
		name: r.Texts.Text("sheet.result", nil), title: r.called("sheet.result"), notice: r.notice(),
		facts: append(r.heading(), r.basis()...), tables: []grid{picks},
	}
	for _, g := range []grid{shortfalls, unopened} {
		if len(g.rows) > 0 {
			l.tables = append(l.tables, g)
		}
	}
	return l, err
}

func (r *Result) picks() grid {
	g := grid{none: r.Texts.Text("sheet.empty", nil)}
	for _, c := range resultColumns() {
		g.columns = append(g.columns, gridColumn{c.title(r), c.width})
	}
	return g
}

// shortfalls is the table of steps that got fewer main picks than they want.
func (r *Result) shortfalls() grid {
	g := r.listed("sheet.shortfalls", "column.step", "column.within", "column.want", "column.got")
	for i, s := range r.Record.Shortfalls {
		g.rows = append(g.rows, []cell{
			numberCell(strconv.Itoa(i + 1)), textCell(s.Step), textCell(s.Within),
			numberCell(strconv.FormatInt(s.Want, 10)), numberCell(strconv.FormatInt(s.Got, 10)),
		})
	}
	return g
}

// unopened is the table of steps that never began.
func (r *Result) unopened() grid {
	g := r.listed("sheet.unopened", "column.step", "column.opening-step")
	for i, s := range r.Record.Unopened() {
		g.rows = append(g.rows, []cell{numberCell(strconv.Itoa(i + 1)), textCell(s.ID), textCell(s.Within + s.Of)})
	}
	return g
}

// listed is an empty table whose rows are numbered; its columns have the widths of
// those of the picks, under which they stand.
func (r *Result) listed(caption geo.Code, headings ...geo.Code) grid {
	g := grid{caption: r.Texts.Text(caption, nil)}
	widths := resultColumns()
	for i, key := range append([]geo.Code{"column.number"}, headings...) {
		g.columns = append(g.columns, gridColumn{r.Texts.Text(key, nil), widths[i].width})
	}
	return g
}

// remarks say in sentences what was not drawn.
func (r *Result) remarks() []string {
	var list []string
	for _, s := range r.Record.Shortfalls {
		list = append(list, r.Texts.Text("draw.shortfall", text.Args{
			"step": s.Step, "within": s.Within, "want": strconv.FormatInt(s.Want, 10), "got": strconv.FormatInt(s.Got, 10),
		}))
	}
	for _, s := range r.Record.Unopened() {
		list = append(list, r.Texts.Text("draw.unopened", text.Args{"step": s.ID, "within": s.Within + s.Of}))
	}
	return list
}

// nature is what the draw is, for each row of a file.
func (r *Result) nature() string { return row{draw: &r.Draw}.nature() }

// called is the name of a sheet; that of a practice, or of a draw whose seed nobody
// else had a say in, says so.
func (r *Result) called(name geo.Code) string {
	title := r.Texts.Text(name, nil)
	switch {
	case r.Practice:
		return r.Texts.Text("sheet.practice", text.Args{"value": title})
	case r.OwnSeed:
		return r.Texts.Text("sheet.own-seed", text.Args{"value": title})
	default:
		return title
	}
}

// notice is what nobody may overlook: that the draw was withdrawn, is no official
// one, proves nothing about its seed, or lacks townships, which are named.
func (r *Result) notice() string {
	var list []string
	if r.Withdrawn != "" {
		list = append(list, r.Texts.Text("notice.withdrawn", text.Args{"value": r.Withdrawn}))
	}
	if note := r.note(); note != "" {
		list = append(list, note)
	}
	if len(r.Incomplete) > 0 {
		list = append(list, r.Texts.Text("notice.incomplete", text.Args{"names": strings.Join(r.Incomplete, r.Texts.Text("names.and", nil))}))
	}
	return strings.Join(list, "\n")
}

// heading names the draw: what every paper of it says.
func (r *Result) heading() []line {
	title := r.Record.Plan.Title
	if title == "" {
		title = r.Record.Plan.Name
	}
	return r.lines([]fact{
		{"fact.title", title},
		{"fact.number", r.Number},
		{"fact.drawn", timeText(r.Drawn)},
		{"fact.released", timeText(r.Released)},
	})
}

// basis is by what the draw can be checked. Task sheets leave it out: they may go
// out before the draw is released, when the digest would confirm a guess of the
// seed.
func (r *Result) basis() []line {
	facts := []fact{{"fact.record-digest", r.Record.Digest().String()}, {"fact.frame-digest", r.Record.FrameDigest.String()}}
	if r.Seal != nil {
		facts = append(facts, []fact{
			{"fact.seal", r.Seal.Digest().String()}, {"fact.closes", r.Seal.Closes}, {"fact.opens", r.Seal.Opens},
		}...)
	}
	note := map[geo.Datum]geo.Code{geo.WGS84: "datum.note-wgs84", geo.GCJ02: "datum.note-gcj02", geo.BD09: "datum.note-bd09"}[r.Datum]
	facts = append(facts, fact{"fact.coordinates", r.Texts.Text(note, nil)})
	if hidden := r.hidden(); hidden > 0 {
		facts = append(facts, fact{"fact.hidden", strconv.Itoa(hidden)})
	}
	return r.lines(facts)
}

// lines are the facts that say something; their values are texts.
func (r *Result) lines(facts []fact) (list []line) {
	for _, f := range facts {
		if value, _ := f.value.(string); value != "" {
			list = append(list, line{r.Texts.Text(f.heading, nil), value})
		}
	}
	return list
}

// timeText is a time to the second with its distance from UTC.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04:05 -07:00")
}
