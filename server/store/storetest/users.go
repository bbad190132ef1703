package storetest

import (
	"fmt"

	"sitedraw/server/store"
)

func users() []scenario {
	return []scenario{
		{"User", (*house).checkUser},
		{"UserPages", (*house).checkUserPages},
		{"EraseUser", (*house).checkEraseUser},
		{"Session", (*house).checkSession},
		{"Token", (*house).checkToken},
		{"Link", (*house).checkLink},
		{"DropExpired", (*house).checkDropExpired},
	}
}

func (h *house) checkUser() {
	u := h.user(awkward)
	other := h.user("乙")
	if u.ID <= 0 || u.ID == other.ID {
		h.t.Errorf("AddUser() = %d and %d, want two positive numbers", u.ID, other.ID)
	}
	h.refuse(exists("user"), func(w store.Writer) error { _, err := w.AddUser(u); return err })
	made := u.Made
	u = store.User{
		ID: u.ID, Login: "甲", Name: "李四", Role: "unit", Unit: "住建局", Area: "361129100000", Password: "x", Change: true,
		Disabled: true, Erased: true, Made: act(9, 9),
	}
	h.do(func(w store.Writer) error { return w.SetUser(u) })
	u.Made, u.Erased = made, false
	h.see(func(r store.Reader) error {
		got, err := r.User(u.ID)
		same(h, "User", got, u)
		if err != nil {
			return err
		}
		got, err = r.UserByLogin("甲")
		same(h, "UserByLogin", got, u)
		return err
	})
	h.lack(notFound("user"), func(r store.Reader) error { _, err := r.UserByLogin(awkward); return err })
	h.lack(notFound("user"), func(r store.Reader) error { _, err := r.User(99); return err })
	for _, login := range []string{"乙", "erased-7"} {
		taken := u
		taken.Login = login
		h.refuse(exists("user"), func(w store.Writer) error { return w.SetUser(taken) })
	}
	h.refuse(exists("user"), func(w store.Writer) error {
		_, err := w.AddUser(store.User{Login: "erased-7"})
		return err
	})
	h.refuse(notFound("user"), func(w store.Writer) error { return w.SetUser(store.User{ID: 99}) })
}

func (h *house) checkUserPages() {
	for i := range 5 {
		h.user(fmt.Sprintf("u%d", i))
	}
	for _, test := range []struct {
		page store.TextPage
		want []string
	}{
		{store.TextPage{Limit: 2}, []string{"u0", "u1"}},
		{store.TextPage{After: "u1", Limit: 2}, []string{"u2", "u3"}},
		{store.TextPage{After: "u15"}, []string{"u2", "u3", "u4"}},
		{store.TextPage{After: "u4"}, nil},
	} {
		h.see(func(r store.Reader) error {
			list, err := r.Users(test.page)
			var got []string
			for _, u := range list {
				got = append(got, u.Login)
			}
			same(h, "Users", got, test.want)
			return err
		})
	}
}

// The person is gone from the account and the audit log, the acts are not.
func (h *house) checkEraseUser() {
	u, other := h.user("zhangsan"), h.user("other")
	hash := [32]byte{1}
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddSession(store.Session{Hash: hash, User: u.ID}) },
			func() error { _, err := w.AddToken(store.Token{Hash: hash, User: u.ID}); return err },
			func() error { return w.AddLink(store.Link{Hash: hash, User: u.ID}) },
			func() error { return w.AddAnswer(store.Answer{User: u.ID, Key: "k"}) },
			func() error {
				return w.AddAudit(store.Audit{Made: act(u.ID, 1), Address: "10.0.0.7", Action: "a", Object: "draw/1", Detail: []byte(`{"x":1}`)})
			},
			func() error {
				return w.AddAudit(store.Audit{Made: act(other.ID, 2), Address: "10.0.0.8", Action: "a", Detail: []byte(`{"x":2}`)})
			},
			func() error {
				return w.AddAudit(store.Audit{
					Made: act(other.ID, 3), Address: "10.0.0.8", Action: "a", Object: fmt.Sprint("user/", u.ID), Detail: []byte(`{"name":"张三"}`),
				})
			},
			func() error { return w.EraseUser(u.ID) },
		)
	})
	want := store.User{ID: u.ID, Login: fmt.Sprint("erased-", u.ID), Role: "office", Disabled: true, Erased: true, Made: u.Made}
	h.see(func(r store.Reader) error {
		got, err := r.User(u.ID)
		same(h, "User", got, want)
		if err != nil {
			return err
		}
		list, err := r.Audits(store.AuditFilter{}, store.NumberPage{})
		same(h, "Audits", list, []store.Audit{
			{Number: 1, Made: act(u.ID, 1), Action: "a", Object: "draw/1"},
			{Number: 2, Made: act(other.ID, 2), Address: "10.0.0.8", Action: "a", Detail: []byte(`{"x":2}`)},
			{Number: 3, Made: act(other.ID, 3), Address: "10.0.0.8", Action: "a", Object: fmt.Sprint("user/", u.ID)},
		})
		return err
	})
	for noun, f := range map[string]func(store.Reader) error{
		"session": func(r store.Reader) error { _, err := r.Session(hash); return err },
		"token":   func(r store.Reader) error { _, err := r.Token(hash); return err },
		"link":    func(r store.Reader) error { _, err := r.Link(hash); return err },
		"answer":  func(r store.Reader) error { _, err := r.Answer(u.ID, "k"); return err },
		"user":    func(r store.Reader) error { _, err := r.UserByLogin("zhangsan"); return err },
	} {
		h.lack(notFound(noun), f)
	}
	h.refuse(erased("user"), func(w store.Writer) error { return w.SetUser(u) })
	h.refuse(notFound("user"), func(w store.Writer) error { return w.EraseUser(99) })
}

func (h *house) checkSession() {
	u := h.user("甲")
	list := []store.Session{
		{Hash: [32]byte{1}, User: u.ID, Made: later(1), Seen: later(2), Expires: later(3)},
		{Hash: [32]byte{2}, User: u.ID, Made: later(1), Seen: later(2), Expires: later(3)},
		{Hash: [32]byte{3}, User: h.user("乙").ID, Made: later(1), Seen: later(2), Expires: later(3)},
	}
	for _, s := range list {
		h.do(func(w store.Writer) error { return w.AddSession(s) })
	}
	h.refuse(exists("session"), func(w store.Writer) error { return w.AddSession(list[0]) })
	h.refuse(notFound("user"), func(w store.Writer) error { return w.AddSession(store.Session{Hash: [32]byte{9}, User: 99}) })
	h.do(func(w store.Writer) error { return w.TouchSession(list[0].Hash, later(7)) })
	list[0].Seen = later(7)
	h.refuse(notFound("session"), func(w store.Writer) error { return w.TouchSession([32]byte{9}, later(7)) })
	h.see(func(r store.Reader) error {
		got, err := r.Session(list[0].Hash)
		same(h, "Session", got, list[0])
		return err
	})
	lost := func(hash [32]byte) {
		h.t.Helper()
		h.lack(notFound("session"), func(r store.Reader) error { _, err := r.Session(hash); return err })
	}
	for range 2 { // the second changes nothing
		h.do(func(w store.Writer) error { return w.DropSession(list[0].Hash) })
	}
	lost(list[0].Hash)
	h.do(func(w store.Writer) error { return w.DropSessions(u.ID) })
	lost(list[1].Hash)
	h.see(func(r store.Reader) error { _, err := r.Session(list[2].Hash); return err })
}

func (h *house) checkToken() {
	u := h.user("甲")
	want := []store.Token{
		{Hash: [32]byte{1}, User: u.ID, Name: "脚本", Scopes: []string{"read", "draw"}, Made: later(1), Expires: later(9)},
		{Hash: [32]byte{2}, User: u.ID, Made: later(1)},
	}
	for i := range want {
		h.do(func(w store.Writer) (err error) {
			want[i].ID, err = w.AddToken(want[i])
			return err
		})
	}
	h.refuse(exists("token"), func(w store.Writer) error { _, err := w.AddToken(want[0]); return err })
	h.refuse(notFound("user"), func(w store.Writer) error { _, err := w.AddToken(store.Token{User: 99}); return err })
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.TouchToken(want[0].ID, later(3)) },
			func() error { return w.RevokeToken(want[0].ID, later(4)) },
			func() error { return w.RevokeToken(want[0].ID, later(5)) }, // the first counts
		)
	})
	want[0].Seen, want[0].Revoked = later(3), later(4)
	h.see(func(r store.Reader) error {
		got, err := r.Token([32]byte{1})
		same(h, "Token", got, want[0])
		if err != nil {
			return err
		}
		list, err := r.Tokens(u.ID)
		same(h, "Tokens", list, want)
		return err
	})
	h.lack(notFound("token"), func(r store.Reader) error { _, err := r.Token([32]byte{9}); return err })
	h.refuse(notFound("token"), func(w store.Writer) error { return w.TouchToken(99, later(1)) })
	h.refuse(notFound("token"), func(w store.Writer) error { return w.RevokeToken(99, later(1)) })
}

func (h *house) checkLink() {
	u := h.user("甲")
	first, next := store.Link{Hash: [32]byte{1}, Expires: later(5)}, store.Link{Hash: [32]byte{2}, User: u.ID, Expires: later(5)}
	for _, l := range []store.Link{first, next} {
		h.do(func(w store.Writer) error { return w.AddLink(l) })
	}
	h.refuse(exists("link"), func(w store.Writer) error { return w.AddLink(first) })
	h.refuse(notFound("user"), func(w store.Writer) error { return w.AddLink(store.Link{Hash: [32]byte{3}, User: 99}) })
	h.refuse(state("link"), func(w store.Writer) error { return w.UseLink(first.Hash, later(5)) }) // expired
	h.do(func(w store.Writer) error { return w.UseLink(first.Hash, later(4)) })
	h.refuse(state("link"), func(w store.Writer) error { return w.UseLink(first.Hash, later(4)) }) // used
	first.Used = later(4)
	h.see(func(r store.Reader) error {
		got, err := r.Link(first.Hash)
		same(h, "Link", got, first)
		return err
	})
	h.lack(notFound("link"), func(r store.Reader) error { _, err := r.Link([32]byte{9}); return err })
	h.refuse(notFound("link"), func(w store.Writer) error { return w.UseLink([32]byte{9}, later(1)) })
}

func (h *house) checkDropExpired() {
	u := h.user("甲")
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddSession(store.Session{Hash: [32]byte{1}, User: u.ID, Expires: later(1)}) },
			func() error { return w.AddLink(store.Link{Hash: [32]byte{1}, Expires: later(1)}) },
			func() error {
				_, err := w.AddToken(store.Token{Hash: [32]byte{1}, User: u.ID, Expires: later(1)})
				return err
			},
			func() error { _, err := w.AddToken(store.Token{Hash: [32]byte{2}, User: u.ID}); return err }, // never expires
		)
	})
	look := []func(store.Reader) error{
		func(r store.Reader) error { _, err := r.Session([32]byte{1}); return err },
		func(r store.Reader) error { _, err := r.Link([32]byte{1}); return err },
		func(r store.Reader) error { _, err := r.Token([32]byte{1}); return err },
	}
	h.do(func(w store.Writer) error { return w.DropExpired(later(0)) })
	for _, f := range look {
		h.see(f)
	}
	h.do(func(w store.Writer) error { return w.DropExpired(start.AddDate(1, 0, 0)) })
	for i, noun := range []string{"session", "link", "token"} {
		h.lack(notFound(noun), look[i])
	}
	h.see(func(r store.Reader) error { _, err := r.Token([32]byte{2}); return err })
}
