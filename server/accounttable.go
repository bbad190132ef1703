package server

import (
	"errors"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// userColumns are the columns of a list of accounts by member, with the key of
// their heading; those of the first few must be there.
var userColumns = []struct {
	member  string
	heading geo.Code
	needed  bool
	of      func(*userOrder) *string
}{
	{"login", "account.column-login", true, func(o *userOrder) *string { return &o.Login }},
	{"name", "account.column-name", true, func(o *userOrder) *string { return &o.Name }},
	{"role", "account.column-role", true, func(o *userOrder) *string { return &o.Role }},
	{"unit", "account.column-unit", false, func(o *userOrder) *string { return &o.Unit }},
	{"area", "account.column-area", false, func(o *userOrder) *string { return &o.Area }},
}

// roleWords are the keys of what roles are called.
var roleWords = map[string]geo.Code{
	"office": "account.role-office", "unit": "account.role-unit",
	"inspector": "account.role-inspector", "viewer": "account.role-viewer",
}

// meaning finds what a word stands for: a name, or what any language of the
// catalogue calls it. Of a word that means nothing it returns, with false, the one
// that is near.
func meaning(word string, names []string, key func(name string) geo.Code) (string, bool) {
	word = loginOf(word)
	known := append([]string{}, names...)
	for _, name := range names {
		if word == name {
			return name, true
		}
		for _, lang := range text.Langs() {
			called := text.For(lang).Text(key(name), nil)
			if word == called {
				return name, true
			}
			known = append(known, called)
		}
	}
	return geo.Nearest(word, known), false
}

// userTable is a list of accounts at work.
type userTable struct {
	titles []string // of the columns as the list has them
	column map[string]int
	seen   map[string]int // the row of each login
	users  []newUser
	errs   []error
}

// usersOf reads the accounts of a table, whose first row has the headings; the
// error lists every wrong cell.
func usersOf(rows []intake.Row, by store.Act) ([]newUser, error) {
	if len(rows) < 2 {
		return nil, &geo.Error{Code: ErrUsersEmpty}
	}
	if err := tooMany(len(rows) - 1); err != nil {
		return nil, err
	}
	t := &userTable{column: map[string]int{}, seen: map[string]int{}}
	t.head(rows[0])
	if t.errs != nil {
		return nil, errors.Join(t.errs...) // rows mean nothing without headings
	}
	for _, row := range rows[1:] {
		t.row(row, by)
	}
	return t.users, errors.Join(t.errs...)
}

func (t *userTable) head(row intake.Row) {
	members := make([]string, len(userColumns))
	headings := map[string]geo.Code{}
	for i, c := range userColumns {
		members[i], headings[c.member] = c.member, c.heading
	}
	for i, title := range row.Cells {
		title = strings.TrimSpace(title)
		t.titles = append(t.titles, title)
		if title == "" {
			continue
		}
		member, known := meaning(title, members, func(name string) geo.Code { return headings[name] })
		_, twice := t.column[member]
		at := geo.Place{Line: row.Number, Column: title}
		switch {
		case !known:
			t.errs = append(t.errs, &geo.Error{Code: sampler.ErrTableHeading, At: at, Value: title, Want: member})
		case twice:
			t.errs = append(t.errs, &geo.Error{Code: sampler.ErrTableTwice, At: at, Value: title})
		default:
			t.column[member] = i
		}
	}
	for _, c := range userColumns {
		if _, there := t.column[c.member]; c.needed && !there {
			t.errs = append(t.errs, &geo.Error{Code: sampler.ErrTableColumn, At: geo.Place{Line: row.Number}, Want: c.member})
		}
	}
}

// row reads one account.
func (t *userTable) row(row intake.Row, by store.Act) {
	for i, cell := range row.Cells {
		if strings.TrimSpace(cell) != "" && (i >= len(t.titles) || t.titles[i] == "") {
			t.errs = append(t.errs, &geo.Error{Code: sampler.ErrTableExtra, At: geo.Place{Line: row.Number}, Value: cell})
		}
	}
	var order userOrder
	for _, c := range userColumns {
		if i, there := t.column[c.member]; there && i < len(row.Cells) {
			*c.of(&order) = strings.TrimSpace(row.Cells[i])
		}
	}
	if role, known := meaning(order.Role, accountRoles(), func(name string) geo.Code { return roleWords[name] }); known {
		order.Role = role
	}
	user, err := order.user(by)
	if err != nil {
		t.errs = append(t.errs, t.locate(err, row.Number))
		return
	}
	if first, twice := t.seen[user.Login]; twice {
		err := &geo.Error{Code: ErrUserTwice, At: geo.Place{Column: "login"}, Value: user.Login, Want: strconv.Itoa(first)}
		t.errs = append(t.errs, t.locate(err, row.Number))
		return
	}
	t.seen[user.Login] = row.Number
	t.users = append(t.users, newUser{User: user, line: row.Number, title: t.title("login")})
}

// title is the heading of a member as the list has it.
func (t *userTable) title(member string) string {
	if i, there := t.column[member]; there {
		return t.titles[i]
	}
	return member
}

// locate names the row of an error of an account, and the column by its heading.
func (t *userTable) locate(err error, line int) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	return located(e, geo.Place{Line: line, Column: t.title(e.At.Column)})
}
