package crew

import (
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Check computes an assignment again and returns the first thing that differs, as an
// ErrDiffers whose column names it, or the error of [Assign].
func Check(j *Job, a *Assignment) error {
	want, err := Assign(j)
	if err != nil {
		return err
	}
	expected, found := want.parts(), a.parts()
	for i := range min(len(expected), len(found)) {
		if expected[i] != found[i] {
			return &geo.Error{Code: ErrDiffers, At: geo.Place{Column: expected[i].name}, Value: found[i].value, Want: expected[i].value}
		}
	}
	if a.Digest() != want.Digest() { // a name that looks like two, or teams besides
		return &geo.Error{Code: ErrDiffers, At: geo.Place{Column: "teams"}, Value: a.Digest().String(), Want: want.Digest().String()}
	}
	return nil
}

// part is one member of an assignment as a text.
type part struct{ name, value string }

// parts lists everything that an assignment says, what it was made from first.
func (a *Assignment) parts() []part {
	list := []part{
		{"record", a.Record.String()},
		{"lot", strconv.Itoa(a.Lot)},
		{"date", a.Date},
		{"inspectors", a.Inspectors.String()},
		{"before", a.Before.String()},
		{"rules.size", strconv.Itoa(a.Rules.Size)},
		{"rules.most", strconv.Itoa(a.Rules.Most)},
		{"rules.lead", a.Rules.Lead},
		{"rules.way", string(a.Rules.Way)},
		{"ring", strings.Join(a.Ring, ", ")},
		{"attempt", strconv.Itoa(a.Attempt)},
	}
	for k, t := range a.Teams {
		at := "teams[" + strconv.Itoa(k+1) + "]"
		list = append(list, part{at + ".members", strings.Join(t.Members, ", ")}, part{at + ".sites", strings.Join(t.Sites, ", ")})
	}
	return append(list,
		part{"idle", strings.Join(a.Idle, ", ")},
		part{"difference", strconv.Itoa(a.Difference)},
		part{"repeats", strconv.Itoa(a.Repeats)},
	)
}

// check looks at what is read apart from its job: dates, numbers, texts, and that
// nobody and no site stands twice.
func (a *Assignment) check() error {
	if err := checkDate("date", a.Date); err != nil {
		return err
	}
	var err error
	if a.Rules, err = NewRules(a.Rules); err != nil {
		return inside("rules", err)
	}
	if err := a.checkNumbers(); err != nil {
		return err
	}
	people, places := map[string]bool{}, map[string]bool{}
	for k, t := range a.Teams {
		at := "teams[" + strconv.Itoa(k+1) + "]"
		if err := once(people, at+".members", t.Members); err != nil {
			return err
		}
		if err := once(places, at+".sites", t.Sites); err != nil {
			return err
		}
	}
	if err := once(people, "idle", a.Idle); err != nil {
		return err
	}
	return once(map[string]bool{}, "ring", a.Ring)
}

func (a *Assignment) checkNumbers() error {
	for _, n := range []struct {
		member             string
		value, least, most int
	}{
		{"lot", a.Lot, 1, maxTeams},
		{"attempt", a.Attempt, 1, attempts},
		{"difference", a.Difference, 0, MostSites},
		{"repeats", a.Repeats, 0, maxSize * MostSites},
	} {
		if n.value < n.least || n.value > n.most {
			return &geo.Error{
				Code: sampler.ErrNumberRange, At: geo.Place{Column: n.member}, Value: strconv.Itoa(n.value),
				Want: strconv.Itoa(n.least) + " … " + strconv.Itoa(n.most),
			}
		}
	}
	return nil
}

// once wants identifiers, each for the first time.
func once(seen map[string]bool, member string, ids []string) error {
	for i, id := range ids {
		at := member + "[" + strconv.Itoa(i+1) + "]"
		if err := geo.CheckIdentifier(id); err != nil {
			return inside(at, err)
		}
		if seen[id] {
			return &geo.Error{Code: ErrTwice, At: geo.Place{Column: at}, Value: id}
		}
		seen[id] = true
	}
	return nil
}
