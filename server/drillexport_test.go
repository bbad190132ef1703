package server

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/sampler/crew"
)

// exported are the files of a drill's bundle.
func (h *house) exported(who, drill string) map[string][]byte {
	h.t.Helper()
	answer := h.do(who, http.MethodGet, "/drills/"+drill+"/export", nil)
	h.want(answer, http.StatusOK, nil)
	b := answer.body
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		h.t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			h.t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			h.t.Fatal(err)
		}
	}
	return files
}

// The office has the bundle of a drill at any time; others when all of it is over and
// published, and without what tells of inspectors.
func TestDrillExport(t *testing.T) {
	h := newDrillHouse(t)
	made := h.drill(weekly("friday", object{"until": "2026-12-04"}))
	h.dueAt(firstRound)
	files := h.exported("office", "friday")
	if got := string(files["drill.json"]); got != string(made.Object) {
		t.Errorf("drill.json = %s, want %s", got, made.Object)
	}
	record, err := sampler.ParseRecord(string(files["round-01.record.json"]))
	if err != nil {
		t.Fatal(err)
	}
	frame, err := sampler.ReadFrame(bytes.NewReader(files["frame-"+record.FrameDigest.String()+".ndjson"]))
	if err != nil || frame.Digest() != record.FrameDigest {
		t.Errorf("the frame is %v, %v, want %s", frame.Digest(), err, record.FrameDigest)
	}
	teams, err := crew.Parse(files["round-01.teams.json"])
	if err != nil || teams.Record != record.Digest() {
		t.Errorf("the teams are of %v, %v, want %s", teams, err, record.Digest())
	}
	for name, body := range files {
		if strings.Contains(string(body), "测评员0") {
			t.Errorf("%s names an inspector", name)
		}
	}
	h.want(h.do("viewer", http.MethodGet, "/drills/friday/export", nil), http.StatusConflict, nil)
	h.want(h.do("", http.MethodGet, "/drills/friday/export", nil), http.StatusUnauthorized, nil)

	h.dueAt(firstRound.AddDate(0, 0, 7))
	h.dueAt(firstRound.AddDate(0, 2, 0))
	public := h.exported("viewer", "friday")
	if public["round-02.record.json"] == nil || public["round-02.teams.json"] == nil {
		t.Error("the public bundle lacks a record or teams")
	}
	for name := range public {
		if strings.Contains(name, "inspectors") || strings.Contains(name, "results") {
			t.Errorf("the public bundle has %s", name)
		}
	}
}

// What somebody is recused from decides, why he is does not: it stays in the house.
func TestNameless(t *testing.T) {
	people := []crew.Inspector{{
		ID: "p", Name: "王", Unit: "u", Township: "360681101000", Qualifications: []string{"q"},
		Recusals: []crew.Recusal{{Site: "s", Reason: "亲属"}}, Absences: []crew.Absence{{From: "2026-11-27", To: "2026-11-27", Reason: "病"}},
	}}
	want := `[{"absences":[{"from":"2026-11-27","to":"2026-11-27"}],"id":"p","qualifications":["q"],` +
		`"recusals":[{"reason":"-","site":"s"}],"township":"360681101000","unit":"u"}]`
	if got := string(crew.AppendInspectors(nil, nameless(people))); got != want {
		t.Errorf("nameless = %s, want %s", got, want)
	}
	if people[0].Recusals[0].Reason != "亲属" || people[0].Name != "王" {
		t.Error("nameless changes what it is given")
	}
}

// A draw that was withdrawn is there under another name, and the log's leaves tell of
// each thing that happened.
func TestDrillExportOfAWithdrawnRound(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.dueAt(firstRound)
	round := h.round("office", "friday", 1)
	h.want(h.do("office", http.MethodPost, "/draws/"+count(round.Draw)+"/withdraw", object{"reason": "名单有误"}), http.StatusOK, nil)
	h.pass(time.Minute)
	files := h.exported("office", "friday")
	if files["round-01.record.json"] != nil || files["withdrawn-01.record.json"] == nil {
		t.Error("the withdrawn draw is not under its own name")
	}
	var log struct {
		Leaves []struct {
			Leaf struct {
				Kind string `json:"kind"`
			} `json:"leaf"`
		} `json:"leaves"`
	}
	if err := json.Unmarshal(files["log.json"], &log); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, leaf := range log.Leaves {
		kinds = append(kinds, leaf.Leaf.Kind)
	}
	for _, kind := range []string{"version", "drill", "draw", "teams", "withdrawn"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("log.json has %q, and no %s", kinds, kind)
		}
	}
}
