package server

import (
	"net/http"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/server/store"
)

func (h *house) contacts(who, query string) string {
	h.t.Helper()
	var l list[contactAnswer]
	h.want(h.do(who, http.MethodGet, "/registers/x/contacts"+query, nil), http.StatusOK, &l)
	var told []string
	for _, c := range l.Items {
		told = append(told, strings.TrimSpace(c.ID+" "+c.Person+" "+c.Phone))
	}
	return strings.Join(told, ", ")
}

func TestContactsAreShownToTheirUnit(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	for who, want := range map[string]string{
		"office":   "MS1 张三 138 0000 0001, MS2 李四 13800000002",
		"unit:城管局": "MS2 李四 13800000002",
		"unit:no":  "",
		"unit:":    "",
	} {
		if got := h.contacts(who, ""); got != want {
			t.Errorf("contacts for %s = %q, want %q", who, got, want)
		}
	}
	if got := h.contacts("office", "?limit=1"); got != "MS1 张三 138 0000 0001" {
		t.Errorf("first page = %q", got)
	}
	h.want(h.do("unit:城管局", http.MethodGet, "/registers/x/contacts?version=draft", nil), http.StatusForbidden, nil)
	for _, who := range []string{"viewer", "unit:城管局", "inspector"} {
		h.want(h.do(who, http.MethodGet, "/registers/x/attachments/contacts/contacts.csv", nil), http.StatusForbidden, nil)
	}
	h.want(h.do("office", http.MethodGet, "/registers/x/attachments/contacts/contacts.csv", nil), http.StatusOK, nil)
}

// Nothing that anybody can ask for names somebody who was erased, in any version;
// everything else is as it was.
func TestContactsAreErasedEverywhere(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	h.want(h.do("office", http.MethodPost, "/registers/x/imports?mode=update", "编号,电话\nMS2,13900000000\n"), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPost, "/registers/x/versions", map[string]string{}), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPost, "/registers/x/imports?mode=update", "编号,责任人\nMS1,李四\n"), http.StatusCreated, nil)
	leaves := len(h.leaves())
	frame := h.do("office", http.MethodGet, "/registers/x/versions/1/frame", nil)

	var erased eraseAnswer
	h.want(h.do("office", http.MethodPost, "/registers/x/contacts/erase", person{Person: "李四", Phone: "138-0000-0002"}), http.StatusOK, &erased)
	if erased != (eraseAnswer{Rows: 1, Attachments: 1}) {
		t.Errorf("erased with a phone number = %+v", erased)
	}
	h.want(h.do("office", http.MethodPost, "/registers/x/contacts/erase", person{Person: "李四"}), http.StatusOK, &erased)
	if erased != (eraseAnswer{Rows: 3, Attachments: 2}) {
		t.Errorf("erased by name = %+v", erased)
	}
	for query, want := range map[string]string{
		"?version=1":     "MS1 张三 138 0000 0001",
		"?version=2":     "MS1 张三 138 0000 0001",
		"?version=draft": "",
	} {
		if got := h.contacts("office", query); got != want {
			t.Errorf("contacts%s = %q, want %q", query, got, want)
		}
	}
	for _, path := range []string{
		"/registers/x/attachments/contacts/contacts.csv?version=1", "/registers/x/attachments/contacts/contacts.csv?version=draft",
		"/registers/x/versions/2/export?contacts=1", "/registers/x/changes", "/registers/x/attachments", "/jobs",
	} {
		a := h.do("office", http.MethodGet, path, nil)
		h.want(a, http.StatusOK, nil)
		if strings.Contains(string(a.body), "李四") || strings.Contains(string(a.body), "13800000002") {
			t.Errorf("%s names him: %s", path, a.body)
		}
	}
	if again := h.do("office", http.MethodGet, "/registers/x/versions/1/frame", nil); string(again.body) != string(frame.body) || len(h.leaves()) != leaves {
		t.Error("erasing changed a frame or the log")
	}
	var audits []store.Audit
	if err := h.Store.View(t.Context(), func(s store.Reader) (err error) {
		audits, err = s.Audits(store.AuditFilter{}, store.NumberPage{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, a := range audits {
		if strings.Contains(string(a.Detail)+a.Object, "李四") {
			t.Errorf("the audit log names him: %s", a.Detail)
		}
	}
	h.want(h.do("office", http.MethodPost, "/registers/x/contacts/erase", person{}), http.StatusUnprocessableEntity, nil)
	h.want(h.do("unit:城管局", http.MethodPost, "/registers/x/contacts/erase", person{Person: "张三"}), http.StatusForbidden, nil)
	h.want(h.do("office", http.MethodPost, "/registers/y/contacts/erase", person{Person: "张三"}), http.StatusNotFound, nil)
}

// A register with more versions than a page has is gone through to the last.
func TestContactsAreErasedFromManyVersions(t *testing.T) {
	h := newHouse(t)
	h.filled("x", threeSites)
	table, err := contactsTable([]geo.Contact{{ID: "MS9", Person: "赵六"}})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := store.Pack(table)
	if err != nil {
		t.Fatal(err)
	}
	late := store.Attachment{Kind: kindContacts, Name: "late.csv", Media: contactsMedia, Digest: packed.Digest, Bytes: packed.Size}
	err = h.Store.Update(t.Context(), func(w store.Writer) error {
		version, err := w.Version("x", 1)
		if err != nil {
			return err
		}
		if err := w.PutBlob(packed); err != nil {
			return err
		}
		for version.Number < store.DefaultPage+2 {
			version.Number++
			version.Attachments = nil
			if version.Number == store.DefaultPage+1 {
				version.Attachments = []store.Attachment{late}
			}
			if err := w.AddVersion(version); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var erased eraseAnswer
	h.want(h.do("office", http.MethodPost, "/registers/x/contacts/erase", person{Person: "赵六"}), http.StatusOK, &erased)
	if erased.Rows != 1 {
		t.Errorf("erased = %+v, want one row", erased)
	}
}
