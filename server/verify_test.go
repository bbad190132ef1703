package server

import (
	"archive/zip"
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

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/bundle"
	"sitedraw/server/store"
)

// form makes the body of a form of files.
func form(t *testing.T, files ...string) (media string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile(files[i], files[i]+".json")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

// verify sends something of a type to be checked, as the public.
func (h *house) verify(media string, body io.Reader) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, h.http.URL+base+"/verify?lang=en", body)
	if err != nil {
		h.t.Fatal(err)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	return h.send(r)
}

// verified is verify of what can be read.
func (h *house) verified(media string, body []byte) (c checkView) {
	h.t.Helper()
	h.want(h.verify(media, bytes.NewReader(body)), http.StatusOK, &c)
	return c
}

// nothingIsLeft fails if a file stays in the folder of uploads.
func (h *house) nothingIsLeft() {
	h.t.Helper()
	entries, err := os.ReadDir(uploadFolder(h.Folder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		h.t.Fatal(err)
	}
	for _, e := range entries {
		h.t.Errorf("%s is left in the folder of uploads", e.Name())
	}
	if n := len(h.checking.addresses) + len(h.checking.work); n > 0 {
		h.t.Errorf("%d checks are still at work", n)
	}
}

// newVerifyHouse is a house in which anybody may ask as often as he likes, with a
// concluded draw.
func newVerifyHouse(t *testing.T) (h *house, number int64) {
	t.Helper()
	h = newDrawHouse(t)
	var err error
	if h.door.limits.verify, err = access.NewLimiter(access.Rate{Every: time.Microsecond, Burst: 10_000}, 100, time.Now); err != nil {
		t.Fatal(err)
	}
	return h, h.made("office", object{"register": "county", "plan": "plain", "title": "标题"})
}

func TestVerifyOfABundle(t *testing.T) {
	h, n := newVerifyHouse(t)
	data := h.bundle("", n).body
	record := h.record(n)
	media, body := form(t, "bundle", string(data))
	for _, sent := range []struct {
		media string
		body  []byte
	}{{"application/zip", data}, {"application/x-zip-compressed", data}, {"application/octet-stream", data}, {"", data}, {media, body}} {
		c := h.verified(sent.media, sent.body)
		if !c.Agrees || c.Difference != nil || c.Record != record.Digest().String() || c.Frame != record.FrameDigest.String() ||
			c.Seed != record.Seed || *c.Picks != len(record.Picks) || c.Plan.Digest != record.Plan.Digest().String() {
			t.Errorf("verify as %q = %+v", sent.media, c)
		}
		said := fmt.Sprint(c.Checked)
		if !strings.Contains(said, "checked.key") || !strings.Contains(said, "Drawing again gives the same") || strings.Contains(fmt.Sprint(c.Notes), "own-key") {
			t.Errorf("verify as %q says %+v, %+v", sent.media, c.Checked, c.Notes)
		}
	}
	h.nothingIsLeft()
}

// loose are the record and the frame of a draw as files.
func (h *house) loose(number int64) (record, frame string) {
	h.t.Helper()
	r := h.record(number)
	file, err := store.OpenFrame(context.Background(), h.Store, r.FrameDigest)
	if err != nil {
		h.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := sampler.WriteFrame(&b, file); err != nil {
		h.t.Fatal(err)
	}
	return string(sampler.AppendRecord(nil, r)), b.String()
}

func TestVerifyOfLooseFiles(t *testing.T) {
	h, n := newVerifyHouse(t)
	record, frame := h.loose(n)
	picked := h.record(n).Picks[0].ID
	other := strings.Replace(record, `"seed":"`, `"seed":"x`, 1)
	for _, test := range []struct {
		name  string
		files []string
		want  geo.Code // of the difference; empty: none
	}{
		{"both", []string{"record", record, "frame", frame}, ""},
		{"in another order, with the plan", []string{"plan", planPlain, "frame", frame, "record", record}, ""},
		{"another plan", []string{"record", record, "frame", frame, "plan", planReserves}, sampler.DiffPlan},
		{"another seed", []string{"record", other, "frame", frame}, sampler.DiffPick},
		{"another frame", []string{"record", record, "frame", strings.Replace(frame, picked, picked+"x", 1)}, sampler.DiffFrame},
		{"a record that is none", []string{"record", "{}", "frame", frame}, sampler.ErrSpecUnknown},
		{"a zip as record", []string{"record", string(h.bundle("", n).body), "frame", frame}, sampler.ErrJSON},
		{"a frame that is cut", []string{"record", record, "frame", frame[:len(frame)-9]}, sampler.ErrFrameMissing},
		{"no plan", []string{"record", record, "frame", frame, "plan", "steps: ["}, sampler.ErrPlanYAML},
	} {
		media, body := form(t, test.files...)
		c := h.verified(media, body)
		if c.Agrees != (test.want == "") || (c.Difference == nil) != c.Agrees {
			t.Errorf("verify of %s = %+v", test.name, c)
			continue
		}
		if !c.Agrees && (c.Difference.Code != test.want || c.Difference.Detail == "") {
			t.Errorf("verify of %s = %+v, want %s", test.name, c.Difference, test.want)
		}
	}
	media, body := form(t, "record", other, "frame", frame)
	if d := h.verified(media, body).Difference; d.Step != "towns" || d.Role != "main" || d.Order != 1 || d.Expected == "" || d.Found == "" {
		t.Errorf("the first difference = %+v, want it with its place and values", d)
	}
	h.nothingIsLeft()
}

func TestVerifyRefuses(t *testing.T) {
	h, n := newVerifyHouse(t)
	record, frame := h.loose(n)
	good := h.bundle("", n).body
	formOf := func(files ...string) (string, string) {
		media, body := form(t, files...)
		return media, string(body)
	}
	noFrame, noFrameBody := formOf("record", record)
	twice, twiceBody := formOf("record", record, "record", record, "frame", frame)
	unknown, unknownBody := formOf("record", record, "frame", frame, "seal", "{}")
	both, bothBody := formOf("bundle", string(good), "record", record)
	cut, cutBody := formOf("record", record, "frame", frame)
	for _, test := range []struct {
		name, media, body string
		status            int
		want              geo.Code
	}{
		{"nothing", "application/zip", "", 422, bundle.ErrZip},
		{"half a zip", "application/zip", string(good[:len(good)/2]), 422, bundle.ErrZip},
		{"a zip in a zip", "application/zip", zipOf(t, "draw.zip", string(good)), 422, bundle.ErrPart},
		{"a zip of something else", "application/zip", zipOf(t, "hello.txt", "hello"), 422, bundle.ErrPart},
		{"an empty zip", "application/zip", zipOf(t, "README.txt", "hello"), 422, bundle.ErrMissing},
		{"a bomb", "application/zip", zipOf(t, "frame.ndjson", strings.Repeat("\n", 8<<20)), 422, bundle.ErrBomb},
		{"JSON", "application/json", record, 415, ErrMedia},
		{"a type that is none", "zip;;", string(good), 415, ErrMedia},
		{"a form without frame", noFrame, noFrameBody, 422, bundle.ErrMissing},
		{"a form with two records", twice, twiceBody, 422, ErrParameter},
		{"a form with something else", unknown, unknownBody, 422, ErrParameter},
		{"a form with bundle and record", both, bothBody, 422, ErrParameter},
		{"a form that is cut", cut, cutBody[:len(cutBody)/2], 400, ErrInterrupts},
		{"a form without boundary", "multipart/form-data", cutBody, 400, ErrInterrupts},
		{"too much", "application/zip", strings.Repeat("x", verifyBody+1), 413, ErrLong},
		{"too much in a form", cut, cutBody[:100] + strings.Repeat("x", verifyBody), 413, ErrLong},
	} {
		a := h.verify(test.media, strings.NewReader(test.body))
		if a.status != test.status || !strings.Contains(string(a.body), `"`+string(test.want)+`"`) {
			t.Errorf("verify of %s = %d %s, want %d %s", test.name, a.status, a.body, test.status, test.want)
		}
	}
	h.want(h.do("", http.MethodPost, "/verify?x=1", good), http.StatusUnprocessableEntity, nil)
	h.nothingIsLeft()
}

func zipOf(t *testing.T, name, body string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
