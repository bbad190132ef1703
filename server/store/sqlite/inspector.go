package sqlite

import "sitedraw/server/store"

const inspectorColumns = "SELECT id, object, departed, changed_by, changed_at FROM inspector "

func scanInspector(r row) (i store.Inspector, err error) {
	err = r.Scan(&i.ID, part{&i.Object}, &i.Left, &i.Changed.By, moment{&i.Changed.At})
	return i, err
}

// Inspector is store.InspectorReader's.
func (c *session) Inspector(id string) (store.Inspector, error) {
	return one(c, thing{"inspector", id}, scanInspector, inspectorColumns+"WHERE id = ?", id)
}

// Inspectors is store.InspectorReader's.
func (c *session) Inspectors(p store.TextPage) ([]store.Inspector, error) {
	return all(c, scanInspector, inspectorColumns+"WHERE id > ? ORDER BY id LIMIT ?", p.After, limit(p.Limit))
}

// PutInspector is store.InspectorWriter's.
func (c *session) PutInspector(i store.Inspector) error {
	return c.put(thing{"inspector", i.ID}, `INSERT INTO inspector (id, object, departed, changed_by, changed_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET object = excluded.object, departed = excluded.departed, changed_by = excluded.changed_by,
		changed_at = excluded.changed_at`, i.ID, whole(i.Object), i.Left, i.Changed.By, i.Changed.At.UnixMilli())
}

// EraseInspector is store.InspectorWriter's.
func (c *session) EraseInspector(id string) error {
	c.erased = true
	return c.change(thing{"inspector", id}, "DELETE FROM inspector WHERE id = ?", id)
}
