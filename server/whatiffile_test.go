package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// Data, a table as the body, a workbook and a table in a form are the same results, and
// the rest stands beside them in the address.
func TestWhatIfOfAFile(t *testing.T) {
	h := newFigureHouse(t)
	markets, town := marketIDs(t)
	known := []object{{"id": town, "score": 1}, {"id": markets[0], "met": 2, "observed": 8}, {"id": markets[1], "met": 7, "observed": 8}}
	table := "编号,达标项,检查项,得分,备注\n" + town + ",,,1,\n" + markets[0] + ",2,8,,\n" + markets[1] + ",7,8,,\n" + markets[2] + ",,,,未查\n"
	path, beside := figuresPath("county", "what-if"), "?plan=plain&draws=50&seed=x"
	first := h.do("office", http.MethodPost, path, object{"plan": "plain", "draws": 50, "seed": "x", "known": known})
	h.want(first, http.StatusOK, nil)
	for name, a := range map[string]answer{
		"table":       h.do("unit:城管局", http.MethodPost, path+beside+"&filename=r.csv", table),
		"workbook":    h.do("office", http.MethodPost, path+beside+"&filename=r.xlsx", workbook(t, table)),
		"named sheet": h.do("office", http.MethodPost, path+beside+"&sheet=Sheet1", workbook(t, table)),
		"form":        h.form("office", path+beside, table),
	} {
		if h.want(a, http.StatusOK, nil); !bytes.Equal(a.body, first.body) {
			t.Errorf("%s = %s\nwant %s", name, a.body, first.body)
		}
	}
	usual := h.do("office", http.MethodPost, path+"?plan=plain", table)
	if h.want(usual, http.StatusOK, nil); !bytes.Contains(usual.body, []byte(`"draws":`+count(defaultFutureDraws))) {
		t.Errorf("if nobody says otherwise: %s", usual.body)
	}
	for format, begins := range map[string]string{"csv": "\ufeff", "xlsx": "PK", "svg": "<svg"} {
		a := h.do("office", http.MethodPost, path+beside+"&format="+format, table)
		if h.want(a, http.StatusOK, nil); !strings.HasPrefix(string(a.body), begins) || !strings.HasPrefix(a.header.Get("Content-Type"), exportTypes[format]) {
			t.Errorf("%s is %q and begins with %.40q", format, a.header.Get("Content-Type"), a.body)
		}
	}
}

func TestWhatIfOfAFileRefused(t *testing.T) {
	h := newFigureHouse(t)
	_, town := marketIDs(t)
	path, table := figuresPath("county", "what-if"), "编号,得分\n"+town+",0.5\n"
	for name, c := range map[string]struct {
		body  any
		query string
		code  geo.Code
	}{
		"elsewhere":      {table + "x,1\n", "?plan=plain", intake.ErrRejected},
		"twice":          {table + town + ",1\n", "?plan=plain", intake.ErrRejected},
		"per cent":       {"编号,得分\n" + town + ",50%\n", "?plan=plain", intake.ErrRejected},
		"no result":      {"编号,得分\n" + town + ",\n", "?plan=plain", intake.ErrNoResults},
		"no id":          {"名称,得分\n一,1\n", "?plan=plain", intake.ErrColumnMissing},
		"no file":        {"", "?plan=plain", intake.ErrEmpty},
		"no table":       {`{"plan":"plain","known":[]}`, "", intake.ErrFormat},
		"another sheet":  {workbook(t, table), "?plan=plain&sheet=Sheet2", intake.ErrSheet},
		"no plan":        {table, "", sampler.ErrMemberMissing},
		"no number":      {table, "?plan=plain&draws=x", ErrParameter},
		"many draws":     {table, "?plan=plain&draws=" + count(maxFutureDraws+1), ErrFiguresLarge},
		"seed":           {table, "?plan=plain&seed=" + strings.Repeat("x", maxReplaySeed+1), geo.ErrTextLength},
		"format":         {table, "?plan=plain&format=pdf", ErrParameter},
		"query":          {table, "?plan=plain&empty=mean", ErrQuery},
		"beside data":    {object{"plan": "plain", "known": []object{{"id": town, "score": 1}}}, "?draws=10", ErrQuery},
		"a text as name": {table, "?plan=plain&filename=%07", geo.ErrTextControl},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, path+c.query, c.body), http.StatusUnprocessableEntity, c.code)
	}
	h.wantProblem("another plan", h.do("office", http.MethodPost, path+"?plan=none", table), http.StatusNotFound, store.ErrNotFound)
	h.wantProblem("long", h.do("office", http.MethodPost, path+"?plan=plain", strings.Repeat("x", resultsBody+1)), http.StatusRequestEntityTooLarge, ErrLong)
	for _, who := range []string{"viewer", "inspector"} {
		h.wantProblem(who, h.do(who, http.MethodPost, path+"?plan=plain", table), http.StatusForbidden, access.ErrRole)
	}
	if left := h.uploads(); len(left) > 0 {
		t.Errorf("files are left: %q", left)
	}
}
