package sqlite

import "sitedraw/server/store"

func scanFinding(r row) (f store.Finding, err error) {
	err = r.Scan(&f.Draw, &f.Number, &f.Site, &f.Item, part{&f.Object}, &f.Made.By, moment{&f.Made.At})
	return f, err
}

// Findings is store.FindingReader's.
func (c *session) Findings(draw int64, p store.NumberPage) ([]store.Finding, error) {
	where, order, from := after("number", p)
	return all(c, scanFinding, "SELECT draw, number, site, item, object, made_by, made_at FROM finding WHERE draw = ? AND "+where+
		" ORDER BY "+order+" LIMIT ?", draw, from, limit(p.Limit))
}

// CountFindings is store.FindingReader's.
func (c *session) CountFindings(draw int64) (int64, error) {
	return c.number("SELECT max(number) FROM finding WHERE draw = ?", draw)
}

// AddFindings is store.FindingWriter's.
func (c *session) AddFindings(list []store.Finding) error {
	for i := range list {
		f := &list[i]
		of := thing{"draw", number(f.Draw)}
		if i == 0 || f.Draw != list[i-1].Draw {
			known, err := c.number("SELECT 1 FROM draw WHERE number = ?", f.Draw)
			if err != nil {
				return err
			}
			if known == 0 {
				return of.notFound()
			}
		}
		err := c.put(of, `INSERT INTO finding (draw, number, site, item, object, made_by, made_at)
			SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM finding WHERE draw = ?1`,
			f.Draw, f.Site, f.Item, whole(f.Object), f.Made.By, f.Made.At.UnixMilli())
		if err != nil {
			return err
		}
	}
	return nil
}
