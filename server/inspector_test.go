package server

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// listed are the inspectors that somebody finds.
func (h *house) listed(who, query string) (l list[inspectorView]) {
	h.t.Helper()
	h.want(h.do(who, http.MethodGet, "/inspectors"+query, nil), http.StatusOK, &l)
	return l
}

func zhang() object {
	return object{
		"name": "张三", "unit": "城管局", "township": "360681101000", "qualifications": []string{"食品", "消防", "食品"},
		"recusals": []object{{"unit": "市场局", "reason": "亲属任职"}}, "absences": []object{{"from": "2026-12-01", "to": "2026-12-03", "reason": "培训"}},
	}
}

func TestInspectorComesAndLeaves(t *testing.T) {
	h := newDrawHouse(t)
	var made inspectorView
	h.want(h.do("office", http.MethodPut, "/inspectors/c01", zhang()), http.StatusCreated, &made)
	if made.ID != "c01" || made.Name != "张三" || strings.Join(made.Qualifications, " ") != "消防 食品" || made.Recusals[0].Reason != "亲属任职" || made.Absences[0].To != "2026-12-03" {
		t.Errorf("made = %+v", made)
	}
	h.want(h.do("office", http.MethodPut, "/inspectors/c02", object{"name": "李四"}), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPut, "/inspectors/c02", object{"name": "李四", "unit": "教育局"}), http.StatusOK, nil)
	if l := h.listed("office", "?limit=1"); len(l.Items) != 1 || l.Items[0].ID != "c01" || l.Next == "" {
		t.Errorf("first page = %+v", l)
	}
	h.want(h.do("office", http.MethodDelete, "/inspectors/c02", nil), http.StatusNoContent, nil)
	if l := h.listed("office", "?after=c01"); len(l.Items) != 1 || !l.Items[0].Left || l.Items[0].Unit != "教育局" {
		t.Errorf("after leaving = %+v", l)
	}
	active, err := h.inspectors(t.Context())
	if err != nil || len(active) != 1 || active[0].ID != "c01" || active[0].Recusals[0].Unit != "市场局" {
		t.Errorf("inspectors = %+v, %v", active, err)
	}
	h.want(h.do("office", http.MethodPut, "/inspectors/c02", object{"name": "李四"}), http.StatusOK, nil)
	if l := h.listed("office", "?after=c01"); l.Items[0].Left {
		t.Errorf("who is put again has left: %+v", l)
	}
	h.wantProblem("none", h.do("office", http.MethodDelete, "/inspectors/x", nil), http.StatusNotFound, store.ErrNotFound)
	actions := h.actions("inspector/c02")
	if want := "change leave change add"; actions != want {
		t.Errorf("the audit log says of c02 %q, want %q", actions, want)
	}
}

// actions are what the audit log says was done to an inspector, the latest first.
func (h *house) actions(of string) string {
	h.t.Helper()
	var actions []string
	err := h.Store.View(context.Background(), func(v store.Reader) error {
		entries, err := v.Audits(store.AuditFilter{Object: of}, store.NumberPage{Newest: true})
		for _, e := range entries {
			_, action, _ := strings.Cut(e.Action, ".")
			actions = append(actions, action)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.Join(actions, " ")
}

func TestInspectorRefused(t *testing.T) {
	h := newDrawHouse(t)
	with := func(member string, value any) object { o := zhang(); o[member] = value; return o }
	for name, c := range map[string]struct {
		body   object
		code   geo.Code
		column string
	}{
		"no name":           {with("name", ""), sampler.ErrMemberMissing, "name"},
		"township":          {with("township", "3606"), "", "township"},
		"no reason":         {with("recusals", []object{{"unit": "市场局"}}), crew.ErrReason, ""},
		"two of recusal":    {with("recusals", []object{{"unit": "市场局", "site": "x", "reason": "y"}}), crew.ErrRecusal, ""},
		"date":              {with("absences", []object{{"from": "2026-02-30", "to": "2026-03-01"}}), crew.ErrDate, ""},
		"dates":             {with("absences", []object{{"from": "2026-03-02", "to": "2026-03-01"}}), crew.ErrDateOrder, ""},
		"control in a name": {with("name", "a\x07"), geo.ErrTextControl, "name"},
		"a member":          {with("phone", "1"), ErrMember, "phone"},
	} {
		a := h.do("office", http.MethodPut, "/inspectors/c01", c.body)
		var problem struct {
			Code   geo.Code
			Errors []struct{ At geo.Place }
		}
		h.want(a, http.StatusUnprocessableEntity, &problem)
		if c.code != "" && problem.Code != c.code || c.column != "" && problem.Errors[0].At.Column != c.column {
			t.Errorf("%s: %s, want %s at %q", name, a.body, c.code, c.column)
		}
	}
	if l := h.listed("office", ""); len(l.Items) > 0 {
		t.Errorf("kept: %+v", l)
	}
}

// Personal data is the office's; an inspector finds himself, by his login.
func TestInspectorsAreForTheOffice(t *testing.T) {
	h := newDrawHouse(t)
	for _, id := range []string{"c01", "inspector", "z"} {
		h.want(h.do("office", http.MethodPut, "/inspectors/"+id, zhang()), http.StatusCreated, nil)
	}
	for who, want := range map[string]int{"office": 3, "office!read": 3, "inspector": 1, "inspector!read": 1} {
		if l := h.listed(who, ""); len(l.Items) != want || want == 1 && l.Items[0].ID != "inspector" {
			t.Errorf("%s finds %+v, want %d", who, l.Items, want)
		}
	}
	if l := h.listed("inspector", "?after=inspector"); len(l.Items) > 0 {
		t.Errorf("an inspector finds on his second page %+v", l)
	}
	for who, want := range map[string]int{"": 401, "viewer": 403, "unit:城管局": 403, "office!write": 403} {
		if a := h.do(who, http.MethodGet, "/inspectors", nil); a.status != want {
			t.Errorf("%q finds inspectors: %d %s, want %d", who, a.status, a.body, want)
		}
	}
	for _, who := range []string{"", "viewer", "unit:城管局", "inspector", "office!read"} {
		for _, m := range [][2]string{{"PUT", "/inspectors/c01"}, {"DELETE", "/inspectors/c01"}, {"POST", "/inspectors/c01/erase"}, {"POST", "/inspectors/import"}} {
			if a := h.do(who, m[0], m[1], zhang()); a.status != http.StatusForbidden && a.status != http.StatusUnauthorized {
				t.Errorf("%q may %s %s: %d", who, m[0], m[1], a.status)
			}
		}
		if a := h.do(who, http.MethodGet, "/inspectors/export", nil); who != "office!read" && a.status < 400 {
			t.Errorf("%q may export: %d", who, a.status)
		}
	}
}

func TestImportInspectors(t *testing.T) {
	h := newDrawHouse(t)
	const table = "编号,姓名,单位,回避,请假,手机\nc01,张三,城管局,单位:市场局(亲属任职),2026-12-01~2026-12-03(培训),1\nc02,李四,教育局,,,2\n"
	var got importedInspectors
	h.want(h.do("office", http.MethodPost, "/inspectors/import?dry_run=1&filename=i.csv", table), http.StatusOK, &got)
	if got.Added != 2 || !got.DryRun || strings.Join(got.Unused, " ") != "手机" || len(h.listed("office", "").Items) > 0 {
		t.Errorf("dry run = %+v, and there are %d", got, len(h.listed("office", "").Items))
	}
	for _, want := range []inspectorChanges{{Added: 2}, {Unchanged: 2}} {
		got = importedInspectors{}
		if h.want(h.do("office", http.MethodPost, "/inspectors/import", table), http.StatusOK, &got); got.inspectorChanges != want || got.Rows != 2 {
			t.Errorf("import = %+v, want %+v", got, want)
		}
	}
	h.want(h.do("office", http.MethodDelete, "/inspectors/c02", nil), http.StatusNoContent, nil)
	changed := strings.ReplaceAll(table, "张三", "张三丰")
	if h.want(h.do("office", http.MethodPost, "/inspectors/import", changed), http.StatusOK, &got); got.Changed != 2 {
		t.Errorf("import of two who changed = %+v", got)
	}
	first := h.listed("office", "").Items[0]
	if first.Name != "张三丰" || first.Recusals[0] != (recusalBody{Unit: "市场局", Reason: "亲属任职"}) || first.Absences[0].From != "2026-12-01" {
		t.Errorf("c01 = %+v", first)
	}
	// nothing is half-applied
	a := h.do("office", http.MethodPost, "/inspectors/import", "编号,姓名,请假\nc03,王五,\nc04,赵六,2026-02-30\nc03,又王五,\n")
	h.wantProblem("bad rows", a, http.StatusUnprocessableEntity, intake.ErrRejected)
	for _, part := range []string{`"line":3`, `"line":4`} {
		if !strings.Contains(string(a.body), part) {
			t.Errorf("the answer %s lacks %s", a.body, part)
		}
	}
	if all := h.listed("office", "").Items; len(all) != 2 {
		t.Errorf("after a table that was refused there are %+v", all)
	}
	h.wantProblem("nothing", h.do("office", http.MethodPost, "/inspectors/import", ""), http.StatusUnprocessableEntity, intake.ErrEmpty)
	h.wantProblem("register", h.do("office", http.MethodPost, "/inspectors/import?register=x", table), http.StatusNotFound, store.ErrNotFound)
}

// What is exported is imported without a change; the template is read too.
func TestExportInspectors(t *testing.T) {
	h := newDrawHouse(t)
	h.want(h.do("office", http.MethodPut, "/inspectors/c01", zhang()), http.StatusCreated, nil)
	h.want(h.do("office", http.MethodPut, "/inspectors/c02", object{"name": "=李四"}), http.StatusCreated, nil)
	for _, format := range []string{"csv", "xlsx"} {
		a := h.do("office", http.MethodGet, "/inspectors/export?format="+format, nil)
		h.want(a, http.StatusOK, nil)
		var got importedInspectors
		h.want(h.do("office", http.MethodPost, "/inspectors/import?filename=i."+format, a.body), http.StatusOK, &got)
		if want := (inspectorChanges{Unchanged: 2}); got.inspectorChanges != want {
			t.Errorf("%s again = %+v, want %+v", format, got, want)
		}
	}
	a := h.do("office", http.MethodGet, "/inspectors/export?format=template", nil)
	h.want(a, http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, "/inspectors/import?dry_run=1&filename=t.xlsx", a.body), http.StatusOK, nil)
}

// Who is erased is gone from the list and from the lots that knew him.
func TestEraseInspector(t *testing.T) {
	h := newDrawHouse(t)
	h.want(h.do("office", http.MethodPut, "/inspectors/c01", zhang()), http.StatusCreated, nil)
	draws := []int64{h.made("office", object{"register": "county", "plan": "plain"}), h.made("office", object{"register": "county", "plan": "plain"})}
	h.update(func(w store.Writer) error {
		for i, d := range draws {
			people := crew.AppendInspectors(nil, []crew.Inspector{{ID: "c0" + count(int64(i+1)), Name: "某人"}})
			c := store.Crew{Draw: d, Lot: 1, Body: []byte(`{}`), Inspectors: people, Made: store.Act{At: h.now()}}
			if err := w.AddCrew(c); err != nil {
				return err
			}
		}
		return nil
	})
	var got erasedInspector
	h.want(h.do("office", http.MethodPost, "/inspectors/c01/erase", nil), http.StatusOK, &got)
	if got.Crews != 1 || len(h.listed("office", "").Items) > 0 {
		t.Errorf("erased = %+v, left %+v", got, h.listed("office", "").Items)
	}
	h.update(func(w store.Writer) error {
		for i, want := range []bool{true, false} {
			c, err := w.Crew(draws[i], 1)
			if err != nil || (c.Inspectors == nil) != want {
				t.Errorf("lot of draw %d has inspectors %s, %v", draws[i], c.Inspectors, err)
			}
		}
		return nil
	})
	h.wantProblem("twice", h.do("office", http.MethodPost, "/inspectors/c01/erase", nil), http.StatusNotFound, store.ErrNotFound)
}
