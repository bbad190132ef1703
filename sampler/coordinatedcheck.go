package sampler

import (
	"strconv"

	"sitedraw/geo"
)

// check returns the first thing that no coordination can have; the column of the
// error is the member.
func (c *Coordination) check() error {
	if err := choice("mode", c.Mode, Modes()[1:]...); err != nil {
		return err
	}
	if c.Reach != "" {
		if err := choice("reach", c.Reach, Reaches()...); err != nil {
			return err
		}
	}
	if err := c.checkMembers(); err != nil {
		return err
	}
	return c.checkLists()
}

// checkMembers wants nothing that belongs to another mode.
func (c *Coordination) checkMembers() error {
	for _, m := range []struct {
		name  string
		given bool
		mode  Mode
	}{
		{"reach", c.Reach != "", Cover},
		{"sites", !c.Sites.empty(), Cover},
		{"groups", !c.Groups.empty(), Cover},
		{"recheck", len(c.Recheck) > 0, Again},
		{"weights", len(c.Weights) > 0, Weighted},
	} {
		if m.given && m.mode != c.Mode {
			return bad(ErrCoordinationMember, m.name, m.name, "mode: "+string(c.Mode))
		}
	}
	if c.Reach == "" && !c.Groups.empty() {
		return bad(ErrCoordinationMember, "groups", "groups", "reach: \"\"")
	}
	return nil
}

// checkLists looks at names and numbers.
func (c *Coordination) checkLists() error {
	if err := c.Sites.check("sites", geo.CheckIdentifier); err != nil {
		return err
	}
	if err := c.Groups.check("groups", checkGroup); err != nil {
		return err
	}
	if err := checkNames("recheck", c.Recheck, geo.CheckIdentifier); err != nil {
		return err
	}
	ids := make([]string, len(c.Weights))
	for i, w := range c.Weights {
		ids[i] = w.ID
		if err := checkNumber(inList("weights", i), w.Weight, 1, MaxWeight); err != nil {
			return err
		}
	}
	return checkNames("weights", ids, geo.CheckIdentifier)
}

func (l *Levels) empty() bool { return len(l.Drawn)+len(l.New)+len(l.Joined) == 0 }

// check looks at the lists of levels, whose names are checked by name.
func (l *Levels) check(member string, name func(string) error) error {
	for _, list := range []struct {
		member string
		levels []Drawn
		least  int64
	}{{".drawn", l.Drawn, 1}, {".joined", l.Joined, 0}} {
		for i, d := range list.levels {
			if err := checkNumber(inList(member+list.member, i), d.Times, list.least, maxSafe); err != nil {
				return err
			}
		}
		if err := checkNames(member+list.member, namesOf(list.levels), name); err != nil {
			return err
		}
	}
	return checkNames(member+".new", l.New, name)
}

func namesOf(levels []Drawn) []string {
	names := make([]string, len(levels))
	for i, d := range levels {
		names[i] = d.Name
	}
	return names
}

// checkGroup checks the name of a group; that of the sites without the key is
// empty.
func checkGroup(name string) error {
	if name == "" {
		return nil
	}
	return geo.CheckIdentifier(name)
}

// checkNames wants names that are right and in ascending order, each once.
func checkNames(member string, names []string, right func(string) error) error {
	for i, name := range names {
		if err := right(name); err != nil {
			return geo.InColumn(err, inList(member, i))
		}
		if i > 0 && name <= names[i-1] {
			return bad(ErrCoordinationOrder, inList(member, i), name, names[i-1])
		}
	}
	return nil
}

func checkNumber(member string, value, least, most int64) error {
	if value < least || value > most {
		return bad(ErrNumberRange, member, strconv.FormatInt(value, 10),
			strconv.FormatInt(least, 10)+" … "+strconv.FormatInt(most, 10))
	}
	return nil
}

// inList names the i-th item of a list as the reader of files does.
func inList(member string, i int) string { return member + "[" + strconv.Itoa(i+1) + "]" }
