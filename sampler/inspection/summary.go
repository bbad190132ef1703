package inspection

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// Settlement says which of findings that contradict each other counts.
type Settlement struct {
	Site    string `json:"site"`
	Item    string `json:"item,omitempty"`
	Finding int64  `json:"finding"` // the number of the one that counts
	Seen    int64  `json:"seen"`    // the last finding of the round when it was settled: what comes later opens the conflict again
}

// Summary is what a round found.
type Summary struct {
	Sites     []Site     // that have a result, in order of ids
	Conflicts []Conflict // by site and item, those that are settled too
}

// Site is what was found at one site.
type Site struct {
	ID            string
	Items         []Item // in order of ids; the site as a whole, which has none, comes first
	Met, Observed int    // checks that count, if HasScore does not hold
	Score         float64
	HasScore      bool     // some part of it is a score, or a mean of findings that contradict each other
	Unmet         []string // items of which not all was met, by id; empty for the site as a whole
}

// Item is what was found of one item of the check sheet.
type Item struct {
	Item     string
	Findings []Finding // all, in the order of arrival
	Counting []int64   // numbers of those that count: several if they contradict each other, or say the same
	Score    float64   // from 0 to 1

	only   *Finding // the one that counts, nil if several contradict each other
	weight float64  // in checks
}

// Conflict is findings by different people of the same that say different things. What
// counts until it is settled is the mean of their scores.
type Conflict struct {
	Site, Item string
	Findings   []Finding // one of each person, in the order of arrival
	Score      float64   // what counts
	Settled    int64     // the number of the finding that the office chose; 0: none yet
}

// key is what can be found once.
type key struct{ site, item string }

// Summarise returns what findings, which Roster.Check has seen, amount to. Of the
// settlements of one item the last one counts.
func Summarise(findings []Finding, settlements []Settlement) *Summary {
	sorted := slices.Clone(findings)
	slices.SortStableFunc(sorted, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Number, b.Number))
	})
	settled := map[key]Settlement{}
	for _, s := range settlements {
		settled[key{s.Site, s.Item}] = s
	}
	out := &Summary{}
	for len(sorted) > 0 {
		first := key{sorted[0].Site, sorted[0].Item}
		end := slices.IndexFunc(sorted, func(f Finding) bool { return f.Site != first.site || f.Item != first.item })
		if end < 0 {
			end = len(sorted)
		}
		out.add(sorted[:end:end], settled[first])
		sorted = sorted[end:]
	}
	for i := range out.Sites {
		out.Sites[i].addUp()
	}
	return out
}

// add adds all findings of one item.
func (s *Summary) add(findings []Finding, settled Settlement) {
	id := findings[0].Site
	if n := len(s.Sites); n == 0 || s.Sites[n-1].ID != id {
		s.Sites = append(s.Sites, Site{ID: id})
	}
	item, conflict := newItem(findings, settled)
	site := &s.Sites[len(s.Sites)-1]
	site.Items = append(site.Items, item)
	if conflict != nil {
		s.Conflicts = append(s.Conflicts, *conflict)
	}
}

// newItem finds what counts of the findings of one item; the conflict is nil if there
// is none.
func newItem(findings []Finding, settled Settlement) (Item, *Conflict) {
	latest := latestOfEach(findings)
	item := Item{Item: findings[0].Item, Findings: findings}
	agreed := !slices.ContainsFunc(latest, func(f Finding) bool { return !f.agrees(&latest[0]) })
	var conflict *Conflict
	if !agreed {
		conflict = &Conflict{Site: latest[0].Site, Item: item.Item, Findings: latest}
		if at := chosen(latest, settled); at >= 0 {
			latest, agreed, conflict.Settled = latest[at:at+1], true, settled.Finding
		}
	}
	for i := range latest {
		item.Counting = append(item.Counting, latest[i].Number)
		item.Score += latest[i].value()
		item.weight += float64(latest[i].weight())
	}
	item.Score, item.weight = item.Score/float64(len(latest)), item.weight/float64(len(latest))
	if agreed {
		item.only, item.Score, item.weight = &latest[0], latest[0].value(), float64(latest[0].weight())
	}
	if conflict != nil {
		conflict.Score = item.Score
	}
	return item, conflict
}

// latestOfEach returns the last finding of each person. Of those who are not named
// nobody is known to be another's, so that none replaces any.
func latestOfEach(findings []Finding) []Finding {
	var latest []Finding
	for i := range findings {
		later := func(f Finding) bool { return f.By == findings[i].By }
		if findings[i].By == "" || !slices.ContainsFunc(findings[i+1:], later) {
			latest = append(latest, findings[i])
		}
	}
	return latest
}

// chosen is the place of the finding that a settlement names, −1 if it names none of
// them, or if one came after it.
func chosen(latest []Finding, s Settlement) int {
	if slices.ContainsFunc(latest, func(f Finding) bool { return f.Number > s.Seen }) {
		return -1
	}
	return slices.IndexFunc(latest, func(f Finding) bool { return f.Number == s.Finding })
}

// Settle checks that a settlement names one of the findings of a conflict, settled or
// not; otherwise the error is ErrSettlement.
func (s *Summary) Settle(choice Settlement) error {
	wrong := &geo.Error{Code: ErrSettlement, Kind: geo.Conflict, Value: strconv.FormatInt(choice.Finding, 10)}
	for i := range s.Conflicts {
		c := &s.Conflicts[i]
		if c.Site != choice.Site || c.Item != choice.Item {
			continue
		}
		if chosen(c.Findings, choice) >= 0 {
			return nil
		}
		for j := range c.Findings {
			wrong.Names = append(wrong.Names, strconv.FormatInt(c.Findings[j].Number, 10))
		}
	}
	return wrong
}
