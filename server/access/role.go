package access

import (
	"strings"

	"sitedraw/geo"
)

// Role is what somebody is to the county; the zero value is the public.
type Role uint8

// The roles. Their order is that of Roles and means nothing else.
const (
	Public    Role = iota // what is published: checkpoint, seals, published draws, verify
	Viewer                // reads registers and released draws
	Unit                  // its sites, released draws, practice draws
	Inspector             // the own part of a draw on its day
	Office                // registers, plans, draws, seals, users
)

var roleNames = []string{"public", "viewer", "unit", "inspector", "office"}

// Roles returns all roles.
func Roles() []Role { return []Role{Public, Viewer, Unit, Inspector, Office} }

// String is the role's name in the API and in the database.
func (r Role) String() string { return roleNames[r] }

// ParseRole reads what String writes, or returns ErrRoleUnknown.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles() {
		if s == r.String() {
			return r, nil
		}
	}
	return Public, &geo.Error{Code: ErrRoleUnknown, Value: s, Want: strings.Join(roleNames, ", ")}
}

// RoleSet is a set of roles; the zero value is empty.
type RoleSet uint8

// RoleSetOf returns the set of some roles.
func RoleSetOf(roles ...Role) RoleSet {
	var s RoleSet
	for _, r := range roles {
		s |= 1 << r
	}
	return s
}

// Has reports whether a role is in the set.
func (s RoleSet) Has(r Role) bool { return s&(1<<r) != 0 }

// names lists the set's roles.
func (s RoleSet) names() []string {
	var names []string
	for _, r := range Roles() {
		if s.Has(r) {
			names = append(names, r.String())
		}
	}
	return names
}
