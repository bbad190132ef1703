package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// Exposure is how likely a plan draws each site of a frame, as an office reads it.
type Exposure struct {
	Report     *exposure.Report
	Seed       string   // of the replays
	HalfWidth  float64  // that was asked of them; 0: nothing was replayed
	Rollups    []Rollup // in the order in which they are told
	Stages     []exposure.Stage
	Never      []sampler.NeverDrawn
	Off        *exposure.Off   // what a map shows and the register lacks; nil: nobody asked
	Rounds     int             // independent rounds that figures are given for too; 0: for one only
	Until      string          // the date until when these are; empty: not said
	Incomplete []string        // townships that the frame lacks though the plan could draw them
	Categories *geo.Categories // for their names; nil: geo.ShippedCategories
	Texts      *text.Catalogue // language of headings and names
}

// What is asked of replays if nobody says: 95 % intervals of so many either way, of
// groups wider ones, since the plan is drawn whole for these; and a seed, so that
// the same question has the same answer.
const (
	DefaultHalfWidth      = 0.005
	DefaultGroupHalfWidth = 0.01
	DefaultReplaySeed     = "sitedraw"
)

// Grouping is what sites are rolled up by.
type Grouping string

// The groupings. BySite is none: every site by itself.
const (
	BySite     Grouping = "site"
	ByUnit     Grouping = "unit"
	ByTownship Grouping = "township"
	ByChief    Grouping = "chief"
	ByCategory Grouping = "category"
)

// Groupings lists all of them.
func Groupings() []Grouping { return []Grouping{BySite, ByUnit, ByTownship, ByChief, ByCategory} }

// Rollup is the exposure of groups of sites of one kind.
type Rollup struct {
	By     Grouping
	Of     exposure.By // that the groups were made by
	Groups []exposure.Group
}

// Weighted returns the steps of a plan that draw by size, so that sites are not
// equally likely on purpose.
func Weighted(p *sampler.Plan) (ids []string) {
	for i := range p.Steps {
		if s := &p.Steps[i]; s.BySize || s.Method == sampler.Pareto {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (e *Exposure) t(key geo.Code, args text.Args) string { return e.Texts.Text(key, args) }

func (e *Exposure) categories() *geo.Categories {
	if e.Categories == nil {
		return geo.ShippedCategories()
	}
	return e.Categories
}

func (e *Exposure) site(number int32) *geo.Site { return &e.Report.Frame.Sites()[number] }

// stepName is a step's id with what it draws: “xzc” (village).
func (e *Exposure) stepName(id string) string {
	args := text.Args{"step": text.Visible(id), "category": ""}
	names := CategoryNames(e.categories(), e.Texts)
	for i := range e.Report.Plan.Steps {
		if s := &e.Report.Plan.Steps[i]; s.ID == id && len(s.Category) == 1 {
			args["category"] = text.Visible(names[s.Category[0]])
		}
	}
	return e.t("expose.step", args)
}

// planTitle is what a plan is called.
func planTitle(p *sampler.Plan) string {
	return text.Visible(cmp.Or(p.Title, p.Name, p.Digest().String()))
}

// order is all sites, the likeliest first, ties in the order of ids.
func (e *Exposure) order() []int32 {
	sites := make([]int32, e.Report.Frame.Len())
	once := make([]float64, len(sites))
	for i := range sites {
		sites[i], once[i] = int32(i), e.Report.Once(int32(i)).Value
	}
	slices.SortStableFunc(sites, func(a, b int32) int { return cmp.Compare(once[b], once[a]) })
	return sites
}

// never is the set of sites that no draw can pick.
func (e *Exposure) never() map[string]geo.Code {
	set := make(map[string]geo.Code, len(e.Never))
	for _, n := range e.Never {
		set[n.Site] = n.Reason
	}
	return set
}

// groupNames are what groups of a kind are called, by their names in a Rollup.
func (e *Exposure) groupNames(by Grouping) map[string]string {
	switch by {
	case ByCategory:
		return CategoryNames(e.categories(), e.Texts)
	case ByTownship:
		names := map[string]string{}
		for _, area := range geo.AreasOf(e.Report.Frame.Sites(), e.categories()) {
			// What has no township, such as the county itself, is a group of its own.
			if code := area.Code; code == geo.AreaCode(code.Township()+"000") && names[code.Township()] == "" {
				names[code.Township()] = area.Name
			}
		}
		return names
	default:
		return nil
	}
}

// percent writes a chance for people: the smaller, the more digits. Less than
// certain is never written as 100 %, nor more than impossible as 0 %.
func percent(p float64) string {
	const whole = 100
	v := whole * p
	switch {
	case v == 0:
		return "0 %"
	case p >= 1:
		return "100 %"
	case v > 99.9:
		return "> 99.9 %"
	case v >= 10:
		return short(v, 1) + " %"
	case v >= 1:
		return short(v, 2) + " %"
	case v < 0.0001:
		return "< 0.0001 %"
	default:
		return strconv.FormatFloat(v, 'g', 2, 64) + " %"
	}
}

// short writes a number with so many decimals at most.
func short(v float64, decimals int) string {
	scale := math.Pow10(decimals)
	return strconv.FormatFloat(math.Round(float64(v*scale))/scale, 'f', -1, 64)
}

// points writes an error of a chance in percentage points, rounded up.
func points(err float64) string {
	v, decimals := 100*err, 1
	for v < math.Pow10(1-decimals) && decimals < 6 {
		decimals++
	}
	scale := math.Pow10(decimals)
	return strconv.FormatFloat(math.Ceil(float64(v*scale)-1e-9)/scale, 'f', -1, 64)
}

// average writes an expected number.
func average(v float64) string {
	if v >= 0.1 || v == 0 {
		return short(v, 2)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// chance writes a figure with how it was found: "31.2 % (± 0.4, simulated)".
func (e *Exposure) chance(f exposure.Figure) string {
	if f.Kind == exposure.Unknown {
		return e.t("expose.unknown", nil)
	}
	args := text.Args{"value": e.likely(f)}
	if f.Error > 0 {
		args["error"], args["how"] = points(f.Error), e.t(kindTexts[f.Kind], nil)
	}
	return e.t("expose.chance", args)
}

// likely writes a figure in a cell of a table, basis how it was found in another.
// What no draw, or every one, has picked so far is not impossible or certain.
func (e *Exposure) likely(f exposure.Figure) string {
	switch {
	case f.Kind == exposure.Unknown:
		return e.t("expose.unknown", nil)
	case f.Kind == exposure.Replayed && f.Value <= 0:
		return "< " + points(f.Error) + " %"
	case f.Kind == exposure.Replayed && f.Value >= 1:
		const hundredths = 10_000
		return "> " + short(math.Floor(hundredths*(1-f.Error))/100, 2) + " %"
	default:
		return percent(f.Value)
	}
}

func (e *Exposure) basis(f exposure.Figure) string {
	switch f.Kind {
	case exposure.Exact:
		return e.t("expose.kind-exact", nil)
	case exposure.Unknown:
		return ""
	default:
		return e.t("expose.basis", text.Args{"how": e.t(kindTexts[f.Kind], nil), "error": points(f.Error)})
	}
}

// kindTexts are the keys of kinds.
var kindTexts = map[exposure.Kind]geo.Code{
	exposure.Exact: "expose.kind-exact", exposure.Bounded: "expose.kind-bounded", exposure.Replayed: "expose.kind-replayed",
	exposure.Unknown: "expose.unknown",
}

// exposureSum counts sites by the kind of the chance that some step picks them, and the
// worst error of each kind; expected is how many picks all have on average.
type exposureSum struct {
	counts   map[exposure.Kind]int
	worst    map[exposure.Kind]float64
	expected float64
}

func (e *Exposure) sum() exposureSum {
	s := exposureSum{counts: map[exposure.Kind]int{}, worst: map[exposure.Kind]float64{}}
	for i := range e.Report.Frame.Len() {
		once := e.Report.Once(int32(i))
		s.counts[once.Kind]++
		s.worst[once.Kind] = max(s.worst[once.Kind], once.Error)
		s.expected += e.Report.Expected(int32(i)).Value
	}
	return s
}
