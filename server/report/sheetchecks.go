package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// checksByCategory are the checks of each category in the order of groups.
func (s *Sheets) checksByCategory() map[string][]geo.Check {
	checks := s.Checks
	if checks == nil {
		checks = geo.ShippedChecks()
	}
	byCategory := map[string][]geo.Check{}
	for _, c := range checks {
		byCategory[c.Category] = append(byCategory[c.Category], c)
	}
	groups := geo.CheckGroups()
	for _, list := range byCategory {
		slices.SortStableFunc(list, func(a, b geo.Check) int {
			return cmp.Compare(slices.Index(groups, a.Group), slices.Index(groups, b.Group))
		})
	}
	return byCategory
}

// hoursByCategory are the hours of each category's visits, a line for each span.
func (s *Sheets) hoursByCategory() map[string]string {
	visits := s.Visits
	if visits == nil {
		visits = geo.ShippedVisits()
	}
	hours := map[string]string{}
	for _, v := range visits {
		for _, span := range v.Hours {
			hours[v.Category] = filled(hours[v.Category], span.From.String()+"–"+span.To.String())
		}
	}
	return hours
}

// words is a text of a data file in the language of the sheets.
func (s *Sheets) words(w geo.Words) string {
	if s.Texts.Lang() == text.ZH {
		return w.ZH
	}
	return w.EN
}

// item is what a check is called, with its rule unless every spot counts.
func (s *Sheets) item(c *geo.Check) string {
	rule := c.Rule.String()
	if rule == wholeRule {
		rule = ""
	}
	return s.Texts.Text("check.item", text.Args{"name": s.words(c.Item), "value": rule})
}

// wholeRule is the rule by which every spot must meet the standard.
const wholeRule = "all"

// items are the names of a category's checks.
func (t *tasks) items(category string) string {
	var list []string
	for i := range t.checks[category] {
		list = append(list, t.sheets.item(&t.checks[category][i]))
	}
	return strings.Join(list, t.sheets.Texts.Text("names.and", nil))
}

// asked are a category's checks with what they ask for, a line for each.
func (t *tasks) asked(category string) string {
	var list []string
	for i := range t.checks[category] {
		c := &t.checks[category][i]
		list = append(list, t.sheets.Texts.Text("check.asked", text.Args{"name": t.sheets.item(c), "value": t.sheets.words(c.Standard)}))
	}
	return strings.Join(list, "\n")
}

// standards is the table of what the checks of categories ask for.
func (t *tasks) standards(categories []string) grid {
	s := t.sheets
	g := grid{}
	for _, c := range []struct {
		heading geo.Code
		width   float64
	}{
		{"column.category-name", 20}, {"column.group", 12}, {"column.check", 24}, {"column.standard", 72},
		{"column.check-rule", 14}, {"column.weight", 8},
	} {
		g.columns = append(g.columns, gridColumn{s.Texts.Text(c.heading, nil), c.width})
	}
	for _, category := range categories {
		for _, c := range t.checks[category] {
			rule := c.Rule.String()
			if rule == wholeRule {
				rule = s.Texts.Text("check.rule-all", nil)
			}
			g.rows = append(g.rows, []cell{
				textCell(cmp.Or(t.names[category], category)), textCell(s.Texts.Text(groupTexts[c.Group], nil)),
				textCell(s.words(c.Item)), textCell(s.words(c.Standard)), textCell(rule), numberCell(strconv.Itoa(c.Weight)),
			})
		}
	}
	return g
}

// groupTexts are the keys of what groups of checks are called.
var groupTexts = map[geo.CheckGroup]geo.Code{
	geo.OrderChecks:      "check.group-order",
	geo.SanitationChecks: "check.group-sanitation",
	geo.ServiceChecks:    "check.group-service",
	geo.FacilityChecks:   "check.group-facilities",
}

// categoriesOf are the categories of rows, each once, in their order.
func categoriesOf(rows []*taskRow) (list []string) {
	for _, r := range rows {
		if !slices.Contains(list, r.site.Category) {
			list = append(list, r.site.Category)
		}
	}
	return list
}

// drawn are the categories of all sheets.
func (t *tasks) drawn() []string {
	var rows []*taskRow
	for _, unit := range t.units {
		rows = append(rows, t.rows[unit]...)
	}
	return categoriesOf(rows)
}

// categoryNames are the names of what a unit is visited for.
func (t *tasks) categoryNames(unit string) string {
	var list []string
	for _, r := range t.rows[unit] {
		if name := r.categoryName(); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return strings.Join(list, t.sheets.Texts.Text("names.and", nil))
}
