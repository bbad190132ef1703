package inspection

import (
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Reason is why a site cannot be inspected.
type Reason string

// The reasons.
const (
	Closed     Reason = "closed"     // 关闭
	Demolished Reason = "demolished" // 拆除
	NoAccess   Reason = "no-access"  // 无法进入
	Other      Reason = "other"      // 其他, which a note explains
)

// Reasons lists every reason.
func Reasons() []Reason { return []Reason{Closed, Demolished, NoAccess, Other} }

// Opening is a reserve that takes the place of a site which cannot be inspected.
type Opening struct {
	Step    string `json:"step"`
	Within  string `json:"within,omitempty"`
	Stratum string `json:"stratum,omitempty"`
	Site    string `json:"site"`    // a main pick of that stratum, or a reserve opened there
	Reserve string `json:"reserve"` // the next one of that stratum
	Reason  Reason `json:"reason"`
}

// stratum is where picks stand in for each other.
type stratum struct{ step, within, name string }

func (o *Opening) stratum() stratum { return stratum{o.Step, o.Within, o.Stratum} }

func stratumOf(p *sampler.Pick) stratum { return stratum{p.Step, p.Within, p.Stratum} }

// Roster is who stands to be inspected: the main picks of a record, and the reserves
// that were opened in place of some. The record is not to be changed.
type Roster struct {
	record   *sampler.Record
	drawn    map[string]bool // by site
	standing map[stratum]map[string]bool
	waiting  map[stratum][]string          // reserves that nobody opened, in order
	replaced map[stratum]map[string]string // by site: the reserve in its place
	gone     map[string]string             // by site that was replaced anywhere: the first such reserve
}

// NewRoster returns who stands after openings, in the order in which they were made. The
// errors are those of Open.
func NewRoster(record *sampler.Record, openings []Opening) (*Roster, error) {
	r := &Roster{
		record: record, drawn: map[string]bool{}, gone: map[string]string{}, waiting: map[stratum][]string{},
		standing: map[stratum]map[string]bool{}, replaced: map[stratum]map[string]string{},
	}
	for i := range record.Picks {
		p := &record.Picks[i]
		s := stratumOf(p)
		r.drawn[p.ID] = true
		if r.standing[s] == nil {
			r.standing[s], r.replaced[s] = map[string]bool{}, map[string]string{}
		}
		if p.Role == sampler.Main {
			r.standing[s][p.ID] = true
		} else {
			r.waiting[s] = append(r.waiting[s], p.ID)
		}
	}
	for i := range openings {
		if err := r.Open(openings[i]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Next returns the reserve that is to be opened next in place of a site that stands in
// the stratum of an opening. The errors are ErrPick, ErrOpened and ErrNoReserve.
func (r *Roster) Next(o Opening) (string, error) {
	s := o.stratum()
	if by := r.replaced[s][o.Site]; by != "" {
		return "", o.wrong(ErrOpened, o.Site, by)
	}
	if !r.standing[s][o.Site] {
		return "", o.wrong(ErrPick, o.Site, "")
	}
	if len(r.waiting[s]) == 0 {
		return "", o.wrong(ErrNoReserve, o.Site, "")
	}
	return r.waiting[s][0], nil
}

// Open takes a site out and puts the reserve in its place. The errors are those of Next,
// ErrReason, and ErrTurn for a reserve that is not the next one; then nothing changes.
func (r *Roster) Open(o Opening) error {
	if !slices.Contains(Reasons(), o.Reason) {
		names := make([]string, len(Reasons()))
		for i, reason := range Reasons() {
			names[i] = string(reason)
		}
		return o.wrong(ErrReason, string(o.Reason), strings.Join(names, ", "))
	}
	next, err := r.Next(o)
	if err != nil {
		return err
	}
	if next != o.Reserve {
		return o.wrong(ErrTurn, o.Reserve, next)
	}
	s := o.stratum()
	delete(r.standing[s], o.Site)
	r.standing[s][next], r.replaced[s][o.Site] = true, next
	r.waiting[s] = r.waiting[s][1:]
	if r.gone[o.Site] == "" {
		r.gone[o.Site] = next
	}
	return nil
}

func (o *Opening) wrong(code geo.Code, value, want string) error {
	kind := geo.Conflict
	if code == ErrPick || code == ErrReason {
		kind = geo.Invalid
	}
	return &geo.Error{Code: code, Kind: kind, At: geo.Place{Step: o.Step}, Value: value, Want: want}
}

// Counts reports whether results of a site count: it stands somewhere, and was replaced
// nowhere.
func (r *Roster) Counts(site string) bool {
	if r.gone[site] != "" {
		return false
	}
	for i := range r.record.Picks {
		if p := &r.record.Picks[i]; p.ID == site && r.standing[stratumOf(p)][site] {
			return true
		}
	}
	return false
}

// ReplacedBy returns the reserve that stands in for a site, empty if none does. Where
// the site was replaced in several strata, it is the one opened first.
func (r *Roster) ReplacedBy(site string) string { return r.gone[site] }

// Sites lists who is to be inspected, each once, in the order of the record.
func (r *Roster) Sites() []string {
	var list []string
	seen := map[string]bool{}
	for i := range r.record.Picks {
		p := &r.record.Picks[i]
		if !seen[p.ID] && r.gone[p.ID] == "" && r.standing[stratumOf(p)][p.ID] {
			seen[p.ID] = true
			list = append(list, p.ID)
		}
	}
	return list
}
