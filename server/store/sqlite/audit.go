package sqlite

import "sitedraw/server/store"

// Audits is store.AuditReader's.
func (c *session) Audits(f store.AuditFilter, p store.NumberPage) ([]store.Audit, error) {
	query, args := auditsQuery(f, p)
	return all(c, func(r row) (a store.Audit, err error) {
		err = r.Scan(&a.Number, &a.Made.By, moment{&a.Made.At}, &a.Role, &a.Address, &a.Action, &a.Object, part{&a.Detail})
		return a, err
	}, query, args...)
}

func auditsQuery(f store.AuditFilter, p store.NumberPage) (string, []any) {
	where, order, from := after("number", p)
	args := []any{from}
	if f.User != 0 {
		where, args = where+" AND made_by = ?", append(args, f.User)
	}
	if f.Action != "" {
		where, args = where+" AND action = ?", append(args, f.Action)
	}
	if f.Object != "" {
		where, args = where+" AND object = ?", append(args, f.Object)
	}
	return "SELECT number, made_by, made_at, role, address, action, object, detail FROM audit WHERE " + where +
		" ORDER BY " + order + " LIMIT ?", append(args, limit(p.Limit))
}

// AddAudit is store.AuditWriter's.
func (c *session) AddAudit(a store.Audit) error {
	return c.put(thing{"audit", a.Action}, `INSERT INTO audit (number, made_by, made_at, role, address, action, object, detail)
		SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM audit`,
		a.Made.By, a.Made.At.UnixMilli(), a.Role, a.Address, a.Action, a.Object, whole(a.Detail))
}
