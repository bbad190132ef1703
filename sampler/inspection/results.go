package inspection

import (
	"math"

	"sitedraw/sampler/estimate"
)

// addUp makes the score of a site from its items. The site as a whole counts if there
// is nothing else.
func (s *Site) addUp() {
	items := s.Items
	if len(items) > 1 && items[0].Item == "" {
		items = items[1:]
	}
	met, weight := 0.0, 0.0
	for i := range items {
		item := &items[i]
		if item.Score < 1 {
			s.Unmet = append(s.Unmet, item.Item)
		}
		if item.only != nil && !item.only.HasScore {
			s.Met, s.Observed = s.Met+item.only.Met, s.Observed+item.only.Observed
		} else {
			s.HasScore = true
		}
		met += float64(item.Score * item.weight)
		weight += item.weight
	}
	if s.Score = min(1, met/weight); !s.HasScore {
		s.Score = float64(s.Met) / float64(s.Observed)
	}
}

// Results are the scores of the sites as package estimate takes them, in order of ids.
func (s *Summary) Results() []estimate.Result {
	list := make([]estimate.Result, len(s.Sites))
	for i := range s.Sites {
		site := &s.Sites[i]
		list[i] = estimate.Result{ID: site.ID, Met: site.Met, Observed: site.Observed}
		if site.HasScore {
			list[i] = estimate.Result{ID: site.ID, Score: site.Score}
		}
		list[i].Line = site.Items[0].Findings[0].Line
	}
	return list
}

// Failed lists the sites that have to be looked at again (回头看), in order of ids: those
// that scored below so many per cent, and of 100 those of which anything was not met.
func (s *Summary) Failed(below int) []string {
	var list []string
	for i := range s.Sites {
		site := &s.Sites[i]
		failed := site.Score < float64(below)/100
		if !site.HasScore {
			failed = site.Met*100 < below*site.Observed
		}
		if below >= 100 {
			failed = len(site.Unmet) > 0
		}
		if failed {
			list = append(list, site.ID)
		}
	}
	return list
}

// Losses tells how many checks were not met, by site, for rounds by losses: sites that
// lost none are left out. Where there is a score, what it lacks is rounded up to whole
// checks.
func (s *Summary) Losses() map[string]int64 {
	losses := map[string]int64{}
	for i := range s.Sites {
		site := &s.Sites[i]
		if len(site.Unmet) == 0 {
			continue
		}
		lost := 0.0
		for j := range site.Items {
			if item := &site.Items[j]; item.Item != "" || len(site.Items) == 1 {
				lost += lossOf(item)
			}
		}
		losses[site.ID] = max(1, int64(lost))
	}
	return losses
}

func lossOf(item *Item) float64 {
	if item.only != nil && !item.only.HasScore {
		return float64(item.only.Observed - item.only.Met)
	}
	return math.Ceil(float64((1 - item.Score) * item.weight))
}
