package report

import (
	htmltemplate "html/template"
	"io"
	"strconv"
)

// routeStyle lays routes out for A4 upright, each day of a team from a new sheet on.
const routeStyle = `
@page{size:A4;margin:10mm}
body{font:10.5pt/1.35 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif;margin:1.5em;color:#000;background:#fff}
h1{font-size:1.4em;margin:0 0 .3em}
h2{font-size:1.1em;margin:1.2em 0 .3em;break-after:avoid}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em;margin:0 0 .6em}
dt{font-weight:bold}
dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:calc(100% - 2px);margin:0 1px;table-layout:fixed;font-size:.86em}
th,td{border:1px solid #555;padding:.2em .35em;vertical-align:top;text-align:left;overflow-wrap:anywhere;white-space:pre-line}
th{background:#eee;text-align:center}
td.n{font-size:1.3em;font-weight:bold;text-align:center}
td.t b{font-size:1.15em}
tr.rest td{background:#f3f3f3}
a{color:inherit}
.links{font-size:.85em}
.notice{white-space:pre-line;border:2px solid #000;padding:.3em .6em;font-weight:bold;margin:0 0 .8em}
.source{font-size:.8em;margin:.2em 0 .8em}
svg.map{display:block;width:100%;height:auto;max-height:105mm;border:1px solid #555;margin:0 0 .2em}
svg.map path{fill:none;stroke:#d4d0c8;stroke-width:2}
svg.map polyline{fill:none;stroke:#1e50b4;stroke-width:4;stroke-linejoin:round;stroke-linecap:round}
svg.map polyline.guessed{stroke:#777;stroke-dasharray:10 8}
svg.map polyline.walk{stroke:#c83228;stroke-width:6}
svg.map circle{fill:#fff;stroke:#000;stroke-width:2}
svg.map rect{fill:#000}
svg.map text{font-size:19px;text-anchor:middle}
svg.map text.bar{text-anchor:start}
td svg{display:block;width:21mm;height:21mm}
section+section{margin-top:3em}
@media print{
body{margin:0;font-size:9.5pt}
section+section{break-before:page;margin-top:0}
thead{display:table-header-group}
tr{break-inside:avoid}
th,tr.rest td{background:none}
.links{display:none}
}
`

const mapFigure = `<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{.Width}} {{.Height}}" role="img">
{{with .Roads}}<path d="{{.}}"/>
{{end}}{{range .Ways}}<polyline class="{{.Class}}" points="{{.Points}}"/>
{{end}}{{range .Spots}}{{if .Label}}<circle cx="{{.X}}" cy="{{.Y}}" r="14"/><text x="{{.X}}" y="{{.Y}}" dy="6.5">{{.Label}}</text>{{else}}<circle cx="{{.X}}" cy="{{.Y}}" r="9"/><circle cx="{{.X}}" cy="{{.Y}}" r="4"/>{{end}}
{{end}}{{with .Bar}}<rect x="16" y="600" width="{{.Length}}" height="4"/><text class="bar" x="16" y="592">{{.Label}}</text>{{end}}
</svg>`

var routeTemplate = htmltemplate.Must(htmltemplate.New("routes").Parse(pageHead + routeStyle + `</style>
</head>
<body>
{{range .Days}}<section>
<h1>{{.Title}}</h1>
{{with $.Notice}}<p class="notice">{{.}}</p>
{{end}}<dl>
{{range .Facts}}<dt>{{.Label}}</dt><dd>{{.Value}}</dd>
{{end}}</dl>
{{with .Map}}` + mapFigure + `
{{end}}{{with $.Source}}<p class="source">{{.}}</p>
{{end}}<table>
<colgroup><col width="6%"><col width="15%"><col width="25%"><col width="40%"><col width="14%"></colgroup>
<thead><tr>{{range $.Headings}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr{{if not .Number}} class="rest"{{end}}><td class="n">{{.Number}}</td><td class="t"><b>{{.Times}}</b>{{with .Way}}
{{.}}{{end}}{{with .WayLinks}}
<span class="links">{{range .}}<a href="{{.URL}}">{{.Name}}</a> {{end}}</span>{{end}}</td><td>{{with .Title}}<b>{{.}}</b>{{end}}{{with .About}}
{{.}}{{end}}{{with .Links}}
<span class="links">{{range .}}<a href="{{.URL}}">{{.Name}}</a> {{end}}</span>{{end}}</td><td>{{.Asked}}</td><td>{{with .QR}}` + qrFigure + `{{end}}</td></tr>
{{end}}</tbody>
</table>
</section>
{{end}}{{with .Left}}<section>
<h1>{{$.LeftTitle}}</h1>
{{with $.Notice}}<p class="notice">{{.}}</p>
{{end}}{{range .}}<h2>{{.Caption}}</h2>
<table>
<colgroup>{{range .Columns}}<col width="{{.Percent}}%">{{end}}</colgroup>
<thead><tr>{{range .Columns}}<th scope="col">{{.Heading}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr>{{range .Cells}}<td>{{.Value}}</td>{{end}}</tr>
{{end}}</tbody>
</table>
{{end}}</section>
{{end}}<section>
<h1>{{.OriginTitle}}</h1>
<dl>
{{range .Origin}}<dt>{{.Label}}</dt><dd>{{.Value}}</dd>
{{end}}</dl>
</section>
</body>
</html>
`))

// routePage is what the template reads.
type routePage struct {
	Lang, Title, Notice, Source string
	Headings                    []string
	Days                        []routeSection
	LeftTitle, OriginTitle      string
	Left                        []pageTable
	Origin                      []line
}

type routeSection struct {
	Title string
	Facts []line
	Map   routeMap
	Rows  []routeRow
}

// routeRow is a visit, a break, or the way home; only visits have numbers.
type routeRow struct {
	Number, Times, Way, Title, About, Asked string
	WayLinks, Links                         []routeLink
	QR                                      *qrPicture
}

type routeLink struct {
	Name string
	URL  htmltemplate.URL
}

// RoutesHTML writes a page to be printed and to be tapped on a phone: for each day
// of a team the times, the sites with who answers for them and what to look at, a
// drawn map, and a QR code at each visit; then what is left out and what the routes
// were made from. ErrQR is for a name that is too long for a code.
func RoutesHTML(w io.Writer, r Routes) error {
	p := routePage{
		Lang: pageLang(r.Texts.Lang()), Title: r.Texts.Text("route.title", nil), Notice: r.notice(), Source: r.Source,
		LeftTitle: r.Texts.Text("route.left-out", nil), OriginTitle: r.Texts.Text("sheet.basis", nil), Origin: r.origin(),
	}
	for _, h := range r.heads([]head{{"column.number", 1}, {"column.times", 1}, {"column.site", 1}, {"column.checked", 1}, {r.Service.title(), 1}}) {
		p.Headings = append(p.Headings, h.heading)
	}
	for _, d := range r.days() {
		rows, err := d.pageRows()
		if err != nil {
			return err
		}
		p.Days = append(p.Days, routeSection{Title: d.title(), Facts: d.facts(), Map: d.drawing(), Rows: rows})
	}
	for _, table := range r.leftTables() {
		p.Left = append(p.Left, table.page())
	}
	return routeTemplate.Execute(w, p)
}

func (d *routeDay) pageRows() (rows []routeRow, err error) {
	for _, item := range d.items() {
		switch {
		case item.visit != nil:
			row, err := item.visit.pageRow()
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		case item.rest != nil:
			rows = append(rows, routeRow{
				Times: clock(item.rest.From) + "–" + clock(item.rest.To), Title: d.routes.Texts.Text("route.break", nil),
			})
		default:
			from := d.origin(len(d.Visits))
			rows = append(rows, routeRow{
				Times: clock(d.Return), Way: d.routes.way(item.home), Title: d.end().Name, WayLinks: d.routes.wayLinks(from, d.end()),
			})
		}
	}
	return rows, nil
}

func (v *routeVisit) pageRow() (routeRow, error) {
	r := v.day.routes
	qr, err := newQRPicture(r.Service.Place(v.spot()))
	if err != nil {
		return routeRow{}, err
	}
	arrived := ""
	if v.Arrive < v.Begin {
		wait := ""
		if v.Wait > 0 { // and not only a break
			wait = minutes(v.Wait)
		}
		arrived = r.Texts.Text("route.arrived", map[string]string{"value": clock(v.Arrive), "count": wait})
	}
	chief := ""
	if v.Stop.Chief != "" {
		chief = r.Texts.Text("route.chief", map[string]string{"name": v.Stop.Chief})
	}
	row := routeRow{
		Number: strconv.Itoa(v.number), Times: clock(v.Begin) + "–" + clock(v.Leave), Way: filled(arrived, r.way(v.leg)),
		Title: v.Stop.Title(), About: filled(r.categoryName(v.Stop.Category), v.Stop.Unit, chief, v.ends()),
		Asked: r.asked(v.Stop.Category), QR: &qr, WayLinks: r.wayLinks(v.from(), v.spot()),
	}
	for _, s := range MapServices() {
		row.Links = append(row.Links, r.link(s, s.Place(v.spot())))
	}
	return row, nil
}

func (r *Routes) wayLinks(from, to Spot) (links []routeLink) {
	for _, s := range MapServices() {
		if s != GeoURI { // which knows no ways
			links = append(links, r.link(s, s.Way(from, to, r.Itinerary.Origin.Profile)))
		}
	}
	return links
}

// link trusts a link of our own making, whose names are escaped: html/template
// takes no geo: otherwise.
func (r *Routes) link(s MapService, url string) routeLink {
	return routeLink{Name: r.Texts.Text(s.title(), nil), URL: htmltemplate.URL(url)} //nolint:gosec // see above
}
