package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/transparency"
)

// realPlace is a place of ../shared/data: the office's list, and a map of part of
// it.
type realPlace struct {
	name, list, roads string
	units, added      int // rows of the list, sites of the map
}

var realPlaces = []realPlace{
	{"贵溪市", "admin/360681_guixi.csv", "osm/guixi-360681.osm.gz", 293, 169},
	{"濮阳县", "admin/410928_puyangxian.csv", "osm/henan-puyang-rural.osm.gz", 1052, 343},
}

// The README's lines of the service hold for real places: their list and their map
// become a register, a draw over it is sealed, opened, checked and proved.
func TestServeRealPlaces(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	shared := filepath.Join("..", "shared", "data")
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the folder ../shared/data is absent")
	}
	for _, place := range realPlaces {
		t.Run(place.name, func(t *testing.T) {
			t.Parallel() // they mostly wait
			o := newOffice(t)
			p := o.start()
			p.importPlace(place, shared)
			p.published(place)
			draw := p.sealAndOpen()
			picks := p.picked(draw)
			p.provedInLog(draw)
			folder := p.bundled(draw)
			record, frame := readDraw(t, folder)
			compareDraw(t, record, picks)
			drawnAgain(t, folder, record)
			place.compareSites(t, frame, shared)
		})
	}
}

// importPlace makes a register of the list, to which the map adds its sites.
func (p *serverProcess) importPlace(place realPlace, shared string) {
	p.t.Helper()
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers", body: map[string]string{"id": "county", "name": place.name}}, nil)
	for _, file := range []struct{ path, query string }{
		{place.list, "filename=list.csv"}, {place.roads, "mode=add&nearest_area=true&filename=map.osm.gz"},
	} {
		body, err := os.ReadFile(filepath.Join(shared, file.path))
		if err != nil {
			p.t.Fatal(err)
		}
		got, err := p.settled(call{http.MethodPost, "/registers/county/imports?" + file.query, body, file.path})
		if err != nil || got.status != http.StatusCreated {
			p.t.Fatalf("the import of %s = %d %s, %v", file.path, got.status, got.body, err)
		}
	}
}

func (p *serverProcess) published(place realPlace) {
	p.t.Helper()
	var version struct {
		Sites int `json:"sites"`
	}
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers/county/versions", body: map[string]string{"note": "first"}}, &version)
	if want := place.units + place.added; version.Sites != want {
		p.t.Errorf("%s has %d sites, want %d", place.name, version.Sites, want)
	}
}

// sealAndOpen seals a draw, contributes a text, and waits for the draw that the
// clock makes of it.
func (p *serverProcess) sealAndOpen() (draw int64) {
	p.t.Helper()
	in := func(seconds int) string {
		return time.Now().Add(time.Duration(seconds) * time.Second).UTC().Format(time.RFC3339)
	}
	var seal struct {
		Digest, State string
		Draw          int64
	}
	order := map[string]string{"register": "county", "plan": "county-31x131", "closes": in(5), "opens": in(6)}
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/seals", body: order}, &seal)
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/seals/" + seal.Digest + "/texts", body: map[string]string{"text": "甘蔗街道 17"}}, nil)
	for seal.State != "opened" {
		time.Sleep(50 * time.Millisecond)
		p.want(http.StatusOK, call{method: http.MethodGet, path: "/seals/" + seal.Digest}, &seal)
	}
	return seal.Draw
}

// leastPicks is how many of the plan's 131 sites such a map and list give at least;
// the seed decides on more.
const leastPicks = 20

// picked lets the server draw the draw again, and returns how many picks it has.
func (p *serverProcess) picked(draw int64) int {
	p.t.Helper()
	var picks struct {
		Kind  string
		Picks []struct{ Role string }
	}
	path := "/draws/" + strconv.FormatInt(draw, 10)
	p.want(http.StatusOK, call{method: http.MethodGet, path: path + "/picks"}, &picks)
	if picks.Kind != "official" || len(picks.Picks) < leastPicks {
		p.t.Errorf("an %s draw of %d picks, want an official one of %d or more", picks.Kind, len(picks.Picks), leastPicks)
	}
	var again struct{ Agrees bool }
	p.want(http.StatusOK, call{method: http.MethodPost, path: path + "/verify"}, &again)
	if !again.Agrees {
		p.t.Error("the draw does not come out again")
	}
	return len(picks.Picks)
}

// provedInLog checks that the draw's leaf is in the log of a signed checkpoint.
func (p *serverProcess) provedInLog(draw int64) {
	p.t.Helper()
	var shown struct {
		Leaf       struct{ Kind, Data string }
		Proof      json.RawMessage
		Checkpoint string
	}
	got := p.want(http.StatusOK, call{method: http.MethodGet, path: "/log/inclusion?draw=" + strconv.FormatInt(draw, 10)}, &shown)
	at, err := transparency.Open(shown.Checkpoint, p.logKey().Verifier())
	if err != nil {
		p.t.Fatal(err)
	}
	proof, err := transparency.ParseInclusion(shown.Proof)
	if err == nil {
		err = transparency.VerifyInclusion(proof, at, []byte(shown.Leaf.Data))
	}
	if err != nil || shown.Leaf.Kind != "draw" {
		p.t.Errorf("the proof of draw %d in the log: %v in %s", draw, err, got.body)
	}
}

// bundled checks the draw's bundle with the program, and unpacks it into a folder.
func (p *serverProcess) bundled(draw int64) (folder string) {
	p.t.Helper()
	got := p.want(http.StatusOK, call{method: http.MethodGet, path: "/draws/" + strconv.FormatInt(draw, 10) + "/bundle"}, nil)
	folder = p.t.TempDir()
	file := filepath.Join(folder, "draw.zip")
	if err := os.WriteFile(file, got.body, 0o600); err != nil {
		p.t.Fatal(err)
	}
	check := exec.Command("sitedraw", "verify", "--key", p.logKey().Public(), file)
	check.Env = append(os.Environ(), "LANG=en")
	if out, err := check.CombinedOutput(); err != nil || !strings.Contains(string(out), "Verified: everything in this bundle agrees.") {
		p.t.Errorf("sitedraw verify draw.zip: %v\n%s", err, out)
	}
	unpack(p.t, got.body, folder)
	return folder
}

// drawnAgain checks a bundle's record with the second implementation of the rule.
func drawnAgain(t testing.TB, folder string, r *sampler.Record) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Log("verify.py is left out, as python3 is not installed")
		return
	}
	second := exec.Command("python3", "verify.py", "record.json", "frame.ndjson")
	second.Dir = folder
	out, err := second.CombinedOutput()
	if want := fmt.Sprintf("OK %s %d picks\n", r.Digest(), len(r.Picks)); err != nil || string(out) != want {
		t.Errorf("verify.py: %v %s, want %s", err, out, want)
	}
}

// logKey is the key that signs the server's log.
func (o *officeFolder) logKey() transparency.Key {
	o.t.Helper()
	keys, err := dataFolder(o.path).readKeys()
	if err != nil {
		o.t.Fatal(err)
	}
	key, err := keys.logKey()
	if err != nil {
		o.t.Fatal(err)
	}
	return key
}

// unpack writes the files of a zip that lie at its top.
func unpack(t testing.TB, body []byte, folder string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.Contains(f.Name, "/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err = errors.Join(err, in.Close(), os.WriteFile(filepath.Join(folder, f.Name), content, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}
