package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestAttachmentGoesWithTheVersion(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	path := "/registers/x/attachments/matrix/" + url.PathEscape("时间 a/b.csv")
	h.want(h.do("office", http.MethodPut, path, "1,2\n"), http.StatusOK, nil)
	h.want(h.do("viewer", http.MethodGet, path, nil), http.StatusNotFound, nil)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}), http.StatusCreated, nil)
	a := h.do("viewer", http.MethodGet, path, nil)
	h.want(a, http.StatusOK, nil)
	if string(a.body) != "1,2\n" || a.header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(a.header.Get("Content-Disposition"), "%E6%97%B6") {
		t.Errorf("GET %s = %q %v", path, a.body, a.header)
	}
	var l list[attachmentAnswer]
	h.want(h.do("viewer", http.MethodGet, "/registers/x/attachments", nil), http.StatusOK, &l)
	if len(l.Items) != 2 || l.Items[1].Bytes != 4 {
		t.Errorf("attachments = %+v", l.Items)
	}
	h.want(h.do("office", http.MethodDelete, path, nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodDelete, path, nil), http.StatusNotFound, nil)
	h.want(h.do("viewer", http.MethodGet, path, nil), http.StatusOK, nil)
	h.want(h.do("office", http.MethodGet, path+"?version=draft", nil), http.StatusNotFound, nil)
}

func TestAttachmentsArePaged(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	want := []string{"matrix/a", "matrix/a b", "matrix/山/水", "roads/z"}
	for _, key := range []string{"matrix/山/水", "matrix/a b", "matrix/a"} {
		_, name, _ := strings.Cut(key, "/")
		h.want(h.do("office", http.MethodPut, "/registers/x/attachments/matrix/"+url.PathEscape(name), "1"), http.StatusOK, nil)
	}
	roads := `<osm version="0.6"><node id="1" lat="30" lon="120"/><node id="2" lat="30.1" lon="120"/>` +
		`<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>`
	h.want(h.do("office", http.MethodPut, "/registers/x/attachments/roads/z", roads), http.StatusOK, nil)
	var got []string
	for next := base + "/registers/x/attachments?version=draft&limit=1"; next != ""; {
		var l list[attachmentAnswer]
		h.want(h.do("office", http.MethodGet, strings.TrimPrefix(next, base), nil), http.StatusOK, &l)
		for _, a := range l.Items {
			if a.Kind != "contacts" {
				got = append(got, a.key())
			}
		}
		next = l.Next
	}
	if !slices.Equal(got, want) {
		t.Errorf("attachments by pages = %q, want %q", got, want)
	}
	h.want(h.do("office", http.MethodGet, "/registers/x/attachments?limit=0", nil), http.StatusUnprocessableEntity, nil)
}

func TestAttachmentIsRefused(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"photos/a.jpg", "x", 404},
		{"contacts/a.csv", "id,name,category\na,b,SC\n", 422},
		{"contacts/a.csv", "nonsense", 422},
		{"official/a.csv", "", 422},
		{"roads/a.osm", "<html/>", 422},
		{"categories/a.json", "{", 422},
		{"matrix/" + strings.Repeat("a", 256), "", 422},
	} {
		if a := h.do("office", http.MethodPut, "/registers/x/attachments/"+c.path, c.body); a.status != c.status {
			t.Errorf("PUT %s = %d %s, want %d", c.path, a.status, a.body, c.status)
		}
	}
	h.want(h.do("viewer", http.MethodPut, "/registers/x/attachments/matrix/a", "x"), http.StatusForbidden, nil)
	h.want(h.do("office", http.MethodPut, "/registers/y/attachments/matrix/a", "x"), http.StatusNotFound, nil)
}
