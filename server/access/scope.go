package access

import (
	"strings"

	"sitedraw/geo"
)

// Scope is a part of what its owner may do that a token may do too.
type Scope uint8

// The scopes. None holds another: a token that writes and reads has both.
const (
	Read     Scope = iota // whatever the owner may see
	Practice              // practice draws
	Write                 // registers, plans: import, edit, publish
	Draw                  // seals and official draws
	Admin                 // users, tokens, audit log
)

var scopeNames = []string{"read", "practice", "write", "draw", "admin"}

// Scopes returns all scopes.
func Scopes() []Scope { return []Scope{Read, Practice, Write, Draw, Admin} }

// String is the scope's name in the API and in the database.
func (s Scope) String() string { return scopeNames[s] }

// ScopeSet is a set of scopes; the zero value is empty.
type ScopeSet uint8

// ScopeSetOf returns the set of some scopes.
func ScopeSetOf(scopes ...Scope) ScopeSet {
	var set ScopeSet
	for _, s := range scopes {
		set |= 1 << s
	}
	return set
}

// Has reports whether a scope is in the set.
func (set ScopeSet) Has(s Scope) bool { return set&(1<<s) != 0 }

// String lists the set's scopes, with a space between, in the order of Scopes.
func (set ScopeSet) String() string {
	var names []string
	for _, s := range Scopes() {
		if set.Has(s) {
			names = append(names, s.String())
		}
	}
	return strings.Join(names, " ")
}

// ParseScopes reads names with spaces between, in any order, or returns
// ErrScopeUnknown. The empty text is the empty set.
func ParseScopes(s string) (ScopeSet, error) {
	var set ScopeSet
	for name := range strings.FieldsSeq(s) {
		one, err := parseScope(name)
		if err != nil {
			return 0, err
		}
		set |= ScopeSetOf(one)
	}
	return set, nil
}

func parseScope(name string) (Scope, error) {
	for _, s := range Scopes() {
		if name == s.String() {
			return s, nil
		}
	}
	return 0, &geo.Error{Code: ErrScopeUnknown, Value: name, Want: strings.Join(scopeNames, ", ")}
}

// scopesOf says what tokens of each role may hold at most. The public has none.
var scopesOf = map[Role]ScopeSet{
	Viewer:    ScopeSetOf(Read),
	Unit:      ScopeSetOf(Read, Practice),
	Inspector: ScopeSetOf(Read),
	Office:    ScopeSetOf(Scopes()...),
}

// CheckScopes returns ErrScopeTooMuch if a token of this role may not hold one of
// the scopes.
func CheckScopes(r Role, set ScopeSet) error {
	if more := set &^ scopesOf[r]; more != 0 {
		return &geo.Error{Code: ErrScopeTooMuch, Value: more.String(), Want: scopesOf[r].String()}
	}
	return nil
}
