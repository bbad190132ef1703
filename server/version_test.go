package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

func (h *house) leaves() (leaves []transparency.Leaf) {
	h.t.Helper()
	err := h.Store.View(h.t.Context(), func(s store.Reader) error {
		found, err := s.Leaves(0, 1000)
		for _, l := range found {
			leaf, err := transparency.ParseLeaf(l.Data)
			if err != nil {
				return err
			}
			leaves = append(leaves, leaf)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return leaves
}

func TestVersionIsPublishedOnceAndLogged(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	var first, second versionAnswer
	h.want(h.do("viewer", http.MethodGet, "/registers/x/versions/current", nil), http.StatusOK, &first)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}), http.StatusConflict, nil)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{"expect": strings.Repeat("0", 64)}), http.StatusPreconditionFailed, nil)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{"note": "无 MS2", "expect": first.Frame}), http.StatusCreated, &second)
	if second.Number != 2 || second.Sites != 2 || second.Note != "无 MS2" || !second.Current {
		t.Errorf("second version = %+v", second)
	}
	leaf, ok := h.leaves()[second.Leaf].Entry.(transparency.Version)
	if !ok || leaf.Register != "x" || leaf.Number != 2 || leaf.Digest.String() != second.Frame || leaf.Sites != 2 {
		t.Errorf("leaf of the version = %+v", h.leaves()[second.Leaf])
	}
	var d draftAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
	if d.Started != "" || d.Base != second.Frame {
		t.Errorf("draft after publishing = %+v", d)
	}

	h.want(h.do("office", http.MethodPut, "/registers/x/current", map[string]int{"version": 1}), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPut, "/registers/x/current", map[string]int{"version": 1}), http.StatusOK, nil)
	h.want(h.do("viewer", http.MethodGet, "/registers/x/sites/MS2", nil), http.StatusOK, nil)
	h.want(h.do("viewer", http.MethodGet, "/registers/x/sites/MS2?version=2", nil), http.StatusNotFound, nil)
	leaves := h.leaves()
	if last, ok := leaves[len(leaves)-1].Entry.(transparency.Current); len(leaves) != 3 || !ok || last.Number != 1 {
		t.Errorf("log = %+v, want two versions and one change of the current one", leaves)
	}
	var versions list[versionAnswer]
	h.want(h.do("viewer", http.MethodGet, "/registers/x/versions", nil), http.StatusOK, &versions)
	if len(versions.Items) != 2 || versions.Items[0].Number != 2 || versions.Items[0].Current || !versions.Items[1].Current {
		t.Errorf("versions = %+v", versions.Items)
	}
}

func TestVersionIsPublishedOnceByKey(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	publish := func() answer {
		r, _ := http.NewRequest(http.MethodPost, h.http.URL+base+"/registers/x/versions", strings.NewReader(`{}`))
		r.Header.Set("X-Test-Who", "office")
		r.Header.Set("Idempotency-Key", "k")
		return h.send(r)
	}
	first, again := publish(), publish()
	h.want(first, http.StatusCreated, nil)
	if again.status != http.StatusCreated || !bytes.Equal(first.body, again.body) {
		t.Errorf("the same request again = %d %s, want %s", again.status, again.body, first.body)
	}
}

func TestVersionFrameIsItsDigest(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for _, path := range []string{"/registers/x/versions/1/frame", "/registers/x/versions/current/export?format=frame"} {
		a := h.do("viewer", http.MethodGet, path, nil)
		h.want(a, http.StatusOK, nil)
		digest := sha256.Sum256(a.body)
		if got := `"` + hex.EncodeToString(digest[:]) + `"`; got != a.header.Get("ETag") {
			t.Errorf("%s: SHA-256 %s, entity tag %s", path, got, a.header.Get("ETag"))
		}
		if _, err := sampler.ReadFrame(bytes.NewReader(a.body)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Whatever leaves as a table comes back as the same frame; people leave only if
// the office asks.
func TestVersionIsExported(t *testing.T) {
	h := newHouse(t)
	h.filled("示例 \"县\"", threeSites)
	path := registerPath("示例 \"县\"") + "/versions/1/export?format="
	var version versionAnswer
	h.want(h.do("viewer", http.MethodGet, registerPath("示例 \"县\"")+"/versions/1", nil), http.StatusOK, &version)
	for _, format := range []string{"csv", "csv&encoding=gb18030", "xlsx", "geojson", "csv&contacts=true", "xlsx&contacts=1"} {
		a := h.do("office", http.MethodGet, path+format, nil)
		h.want(a, http.StatusOK, nil)
		read, err := intake.Read("x", bytes.NewReader(a.body), intake.Options{})
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		frame, err := sampler.NewFrame(read.Sites)
		if err != nil || frame.Digest().String() != version.Frame {
			t.Errorf("%s: comes back as %v, %v", format, frame, err)
		}
		if people := strings.Contains(format, "contacts"); people != (len(read.People) == 2) {
			t.Errorf("%s: holds %d people", format, len(read.People))
		}
		if got := a.header.Get("Content-Disposition"); !strings.Contains(got, `filename*=UTF-8''%E7%A4%BA%E4%BE%8B%20%22%E5%8E%BF%22-1.`) {
			t.Errorf("%s: Content-Disposition %s", format, got)
		}
	}
	for who, c := range map[string]struct {
		query  string
		status int
	}{
		"viewer": {"csv&contacts=true", 403}, "unit:城管局": {"geojson&contacts=1", 403}, "inspector": {"csv&datum=mars", 422},
		"office": {"pdf", 422},
	} {
		if a := h.do(who, http.MethodGet, path+c.query, nil); a.status != c.status {
			t.Errorf("%s: %s = %d, want %d", who, c.query, a.status, c.status)
		}
	}
}

func TestVersionDiff(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	h.want(h.do("office", http.MethodDelete, "/registers/x/sites/MS2", nil), http.StatusNoContent, nil)
	moved := map[string]any{"name": "花园", "category": "SC", "area": "360681101000", "unit": "市场局", "tags": []string{"type:produce"},
		"geometry": map[string]any{"type": "Point", "coordinates": [2]float64{117.21, 28.301}}}
	h.want(h.do("office", http.MethodPut, "/registers/x/sites/MS1", moved), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPut, "/registers/x/sites/A", map[string]any{"category": "SC"}), http.StatusCreated, nil)
	var d diffAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/diff?from=1&to=draft", nil), http.StatusOK, &d)
	if d.Counts != (diffCounts{Added: 1, Removed: 1, Changed: 1, Moved: 1, Same: 1}) || len(d.Items) != 3 {
		t.Fatalf("diff = %+v", d)
	}
	changed, _ := json.Marshal(d.Items[1]) //nolint:errchkjson // it was read
	const want = `{"change":"changed","id":"MS1","name":"花园","moved":true,"millimetres":111195,"members":[` +
		`{"member":"place","before":[117.21,28.3],"after":[117.21,28.301]},{"member":"name","before":"花园市场","after":"花园"}]}`
	if string(changed) != want {
		t.Errorf("changed =\n%s, want\n%s", changed, want)
	}
	var ids []string
	for next := "/registers/x/diff?from=1&to=draft&limit=1"; next != ""; {
		var d diffAnswer
		h.want(h.do("office", http.MethodGet, next, nil), http.StatusOK, &d)
		ids = append(ids, d.Items[0].Change+" "+d.Items[0].ID)
		next = strings.TrimPrefix(d.Next, base)
	}
	if got := strings.Join(ids, ", "); got != "added A, changed MS1, removed MS2" {
		t.Errorf("pages of one = %s", got)
	}
	h.want(h.do("viewer", http.MethodGet, "/registers/x/diff?from=1&to=draft", nil), http.StatusForbidden, nil)
	h.want(h.do("viewer", http.MethodGet, "/registers/x/diff?from=1&to=1&change=lost", nil), http.StatusUnprocessableEntity, nil)
}
