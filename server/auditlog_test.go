package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

func TestAuditLogIsFilteredAndPaged(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	h.browser().signIn("office", "wrong horse 123")
	h.want(b.do(http.MethodPost, "/users", userOrder{Login: "a", Role: "viewer"}), http.StatusCreated, nil)
	for _, test := range []struct{ query, want string }{
		{"", "user.add session.refuse session.start user.password user.add"},
		{"?order=oldest", "user.add user.password session.start session.refuse user.add"},
		{"?limit=2", "user.add session.refuse session.start user.password user.add"},
		{"?action=session.refuse", "session.refuse"},
		{"?object=user/2", "user.add"},
		{"?user=1&action=session.start", "session.start"},
		{"?user=99", ""},
	} {
		var got []string
		for path := "/audit" + test.query; path != ""; {
			var l list[auditView]
			h.want(b.do(http.MethodGet, path, nil), http.StatusOK, &l)
			for _, a := range l.Items {
				got = append(got, a.Action)
			}
			path = strings.TrimPrefix(l.Next, base)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("audit%s = %v, want %s", test.query, got, test.want)
		}
	}
	h.wantProblem("user", b.do(http.MethodGet, "/audit?user=x", nil), 422, ErrParameter)
	h.wantProblem("misspelled", b.do(http.MethodGet, "/audit?acton=x", nil), 422, ErrQuery)
}

// Neither a person nor a secret stands in the audit log, and nothing of an erased
// person is left there but the number.
func TestAuditLogForgetsPersons(t *testing.T) {
	h := newHouse(t)
	b := h.person(userOrder{Login: "zhangsan", Name: "张三", Role: "unit", Unit: "城管局"})
	h.want(b.do(http.MethodPost, "/tokens", tokenOrder{Name: "张三的手机", Scopes: []string{"read"}}), http.StatusCreated, nil)
	h.browser().signIn("zhangsan", "wrong horse 123")
	h.want(h.do("office", http.MethodPatch, "/users/1", map[string]string{"name": "张三丰"}), http.StatusOK, nil)
	a := h.do("office", http.MethodGet, "/audit", nil)
	for _, secret := range []string{"张三", goodPassword, "wrong horse", "sd_", "sdl_", "sds_"} {
		if bytes.Contains(a.body, []byte(secret)) {
			t.Errorf("the audit log has %s: %s", secret, a.body)
		}
	}
	h.want(h.do("office", http.MethodDelete, "/users/1", nil), http.StatusNoContent, nil)
	var l list[auditView]
	h.want(h.do("office", http.MethodGet, "/audit?user=1", nil), http.StatusOK, &l)
	for _, e := range l.Items {
		if e.Login == "zhangsan" || e.Address != "" || len(e.Detail) > 0 {
			t.Errorf("left of an erased person: %+v", e)
		}
	}
	if len(l.Items) == 0 {
		t.Errorf("nothing is left of what was done")
	}
}
