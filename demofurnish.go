package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// errDemoFailed means that the demo's own request Value was answered with Want.
const errDemoFailed geo.Code = "demo.failed"

// demoRegister is the id of the demo county's register.
const demoRegister = "demo"

// furnish puts the county into an empty store, and into its log what an office
// would have done in half a year: a register published, a draw sealed, texts
// contributed, the draw made and released when its times came; a practice draw; then
// the rounds of four drills with their results. All of it goes the way that requests
// go; only the clock is set back meanwhile.
func (h *house) furnish(ctx context.Context, clock *demoClock) error {
	user, err := h.demoOffice(ctx)
	if err != nil {
		return err
	}
	h.Identify = office(user)
	err = h.store.View(ctx, func(r store.Reader) error {
		_, err := r.Register(demoRegister)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		return err // it is there from an earlier time, or cannot be read
	}
	past := newSeason(h, clock)
	clock.at = past.began()
	if err := h.furnishRegister(ctx); err != nil {
		return err
	}
	if err := h.furnishSealed(ctx, clock, past.began()); err != nil {
		return err
	}
	_, err = h.ask(ctx, http.MethodPost, "/draws", map[string]any{
		"register": demoRegister, "plan": "township-village", "seed": h.app.t("demo.seed"), "practice": true, "title": h.app.t("demo.practice"),
	})
	if err != nil {
		return err
	}
	err = past.hold(ctx)
	clock.at = time.Time{}
	return err
}

// furnishRegister imports the county with what stands beside it, and publishes it.
func (h *house) furnishRegister(ctx context.Context) error {
	frame, err := fixtures.County()
	if err != nil {
		return err
	}
	people, err := fixtures.Contacts()
	if err != nil {
		return err
	}
	var sites, contacts bytes.Buffer
	if err := sampler.WriteFrame(&sites, frame); err != nil {
		return err
	}
	if err := report.ContactsCSV(&contacts, people, h.app.texts); err != nil {
		return err
	}
	const register = "/registers/" + demoRegister
	for _, step := range []struct {
		method, path string
		body         any
	}{
		{http.MethodPost, "/registers", map[string]string{"id": demoRegister, "name": h.app.t("demo.county")}},
		{http.MethodPost, register + "/imports?filename=register.ndjson", sites.Bytes()},
		{http.MethodPut, register + "/attachments/roads/roads.osm.gz", fixtures.Roads()},
		{http.MethodPut, register + "/attachments/official/official.csv", fixtures.Official()},
		{http.MethodPut, register + "/attachments/contacts/contacts.csv", contacts.Bytes()},
		{http.MethodPost, register + "/versions", map[string]string{"note": h.app.t("demo.note")}},
	} {
		if _, err := h.ask(ctx, step.method, step.path, step.body); err != nil {
			return err
		}
	}
	return nil
}

// furnishSealed seals a draw, lets texts come in, and lets it be opened.
func (h *house) furnishSealed(ctx context.Context, clock *demoClock, began time.Time) error {
	const texts, wait = time.Hour, 30 * time.Minute
	err := h.sealDraw(ctx, map[string]any{
		"register": demoRegister, "plan": demoPlan, "title": h.app.t("demo.sealed"),
		"closes": began.Add(texts).Format(time.RFC3339), "opens": began.Add(texts + wait).Format(time.RFC3339),
	})
	if err != nil {
		return err
	}
	for _, after := range []time.Duration{texts, texts + wait} {
		clock.at = began.Add(after)
		if err := h.Due(ctx); err != nil {
			return err
		}
	}
	return nil
}

// sealDraw makes a seal to which somebody contributes a text.
func (h *house) sealDraw(ctx context.Context, order map[string]any) error {
	answer, err := h.ask(ctx, http.MethodPost, "/seals", order)
	if err != nil {
		return err
	}
	var seal struct {
		Digest string `json:"digest"`
	}
	if err := json.Unmarshal(answer, &seal); err != nil {
		return err
	}
	_, err = h.ask(ctx, http.MethodPost, "/seals/"+url.PathEscape(seal.Digest)+"/texts", map[string]string{"text": h.app.t("demo.text")})
	return err
}

// ask sends a request to the server itself, and waits for the end of the work that
// it begins.
func (h *house) ask(ctx context.Context, method, path string, body any) ([]byte, error) {
	r := ownRequest{method: method, path: "/api/v1" + path, media: "application/octet-stream"}
	sent, raw := body.([]byte)
	if r.body = sent; !raw {
		r.media = "application/json"
		var err error
		if r.body, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	a, err := inside{handler: h.Handler()}.ask(ctx, r)
	if err != nil {
		return nil, err
	}
	if a.status >= http.StatusMultipleChoices {
		return nil, &geo.Error{Code: errDemoFailed, Kind: geo.Internal, Value: method + " " + path, Want: strconv.Itoa(a.status)}
	}
	return a.body.Bytes(), nil
}
