package report

import (
	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// ImportReview tells what looks wrong about a register, for a person to decide.
type ImportReview struct {
	Unlocated []CategorySites  `json:"unlocated"` // sites without a position
	Twins     Listed[TwinSite] `json:"twins"`     // pairs that may be one place
	Checked   int              `json:"checked"`   // points whose distance to a road is known
	OffRoad   Listed[FarSite]  `json:"offroad"`   // those of them far from any road
	Farthest  *FarSite         `json:"farthest,omitempty"`
	Datums    []DatumFit       `json:"datums,omitempty"` // only if the coordinate system is in doubt
	Likely    string           `json:"likely,omitempty"` // another one that would explain it
	Outliers  Listed[FarSite]  `json:"outliers"`         // sites far from all others
}

// TwinSite is two sites of one category that are near each other and called
// alike.
type TwinSite struct {
	A           SiteRef `json:"a"`
	B           SiteRef `json:"b"`
	Millimetres int64   `json:"millimetres"`
}

// FarSite is a site and how far it is from where it should be near.
type FarSite struct {
	SiteRef

	Millimetres int64 `json:"millimetres"`
}

// DatumFit is how many of the checked points are near a road if coordinates were
// written in a datum.
type DatumFit struct {
	Datum  string `json:"datum"`
	OnRoad int    `json:"onroad"`
}

// RoadCheck tells whether the coordinates of a file are in the datum in which they
// were read, by the roads.
type RoadCheck struct {
	Checked int        `json:"checked"` // points whose distance to a road is known
	OffRoad int        `json:"offroad"` // those of them far from any road
	Datums  []DatumFit `json:"datums"`  // what becomes of them if they were written in a datum and read as WGS 84
	Likely  string     `json:"likely,omitempty"`
}

func roadCheck(f *intake.Findings) *RoadCheck {
	check := &RoadCheck{Checked: f.Checked, OffRoad: len(f.OffRoad), Datums: make([]DatumFit, len(f.Readings))}
	for i, r := range f.Readings {
		check.Datums[i] = DatumFit{r.Datum.String(), r.OnRoad}
	}
	if f.Likely != geo.WGS84 {
		check.Likely = f.Likely.String()
	}
	return check
}

func (of ImportOf) review() *ImportReview {
	f, names := of.Findings, CategoryNames(of.Categories, of.Texts)
	review := &ImportReview{
		Unlocated: make([]CategorySites, len(f.Unlocated)), Checked: f.Checked,
		Twins: newListed(f.Twins, func(t *intake.Twin) TwinSite {
			return TwinSite{of.site(t.A), of.site(t.B), t.Millimetres}
		}),
		OffRoad: newListed(f.OffRoad, of.far), Outliers: newListed(f.Outliers, of.far),
	}
	for i, c := range f.Unlocated {
		review.Unlocated[i] = CategorySites{c.Category, names[c.Category], c.Count}
	}
	if len(f.OffRoad) > 0 {
		farthest := of.far(&f.Farthest)
		review.Farthest = &farthest
	}
	if f.Likely != geo.WGS84 {
		review.Likely = f.Likely.String()
	}
	if many := 5*len(f.OffRoad) > f.Checked; many || f.Likely != geo.WGS84 {
		for _, r := range f.Readings {
			review.Datums = append(review.Datums, DatumFit{r.Datum.String(), r.OnRoad})
		}
	}
	return review
}

func (of ImportOf) far(f *intake.Far) FarSite { return FarSite{of.site(f.ID), f.Millimetres} }

func (of ImportOf) site(id string) SiteRef {
	if s, known := find(of.Made.Sites, id); known {
		return SiteRef{id, s.Name}
	}
	return SiteRef{ID: id}
}
