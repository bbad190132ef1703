package report

import (
	"crypto/sha256"
	"encoding/base64"
	htmltemplate "html/template"
	"io"
	"strconv"

	"sitedraw/server/text"
)

// leaf is what is printed together: a section of a page, or a worksheet.
type leaf struct {
	name   string // of the worksheet, before it is made safe and unique
	title  string
	notice string // what nobody may overlook; empty: nothing
	facts  []line
	tables []grid
}

// line is one fact above the tables.
type line struct{ Label, Value string }

// grid is a table on paper. A cell may hold several lines.
type grid struct {
	caption string
	columns []gridColumn
	rows    [][]cell
	none    string // what stands there without rows
	leads   bool   // row i leads to the leaf i+1
}

// gridColumn is a heading and a width in letters.
type gridColumn struct {
	heading string
	width   float64
}

// page is what the template reads of leaves.
type page struct {
	Lang, Title string
	Leaves      []pageLeaf
}

type pageLeaf struct {
	Anchor, Title, Notice string
	Facts                 []line
	Tables                []pageTable
}

type pageTable struct {
	Caption, None string
	Columns       []pageColumn
	Rows          []pageRow
}

type pageColumn struct {
	Heading string
	Percent int
}

// pageRow is a row; Lead is where its second cell leads to, if anywhere.
type pageRow struct {
	Lead  string
	Cells []pageCell
}

type pageCell struct {
	Value  string
	Number bool
	Leads  bool
}

// printStyle lays pages out for A4 across, one leaf after another on paper of its
// own. Without it they stay readable: headings, lists and tables are what they are.
const printStyle = `
@page{size:A4 landscape;margin:10mm}
body{font:10.5pt/1.35 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif;margin:1.5em;color:#000;background:#fff}
h1{font-size:1.5em;text-align:center;margin:0 0 .5em}
h2{font-size:1.1em;margin:1.2em 0 .3em;break-after:avoid}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em;margin:0 0 .8em}
dt{font-weight:bold}
dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:calc(100% - 2px);margin:0 1px;table-layout:fixed;font-size:.86em}
th,td{border:1px solid #555;padding:.2em .35em;vertical-align:top;text-align:left;overflow-wrap:anywhere;white-space:pre-line}
th{background:#eee;vertical-align:middle;text-align:center}
td.n{text-align:right;white-space:nowrap}
a{color:inherit}
.notice{white-space:pre-line;border:2px solid #000;padding:.3em .6em;font-weight:bold;margin:0 0 .8em}
section+section{margin-top:3em}
@media print{
body{margin:0;font-size:9.5pt}
section+section{break-before:page;margin-top:0}
thead{display:table-header-group}
tr{break-inside:avoid}
th{background:none}
a{text-decoration:none}
}
`

// StylePolicy is the Content-Security-Policy under which the pages look as they
// should: nothing but their own style sheet.
func StylePolicy() string {
	hash := func(style string) string {
		sum := sha256.Sum256([]byte(style))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(printStyle) + " " + hash(linksStyle) + " " + hash(routeStyle)
}

const pageHead = `<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{{.Title}}</title>
<style>`

var pageTemplate = htmltemplate.Must(htmltemplate.New("page").Parse(pageHead + printStyle + `</style>
</head>
<body>
{{range .Leaves}}<section id="{{.Anchor}}">
<h1>{{.Title}}</h1>
{{with .Notice}}<p class="notice">{{.}}</p>
{{end}}{{with .Facts}}<dl>
{{range .}}<dt>{{.Label}}</dt><dd>{{.Value}}</dd>
{{end}}</dl>
{{end}}{{range .Tables}}{{with .Caption}}<h2>{{.}}</h2>
{{end}}{{if .Rows}}<table>
<colgroup>{{range .Columns}}<col width="{{.Percent}}%">{{end}}</colgroup>
<thead><tr>{{range .Columns}}<th scope="col">{{.Heading}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr>{{$lead := .Lead}}{{range .Cells}}<td{{if .Number}} class="n"{{end}}>{{if .Leads}}<a href="#{{$lead}}">{{.Value}}</a>{{else}}{{.Value}}{{end}}</td>{{end}}</tr>
{{end}}</tbody>
</table>
{{else}}<p>{{.None}}</p>
{{end}}{{end}}</section>
{{end}}</body>
</html>
`))

// writePage writes leaves as one HTML document that needs nothing from elsewhere
// and runs nothing.
func writePage(w io.Writer, leaves []leaf, lang text.Lang) error {
	p := page{Lang: pageLang(lang), Title: leaves[0].title}
	for i := range leaves {
		l := &leaves[i]
		shown := pageLeaf{Anchor: anchor(i), Title: l.title, Notice: l.notice, Facts: l.facts}
		for j := range l.tables {
			shown.Tables = append(shown.Tables, l.tables[j].page())
		}
		p.Leaves = append(p.Leaves, shown)
	}
	return pageTemplate.Execute(w, p)
}

// pageLang is the language as HTML has it, by which a browser chooses the shapes
// of ideographs.
func pageLang(lang text.Lang) string {
	if lang == text.ZH {
		return "zh-CN"
	}
	return "en"
}

func anchor(leaf int) string { return "leaf-" + strconv.Itoa(leaf) }

func (g *grid) page() pageTable {
	var total float64
	for _, c := range g.columns {
		total += c.width
	}
	t := pageTable{Caption: g.caption, None: g.none}
	for _, c := range g.columns {
		t.Columns = append(t.Columns, pageColumn{Heading: c.heading, Percent: max(1, int(100*c.width/total))})
	}
	for i, cells := range g.rows {
		row := pageRow{Lead: anchor(i + 1)}
		for j, c := range cells {
			row.Cells = append(row.Cells, pageCell{Value: c.value, Number: c.number, Leads: g.leads && j == 1})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
