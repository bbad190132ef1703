package report

import "slices"

// SiteCard is what the card of one site says of its chances.
type SiteCard struct {
	Total    SiteExposure   `json:"total"`
	Steps    []StepExposure `json:"steps"`              // those that hold the site, in the order of the plan
	Unit     *GroupExposure `json:"unit,omitempty"`     // nil if it has none, or nobody rolled units up
	Township *GroupExposure `json:"township,omitempty"` // likewise
	Never    *NeverExposed  `json:"never,omitempty"`    // why it cannot be drawn
}

// Card returns what is told of the site of a number in the frame.
func (e *Exposure) Card(number int32) SiteCard {
	id := e.site(number).ID
	c := SiteCard{Total: e.siteExposure(number), Steps: []StepExposure{}, Unit: e.groupOf(ByUnit, number), Township: e.groupOf(ByTownship, number)}
	for i := range e.Report.Steps {
		step := &e.Report.Steps[i]
		if _, holds := slices.BinarySearch(step.Sites, number); holds {
			pi := step.Pi(number)
			c.Steps = append(c.Steps, StepExposure{id, step.ID, valueOf(pi), errorOf(pi), kindNames[pi.Kind]})
		}
	}
	for _, n := range e.Never {
		if n.Site == id {
			c.Never = &NeverExposed{n.Site, n.Category, string(n.Reason), e.Texts.Explain(n.Reason)}
		}
	}
	return c
}

// groupOf is the group of a site in the roll-up of a kind, nil if it is in none.
func (e *Exposure) groupOf(by Grouping, number int32) *GroupExposure {
	for _, r := range e.Rollups {
		if r.By != by {
			continue
		}
		name := r.Of(e.site(number))
		for i := range r.Groups {
			if r.Groups[i].Name == name {
				r.Groups = r.Groups[i : i+1]
				return &e.groupExposures(r)[0]
			}
		}
	}
	return nil
}
