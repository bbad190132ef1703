package crew

import (
	"math/bits"
	"slices"

	"sitedraw/geo"
)

// sites is a set of sites by their index, 64 in a word.
type sites []uint64

func (s sites) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s sites) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

func (s sites) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s sites) unite(o sites) {
	for i, w := range o {
		s[i] |= w
	}
}

func (s sites) cut(o sites) {
	for i, w := range o {
		s[i] &= w
	}
}

// table is a settled job by index: what each rule keeps from whom, and whom each
// attempt takes first. It is worked out once, whatever rules are set aside later.
type table struct {
	job       *Job
	words     int       // of a set of sites
	township  []sites   // by inspector: sites in his township; nil: none
	unit      []sites   // by inspector: sites of his unit; nil: none
	recusals  [][]sites // by inspector and recusal
	met       []sites   // by inspector: sites whose place he was at; nil: none
	home      []string  // by inspector: nine digits of his township, or empty
	absent    []int     // by inspector: his first absence that covers the day, or −1
	qualified []bool    // by inspector: has the qualification a team needs
	orders    [attempts][]int
}

func newTable(j *Job) *table {
	n := len(j.Inspectors)
	t := &table{
		job: j, words: (len(j.Sites) + 63) / 64,
		township: make([]sites, n), unit: make([]sites, n), recusals: make([][]sites, n), met: make([]sites, n),
		home: make([]string, n), absent: make([]int, n), qualified: make([]bool, n),
	}
	before := t.before()
	for i := range j.Inspectors {
		p := &j.Inspectors[i]
		t.home[i] = townshipOf(string(p.Township))
		t.absent[i] = slices.IndexFunc(p.Absences, func(a Absence) bool { return a.covers(j.Date) })
		t.qualified[i] = slices.Contains(p.Qualifications, j.Rules.Lead)
		if t.home[i] != "" {
			t.township[i] = t.which(func(s *Site) bool { return townshipOf(s.Area) == t.home[i] })
		}
		if p.Unit != "" {
			t.unit[i] = t.which(func(s *Site) bool { return s.Unit == p.Unit })
		}
		for _, r := range p.Recusals {
			t.recusals[i] = append(t.recusals[i], t.which(r.holds))
		}
		if places := before[p.ID]; places != nil {
			t.met[i] = t.which(func(s *Site) bool { return places[s.Place()] })
		}
	}
	return t
}

// before returns the places that each inspector was at.
func (t *table) before() map[string]map[string]bool {
	places := map[string]map[string]bool{}
	for _, v := range t.job.Before {
		if places[v.Inspector] == nil {
			places[v.Inspector] = map[string]bool{}
		}
		places[v.Inspector][v.Place] = true
	}
	return places
}

// which returns the sites of which something is true; nil for none.
func (t *table) which(is func(*Site) bool) sites {
	var set sites
	for i := range t.job.Sites {
		if is(&t.job.Sites[i]) {
			if set == nil {
				set = make(sites, t.words)
			}
			set.add(i)
		}
	}
	return set
}

// townshipOf returns the first nine digits of an area, empty if it names none or only
// a county.
func townshipOf(area string) string {
	if area == "" || geo.AreaCode(area).Level() == geo.CountyLevel {
		return ""
	}
	return geo.AreaCode(area).Township()
}

// holds reports whether a site is of what the recusal names.
func (r *Recusal) holds(s *Site) bool {
	switch {
	case r.Site != "":
		return s.ID == r.Site
	case r.Unit != "":
		return s.Unit == r.Unit
	default:
		prefix := geo.AreaCode(r.Area).Prefix()
		return len(s.Area) >= len(prefix) && s.Area[:len(prefix)] == prefix
	}
}
