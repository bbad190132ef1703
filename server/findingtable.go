package server

import "sitedraw/server/report"

// row is a finding as tables have it. By whom its site was replaced is told to those
// who see both.
func (v *findingView) row(res *roundResults, sight *findingSight) report.Finding {
	f := report.Finding{
		Number: v.Number, Site: v.Site, Item: v.Item, When: v.When, By: v.By, Photo: v.Photo, State: res.stateOf(v),
	}
	if by := res.roster.ReplacedBy(v.Site); by != "" && sight.site(res.site(by)) {
		f.Other = by
	}
	if v.Score != nil {
		f.Score, f.HasScore = *v.Score, true
		return f
	}
	f.Met, f.Observed = *v.Met, *v.Observed
	return f
}

// stateOf says whether a finding counts.
func (res *roundResults) stateOf(v *findingView) report.FindingState {
	switch {
	case !v.Counts && res.roster.ReplacedBy(v.Site) != "":
		return report.FindingReplaced
	case !v.Counts:
		return report.FindingSuperseded
	}
	for i := range res.summary.Conflicts {
		c := &res.summary.Conflicts[i]
		if c.Site == v.Site && c.Item == v.Item && c.Settled == 0 {
			return report.FindingContested
		}
	}
	return report.FindingCounts
}
