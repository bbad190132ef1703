package crew

import "sitedraw/geo"

// What can be wrong with a job, and with teams that are read. Each is a key of the
// catalogue in server/text; those of sampler's readers occur too.
const (
	ErrClash      geo.Code = "crew.clash"      // no lot places every site: Value stay unless the rules Names are set aside
	ErrUneven     geo.Code = "crew.uneven"     // work is uneven for Value sites unless the rules Names are set aside
	ErrInspectors geo.Code = "crew.inspectors" // none, or more than Want
	ErrSites      geo.Code = "crew.sites"      // none, or more than Want
	ErrTwice      geo.Code = "crew.twice"      // an inspector or a site that stands twice
	ErrRecusal    geo.Code = "crew.recusal"    // not exactly one of site, unit and area
	ErrReason     geo.Code = "crew.reason"     // a recusal without a reason
	ErrDate       geo.Code = "crew.date"       // no date as Want
	ErrDateOrder  geo.Code = "crew.dates"      // an absence that ends before it begins, on Want
	ErrSpec       geo.Code = "crew.spec"       // teams of another rule; Want is the known one
	ErrDiffers    geo.Code = "crew.differs"    // the job gives Want in the column, not Value
)

// What rules are called in sentences: keys of the catalogue, as [RuleKind.Code]
// returns them.
const (
	nameTownship geo.Code = "crew.rule.township"
	nameUnit     geo.Code = "crew.rule.unit"
	nameRecusal  geo.Code = "crew.rule.recusal"
	nameAbsence  geo.Code = "crew.rule.absence"
	nameLead     geo.Code = "crew.rule.lead"
	nameSize     geo.Code = "crew.rule.size"
	nameCross    geo.Code = "crew.rule.cross"
)
