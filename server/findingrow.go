package server

import (
	"encoding/json"

	"sitedraw/geo/intake"
	"sitedraw/sampler/inspection"
	"sitedraw/server/store"
)

// findingRow is what somebody reports of a site, or of an item of its check sheet.
type findingRow struct {
	Site     string   `json:"site"`
	Item     string   `json:"item"`
	Met      *int     `json:"met"`
	Observed *int     `json:"observed"`
	Score    *float64 `json:"score"`
	When     string   `json:"when"`
	By       string   `json:"by"`
	Photo    string   `json:"photo"`
}

// finding is the row of a number from 1, as the round's results have it.
func (row *findingRow) finding(line int) inspection.Finding {
	f := inspection.Finding{Site: row.Site, Item: row.Item, When: row.When, By: row.By, Photo: row.Photo, Line: line}
	if row.Met != nil {
		f.Met = *row.Met
	}
	if row.Observed != nil {
		f.Observed = *row.Observed
	}
	if row.Score != nil {
		f.Score, f.HasScore = *row.Score, true
	}
	return f
}

// findingOfRow is a row of a table.
func findingOfRow(row *intake.Inspection) inspection.Finding {
	return inspection.Finding{
		Site: row.ID, Item: row.Item, Met: row.Met, Observed: row.Observed, Score: row.Score, HasScore: row.Observed == 0,
		When: row.When, By: row.By, Photo: row.Photo, Line: row.Line,
	}
}

// keptFinding is a finding as the store keeps it.
func keptFinding(draw int64, f inspection.Finding, act store.Act) (store.Finding, error) {
	f.Number = 0
	object, err := json.Marshal(f)
	return store.Finding{Draw: draw, Site: f.Site, Item: f.Item, Object: object, Made: act}, err
}

// keptSettlement is a settlement as the store keeps it: among the findings, which are
// never changed, in the order of arrival.
func keptSettlement(draw int64, s inspection.Settlement, act store.Act) (store.Finding, error) {
	object, err := json.Marshal(s)
	return store.Finding{Draw: draw, Site: s.Site, Item: s.Item, Object: object, Made: act}, err
}

// reported is all that was reported of a draw.
type reported struct {
	findings    []inspection.Finding
	times       []string // when each arrived
	settlements []inspection.Settlement
	last        int64 // number of what arrived last
}

// reportsOf reads all that was reported of a draw, in the order of arrival.
func reportsOf(v store.Reader, draw int64) (*reported, error) {
	all := &reported{}
	for {
		batch, err := v.Findings(draw, store.NumberPage{After: all.last, Limit: maxPage})
		if err != nil {
			return nil, err
		}
		for i := range batch {
			if err := all.add(&batch[i]); err != nil {
				return nil, err
			}
		}
		if len(batch) < maxPage {
			return all, nil
		}
	}
}

// add reads a finding, or the settlement of a conflict.
func (all *reported) add(kept *store.Finding) error {
	var object struct {
		inspection.Finding

		Settles int64 `json:"finding"`
		Seen    int64 `json:"seen"`
	}
	if err := json.Unmarshal(kept.Object, &object); err != nil {
		return err
	}
	all.last = kept.Number
	if object.Settles > 0 {
		all.settlements = append(all.settlements, inspection.Settlement{
			Site: kept.Site, Item: kept.Item, Finding: object.Settles, Seen: object.Seen,
		})
		return nil
	}
	f := object.Finding
	f.Number = kept.Number
	all.findings, all.times = append(all.findings, f), append(all.times, stamp(kept.Made.At))
	return nil
}
