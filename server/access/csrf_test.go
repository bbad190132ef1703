package access

import (
	"strings"
	"testing"

	"sitedraw/geo"
)

func TestCSRF(t *testing.T) {
	mine, _, _ := NewToken(Session, chance(1))
	other, _, _ := NewToken(Session, chance(2))
	token := CSRF(mine)
	for _, test := range []struct {
		name, session, given string
		want                 geo.Code
	}{
		{"own", mine, token, ""},
		{"another session's", mine, CSRF(other), ErrCSRF},
		{"own, for another session", other, token, ErrCSRF},
		{"none", mine, "", ErrCSRF},
		{"shorter", mine, token[:len(token)-1], ErrCSRF},
		{"longer", mine, token + "=", ErrCSRF},
		{"other case", mine, strings.ToUpper(token), ErrCSRF},
		{"the session itself", mine, mine, ErrCSRF},
		{"no session", "", CSRF(""), ErrCSRF},
		{"no session, none", "", "", ErrCSRF},
	} {
		err := CheckCSRF(test.session, test.given)
		wantCode(t, "CheckCSRF: "+test.name, err, test.want)
		wantNoSecret(t, err, test.session)
	}
	if len(token) != 43 || strings.Contains(token, mine) || CSRF(mine) != token {
		t.Errorf("CSRF = %q", token)
	}
}
