package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// homePath is where the page with the latest draw is that needs no script.
const homePath = "/latest"

// homeSource is that page, and homeStyle how it looks.
//
//go:embed home.html
var homeSource string

//go:embed home.css
var homeStyle string

// homePage is the page's template; the style stands within it.
var homePage = sync.OnceValues(func() (*template.Template, error) {
	return template.New("home").Funcs(template.FuncMap{"style": func() template.CSS {
		return template.CSS(homeStyle) //nolint:gosec // it is part of the program
	}}).Parse(homeSource)
})

// homePolicy lets a browser use the page's own style and nothing else.
var homePolicy = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(homeStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
})

// homeTexts are the texts of the page.
var homeTexts = []geo.Code{
	"home.api", "home.authority", "home.bundle", "home.checkpoint", "home.column-area", "home.column-category",
	"home.column-site", "home.details", "home.draws", "home.key", "home.latest", "home.log", "home.log-what",
	"home.made", "home.more", "home.none", "home.number", "home.openapi", "home.other", "home.plan", "home.proof",
	"home.record", "home.record-file", "home.register", "home.seals", "home.title", "home.what", "home.withdrawn",
}

// authorityPath is where the county's own authority can be had.
const authorityPath = "/ca.crt"

// addPages adds what is no part of the API.
func (s *Server) addPages(e *echo.Echo) {
	addBrowserPages(e)
	e.GET(homePath, s.getHome)
	if s.Authority != nil {
		e.GET(authorityPath, s.getAuthority)
	}
}

// getAuthority answers with the certificate that computers are to trust.
func (s *Server) getAuthority(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="ca.crt"`)
	return c.Blob(http.StatusOK, "application/x-x509-ca-cert", s.Authority)
}

// maxHomePicks is how many sites the page lists.
const maxHomePicks = 500

// homeView is what the page shows: nothing but what the public may see, whoever
// asks.
type homeView struct {
	T     map[string]string
	Lang  text.Lang
	Other text.Lang // the language to change to

	Draw  *drawView // the latest that has been released; nil: none yet
	Plan  string
	Picks []homePick
	More  int // picks that are not listed
	All   bool

	Checkpoint string
	Key        string
	Authority  bool
}

type homePick struct{ Category, Name, Area string }

// getHome answers with the page.
func (s *Server) getHome(c echo.Context) error {
	r := &request{Context: c, server: s, texts: text.For(langOf(c.Request()))}
	if err := s.door.limits.allow(c, access.Who{}); err != nil {
		hint(c.Response().Header(), err)
		return err
	}
	view := homeView{
		T: map[string]string{}, Lang: r.texts.Lang(), Other: text.EN,
		Authority: s.Authority != nil,
	}
	if view.Lang == text.EN {
		view.Other = text.ZH
	}
	for _, key := range homeTexts {
		view.T[string(key)] = r.texts.Text(key, nil)
	}
	ctx := c.Request().Context()
	if err := s.homeLog(ctx, &view); err != nil {
		return err
	}
	if err := r.homeDraw(ctx, &view); err != nil {
		return err
	}
	page, err := homePage()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Execute(&b, view); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentSecurityPolicy, homePolicy())
	header.Set(echo.HeaderCacheControl, "no-cache")
	header.Add(echo.HeaderVary, "Accept-Language")
	header.Set("Content-Language", string(view.Lang))
	return c.Blob(http.StatusOK, echo.MIMETextHTMLCharsetUTF8, b.Bytes())
}

// homeLog reads the checkpoint.
func (s *Server) homeLog(ctx context.Context, view *homeView) error {
	key, err := transparency.ParseKey([]byte(s.Keys.Log))
	if err != nil {
		return &geo.Error{Code: ErrProgram, Kind: geo.Internal, Err: err}
	}
	view.Key = key.Public()
	return s.Store.View(ctx, func(v store.Reader) error {
		size, err := v.LogSize()
		if err != nil {
			return err
		}
		view.Checkpoint, err = s.sign(v, size)
		return err
	})
}

// homeDraw reads the latest draw that was released.
func (r *request) homeDraw(ctx context.Context, view *homeView) error {
	var d *seen
	err := r.server.Store.View(ctx, func(v store.Reader) (err error) {
		d, err = r.latestReleased(v)
		return err
	})
	if d == nil || err != nil {
		return err
	}
	m, err := r.server.material(ctx, d)
	if err != nil {
		return err
	}
	shown, err := r.view(d)
	if err != nil {
		return err
	}
	view.Draw, view.Plan, view.All = &shown, m.record.Plan.Title, d.sight.all
	picks, err := r.picks(m, pickShape{})
	for i := range picks {
		p := &picks[i]
		switch {
		case p.Role != string(sampler.Main):
		case len(view.Picks) == maxHomePicks:
			view.More++
		default:
			view.Picks = append(view.Picks, homePick{orElse(p.Site.CategoryName, p.Site.Category), orElse(p.Site.Name, p.Site.ID), p.Site.AreaName})
		}
	}
	return err
}

func orElse(value, other string) string {
	if strings.TrimSpace(value) == "" {
		return other
	}
	return value
}

// latestReleased finds the newest draw that the public may see, who asks here; nil
// if there is none. One that was withdrawn counts: everybody sees that it was.
func (r *request) latestReleased(v store.Reader) (*seen, error) {
	p := store.NumberPage{Newest: true, Limit: store.DefaultPage}
	for {
		draws, err := v.Draws(store.DrawFilter{Kind: store.Official}, p)
		if err != nil {
			return nil, err
		}
		for i := range draws {
			if sightOf(r.who, &draws[i], nil).whole() {
				return r.see(v, &draws[i], nil)
			}
		}
		if len(draws) < p.Limit {
			return nil, nil
		}
		p.After = draws[len(draws)-1].Number
	}
}
