package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"sitedraw/geo/intake"
)

// uploads are the files that wait in the house's folder.
func (h *house) uploads() []string {
	h.t.Helper()
	entries, err := os.ReadDir(uploadFolder(h.Folder))
	if err != nil && !os.IsNotExist(err) {
		h.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (h *house) imported(path, body string, status int) (got importAnswer) {
	h.t.Helper()
	h.want(h.do("office", http.MethodPost, "/registers/x/imports?"+path, body), status, &got)
	return got
}

func TestImportReplacesUpdatesAdds(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	const more = "编号,名称,类别\nMS1,花园菜市场,SC\nMS3,东门市场,SC\n"
	const partial = "编号,名称\nMS1,花园菜市场\n"
	if a := h.do("office", http.MethodPost, "/registers/x/imports", more); a.status != http.StatusConflict || !strings.Contains(string(a.body), string(ErrModeNeeded)) {
		t.Errorf("import without mode = %d %s, want 409", a.status, a.body)
	}
	if a := h.do("office", http.MethodPost, "/registers/x/imports?mode=replace", more); a.status != http.StatusConflict || !strings.Contains(string(a.body), string(ErrVanish)) {
		t.Errorf("import that lets sites vanish = %d %s, want 409", a.status, a.body)
	}
	for _, c := range []struct {
		query, body             string
		added, removed, changed int
		sites                   int
	}{
		{"mode=add", more, 1, 0, 0, 4},
		{"mode=update", more, 1, 0, 1, 4},
		{"mode=update", partial, 0, 0, 1, 3},
		{"mode=replace&yes=true", more, 1, 2, 1, 2},
	} {
		dry := h.imported(c.query+"&dry_run=true", c.body, http.StatusOK)
		if !dry.DryRun || dry.Changed || dry.Report.Changes == nil || dry.Report.Changes.Added.Total != c.added {
			t.Errorf("%s: dry run = %+v", c.query, dry)
		}
		var d draftAnswer
		h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
		if d.Started != "" {
			t.Fatalf("%s: a dry run began a draft", c.query)
		}
		got := h.imported(c.query, c.body, http.StatusCreated)
		told := got.Report.Changes
		if !got.Changed || told.Added.Total != c.added || told.Removed.Total != c.removed || told.Changed.Total != c.changed || got.Report.Sites != c.sites || got.Report.Review == nil {
			t.Errorf("%s: %+v, want %+v", c.query, told, c)
		}
		if again := h.imported(c.query, c.body, http.StatusOK); again.Changed {
			t.Errorf("%s: the same file again changed something", c.query)
		}
		h.want(h.do("office", http.MethodDelete, "/registers/x/draft", nil), http.StatusNoContent, nil)
	}
	if left := h.uploads(); len(left) > 0 {
		t.Errorf("files left = %q", left)
	}
}

func TestImportRefusesRowsAndListsThem(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "x"}), http.StatusCreated, nil)
	const bad = "编号,名称,类别,经度,纬度\nA,甲,SC,200,30\nB,乙,SC,117,28\nC,丙,??,117,28\n"
	a := h.do("office", http.MethodPost, "/registers/x/imports?rejects=csv&filename=表.csv", bad)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), string(intake.ErrRejected)) {
		t.Fatalf("import of bad rows = %d %s, want 422", a.status, a.body)
	}
	var j jobAnswer
	path := strings.TrimPrefix(a.header.Get("Location"), base)
	h.want(h.do("office", http.MethodGet, path, nil), http.StatusOK, &j)
	if j.State != jobFailed || j.Error.Status != 422 || j.Rejects == "" || !bytes.Contains(j.Result, []byte(`"rejects":{"total":2`)) {
		t.Errorf("job = %+v %s", j, j.Result)
	}
	rows := h.do("office", http.MethodGet, strings.TrimPrefix(j.Rejects, base), nil)
	h.want(rows, http.StatusOK, nil)
	if lines := strings.Count(string(rows.body), "\n"); lines != 3 || !strings.Contains(string(rows.body), "表.csv") {
		t.Errorf("refused rows = %s", rows.body)
	}
	book := h.do("office", http.MethodGet, path+"?rejects=xlsx", nil)
	h.want(book, http.StatusOK, nil)
	if opened, err := intake.ReadCells("rejects.xlsx", bytes.NewReader(book.body), intake.Options{}); err != nil || len(opened) != 3 || opened[1].Cells[1] != "2" {
		t.Errorf("refused rows as a workbook = %+v, %v", opened, err)
	}
	h.want(h.do("office", http.MethodGet, path+"?rejects=pdf", nil), http.StatusUnprocessableEntity, nil)
	dry := h.imported("dry_run=1", bad, http.StatusOK)
	if dry.Refused == nil || dry.Refused.Code != string(intake.ErrRejected) || dry.Report.Rejects.Total != 2 || dry.Report.Rejects.First[0].Row != 2 {
		t.Errorf("dry run of bad rows = %+v", dry)
	}
	if good := h.imported("skip_bad=1", bad, http.StatusCreated); good.Report.Sites != 1 || good.Report.Rejects.Total != 2 || good.Rejects == "" {
		t.Errorf("import without the bad rows = %+v", good)
	}
	for _, query := range []string{
		"mode=merge", "size=area", "crs=mars", "category=ZZZ", "columns={", "columns=null", "column=X", "column=X:nonsense", "rejects=xlsx", "skip_bad=x",
		"filename=" + strings.Repeat("a", 256), "skipbad=1",
	} {
		if a := h.do("office", http.MethodPost, "/registers/x/imports?"+query, threeSites); a.status != http.StatusUnprocessableEntity {
			t.Errorf("import?%s = %d, want 422", query, a.status)
		}
	}
	for _, body := range []string{"", "a,b\n", "\x1f\x8b\x00", "{", "<osm", strings.Repeat("x", 5000)} {
		if a := h.do("office", http.MethodPost, "/registers/x/imports?mode=update", body); a.status != http.StatusUnprocessableEntity {
			t.Errorf("import of %.10q = %d %s, want 422", body, a.status, a.body)
		}
	}
}

func TestImportTakesFormsFramesAndOwnHeadings(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	frame := h.do("office", http.MethodGet, "/registers/x/versions/1/frame", nil)
	for _, query := range []string{"filename=x.ndjson", "filename=x", ""} {
		if got := h.imported(query, string(frame.body), http.StatusOK); got.Report.Files[0].Format != "frame" || got.Changed {
			t.Errorf("import of a frame as %q = %+v", query, got)
		}
	}
	geojson := h.do("office", http.MethodGet, "/registers/x/versions/1/export?format=geojson", nil)
	if got := h.imported("", string(geojson.body), http.StatusOK); got.Report.Files[0].Format != "geojson" || got.Changed {
		t.Errorf("import of GeoJSON = %+v", got)
	}
	got := h.imported("mode=add&category=SC&column=X坐标:lon&column=Y坐标:lat&columns="+`%7B%22代号%22:%22id%22%7D`+"&crs=gcj02", "代号,X坐标,Y坐标\nN1,117.2,28.3\n", http.StatusCreated)
	if got.Report.Changes.Added.Total != 1 || got.Report.Files[0].Datum != "gcj02" {
		t.Errorf("import with own headings = %+v", got)
	}
	form := func(parts ...string) answer {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, name := range parts {
			part, _ := w.CreateFormFile("file", name)
			if name == "" {
				part, _ = w.CreateFormField("mode")
			}
			_, _ = io.WriteString(part, "id,name,category\nF1,f,SC\n")
		}
		_ = w.Close()
		r, _ := http.NewRequest(http.MethodPost, h.http.URL+base+"/registers/x/imports?mode=add", &b)
		r.Header.Set("X-Test-Who", "office")
		r.Header.Set("Content-Type", w.FormDataContentType())
		return h.send(r)
	}
	h.want(form(`C:\list.csv`), http.StatusCreated, nil)
	h.want(form(), http.StatusUnprocessableEntity, nil)
	h.want(form("a.csv", "b.csv"), http.StatusUnprocessableEntity, nil)
	h.want(form("a.csv", ""), http.StatusUnprocessableEntity, nil)
	if left := h.uploads(); len(left) > 0 {
		t.Errorf("files left = %q", left)
	}
}

func TestImportKeepsPeopleApartAndComparesLists(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "x"}), http.StatusCreated, nil)
	official := "统计用区划代码,名称,类别\n360681101000,滨江镇,XZZF\n360681102000,志光镇,XZZF\n"
	h.want(h.do("office", http.MethodPut, "/registers/x/attachments/official/list.csv", official), http.StatusOK, nil)
	got := h.imported("filename=a.csv", threeSites, http.StatusCreated)
	if got.Report.People != 2 {
		t.Errorf("people = %d, want 2", got.Report.People)
	}
	if len(got.Completeness) != 2 || got.Completeness[0].Level != "township" || got.Completeness[0].Missing != 1 || got.Completeness[0].Findings[0].Name != "志光镇" {
		t.Errorf("completeness = %+v", got.Completeness)
	}
	frame := got.Report.Digest
	var d draftAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
	if d.Base != frame || len(d.Attachments) != 2 || d.Attachments[0].Name != contactsFile {
		t.Errorf("draft = %+v", d)
	}
	// a list with other people is a change, though no site is another
	other := h.imported("mode=update", strings.ReplaceAll(threeSites, "李四", "王五"), http.StatusCreated)
	if !other.Changed || other.Report.Changes.Added.Total != 0 || other.Report.Digest != frame {
		t.Errorf("import of other people = %+v", other)
	}
}

// A few sites in another datum are found out by the roads, however many others the
// register has; only somebody who looks first is told.
func TestImportTellsTheDatumOfTheFile(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "x"}), http.StatusCreated, nil)
	const roads = `<osm version="0.6"><node id="1" lon="117.0" lat="28.3"/><node id="2" lon="117.6" lat="28.3"/>` +
		`<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>`
	h.want(h.do("office", http.MethodPut, "/registers/x/attachments/roads/roads.osm", roads), http.StatusOK, nil)
	list := func(from, to int) string {
		var b strings.Builder
		b.WriteString("编号,名称,类别,经度,纬度\n")
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "s%03d,第%d家,SC,%.4f,28.3\n", i, i, 117.1+float64(i)/1000)
		}
		return b.String()
	}
	h.imported("", list(0, 200), http.StatusCreated)
	for crs, near := range map[string]int{"wgs84": 10, "gcj02": 0} {
		got := h.imported("mode=add&dry_run=true&crs="+crs, list(200, 210), http.StatusOK).Report.Roads
		if got == nil || got.Checked != 10 || got.Checked-got.OffRoad != near || len(got.Datums) != 3 {
			t.Errorf("roads beside ten sites read in %s = %+v, want %d near one", crs, got, near)
		}
	}
	if got := h.imported("mode=add", list(200, 210), http.StatusCreated).Report; got.Roads != nil || len(got.Files[0].Places) != 10 || len(got.Files[0].Columns) != 5 {
		t.Errorf("import = %+v", got)
	}
}

func TestImportIsDoneOnceByKey(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "x"}), http.StatusCreated, nil)
	send := func(body string) answer {
		r, _ := http.NewRequest(http.MethodPost, h.http.URL+base+"/registers/x/imports", strings.NewReader(body))
		r.Header.Set("X-Test-Who", "office")
		r.Header.Set("Idempotency-Key", "key")
		return h.send(r)
	}
	first, again := send(threeSites), send(threeSites)
	h.want(first, http.StatusCreated, nil)
	if again.status != first.status || !bytes.Equal(first.body, again.body) || again.header.Get("Location") != first.header.Get("Location") {
		t.Errorf("the same again = %d %s, want %d %s", again.status, again.body, first.status, first.body)
	}
	h.want(send(threeSites+"\n"), http.StatusConflict, nil)
}

func TestImportIsAJobIfItTakesLong(t *testing.T) {
	h := newHouse(t)
	t.Cleanup(h.Close)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "x"}), http.StatusCreated, nil)
	h.jobs.patience = time.Nanosecond
	var list strings.Builder
	list.WriteString("id,name,category\n")
	for i := range 20000 {
		fmt.Fprintf(&list, "s%d,n,SC\n", i)
	}
	a := h.do("office", http.MethodPost, "/registers/x/imports", list.String())
	var j jobAnswer
	h.want(a, http.StatusAccepted, &j)
	if a.header.Get("Location") != base+"/jobs/"+j.ID {
		t.Errorf("Location = %q", a.header.Get("Location"))
	}
	found, _ := h.jobs.find(j.ID)
	<-found.done
	h.want(h.do("office", http.MethodGet, "/jobs/"+j.ID, nil), http.StatusOK, &j)
	if j.State != jobDone || j.Progress != 1 || j.Status != http.StatusCreated || j.Location == "" || len(j.Result) == 0 {
		t.Errorf("job = %+v", j)
	}
	h.want(h.do("viewer", http.MethodGet, "/jobs/"+j.ID, nil), http.StatusNotFound, nil)
	h.want(h.do("office", http.MethodDelete, "/jobs/"+j.ID, nil), http.StatusConflict, nil)
}

// A job that waits or reads can be cancelled; then nothing is changed and nothing
// left.
func TestImportIsCancelled(t *testing.T) {
	h := newHouse(t)
	t.Cleanup(h.Close)
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "x", "name": "x"}), http.StatusCreated, nil)
	let := make(chan struct{})
	if _, err := h.jobs.add(held(let)); err != nil {
		t.Fatal(err)
	}
	h.jobs.patience = time.Nanosecond
	var j jobAnswer
	h.want(h.do("office", http.MethodPost, "/registers/x/imports", threeSites), http.StatusAccepted, &j)
	h.want(h.do("office", http.MethodDelete, "/jobs/"+j.ID, nil), http.StatusOK, nil)
	close(let)
	found, _ := h.jobs.find(j.ID)
	<-found.done
	h.want(h.do("office", http.MethodGet, "/jobs/"+j.ID, nil), http.StatusOK, &j)
	var d draftAnswer
	h.want(h.do("office", http.MethodGet, "/registers/x/draft", nil), http.StatusOK, &d)
	if j.State != jobCancelled || j.Error.Code != string(ErrJobCancelled) || d.Started != "" || len(h.uploads()) > 0 {
		t.Errorf("job = %+v, draft = %+v, files = %q", j, d, h.uploads())
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := (&watched{ctx: ctx, r: strings.NewReader("a"), job: found, total: 1}).Read(make([]byte, 1)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("reading after the end = %d, %v", n, err)
	}
}
