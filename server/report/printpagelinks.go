package report

import (
	htmltemplate "html/template"
	"io"
	"time"

	"sitedraw/server/text"
)

// Link is a one-time link by which somebody comes to an account.
type Link struct {
	Name    string // of the person, or of the account
	Unit    string // may be empty
	URL     string
	Expires time.Time // zero: not said
}

// linksStyle lays slips out to be cut apart, two beside each other on A4.
const linksStyle = `
@page{size:A4;margin:12mm}
body{font:11pt/1.4 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif;margin:1.5em;color:#000;background:#fff}
h1{font-size:1.4em}
main{display:grid;grid-template-columns:1fr 1fr}
article{border:1px dashed #555;padding:1em;break-inside:avoid;overflow-wrap:anywhere}
h2{font-size:1.15em;margin:0}
p{margin:.3em 0}
svg{display:block;width:42mm;height:42mm;margin:.4em auto}
.url{font:8.5pt/1.3 monospace}
@media print{body{margin:0}}
`

// linksTemplate shows links as text only: who looks through the page must not use
// one up by a click.
var linksTemplate = htmltemplate.Must(htmltemplate.New("links").Parse(pageHead + linksStyle + `</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Note}}</p>
<main>
{{range .Slips}}<article>
<h2>{{.Name}}</h2>
{{with .Unit}}<p>{{.}}</p>
{{end}}{{with .QR}}` + qrFigure + `
{{end}}<p>{{.How}}</p>
{{with .Expires}}<p>{{.}}</p>
{{end}}<p class="url">{{.URL}}</p>
</article>
{{end}}</main>
</body>
</html>
`))

// LinksHTML writes a page of one-time links to be printed and cut apart, each with
// its QR code. ErrQR is for a link that is too long for one.
func LinksHTML(w io.Writer, links []Link, texts *text.Catalogue) error {
	type slip struct {
		Name, Unit, URL, How, Expires string
		QR                            qrPicture
	}
	var slips []slip
	for _, l := range links {
		qr, err := newQRPicture(l.URL)
		if err != nil {
			return err
		}
		expires := ""
		if !l.Expires.IsZero() {
			expires = texts.Text("links.expires", text.Args{"value": timeText(l.Expires)})
		}
		slips = append(slips, slip{l.Name, l.Unit, l.URL, texts.Text("links.how", nil), expires, qr})
	}
	return linksTemplate.Execute(w, struct {
		Lang, Title, Note string
		Slips             []slip
	}{pageLang(texts.Lang()), texts.Text("links.title", nil), texts.Text("links.note", nil), slips})
}
