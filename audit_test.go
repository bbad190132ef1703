package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// The answer is no if a draw prefers a site, and told whatever the form.
func TestAuditOfABiasedDrawIsNo(t *testing.T) {
	f, err := sampler.NewFrame([]geo.Site{{ID: "a", Category: "SC"}, {ID: "b", Category: "SC"}, {ID: "c", Category: "SC"}})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := sampler.ParsePlan(`{"steps":[{"id":"market","category":["SC"],"n":1}]}`)
	if err != nil {
		t.Fatal(err)
	}
	prefers := func(ctx context.Context, f *sampler.Frame, p sampler.Plan, seed string) (*sampler.Record, error) {
		r, err := sampler.Draw(ctx, f, p, seed, sampler.Options{})
		if err == nil && strings.HasSuffix(seed, "3") {
			r.Picks[0].ID = "a"
		}
		return r, err
	}
	for format, told := range map[string]string{"table": "FAILED: ", "json": `"passed":false`} {
		var out, errOut bytes.Buffer
		a := &app{world: world{out: &out, errOut: &errOut, now: time.Now}, texts: text.For(text.EN)}
		o := exposure.AuditOptions{Seed: "x", Draws: 2000, Draw: prefers}
		err := a.audit(t.Context(), &drawing{frame: f, plan: plan}, o, figureOutput{format: format, formats: []string{"table", "json"}})
		if _, isNo := errors.AsType[no](err); !isNo {
			t.Errorf("%s: a draw that prefers a site gives %v, want no", format, err)
		}
		if !strings.Contains(out.String(), told) || format == "json" && !strings.HasPrefix(errOut.String(), "FAILED: ") {
			t.Errorf("%s tells %q and %q", format, out.String(), errOut.String())
		}
	}
}
