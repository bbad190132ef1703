package sampler

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitedraw/geo"
)

// What can be wrong with a plan's table. Each is a key of the catalogue in
// server/text.
const (
	ErrTableEmpty   geo.Code = "table.empty"          // no row of a step
	ErrTableHeading geo.Code = "table.heading"        // a heading that means nothing; Want is near
	ErrTableTwice   geo.Code = "table.heading-twice"  // two columns, or lines, of one member
	ErrTableColumn  geo.Code = "table.column-missing" // no column of the member Want
	ErrTableCell    geo.Code = "table.cell-empty"     // a cell that must be filled is empty
	ErrTableExtra   geo.Code = "table.cell-extra"     // a cell that no heading stands above
	ErrTableQuote   geo.Code = "table.quote"          // a quotation mark without its partner
)

// planColumn is a column of a plan's table: how a step's cell is written and how
// a filled one is read.
type planColumn struct {
	member string
	write  func(*draft) string
	read   func(*draft, string) error
}

// draft is a step with room for its optional objects.
type draft struct {
	Step
	atMost AtMost
	phone  MapParameters
}

// planColumns are the columns in their order.
func planColumns() []planColumn {
	allocate := textColumn("allocate", func(d *draft) *Allocation { return &d.Allocate })
	allocate.write = func(d *draft) string {
		if d.By == "" && d.Allocate == Proportional {
			return "" // there is nothing to split
		}
		return string(d.Allocate)
	}
	return []planColumn{
		textColumn("id", func(d *draft) *string { return &d.ID }),
		listColumn("category", func(d *draft) *[]string { return &d.Category }),
		listColumn("tags", func(d *draft) *[]string { return &d.Tags }),
		listColumn("any_tags", func(d *draft) *[]string { return &d.AnyTags }),
		listColumn("in", func(d *draft) *[]string { return &d.In }),
		listColumn("not_in", func(d *draft) *[]string { return &d.NotIn }),
		textColumn("within", func(d *draft) *string { return &d.Within }),
		textColumn("of", func(d *draft) *string { return &d.Of }),
		textColumn("by", func(d *draft) *By { return &d.By }),
		{"n", writeHowMany, readHowMany},
		allocate,
		textColumn("method", func(d *draft) *Method { return &d.Method }),
		{"by_size", writeBySize, readBySize},
		numberColumn("reserve", 0, func(d *draft) *int64 { return &d.Reserve }),
		numberColumn("apart", 0, func(d *draft) *int64 { return &d.Apart }),
		textColumn("at_most.by", func(d *draft) *By { return &d.atMost.By }),
		numberColumn("at_most.n", 1, func(d *draft) *int64 { return &d.atMost.N }),
		textColumn("map.in", func(d *draft) *string { return &d.phone.In }),
		textColumn("map.anchor", func(d *draft) *string { return &d.phone.Anchor }),
		numberColumn("map.radius", 1, func(d *draft) *int64 { return &d.phone.Radius }),
		numberColumn("map.list", 1, func(d *draft) *int64 { return &d.phone.List }),
		textColumn("map.take", func(d *draft) *Take { return &d.phone.Take }),
		numberColumn("walk", 0, func(d *draft) *int64 { return &d.Walk }),
	}
}

// PlanColumns returns the columns of a plan's table in order: the members of a
// step, those of at_most and map behind a dot.
func PlanColumns() []string {
	columns := planColumns()
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.member
	}
	return names
}

// AppendTable writes a plan, as NewPlan returns it, as a table for people: a line
// with its name, one with its title, the headings, which are the members' names,
// and a row a step. Lists are separated by ";"; an item that would be misread, or
// that a spreadsheet may take for a formula, stands in quotation marks, those
// inside doubled. PlanFromTable reads the same plan again.
func AppendTable(p *Plan) [][]string {
	rows := [][]string{{"name", quoted(p.Name)}, {"title", quoted(p.Title)}, PlanColumns()}
	columns := planColumns()
	for i := range p.Steps {
		d := draftOf(&p.Steps[i])
		cells := make([]string, len(columns))
		for j, c := range columns {
			cells[j] = c.write(d)
		}
		rows = append(rows, cells)
	}
	return rows
}

func draftOf(s *Step) *draft {
	d := &draft{Step: *s}
	if s.AtMost != nil {
		d.atMost = *s.AtMost
	}
	if s.Map != nil {
		d.phone = *s.Map
	}
	return d
}

// step returns the step; an object of which no cell is filled is none.
func (d *draft) step() Step {
	s := d.Step
	if d.atMost != (AtMost{}) {
		s.AtMost = &d.atMost
	}
	if d.phone != (MapParameters{}) {
		s.Map = &d.phone
	}
	return s
}

func textColumn[T ~string](member string, at func(*draft) *T) planColumn {
	return planColumn{
		member,
		func(d *draft) string { return quoted(string(*at(d))) },
		func(d *draft, cell string) error {
			*at(d) = T(unquoted(cell))
			return nil
		},
	}
}

func listColumn(member string, at func(*draft) *[]string) planColumn {
	return planColumn{
		member,
		func(d *draft) string {
			items := make([]string, len(*at(d)))
			for i, item := range *at(d) {
				items[i] = quotedItem(item)
			}
			return strings.Join(items, ";")
		},
		func(d *draft, cell string) (err error) {
			*at(d), err = splitList(cell)
			return err
		},
	}
}

// numberColumn holds whole numbers from least on; 0 is an empty cell.
func numberColumn(member string, least int64, at func(*draft) *int64) planColumn {
	return planColumn{
		member,
		func(d *draft) string {
			if *at(d) == 0 {
				return ""
			}
			return strconv.FormatInt(*at(d), 10)
		},
		func(d *draft, cell string) (err error) {
			*at(d), err = wholeCell(cell, least)
			return err
		},
	}
}

func wholeCell(cell string, least int64) (int64, error) {
	v, err := strconv.ParseInt(cell, 10, 64)
	if err != nil || strconv.FormatInt(v, 10) != cell || v > maxSafe || v < -maxSafe {
		return 0, bad(ErrWholeNumber, "", cell, "")
	}
	if v < least {
		return 0, bad(ErrNumberRange, "", cell, strconv.FormatInt(least, 10)+" … "+strconv.Itoa(maxSafe))
	}
	return v, nil
}

func writeHowMany(d *draft) string {
	if d.N == All {
		return "all"
	}
	return strconv.FormatInt(d.N, 10)
}

func readHowMany(d *draft, cell string) (err error) {
	switch strings.ToLower(cell) {
	case "all", "全部":
		d.N = All
		return nil
	}
	d.N, err = wholeCell(cell, 1)
	return err
}

func writeBySize(d *draft) string {
	if d.BySize {
		return "true"
	}
	return ""
}

func readBySize(d *draft, cell string) error {
	switch strings.ToLower(cell) {
	case "true", "yes", "是":
		d.BySize = true
	case "false", "no", "否":
	default:
		return bad(ErrChoice, "", cell, "true, false, yes, no, 是, 否")
	}
	return nil
}

// listSeparators end an item of a list.
const listSeparators = ";；、"

// quoted encloses a text that begins with other than a letter or digit, or ends
// with a space, in quotation marks.
func quoted(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if s == "" || (unicode.IsLetter(first) || unicode.IsDigit(first)) && !unicode.IsSpace(last) {
		return s
	}
	return enclosed(s)
}

// quotedItem does the same for an item of a list.
func quotedItem(s string) string {
	if strings.ContainsAny(s, listSeparators) {
		return enclosed(s)
	}
	return quoted(s)
}

func enclosed(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// unquoted undoes quoted. A text that quoted would not have written so is taken
// as it is: people begin titles with quotation marks.
func unquoted(cell string) string {
	if item, rest, closed := cutQuoted(cell); closed && rest == "" {
		return item
	}
	return cell
}

// cutQuoted reads a text in quotation marks and returns what follows it; false if
// the cell does not begin with one or it is not closed.
func cutQuoted(cell string) (item, rest string, closed bool) {
	rest, closed = strings.CutPrefix(cell, `"`)
	for closed {
		var part string
		part, rest, closed = strings.Cut(rest, `"`)
		item += part
		if !strings.HasPrefix(rest, `"`) {
			break
		}
		item, rest = item+`"`, rest[1:]
	}
	return item, rest, closed
}

// splitList reads the items of a list; those that are empty are passed over.
func splitList(cell string) (list []string, err error) {
	for rest := strings.TrimSpace(cell); rest != ""; rest = strings.TrimSpace(rest) {
		var item string
		if rest[0] == '"' {
			var closed bool
			item, rest, closed = cutQuoted(rest)
			rest = strings.TrimSpace(rest)
			if !closed || rest != "" && strings.IndexAny(rest, listSeparators) != 0 {
				return nil, bad(ErrTableQuote, "", cell, "")
			}
			list = append(list, item)
			rest = afterSeparator(rest, 0)
			continue
		}
		end := strings.IndexAny(rest, listSeparators)
		if end < 0 {
			end = len(rest)
		}
		if item = strings.TrimSpace(rest[:end]); item != "" {
			list = append(list, item)
		}
		rest = afterSeparator(rest, end)
	}
	return list, nil
}

// afterSeparator is what follows the separator at a place, if one stands there.
func afterSeparator(s string, at int) string {
	_, size := utf8.DecodeRuneInString(s[at:])
	return s[at+size:]
}
