package server

import (
	"net/http"
	"net/url"
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
