package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// Round 1000 of quicknet, as published.
const round1000 = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"

// fixedBeacon is a beacon that knows one signature, once it is published.
type fixedBeacon struct {
	signature string
	err       error
	asked     int
}

func (b *fixedBeacon) Round(context.Context, string, uint64) (string, error) {
	b.asked++
	return b.signature, b.err
}

// at1000 sets the clock before round 1000 is published, and returns when it is.
func (h *house) at1000() time.Time {
	at := sampler.BeaconTime(1000)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = at.Add(-time.Hour)
	return at
}

func (h *house) makeSeal(order object) sealView {
	h.t.Helper()
	var seal sealView
	for name, value := range (object{"register": "county", "plan": "reserves"}) {
		if order[name] == nil {
			order[name] = value
		}
	}
	a := h.do("office", http.MethodPost, "/seals", order)
	h.want(a, http.StatusCreated, &seal)
	if want := base + "/seals/" + seal.Digest; a.header.Get("Location") != want {
		h.t.Errorf("Location = %q, want %q", a.header.Get("Location"), want)
	}
	return seal
}

func (h *house) seal(digest string) (seal sealView) {
	h.t.Helper()
	h.want(h.do("", http.MethodGet, "/seals/"+digest, nil), http.StatusOK, &seal)
	return seal
}

// The whole ceremony with a beacon and texts; the seed is computed again from what
// was published, as an outsider would.
func TestSealIsOpenedByTheClock(t *testing.T) {
	h := newDrawHouse(t)
	round := h.at1000()
	beacon := &fixedBeacon{signature: round1000}
	h.Beacon = beacon
	closes, opens := round.Add(-time.Minute), round.Add(time.Minute)
	seal := h.makeSeal(object{
		"closes": stamp(closes), "opens": stamp(opens), "release": opens.Add(time.Hour), "beacon": 1000, "title": "公开抽签",
	})
	if sum := sha256.Sum256(seal.Object); hex.EncodeToString(sum[:]) != seal.Digest {
		t.Errorf("SHA-256 of the object = %x, want %s", sum, seal.Digest)
	}
	if seal.State != sealSealed || seal.SecondsToCloses != 59*60 || seal.SecondsToOpens != 61*60 || seal.Beacon.Time != stamp(round) {
		t.Errorf("seal = %+v", seal)
	}
	texts := []string{"大家好", `quo"tes \ and <b>`, "😀"}
	for i, text := range texts {
		var got contributedView
		h.want(h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": text}), http.StatusCreated, &got)
		if got.Number != int64(i+1) || got.Text != text || got.Notice == "" {
			t.Errorf("contributed = %+v, want %d %q", got, i+1, text)
		}
	}
	h.pass(59 * time.Minute) // its time has passed, though nobody has closed it yet
	h.want(h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": "late"}), http.StatusConflict, nil)
	h.due(0)
	if s := h.seal(seal.Digest); s.State != sealClosed || s.ClosedLeaf == nil {
		t.Errorf("after closing the seal is %+v", s)
	}
	a := h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": "too late"})
	if h.want(a, http.StatusConflict, nil); !strings.Contains(string(a.body), string(ErrSealClosed)) {
		t.Errorf("a text after closing = %s", a.body)
	}
	h.due(2 * time.Minute)
	opened := h.seal(seal.Digest)
	if opened.State != sealOpened || opened.Draw == 0 || opened.Signature != round1000 || opened.Late {
		t.Fatalf("after opening the seal is %+v", opened)
	}
	var d drawAnswer
	h.want(h.do("", http.MethodGet, drawPath(opened.Draw, ""), nil), http.StatusOK, &d)
	if d.Seal != seal.Digest || d.State != stateMade || d.Release != stamp(opens.Add(time.Hour)) || d.Kind != store.Official {
		t.Errorf("the sealed draw is shown as %+v", d)
	}
	h.due(concludeAfter + 2*time.Hour)
	h.want(h.do("", http.MethodGet, drawPath(opened.Draw, ""), nil), http.StatusOK, &d)
	if d.Origin == nil || d.Origin.Seed != "" {
		t.Fatalf("origin = %+v, want secret and signature", d.Origin)
	}
	h.checkSeed(seal, d, texts)
	if before := beacon.asked; before != 1 {
		t.Errorf("the beacon was asked %d times, want once", before)
	}
}

// checkSeed computes the seed from what is public: draw-v1 §10.
func (h *house) checkSeed(seal sealView, d drawAnswer, texts []string) {
	h.t.Helper()
	object, err := sampler.ReadSeal(strings.NewReader(string(seal.Object)))
	if err != nil {
		h.t.Fatal(err)
	}
	seed, err := object.Seed(sampler.Opening{Secret: d.Origin.Secret, Signature: d.Origin.Signature, Texts: texts})
	if err != nil || seed != h.record(d.Number).Seed {
		h.t.Errorf("Seed of what was published = %s, %v, want that of the record", seed, err)
	}
}

// What fell due while the server was down is done once, in order, when it is up.
func TestSealIsOpenedLateAndOnce(t *testing.T) {
	h := newDrawHouse(t)
	seal := h.makeSeal(object{"closes": stamp(h.now().Add(time.Hour)), "opens": stamp(h.now().Add(2 * time.Hour))})
	h.due(30 * 24 * time.Hour)
	h.due(0)
	opened := h.seal(seal.Digest)
	d := h.draw(opened.Draw)
	if opened.State != sealOpened || !opened.Late || !d.Has(store.Released) {
		t.Errorf("a seal opened a month late is %+v, its draw %+v", opened, d)
	}
	if !d.Release.Equal(h.now()) || !d.Conclude.Equal(h.now().Add(concludeAfter)) {
		t.Errorf("its draw is released at %v and concluded at %v, want now and in a week", d.Release, d.Conclude)
	}
	h.want(h.do("office", http.MethodPost, "/seals/"+seal.Digest+"/open", object{}), http.StatusConflict, nil)
	h.want(h.do("office", http.MethodGet, drawPath(opened.Draw+1, ""), nil), http.StatusNotFound, nil)
	var kinds []transparency.Kind
	var leaves list[leafView]
	h.want(h.do("", http.MethodGet, "/log/leaves", nil), http.StatusOK, &leaves)
	for _, l := range leaves.Items {
		kinds = append(kinds, l.Kind)
	}
	want := "[version seal closed draw released]"
	if got := strings.Join(strings.Fields(strings.TrimSpace(stringOf(kinds))), " "); got != want {
		t.Errorf("leaves = %s, want %s", got, want)
	}
}

func stringOf(kinds []transparency.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return "[" + strings.Join(names, " ") + "]"
}

// A beacon that does not answer leaves the seal as it is, for all to see; others go
// on, and the office may give the signature.
func TestSealWaitsForItsBeacon(t *testing.T) {
	h := newDrawHouse(t)
	round := h.at1000()
	h.Beacon = &fixedBeacon{err: &geo.Error{Code: ErrBeaconFetch, Kind: geo.Unavailable}}
	with := h.makeSeal(object{"closes": stamp(round.Add(-time.Minute)), "opens": stamp(round), "beacon": true})
	without := h.makeSeal(object{"closes": stamp(round.Add(-time.Minute)), "opens": stamp(round.Add(time.Second)), "title": "2"})
	if with.Beacon.Round != 981 {
		t.Errorf("the first round after closing = %d, want 981", with.Beacon.Round)
	}
	h.pass(2 * time.Hour)
	if err := h.Due(context.Background()); err == nil {
		t.Error("Due with a dead beacon = nil, want its error")
	}
	if s := h.seal(with.Digest); s.State != sealNotOpened || s.Failure != ErrBeaconFetch {
		t.Errorf("the seal whose beacon is dead is %+v", s)
	}
	if s := h.seal(without.Digest); s.State != sealOpened {
		t.Errorf("the other seal is %s, want it opened", s.State)
	}
	open := func(signature string) answer {
		return h.do("office", http.MethodPost, "/seals/"+with.Digest+"/open", object{"signature": signature})
	}
	a := open(round1000)
	if h.want(a, http.StatusUnprocessableEntity, nil); !strings.Contains(string(a.body), string(sampler.ErrBeaconSignature)) {
		t.Errorf("opening with the signature of another round = %s", a.body)
	}
}

// The office opens by hand, with the signature in any case of letters.
func TestSealIsOpenedByHand(t *testing.T) {
	h := newDrawHouse(t)
	round := h.at1000()
	seal := h.makeSeal(object{"closes": stamp(round.Add(-time.Minute)), "opens": stamp(round), "beacon": 1000})
	path := "/seals/" + seal.Digest + "/open"
	a := h.do("office", http.MethodPost, path, object{"signature": round1000})
	if h.want(a, http.StatusConflict, nil); !strings.Contains(string(a.body), string(errTooEarly)) {
		t.Errorf("opening too early = %s", a.body)
	}
	h.pass(2 * time.Hour)
	h.want(h.do("unit:城管局", http.MethodPost, path, object{}), http.StatusForbidden, nil)
	h.want(h.do("office", http.MethodPost, path, object{}), http.StatusServiceUnavailable, nil)
	var d drawView
	h.want(h.do("office", http.MethodPost, path, object{"signature": strings.ToUpper(round1000)}), http.StatusCreated, &d)
	if d.State != store.Released || d.Seal != seal.Digest {
		t.Errorf("the draw is %+v, want it released", d)
	}
	h.want(h.do("office", http.MethodPost, drawPath(d.Number, "/conclude"), nil), http.StatusOK, &d)
	if d.Origin.Signature != round1000 {
		t.Errorf("signature = %s, want it in lower case", d.Origin.Signature)
	}
}

func TestSealRefuses(t *testing.T) {
	h := newDrawHouse(t)
	at := func(d time.Duration) string { return stamp(h.now().Add(d)) }
	good := h.makeSeal(object{"closes": at(time.Hour), "opens": at(2 * time.Hour)})
	long := strings.Repeat("长", maxTextLetters+1)
	for _, c := range []struct {
		name, who, path string
		body            object
		status          int
		code            geo.Code
	}{
		{"closes in the past", "office", "/seals", object{"closes": at(-time.Hour), "opens": at(time.Hour)}, 422, errClosesPast},
		{"closes after it opens", "office", "/seals", object{"closes": at(2 * time.Hour), "opens": at(time.Hour)}, 422, sampler.ErrTimeOrder},
		{"no time", "office", "/seals", object{"closes": "soon", "opens": at(time.Hour)}, 422, sampler.ErrTime},
		{"opens in two years", "office", "/seals", object{"closes": at(time.Hour), "opens": at(2 * 366 * 24 * time.Hour)}, 422, ErrWhen},
		{"released before it opens", "office", "/seals", object{"closes": at(time.Hour), "opens": at(2 * time.Hour), "release": at(time.Hour)}, 422, ErrWhen},
		{"a round that is published", "office", "/seals", object{"closes": at(time.Hour), "opens": at(2 * time.Hour), "beacon": 1000}, 422, sampler.ErrBeaconEarly},
		{"a round that is none", "office", "/seals", object{"closes": at(time.Hour), "opens": at(2 * time.Hour), "beacon": "x"}, 422, ErrJSON},
		{"a seed", "office", "/seals", object{"closes": at(time.Hour), "opens": at(2 * time.Hour), "seed": "x"}, 422, ErrJSON},
		{"a unit", "unit:城管局", "/seals", object{"closes": at(time.Hour), "opens": at(2 * time.Hour)}, 403, "access.role"},
		{"an empty text", "", "/seals/" + good.Digest + "/texts", object{"text": " 　"}, 422, ErrTextBlank},
		{"a long text", "", "/seals/" + good.Digest + "/texts", object{"text": long}, 422, ErrTextLong},
		{"a line break", "", "/seals/" + good.Digest + "/texts", object{"text": "a\nb"}, 422, geo.ErrTextControl},
		{"no such seal", "", "/seals/" + strings.Repeat("0", 64) + "/texts", object{"text": "a"}, 404, store.ErrNotFound},
		{"no digest", "", "/seals/x/texts", object{"text": "a"}, 422, sampler.ErrHex},
	} {
		for name, value := range (object{"register": "county", "plan": "reserves"}) {
			if c.path == "/seals" {
				c.body[name] = value
			}
		}
		a := h.do(c.who, http.MethodPost, c.path, c.body)
		if a.status != c.status || !strings.Contains(string(a.body), `"`+string(c.code)+`"`) {
			t.Errorf("%s = %d %s, want %d %s", c.name, a.status, a.body, c.status, c.code)
		}
	}
}

// Texts are held to a rate, to a number and to what fits one leaf.
func TestSealTakesSoManyTexts(t *testing.T) {
	h := newDrawHouse(t)
	seal := h.makeSeal(object{"closes": stamp(h.now().Add(time.Hour)), "opens": stamp(h.now().Add(2 * time.Hour))})
	post := func(text string) answer {
		return h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": text})
	}
	for range 5 {
		h.want(post("a"), http.StatusCreated, nil)
	}
	h.want(post("a"), http.StatusTooManyRequests, nil)
	digest, err := readDigest("", seal.Digest)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat(`"`, maxTextLetters) // twice as long in the log
	h.update(func(w store.Writer) error {
		for size := (intakeSize{}); size.with(long).bytes < maxTextBytes; size = size.with(long) {
			if err := w.AddSealText(digest, store.SealText{Text: long, Made: store.Act{At: h.now()}}); err != nil {
				return err
			}
		}
		return nil
	})
	h.arrived.forget(digest)
	h.pass(time.Minute)
	a := post(long)
	if h.want(a, http.StatusConflict, nil); !strings.Contains(string(a.body), string(ErrSealFull)) {
		t.Errorf("a text too many = %s", a.body)
	}
	var texts list[textView]
	h.want(h.do("", http.MethodGet, "/seals/"+seal.Digest+"/texts?limit=3&after=3", nil), http.StatusOK, &texts)
	if len(texts.Items) != 3 || texts.Items[0].Number != 4 || texts.Next == "" {
		t.Errorf("texts after 3 = %+v", texts)
	}
	h.due(time.Hour) // all fit one leaf
	if s := h.seal(seal.Digest); s.ClosedLeaf == nil {
		t.Errorf("a full seal is not closed: %+v", s)
	}
}

// The secret fits its own seal and key only.
func TestSealSecretIsLocked(t *testing.T) {
	h := newDrawHouse(t)
	kept := store.Seal{Digest: sampler.Digest{1}}
	var err error
	if kept.Secret, err = h.lockSecret(kept.Digest, "geheim"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(kept.Secret), "geheim") {
		t.Error("the secret stands in the store as it is")
	}
	if got, err := h.unlockSecret(&kept); got != "geheim" || err != nil {
		t.Errorf("unlockSecret = %q, %v", got, err)
	}
	other := kept
	other.Digest[0]++
	short := kept
	short.Secret = short.Secret[:10]
	for name, wrong := range map[string]store.Seal{"another seal": other, "cut": short, "none": {}} {
		if got, err := h.unlockSecret(&wrong); got != "" || err == nil {
			t.Errorf("%s: unlockSecret = %q, %v, want an error", name, got, err)
		}
	}
	h.Keys.Sealed[0]++
	if got, err := h.unlockSecret(&kept); got != "" || err == nil {
		t.Errorf("with another key unlockSecret = %q, %v, want an error", got, err)
	}
}
