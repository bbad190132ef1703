package server

import (
	"errors"

	"sitedraw/server/access"
	"sitedraw/server/store"
)

// inspectorCalled is the inspector whose account has the login: it is his id, typed in
// upper or lower case. ErrNotFound if there is none.
func inspectorCalled(v store.Reader, login string) (store.Inspector, error) {
	exact, err := v.Inspector(login)
	if !errors.Is(err, store.ErrNotFound) {
		return exact, err
	}
	page := store.TextPage{}
	for {
		list, pageErr := v.Inspectors(page)
		if pageErr != nil || len(list) == 0 {
			return exact, errors.Join(pageErr, err)
		}
		for _, i := range list {
			if loginOf(i.ID) == login {
				return i, nil
			}
		}
		page.After = list[len(list)-1].ID
	}
}

// calledAs is by what an account reports and is in teams: the id of its inspector, or
// its login.
func calledAs(v store.Reader, login string) (string, error) {
	i, err := inspectorCalled(v, login)
	if errors.Is(err, store.ErrNotFound) {
		return login, nil
	}
	return i.ID, err
}

// accountOf is the account of an inspector. ErrNotFound if he has none.
func accountOf(v store.Reader, inspector string) (store.User, error) {
	user, err := v.UserByLogin(loginOf(inspector))
	if err != nil {
		return user, err
	}
	id, err := calledAs(v, user.Login)
	if err == nil && (id != inspector || user.Role != access.Inspector.String()) {
		err = store.ErrNotFound
	}
	return user, err
}
