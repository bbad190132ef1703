package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"
)

// mapTemplate is what addresses below /ogc show in a browser: it needs no script.
var mapTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("map").Funcs(template.FuncMap{"style": func() template.CSS {
		return template.CSS(homeStyle) //nolint:gosec // it is part of the program
	}}).Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>{{style}}</style>
</head>
<body>
<p><a href="{{.Home}}">{{.Register}}</a></p>
<main>
<h1>{{.Title}}</h1>
{{with .Lead}}<p>{{.}}</p>
{{end}}{{with .Lines}}<ul>
{{range .}}<li><code>{{.}}</code></li>
{{end}}</ul>
{{end}}{{with .Rows}}<table>
{{range .}}<tr>{{range .}}<td>{{if .Href}}<a href="{{.Href}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}</td>{{end}}</tr>
{{end}}</table>
{{end}}<ul>
{{range .Links}}<li><a href="{{.Href}}" rel="{{.Rel}}" type="{{.Type}}">{{or .Title .Href}}</a></li>
{{end}}</ul>
</main>
</body>
</html>
`)
})

// mapPage is an answer as a page.
type mapPage struct {
	Title, Lead string
	Lines       []string
	Rows        [][]mapCell
	Links       []mapLink

	Lang, Home, Register string
}

// mapCell is a cell of a table, a link if it has an address.
type mapCell struct{ Text, Href string }

// sendPage answers with a page.
func (m *mapRequest) sendPage(p mapPage) error {
	source, err := mapTemplate()
	if err != nil {
		return err
	}
	p.Lang, p.Home, p.Register = string(m.texts.Lang()), m.at("", "html"), m.register
	var b bytes.Buffer
	if err := source.Execute(&b, p); err != nil {
		return err
	}
	header := m.Response().Header()
	header.Set(echo.HeaderContentSecurityPolicy, homePolicy())
	header.Set(echo.HeaderCacheControl, "private, no-cache")
	header.Set("Content-Language", p.Lang)
	return m.Blob(http.StatusOK, echo.MIMETextHTMLCharsetUTF8, b.Bytes())
}

// pagedFeature is what a page shows of a feature.
type pagedFeature struct {
	Geometry   json.RawMessage `json:"geometry"`
	Properties map[string]any  `json:"properties"`
}

// sendItemsPage answers with a table of features.
func (m *mapRequest) sendItemsPage(c *mapCollection, l *layer, p *itemPage) error {
	shown := mapPage{Title: c.title, Lead: strconv.Itoa(p.returned.Len()) + " / " + strconv.Itoa(p.matched), Links: p.links[1:]}
	var err error
	p.returned.Each(func(number int) {
		var f pagedFeature
		if wrong := json.Unmarshal(l.features.One(number), &f); wrong != nil {
			err = wrong
			return
		}
		id := l.list.ID(number)
		row := []mapCell{{id, m.at(collectionPath(c.id)+"/items/"+url.PathEscape(id), "html")}}
		for _, name := range []string{"name", "category_name", "area_name", "unit"} {
			row = append(row, mapCell{Text: shownValue(f.Properties[name])})
		}
		shown.Rows = append(shown.Rows, row)
	})
	if err != nil {
		return err
	}
	return m.sendPage(shown)
}

// sendItemPage answers with what is known of a feature.
func (m *mapRequest) sendItemPage(id string, plain []byte, links []mapLink) error {
	var f pagedFeature
	if err := json.Unmarshal(plain, &f); err != nil {
		return err
	}
	p := mapPage{Title: id, Links: []mapLink{links[0], links[2]}}
	for _, name := range slices.Sorted(maps.Keys(f.Properties)) {
		p.Rows = append(p.Rows, []mapCell{{Text: name}, {Text: shownValue(f.Properties[name])}})
	}
	const mostShape = 1000 // bytes of coordinates that a person may want to see
	if len(f.Geometry) <= mostShape {
		p.Lines = []string{string(f.Geometry)}
	}
	return m.sendPage(p)
}

// shownValue is a value as a page has it.
func shownValue(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// bodyTag is an entity tag that follows from an answer's bytes.
func bodyTag(body []byte) string {
	return sumTag(crc32.ChecksumIEEE(body), len(body))
}

// sumTag is the entity tag of bytes of a sum and a length.
func sumTag(sum uint32, length int) string {
	var room [32]byte
	b := append(strconv.AppendUint(room[:0], uint64(sum), 16), '-')
	return string(strconv.AppendInt(b, int64(length), 10))
}
