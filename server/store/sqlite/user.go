package sqlite

import (
	"strings"

	"sitedraw/server/store"
)

const userColumns = `SELECT id, login, name, role, unit, area, password, change, disabled, erased, made_by, made_at FROM user `

// erasedLogin begins the login of an account without a person.
const erasedLogin = "erased-"

func scanUser(r row) (u store.User, err error) {
	err = r.Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Unit, &u.Area, &u.Password, &u.Change, &u.Disabled, &u.Erased,
		&u.Made.By, moment{&u.Made.At})
	return u, err
}

// User is store.UserReader's.
func (c *session) User(id int64) (store.User, error) {
	return one(c, thing{"user", number(id)}, scanUser, userColumns+"WHERE id = ?", id)
}

// UserByLogin is store.UserReader's.
func (c *session) UserByLogin(login string) (store.User, error) {
	return one(c, thing{"user", login}, scanUser, userColumns+"WHERE login = ?", login)
}

// Users is store.UserReader's.
func (c *session) Users(p store.TextPage) ([]store.User, error) {
	return all(c, scanUser, userColumns+"WHERE login > ? ORDER BY login LIMIT ?", p.After, limit(p.Limit))
}

// AddUser is store.UserWriter's.
func (c *session) AddUser(u store.User) (int64, error) {
	of := thing{"user", u.Login}
	if strings.HasPrefix(u.Login, erasedLogin) {
		return 0, of.exists()
	}
	return c.insert(of, `INSERT INTO user (login, name, role, unit, area, password, change, disabled, made_by, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, u.Login, u.Name, u.Role, u.Unit, u.Area, u.Password, u.Change, u.Disabled,
		u.Made.By, u.Made.At.UnixMilli())
}

// SetUser is store.UserWriter's. Who made the account, and that it was erased,
// stays as it is.
func (c *session) SetUser(u store.User) error {
	before, err := c.User(u.ID)
	if err != nil {
		return err
	}
	if before.Erased {
		return thing{"user", number(u.ID)}.gone()
	}
	of := thing{"user", u.Login}
	if strings.HasPrefix(u.Login, erasedLogin) {
		return of.exists()
	}
	return c.put(of, `UPDATE user SET login = ?, name = ?, role = ?, unit = ?, area = ?, password = ?, change = ?, disabled = ?
		WHERE id = ?`, u.Login, u.Name, u.Role, u.Unit, u.Area, u.Password, u.Change, u.Disabled, u.ID)
}

// EraseUser is store.UserWriter's. What the person did stays, by the number of the
// account alone.
func (c *session) EraseUser(id int64) error {
	of := thing{"user", number(id)}
	err := c.change(of, `UPDATE user SET login = 'erased-' || id, name = '', unit = '', area = '', password = '', change = 0,
		disabled = 1, erased = 1 WHERE id = ?`, id)
	if err != nil {
		return err
	}
	c.erased = true
	for _, query := range []string{
		"DELETE FROM session WHERE user = ?",
		"DELETE FROM token WHERE user = ?",
		"DELETE FROM link WHERE user = ?",
		"DELETE FROM answer WHERE user = ?",
		"UPDATE audit SET address = '', detail = x'' WHERE made_by = ?",
		"UPDATE audit SET detail = x'' WHERE object = 'user/' || ?",
	} {
		if err := c.put(of, query, id); err != nil {
			return err
		}
	}
	return nil
}
