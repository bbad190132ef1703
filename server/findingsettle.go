package server

import (
	"net/http"

	"sitedraw/sampler/inspection"
	"sitedraw/server/store"
)

// settlementOrder says which of findings that contradict each other counts.
type settlementOrder struct {
	Site   string `json:"site"`
	Item   string `json:"item"`
	Number int64  `json:"number"`
}

func (o *settlementOrder) check() error {
	if err := required("site", o.Site); err != nil {
		return err
	}
	if o.Number < 1 {
		return refuse(ErrParameter, "number", count(o.Number))
	}
	return nil
}

// settleFindings says which of the findings of a conflict counts. Both stay, and what
// is reported of it later opens it again.
func (s *Server) settleFindings(r *request) error {
	var order settlementOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	d, err := r.seeDraw("findings")
	if err != nil {
		return err
	}
	m, err := s.material(r.Request().Context(), d)
	if err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		view, err := r.writeSettlement(w, m, &order)
		return answered{http.StatusCreated, drawFindings(d.Number), view}, err
	})
}

// writeSettlement keeps a settlement of a conflict that there is now.
func (r *request) writeSettlement(w store.Writer, m *material, o *settlementOrder) (v conflictView, err error) {
	d, err := w.Draw(m.Number)
	if err != nil {
		return v, err
	}
	opened, err := openings(&d)
	if err != nil {
		return v, err
	}
	all, err := reportsOf(w, d.Number)
	if err != nil {
		return v, err
	}
	res, err := newResults(m.record, m.sites.frame, opened, all)
	if err != nil {
		return v, err
	}
	choice := inspection.Settlement{Site: o.Site, Item: o.Item, Finding: o.Number, Seen: all.last}
	if err := res.summary.Settle(choice); err != nil {
		return v, err
	}
	kept, err := keptSettlement(d.Number, choice, r.server.act(r))
	if err != nil {
		return v, err
	}
	if err := w.AddFindings([]store.Finding{kept}); err != nil {
		return v, err
	}
	settled := inspection.Summarise(res.standing(), append(all.settlements, choice))
	for i := range settled.Conflicts {
		if c := &settled.Conflicts[i]; c.Site == o.Site && c.Item == o.Item {
			v = viewConflict(c)
		}
	}
	return v, r.audit(w, "finding.settle", drawObject(d.Number), findingSettled{all.last + 1, o.Number})
}

// findingSettled says in the audit log which finding counts, by which entry.
type findingSettled struct {
	Entry   int64 `json:"entry"`
	Finding int64 `json:"finding"`
}
