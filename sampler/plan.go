package sampler

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// Plan says what is drawn and how: draw-v1 §4. NewPlan makes one; the zero value
// has no steps and is none.
type Plan struct {
	Name  string // short name
	Title string // for people
	Steps []Step // in the order in which they are drawn
}

// All is the number of picks of a census: every candidate.
const All = -1

// Step is one item of a plan. Fields have the names and meanings of draw-v1 §4;
// zero values stand for absent members, except Method and Allocate, whose
// defaults NewPlan fills in, and the parameters of a map.
type Step struct {
	ID       string
	Category []string
	Tags     []string
	AnyTags  []string
	In       []string // ids of polygon sites
	NotIn    []string // ids of earlier steps
	Within   string   // id of an earlier step
	Of       string   // id of an earlier step
	By       By
	N        int64 // ≥ 1, or All
	Allocate Allocation
	Method   Method
	BySize   bool
	Reserve  int64
	Apart    int64 // metres
	AtMost   *AtMost
	Map      *MapParameters // of the method Map; nil otherwise
	Walk     int64          // metres; 0: none
}

// By is a key that tells sites apart; the zero value is none.
type By string

// The keys. A By may also be TagPrefix followed by the beginning of a tag.
const (
	ByCategory By = "category"
	ByArea     By = "area"  // the township: first 9 digits
	ByPlace    By = "place" // all 12 digits
	ByUnit     By = "unit"
	TagPrefix  By = "tag:"
)

func (b By) tagPrefix() string { return strings.TrimPrefix(string(b), string(TagPrefix)) }

func (b By) known() bool {
	return strings.HasPrefix(string(b), string(TagPrefix)) ||
		slices.Contains([]By{ByCategory, ByArea, ByPlace, ByUnit}, b)
}

// Allocation is how n is split over strata.
type Allocation string

// The ways to split; Proportional is the default.
const (
	Proportional Allocation = "proportional"
	Equal        Allocation = "equal"
	Each         Allocation = "each"
)

// Method is a way to draw from the candidates of one scope.
type Method string

// The methods of draw-v1 §6; Simple is the default.
const (
	Simple     Method = "simple"
	Systematic Method = "systematic"
	Pareto     Method = "pareto"
	Balanced   Method = "balanced"
	Map        Method = "map"
)

// Methods lists every method.
func Methods() []Method { return []Method{Simple, Systematic, Pareto, Balanced, Map} }

// AtMost limits the main picks that share a key, while others are left.
type AtMost struct {
	By By
	N  int64
}

// MapParameters are those of the method Map: draw-v1 §6.5.
type MapParameters struct {
	In     string // category whose polygons hold the anchors
	Anchor string // "picks:STEP" instead
	Radius int64  // metres
	List   int64  // how many sites a phone shows
	Take   Take
}

// Take is which of the shown sites is taken.
type Take string

// The ways to take; TakeAny is the default.
const (
	TakeAny     Take = "any"
	TakeNearest Take = "nearest"
)

// The defaults of a map: metres, and what a phone shows on one page.
const (
	defaultRadius = 5000
	defaultList   = 10
)

// anchorStep returns the step whose picks are the anchors, if any.
func (m *MapParameters) anchorStep() (string, bool) {
	return strings.CutPrefix(m.Anchor, "picks:")
}

// NewPlan fills in the defaults and checks the plan; errors name the step and
// the member.
func NewPlan(p Plan) (Plan, error) {
	for _, text := range []struct{ name, value string }{{"name", p.Name}, {"title", p.Title}} {
		if err := geo.CheckText(text.value); err != nil {
			return Plan{}, geo.InColumn(err, text.name)
		}
	}
	if len(p.Steps) == 0 {
		return Plan{}, bad(ErrMemberMissing, "", "steps", "")
	}
	p.Steps = slices.Clone(p.Steps)
	earlier := map[string]bool{}
	for i := range p.Steps {
		s := &p.Steps[i]
		s.fill()
		if err := s.check(earlier); err != nil {
			return Plan{}, inStep(err, s.ID, i)
		}
		earlier[s.ID] = true
	}
	return p, nil
}

// inStep names the step of an error: by id, or by its place if it has none.
func inStep(err error, id string, index int) error {
	if id == "" {
		id = "#" + strconv.Itoa(index+1)
	}
	return geo.InStep(err, id)
}

func (s *Step) fill() {
	if s.Method == "" {
		s.Method = Simple
	}
	if s.Allocate == "" {
		s.Allocate = Proportional
	}
	if s.Method != Map {
		return
	}
	m := MapParameters{}
	if s.Map != nil {
		m = *s.Map
	}
	if m.Radius == 0 {
		m.Radius = defaultRadius
	}
	if m.List == 0 {
		m.List = defaultList
	}
	if m.Take == "" {
		m.Take = TakeAny
	}
	s.Map = &m
}

func (s *Step) check(earlier map[string]bool) error {
	for _, check := range []func(map[string]bool) error{
		s.checkID, s.checkLists, s.checkChoices, s.checkMap, s.checkNumbers, s.checkReferences,
		s.checkAll, s.checkCombinations,
	} {
		if err := check(earlier); err != nil {
			return err
		}
	}
	return nil
}

// bad is an error in a member of a step.
func bad(code geo.Code, member, value, want string) error {
	return &geo.Error{Code: code, At: geo.Place{Column: member}, Value: value, Want: want}
}

func (s *Step) checkID(earlier map[string]bool) error {
	if s.ID == "" {
		return bad(ErrMemberMissing, "", "id", "")
	}
	if err := geo.CheckIdentifier(s.ID); err != nil {
		return geo.InColumn(err, "id")
	}
	if strings.ContainsAny(s.ID, "/@+%") {
		return bad(ErrStepID, "id", s.ID, "")
	}
	if earlier[s.ID] {
		return bad(ErrStepTwice, "id", s.ID, "")
	}
	return nil
}

func (s *Step) checkLists(map[string]bool) error {
	if len(s.Category) == 0 {
		return bad(ErrMemberMissing, "", "category", "")
	}
	for _, list := range []struct {
		name   string
		values []string
	}{{"category", s.Category}, {"tags", s.Tags}, {"any_tags", s.AnyTags}, {"in", s.In}, {"not_in", s.NotIn}} {
		seen := map[string]bool{}
		for _, v := range list.values {
			if err := geo.CheckIdentifier(v); err != nil {
				return geo.InColumn(err, list.name)
			}
			if seen[v] {
				return bad(ErrListTwice, list.name, v, "")
			}
			seen[v] = true
		}
	}
	return nil
}

func (s *Step) checkChoices(map[string]bool) error {
	if err := checkBy("by", s.By, true); err != nil {
		return err
	}
	if err := choice("allocate", s.Allocate, Proportional, Equal, Each); err != nil {
		return err
	}
	if err := choice("method", s.Method, Methods()...); err != nil {
		return err
	}
	if s.AtMost == nil {
		return nil
	}
	if s.AtMost.By == "" {
		return bad(ErrMemberMissing, "at_most", "by", "")
	}
	return checkBy("at_most.by", s.AtMost.By, false)
}

func checkBy(member string, by By, category bool) error {
	if by == "" {
		return nil
	}
	if !by.known() || by == ByCategory && !category {
		want := "area, place, unit, tag:…"
		if category {
			want = "category, " + want
		}
		return bad(ErrChoice, member, string(by), want)
	}
	return geo.InColumn(geo.CheckText(string(by)), member)
}

func choice[T ~string](member string, value T, known ...T) error {
	if slices.Contains(known, value) {
		return nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return bad(ErrChoice, member, string(value), strings.Join(names, ", "))
}

func (s *Step) checkNumbers(map[string]bool) error {
	if s.N == 0 {
		return bad(ErrMemberMissing, "", "n", "")
	}
	type number struct {
		member     string
		value, min int64
	}
	numbers := []number{{"reserve", s.Reserve, 0}, {"apart", s.Apart, 0}, {"walk", s.Walk, 0}}
	if s.N != All {
		numbers = append(numbers, number{"n", s.N, 1})
	}
	if s.AtMost != nil {
		if s.AtMost.N == 0 {
			return bad(ErrMemberMissing, "at_most", "n", "")
		}
		numbers = append(numbers, number{"at_most.n", s.AtMost.N, 1})
	}
	if s.Map != nil {
		numbers = append(numbers, number{"map.radius", s.Map.Radius, 1}, number{"map.list", s.Map.List, 1})
	}
	for _, n := range numbers {
		if n.value < n.min || n.value > maxSafe {
			return bad(ErrNumberRange, n.member, strconv.FormatInt(n.value, 10),
				strconv.FormatInt(n.min, 10)+" … "+strconv.Itoa(maxSafe))
		}
	}
	return nil
}

func (s *Step) checkReferences(earlier map[string]bool) error {
	references := []struct{ member, id string }{{"within", s.Within}, {"of", s.Of}}
	for _, id := range s.NotIn {
		references = append(references, struct{ member, id string }{"not_in", id})
	}
	if s.Map != nil && s.Map.Anchor != "" {
		id, ok := s.Map.anchorStep()
		if !ok || id == "" {
			return bad(ErrChoice, "map.anchor", s.Map.Anchor, "picks:…")
		}
		references = append(references, struct{ member, id string }{"map.anchor", id})
	}
	for _, r := range references {
		if r.id != "" && !earlier[r.id] {
			return bad(ErrStepEarlier, r.member, r.id, nearestStep(r.id, earlier))
		}
	}
	return nil
}

func nearestStep(id string, earlier map[string]bool) string {
	names := make([]string, 0, len(earlier))
	for name := range earlier {
		names = append(names, name)
	}
	slices.Sort(names)
	return geo.Nearest(id, names)
}

func (s *Step) checkMap(map[string]bool) error {
	if s.Map == nil {
		return nil
	}
	if s.Method != Map {
		return bad(ErrCombination, "map", "map", "method: map")
	}
	if s.Map.In != "" {
		if s.Map.Anchor != "" {
			return bad(ErrCombination, "map", "in", "anchor")
		}
		if err := geo.CheckIdentifier(s.Map.In); err != nil {
			return geo.InColumn(err, "map.in")
		}
	}
	return choice("map.take", s.Map.Take, TakeAny, TakeNearest)
}

func (s *Step) checkAll(map[string]bool) error {
	if s.N != All {
		return nil
	}
	switch {
	case s.Reserve != 0:
		return bad(ErrCombination, "reserve", "reserve", "n: all")
	case s.BySize:
		return bad(ErrCombination, "by_size", "by_size", "n: all")
	case s.Allocate != Proportional:
		return bad(ErrCombination, "allocate", "allocate", "n: all")
	case s.Method != Simple:
		return bad(ErrCombination, "method", string(s.Method), "n: all")
	}
	return nil
}

func (s *Step) checkCombinations(map[string]bool) error {
	fixed := s.Method == Systematic || s.Method == Balanced
	method := "method: " + string(s.Method)
	switch {
	case s.Within != "" && s.Of != "":
		return bad(ErrCombination, "of", "of", "within")
	case s.BySize && !fixed:
		return bad(ErrCombination, "by_size", "by_size", method)
	case s.Apart != 0 && fixed:
		return bad(ErrCombination, "apart", "apart", method)
	case s.AtMost != nil && (fixed || s.Method == Map):
		return bad(ErrCombination, "at_most", "at_most", method)
	case s.Reserve != 0 && s.BySize && s.Method == Balanced:
		return bad(ErrCombination, "reserve", "reserve", method+", by_size")
	}
	return nil
}

// Digest returns the SHA-256 of the plan in canonical form.
func (p *Plan) Digest() Digest { return digestOf(AppendPlan(nil, p)) }
