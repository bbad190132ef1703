package geo

import (
	"slices"
	"strings"
)

// newCategories joins compiled categories to a list in which each code and name
// means one of them.
func newCategories(groups []Group, list []Category) (*Categories, error) {
	c := &Categories{groups: groups, list: list, byCode: map[string]int{}, byName: map[string]int{}, byPlain: map[string]int{}}
	if err := checkGroups(groups); err != nil {
		return nil, err
	}
	for i := range list {
		if _, twice := c.byCode[list[i].Code]; twice {
			return nil, list[i].wrong("code", list[i].Code, "")
		}
		c.byCode[list[i].Code] = i
	}
	for i := range list {
		if err := c.addNames(i); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func checkGroups(groups []Group) error {
	seen := map[string]bool{}
	for _, g := range groups {
		if err := CheckIdentifier(g.Code); err != nil || seen[g.Code] {
			return &Error{Code: ErrCategoryFile, At: Place{Column: "groups.code"}, Value: shorten(g.Code), Err: err}
		}
		seen[g.Code] = true
		if !slices.Contains([]GroupKind{WindowGroup, AreaGroup, PointGroup}, g.Of) {
			return &Error{Code: ErrCategoryFile, At: Place{Column: g.Code + ".of"}, Value: shorten(string(g.Of)), Want: "windows, areas, points"}
		}
	}
	return nil
}

// With returns the categories of c and of more, an office's own file. A category
// or group of more whose code c has too replaces that one in its place; others
// come after those of c. What more names and neither has is ErrCategoryFile, and
// so is a name that would then mean two categories.
func (c *Categories) With(more *Categories) (*Categories, error) {
	groups, list := slices.Clone(c.groups), slices.Clone(c.list)
	for _, g := range more.groups {
		if i := slices.IndexFunc(groups, func(old Group) bool { return old.Code == g.Code }); i >= 0 {
			groups[i] = g
			continue
		}
		groups = append(groups, g)
	}
	for i := range more.list {
		if at, known := c.byCode[more.list[i].Code]; known {
			list[at] = more.list[i]
			continue
		}
		list = append(list, more.list[i])
	}
	all, err := newCategories(groups, list)
	if err == nil {
		err = all.checkReferences(&Categories{})
	}
	if err != nil {
		return nil, err
	}
	return all, nil
}

// checkReferences looks up the groups and categories that those of c name, in c
// and then in base.
func (c *Categories) checkReferences(base *Categories) error {
	for i := range c.list {
		category := &c.list[i]
		for _, g := range category.Groups {
			if !c.hasGroup(g) && !base.hasGroup(g) {
				return category.wrong("groups", g, strings.Join(append(c.groupCodes(), base.groupCodes()...), ", "))
			}
		}
		if of := category.Crossings; of != nil && c.shapeOf(of.Of, base) != LineShape {
			return category.wrong("crossings", of.Of, string(LineShape))
		}
		whole := category.PartOf
		if whole != "" && (whole == category.Code || c.shapeOf(whole, base) != PolygonShape) {
			return category.wrong("part_of", whole, string(PolygonShape))
		}
	}
	return nil
}

// shapeOf is the shape of a category of c or else base; empty if neither has it.
func (c *Categories) shapeOf(code string, base *Categories) Shape {
	for _, has := range []*Categories{c, base} {
		if i, known := has.byCode[code]; known {
			return has.list[i].Shape
		}
	}
	return ""
}

func (c *Categories) hasGroup(code string) bool { return slices.Contains(c.groupCodes(), code) }

func (c *Categories) groupCodes() []string {
	codes := make([]string, len(c.groups))
	for i := range c.groups {
		codes[i] = c.groups[i].Code
	}
	return codes
}
