package sqlite

import (
	"time"

	"sitedraw/server/store"
)

// Setting is store.SettingReader's.
func (c *session) Setting(name string) ([]byte, error) {
	values, err := all(c, func(r row) (value []byte, err error) {
		err = r.Scan(&value)
		return value, err
	}, "SELECT value FROM setting WHERE name = ?", name)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return whole(values[0]), nil
}

// SetSetting is store.SettingWriter's; nil takes the setting away.
func (c *session) SetSetting(name string, value []byte) error {
	of := thing{"setting", name}
	if value == nil {
		return c.put(of, "DELETE FROM setting WHERE name = ?", name)
	}
	return c.put(of, "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value)
}

// Answer is store.SettingReader's.
func (c *session) Answer(user int64, key string) (store.Answer, error) {
	return one(c, thing{"answer", key}, func(r row) (a store.Answer, err error) {
		err = r.Scan(&a.User, &a.Key, bytes32{&a.Request}, &a.Status, part{&a.Header}, part{&a.Body}, moment{&a.At})
		return a, err
	}, "SELECT user, key, request, status, header, body, at FROM answer WHERE user = ? AND key = ?", user, key)
}

// AddAnswer is store.SettingWriter's.
func (c *session) AddAnswer(a store.Answer) error {
	return c.put(thing{"answer", a.Key},
		"INSERT INTO answer (user, key, request, status, header, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		a.User, a.Key, a.Request[:], a.Status, whole(a.Header), whole(a.Body), a.At.UnixMilli())
}

// DropAnswers is store.SettingWriter's.
func (c *session) DropAnswers(before time.Time) error {
	return c.put(thing{noun: "answer"}, "DELETE FROM answer WHERE at < ?", before.UnixMilli())
}
