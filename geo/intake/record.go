package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// record is what one row of a table, or the properties of one feature, say of a
// site.
type record struct {
	line  int // row of the file, or number of the feature
	cells [fieldCount]cell
	shape geo.Geometry // of a feature; a table's is in a cell
}

// registrar makes sites of records. A wrong one is rejected with its line and the
// heading of the column.
type registrar struct {
	x        *reading
	headings [fieldCount]string // what the file calls a field, empty if it has none
	other    *geo.Category      // of records that name no category
	datum    geo.Datum          // of records that name none
	provider bool               // a map provider's export: types of no category are passed over
	only     bool               // see onlyPeople
	memory   *memory            // of add

	sites pages[geo.Site]
	lines pages[int32]
}

// memory is what one goroutine keeps from record to record.
type memory struct {
	categories map[string]*geo.Category // by text of a category cell
	tags       map[string][]string      // by text of a tags cell
	shared     sharedTexts
}

func newMemory() *memory {
	return &memory{categories: map[string]*geo.Category{}, tags: map[string][]string{}, shared: sharedTexts{}}
}

// sharedTexts keeps one copy of each text that many sites have.
type sharedTexts map[string]string

func (t sharedTexts) text(s string) string {
	if s == "" {
		return ""
	}
	own, known := t[s]
	if !known {
		own = strings.Clone(s)
		t[own] = own
	}
	return own
}

// newRegistrar returns a registrar for the fields that a file has by these
// headings.
func newRegistrar(x *reading, headings [fieldCount]string) (*registrar, error) {
	c := &registrar{x: x, headings: headings, memory: newMemory()}
	c.provider = c.has(FieldTypeCode) && c.has(FieldLocation)
	c.only = c.onlyPeople()
	if x.Category != "" {
		category, err := x.Categories.Find(x.Category)
		if err != nil {
			return nil, err
		}
		c.other = category
	}
	if err := c.checkFields(); err != nil {
		return nil, err
	}
	return c, c.settleDatum()
}

func (c *registrar) has(f Field) bool { return c.headings[f] != "" }

// checkFields returns an error unless records can become sites, or contacts of
// sites.
func (c *registrar) checkFields() error {
	if c.only {
		return nil
	}
	if !c.saysCategory() && !c.x.Partial {
		return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Column: FieldCategory.String()}, Want: wantHeadings(FieldCategory)}
	}
	if !c.saysCategory() && !c.has(FieldID) {
		return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Column: FieldID.String()}, Want: wantHeadings(FieldID)}
	}
	if !c.has(FieldID) && !c.has(FieldName) {
		return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Column: FieldName.String()}, Want: wantHeadings(FieldID, FieldName)}
	}
	for _, pair := range [][2]Field{{FieldLon, FieldLat}, {FieldLat, FieldLon}} {
		if c.has(pair[0]) && !c.has(pair[1]) {
			return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Column: pair[1].String()}, Want: wantHeadings(pair[1])}
		}
	}
	return nil
}

// saysCategory reports whether the category of a record can be told.
func (c *registrar) saysCategory() bool {
	return c.has(FieldCategory) || c.has(FieldTypeCode) || c.has(FieldType) || c.other != nil
}

// onlyPeople holds for lists that say nothing of sites but who answers for them.
func (c *registrar) onlyPeople() bool {
	people := false
	for _, f := range Fields() {
		if c.has(f) && !f.People() && f != FieldID && f != FieldName {
			return false
		}
		people = people || c.has(f) && f.People()
	}
	return people && c.has(FieldID) && c.x.Category == ""
}

// wantHeadings lists the first two headings of fields.
func wantHeadings(fields ...Field) string {
	var list []string
	for _, f := range fields {
		list = append(list, f.Headings()...)
	}
	return strings.Join(list, ", ")
}

// settleDatum decides in which coordinate system records are that do not say so.
// A map provider's coordinates look like others and lie 500 m off: they must be
// said.
func (c *registrar) settleDatum() error {
	switch {
	case c.x.Datum != nil:
		c.datum = *c.x.Datum
	case c.headingDatum():
	case c.provider && !c.has(FieldDatum):
		return &geo.Error{Code: ErrProviderDatum, At: geo.Place{Column: c.headings[FieldLocation]}}
	}
	c.x.result.Datum = c.datum
	return nil
}

// headingDatum looks for a coordinate system in a heading: 经度(GCJ-02).
func (c *registrar) headingDatum() bool {
	for _, f := range []Field{FieldLon, FieldLocation, FieldGeometry} {
		_, said, _ := strings.Cut(foldHeading(c.headings[f]), "(")
		if d, err := geo.ParseDatum(strings.Trim(said, ")")); err == nil {
			c.datum = d
			return true
		}
	}
	return false
}

// add takes a record in.
func (c *registrar) add(r *record) {
	m := c.make(r, c.memory)
	c.take(&m)
}

// made is what became of one record.
type made struct {
	line          int
	site          geo.Site
	contact       geo.Contact
	town, village string
	passedOver    bool // a type of a map provider that is no category
	err           error
}

// make makes a site of a record. Goroutines may do so at the same time, each with
// a memory of its own.
func (c *registrar) make(r *record, m *memory) made {
	d := entry{registrar: c, memory: m, record: r}
	err := d.read()
	return made{r.line, d.site, d.contact, d.town, d.village, d.passedOver, err}
}

// take puts what became of a record into the Result. Records are taken in the
// file's order.
func (c *registrar) take(m *made) {
	result := c.x.result
	switch {
	case m.err != nil:
		c.x.reject(stream.AtLine(m.err, m.line))
		return
	case m.passedOver:
		result.Skipped++
		return
	}
	if !m.contact.Empty() {
		result.People = append(result.People, m.contact)
	}
	if c.only {
		return
	}
	if m.site.Area == "" && (m.town != "" || m.village != "") {
		result.Named = append(result.Named, Named{m.site.ID, result.File, m.line, m.town, m.village,
			c.headings[FieldTown], c.headings[FieldVillage]})
	}
	c.sites.add(m.site)
	c.lines.add(int32(m.line))
	if c.sites.count == foreseenRows && c.x.Bytes > 0 {
		c.foresee()
	}
}

// foreseenRows is after how many rows their number is foreseen.
const foreseenRows = 1 << 16

// foresee makes room for as many rows as a file of this length will have, and a
// few more, as rows differ.
func (c *registrar) foresee() {
	read := max(1, c.x.in.Total())
	rows := min(c.x.Bytes*foreseenRows/read, int64(c.x.Limits.Sites))
	rows += rows / 16
	c.sites.gather(int(rows))
	c.lines.gather(int(rows))
}

// finish sorts what was collected by id and rejects the second of two sites of
// one id.
func (c *registrar) finish() {
	result := c.x.result
	result.Sites, result.Lines = c.sites.take(), c.lines.take()
	order := make([]int32, len(result.Sites))
	for i := range order {
		order[i] = int32(i)
	}
	sites, lines := result.Sites, result.Lines
	compare := func(a, b int32) int {
		return cmp.Or(strings.Compare(sites[a].ID, sites[b].ID), cmp.Compare(lines[a], lines[b]))
	}
	if !slices.IsSortedFunc(order, compare) {
		slices.SortFunc(order, compare)
	}
	twice := map[int32]int32{} // the earlier one by the later
	for i := 1; i < len(order); i++ {
		if earlier, later := order[i-1], order[i]; sites[earlier].ID == sites[later].ID {
			twice[later] = earlier
			order[i] = earlier
		}
	}
	c.rejectTwice(order, twice)
	arrange(result, slices.Compact(order))
	slices.SortStableFunc(result.People, func(a, b geo.Contact) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(result.Named, func(a, b Named) int { return strings.Compare(a.ID, b.ID) })
}

// rejectTwice rejects the later of two sites of one id, and forgets what it said.
func (c *registrar) rejectTwice(_ []int32, twice map[int32]int32) {
	if len(twice) == 0 {
		return
	}
	result := c.x.result
	gone := map[int32]bool{}
	for later := range int32(len(result.Sites)) {
		earlier, is := twice[later]
		if !is {
			continue
		}
		gone[result.Lines[later]] = true
		c.x.reject(stream.AtLine(&geo.Error{Code: geo.ErrDuplicateID, At: geo.Place{Column: c.idHeading()},
			Value: result.Sites[later].ID, Names: []string{strconv.Itoa(int(result.Lines[earlier]))}}, int(result.Lines[later])))
	}
	result.Named = slices.DeleteFunc(result.Named, func(n Named) bool { return gone[int32(n.Line)] })
	slices.SortStableFunc(result.Rejects, func(a, b *geo.Error) int { return cmp.Compare(a.At.Line, b.At.Line) })
}

func (c *registrar) idHeading() string { return cmp.Or(c.headings[FieldID], FieldID.String()) }

// arrange puts sites and lines into an order.
func arrange(result *Result, order []int32) {
	if len(order) == len(result.Sites) && slices.IsSorted(order) {
		return
	}
	sites, lines := make([]geo.Site, len(order)), make([]int32, len(order))
	for to, from := range order {
		sites[to], lines[to] = result.Sites[from], result.Lines[from]
	}
	result.Sites, result.Lines = sites, lines
}
