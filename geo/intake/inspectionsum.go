package intake

import (
	"slices"
	"strings"
)

// bySite makes one row of the items of each site, where the first of them stands. A row
// of the site as a whole is none of its items, and an item that comes twice is not
// added: they stay rows of their own.
func bySite(rows []Inspection) []Inspection {
	var out []*siteSum
	sums := map[string]*siteSum{}
	for i := range rows {
		row := rows[i]
		sum := sums[row.ID]
		if sum == nil || !sum.takes(row.Item) {
			fresh := newSiteSum(row)
			out = append(out, fresh)
			if sum == nil {
				sums[row.ID] = fresh
			}
			continue
		}
		sum.add(row)
	}
	list := make([]Inspection, len(out))
	for i, sum := range out {
		list[i] = sum.inspection()
	}
	return list
}

// siteSum adds up the items of one site.
type siteSum struct {
	Inspection // the first row, with the checks of all

	items  map[string]bool
	people []string
	scores int     // items that have a score and no checks
	score  float64 // what they add up to
}

func newSiteSum(row Inspection) *siteSum {
	s := &siteSum{items: map[string]bool{}}
	s.Line, s.ID = row.Line, row.ID
	s.add(row)
	return s
}

// takes reports whether the item may be added: one of the sheet that is not there yet.
func (s *siteSum) takes(item string) bool { return item != "" && !s.items[""] && !s.items[item] }

func (s *siteSum) add(row Inspection) {
	s.items[row.Item] = true
	s.Met, s.Observed = s.Met+row.Met, s.Observed+row.Observed
	if row.Observed == 0 {
		s.scores++
		s.score += row.Score
	}
	s.When = max(s.When, row.When)
	if row.By != "" && !slices.Contains(s.people, row.By) {
		s.people = append(s.people, row.By)
	}
}

// inspection is the row of the site. Where some items have a score alone, each stands
// for one check, and the site has a score.
func (s *siteSum) inspection() Inspection {
	row := s.Inspection
	row.By = strings.Join(s.people, ", ")
	if s.scores > 0 {
		row.Score = (float64(s.Met) + s.score) / float64(s.Observed+s.scores)
		row.Met, row.Observed = 0, 0
	}
	return row
}
