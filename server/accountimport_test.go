package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
)

const someUsers = "登录名,姓名,角色,单位,乡镇\n" +
	"Zhang,张三,责任单位,城管局,\n" +
	"li,李四,检查员,,雄石街道\n" +
	"office2,王五,office,,\n"

func workbook(t *testing.T, csv string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(csv), "\n") {
		for j, cell := range strings.Split(line, ",") {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err := f.SetCellStr("Sheet1", at, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAccountImport(t *testing.T) {
	for name, body := range map[string][]byte{"csv": []byte(someUsers), "bom": []byte("\ufeff" + someUsers), "xlsx": workbook(t, someUsers)} {
		h := newHouse(t)
		var checked list[userOrder]
		h.want(h.do("office", http.MethodPost, "/users/import?dry_run=true", body), http.StatusOK, &checked)
		var none list[userView]
		h.want(h.do("office", http.MethodGet, "/users", nil), http.StatusOK, &none)
		if len(checked.Items) != 3 || len(none.Items) != 0 {
			t.Errorf("%s: dry run = %+v, and %d accounts", name, checked, len(none.Items))
		}
		var made importedUsers
		h.want(h.do("office", http.MethodPost, "/users/import", body), http.StatusCreated, &made)
		if len(made.Items) != 3 || made.Items[0].Login != "zhang" || made.Items[0].Role != "unit" || made.Items[0].Unit != "城管局" ||
			made.Items[1].Role != "inspector" || made.Items[1].Area != "雄石街道" || made.Items[2].Role != "office" {
			t.Errorf("%s: made %+v", name, made.Items)
		}
		h.want(h.browser().do(http.MethodPost, pathOf(made.Items[0].Link), linkOrder{Password: goodPassword}), http.StatusOK, nil)
		h.want(h.browser().signIn("zhang", goodPassword), http.StatusOK, nil)
	}
}

func TestAccountImportAsSlips(t *testing.T) {
	h := newHouse(t)
	a := h.do("office", http.MethodPost, "/users/import?format=html", []byte(someUsers))
	h.want(a, http.StatusCreated, nil)
	if got := strings.Count(string(a.body), "<svg"); got != 3 || !bytes.Contains(a.body, []byte("张三 (zhang)")) || !bytes.Contains(a.body, []byte("/link/sdl_")) {
		t.Errorf("page has %d codes, want 3: %s", got, a.body)
	}
	if got := a.header.Get("Content-Security-Policy"); !strings.Contains(got, "sha256-") || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers = %v", a.header)
	}
}

// One wrong row, and nothing is made; every wrong row is told with its place.
func TestAccountImportRefusals(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/users", userOrder{Login: "taken", Role: "viewer"}), http.StatusCreated, nil)
	type fault struct {
		Code geo.Code
		At   struct {
			Line   int
			Column string
		}
	}
	for _, test := range []struct {
		name, body string
		want       []string // code line column
	}{
		{"nothing", "登录名,姓名,角色\n", []string{"account.import-empty 0 "}},
		{"headings", "登录,姓名,角色,电话\na,b,viewer,1\n", []string{"table.heading 1 登录", "table.heading 1 电话", "table.column-missing 1 "}},
		{"twice a heading", "登录名,login,姓名,角色\na,a,b,viewer\n", []string{"table.heading-twice 1 login"}},
		{"rows", "登录名,姓名,角色\na,b,boss\n,b,viewer\nc,d,unit\ne,f,viewer,more\n", []string{
			"access.role-unknown 2 角色", "json.missing 3 登录名", "account.unit-missing 4 unit", "table.cell-extra 5 ",
		}},
		{"twice", "login,name,role\na,b,viewer\nA,c,viewer\n", []string{"account.import-twice 3 login"}},
		{"taken", "login,name,role\nnew,b,viewer\nTaken,c,viewer\n", []string{"store.exists 3 login"}},
		{"public", "login,name,role\na,b,public\n", []string{"access.role-unknown 2 role"}},
		{"too many", "login,name,role\n" + strings.Repeat("a,b,viewer\n", maxImported+1), []string{"intake.too-many 0 "}},
	} {
		a := h.do("office", http.MethodPost, "/users/import", []byte(test.body))
		var p struct{ Errors []fault }
		if err := json.Unmarshal(a.body, &p); err != nil || a.status < 400 || a.status >= 500 {
			t.Errorf("%s: %d %s", test.name, a.status, a.body)
			continue
		}
		var got []string
		for _, f := range p.Errors {
			got = append(got, string(f.Code)+" "+count(f.At.Line)+" "+f.At.Column)
		}
		if strings.Join(got, "; ") != strings.Join(test.want, "; ") {
			t.Errorf("%s: faults = %q, want %q", test.name, got, test.want)
		}
	}
	var l list[userView]
	h.want(h.do("office", http.MethodGet, "/users", nil), http.StatusOK, &l)
	if len(l.Items) != 1 {
		t.Errorf("%d accounts after refused lists, want 1", len(l.Items))
	}
	for _, query := range []string{"?dry_run=maybe", "?format=pdf"} {
		h.wantProblem(query, h.do("office", http.MethodPost, "/users/import"+query, []byte(someUsers)), 422, ErrParameter)
	}
}
