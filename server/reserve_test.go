package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// Reserves are opened in their order, whatever site they stand in for, until none
// is left; what the log holds of each can be checked.
func TestReserveIsOpenedInOrder(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	record := h.record(n)
	var mains, reserves []sampler.Pick // of the first scope of markets
	for _, p := range record.Picks {
		if p.Step == "markets" && (len(mains) == 0 || p.Within == mains[0].Within) {
			if p.Role == sampler.Main {
				mains = append(mains, p)
			} else {
				reserves = append(reserves, p)
			}
		}
	}
	if len(mains) != 2 || len(reserves) != 2 {
		t.Fatalf("the draw has %d main picks and %d reserves, want 2 and 2", len(mains), len(reserves))
	}
	replaced := []string{mains[1].ID, reserves[0].ID} // the reserve that was opened first turns out to be closed too
	for i, site := range replaced {
		var got reserveView
		h.want(h.do("office", http.MethodPost, drawPath(n, "/reserves"), object{
			"step": "markets", "within": mains[0].Within, "replaces": site, "code": "closed", "note": `关门"了\`,
		}), http.StatusCreated, &got)
		if got.Pick.Site.ID != reserves[i].ID || got.Opening.Order != i+1 || got.Opening.Replaces != site {
			t.Errorf("opening %d in place of %s = %+v, want %s", i+1, site, got, reserves[i].ID)
		}
		h.checkOpening(n, got.Opening)
	}
	for _, c := range []struct {
		name string
		body object
		code geo.Code
	}{
		{"replaced already", object{"step": "markets", "replaces": mains[1].ID, "code": "closed"}, ErrReplaced},
		{"none left", object{"step": "markets", "replaces": mains[0].ID, "code": "closed"}, ErrNoReserve},
		{"not picked", object{"step": "markets", "replaces": "nobody", "code": "closed"}, ErrNotPicked},
		{"another step", object{"step": "toilets", "replaces": mains[0].ID, "code": "closed"}, ErrNotPicked},
		{"another scope", object{"step": "markets", "within": "elsewhere", "replaces": mains[0].ID, "code": "closed"}, ErrNotPicked},
		{"another stratum", object{"step": "markets", "stratum": "x", "replaces": mains[0].ID, "code": "closed"}, ErrNotPicked},
		{"no reason", object{"step": "markets", "replaces": mains[0].ID}, sampler.ErrChoice},
		{"a reason of one's own", object{"step": "markets", "replaces": mains[0].ID, "code": "rain"}, sampler.ErrChoice},
	} {
		a := h.do("office", http.MethodPost, drawPath(n, "/reserves"), c.body)
		if a.status < 400 || a.status > 499 || !strings.Contains(string(a.body), string(c.code)) {
			t.Errorf("%s = %d %s, want %s", c.name, a.status, a.body, c.code)
		}
	}
	h.due(time.Hour)
	var seen drawAnswer
	h.want(h.do("viewer", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &seen)
	if len(seen.Openings) != 2 || seen.Openings[0].Note != "" || seen.Openings[0].Site != reserves[0].ID {
		t.Errorf("after the release a viewer sees the openings %+v", seen.Openings)
	}
	var shown picksView
	h.want(h.do("viewer", http.MethodGet, drawPath(n, "/picks"), nil), http.StatusOK, &shown)
	count := 0
	for _, p := range shown.Picks {
		if p.Role == string(sampler.Reserve) {
			count++
		}
	}
	if count != 2 || *shown.HiddenReserves != len(record.Picks)-len(shown.Picks) {
		t.Errorf("a viewer sees %d reserves and is told of %d hidden, want 2", count, *shown.HiddenReserves)
	}
}

// checkOpening opens the commitment in the log.
func (h *house) checkOpening(draw int64, o openingView) {
	h.t.Helper()
	var told map[string]any
	if err := json.Unmarshal([]byte(o.Opening), &told); err != nil || told["site"] != o.Site || told["draw"] != float64(draw) {
		h.t.Errorf("opening %s, %v, want site %s", o.Opening, err, o.Site)
	}
	salt, err := hex.DecodeString(o.Salt)
	if err != nil {
		h.t.Fatal(err)
	}
	sum := sha256.Sum256(append(salt, o.Opening...))
	var proof inclusionView
	h.want(h.do("", http.MethodGet, "/log/inclusion?leaf="+count(o.Leaf), nil), http.StatusOK, &proof)
	if !strings.Contains(proof.Leaf.Data, hex.EncodeToString(sum[:])) {
		h.t.Errorf("leaf %s does not hold %x", proof.Leaf.Data, sum)
	}
	if strings.Contains(proof.Leaf.Data, o.Site) {
		h.t.Errorf("leaf %s names the site", proof.Leaf.Data)
	}
}

// Two who open a reserve at once get two.
func TestReserveIsOpenedOnceEach(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	d := h.draw(n)
	record := h.record(n)
	main := record.Picks[slices.IndexFunc(record.Picks, func(p sampler.Pick) bool { return p.Step == "markets" })]
	order := openingOrder{Step: "markets", Within: &main.Within, Replaces: main.ID, Code: "closed"}
	first, o, err := order.next(record, &d)
	if err != nil || first.Order != 1 {
		t.Fatalf("next = %+v, %v, want the first reserve", first, err)
	}
	detail, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	d.Events = append(d.Events, store.DrawEvent{Kind: store.Reserve, Detail: detail})
	if again, _, err := order.next(record, &d); err == nil {
		t.Errorf("next in place of the same site = %+v, want ErrReplaced", again)
	}
	order.Replaces = first.ID
	if second, _, err := order.next(record, &d); err != nil || second.Order != 2 {
		t.Errorf("next = %+v, %v, want the second reserve", second, err)
	}
}
