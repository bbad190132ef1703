package access

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestRolesComeBack(t *testing.T) {
	if len(Roles()) != len(roleNames) || Roles()[0] != Role(0) || Role(0) != Public {
		t.Errorf("Roles() = %v, want the public first and as many as names", Roles())
	}
	for _, r := range Roles() {
		if got, err := ParseRole(r.String()); got != r || err != nil {
			t.Errorf("ParseRole(%q) = %v, %v", r, got, err)
		}
	}
	for _, bad := range []string{"", "Office", " office", "admin", "office,unit"} {
		got, err := ParseRole(bad)
		wantCode(t, "ParseRole("+bad+")", err, ErrRoleUnknown)
		if got != Public {
			t.Errorf("ParseRole(%q) = %v, want the least", bad, got)
		}
	}
}

func TestRoleSets(t *testing.T) {
	if (RoleSet(0)).Has(Public) {
		t.Error("the empty set has the public")
	}
	s := RoleSetOf(Office, Unit, Unit)
	for _, r := range Roles() {
		if got, want := s.Has(r), r == Office || r == Unit; got != want {
			t.Errorf("%v.Has(%v) = %v, want %v", s.names(), r, got, want)
		}
	}
}

func TestScopesComeBack(t *testing.T) {
	if len(Scopes()) != len(scopeNames) {
		t.Errorf("Scopes() = %v, names %v", Scopes(), scopeNames)
	}
	rapid.Check(t, func(t *rapid.T) {
		set := ScopeSetOf(rapid.SliceOf(rapid.SampledFrom(Scopes())).Draw(t, "scopes")...)
		if got, err := ParseScopes(set.String()); got != set || err != nil {
			t.Fatalf("ParseScopes(%q) = %v, %v", set, got, err)
		}
	})
	if got, err := ParseScopes("  write read\n"); got != ScopeSetOf(Read, Write) || err != nil {
		t.Errorf("ParseScopes = %v, %v, want read and write", got, err)
	}
	for _, bad := range []string{"reads", "READ", "read,write", "read all", "*"} {
		got, err := ParseScopes(bad)
		wantCode(t, "ParseScopes("+bad+")", err, ErrScopeUnknown)
		if got != 0 {
			t.Errorf("ParseScopes(%q) = %v, want none", bad, got)
		}
	}
}

func TestCheckScopes(t *testing.T) {
	for role, most := range map[Role]string{
		Public: "", Viewer: "read", Unit: "read practice", Inspector: "read", Office: "read practice write draw admin",
	} {
		for _, s := range Scopes() {
			want := ErrScopeTooMuch
			if strings.Contains(most, s.String()) {
				want = ""
			}
			wantCode(t, "CheckScopes("+role.String()+", "+s.String()+")", CheckScopes(role, ScopeSetOf(s)), want)
		}
		wantCode(t, "CheckScopes("+role.String()+")", CheckScopes(role, 0), "")
	}
}

func TestMay(t *testing.T) {
	everybody := Need{Roles: RoleSetOf(Public), Scope: Read}
	practice := Need{Roles: RoleSetOf(Office, Unit), Scope: Practice}
	draw := Need{Roles: RoleSetOf(Office), Scope: Draw}
	careless := Need{Roles: RoleSetOf(Office, Viewer), Scope: Draw}
	office := Who{Role: Office, Session: true}
	unit := Who{Role: Unit, Session: true}
	viewer := Who{Role: Viewer, Session: true}
	token := func(r Role, scopes ...Scope) Who { return Who{Role: r, Scopes: ScopeSetOf(scopes...)} }
	for _, test := range []struct {
		name string
		who  Who
		need Need
		want geo.Code
	}{
		{"public, published", Who{}, everybody, ""},
		{"token without scopes, published", token(Unit), everybody, ""},
		{"public", Who{}, practice, ErrSignIn},
		{"public that claims a session", Who{Session: true}, practice, ErrSignIn},
		{"public with scopes", token(Public, Practice), practice, ErrSignIn},
		{"office", office, practice, ""},
		{"unit", unit, practice, ""},
		{"viewer", viewer, practice, ErrRole},
		{"office draws", office, draw, ""},
		{"unit draws", unit, draw, ErrRole},
		{"a route that names a role and a scope the role has not", viewer, careless, ErrRole},
		{"token", token(Unit, Read, Practice), practice, ""},
		{"token without it", token(Unit, Read), practice, ErrScope},
		{"token with others", token(Office, Read, Practice, Write, Admin), draw, ErrScope},
		{"token of one who was office once", token(Unit, Draw), draw, ErrRole},
		{"the same, careless route", token(Viewer, Draw), careless, ErrRole},
		{"need of nobody", office, Need{}, ErrRole},
		{"public, need of nobody", Who{}, Need{}, ErrSignIn},
	} {
		wantCode(t, "May: "+test.name, test.who.May(test.need), test.want)
	}
}

// On a route that is open to everybody a token counts as what it was given, or as
// nobody.
func TestOn(t *testing.T) {
	open := Need{Roles: RoleSetOf(Roles()...), Scope: Read}
	token := func(r Role, scopes ...Scope) Who { return Who{UserID: 7, Role: r, Scopes: ScopeSetOf(scopes...)} }
	session := Who{UserID: 7, Role: Viewer, Session: true}
	for _, test := range []struct {
		name      string
		who, want Who
	}{
		{"public", Who{}, Who{}},
		{"session", session, session},
		{"token that reads", token(Office, Read, Draw), token(Office, Read, Draw)},
		{"token that does not", token(Office, Practice, Write, Draw, Admin), Who{}},
		{"token without scopes", token(Unit), Who{}},
		{"public with scopes", token(Public, Read), Who{}},
	} {
		if got := test.who.On(open); got != test.want {
			t.Errorf("On: %s = %+v, want %+v", test.name, got, test.want)
		}
	}
	if token(Viewer, Draw).Has(Draw) || session.Has(Draw) || !session.Has(Read) {
		t.Error("Has goes beyond the role")
	}
}
