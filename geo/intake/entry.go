package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// entry is a record on its way to a site.
type entry struct {
	*registrar
	*memory
	record *record

	site          geo.Site
	category      *geo.Category
	contact       geo.Contact
	town, village string
	passedOver    bool // a type of a map provider that is no category
}

// read reads all fields; the first error ends it.
func (d *entry) read() error {
	if d.only {
		if err := d.text(FieldID, &d.contact.ID); err != nil {
			return err
		}
		if d.contact.ID == "" {
			return &geo.Error{Code: ErrCellEmpty, At: geo.Place{Column: d.headings[FieldID]}}
		}
		return d.people()
	}
	if err := d.members(); err != nil {
		return err
	}
	if err := d.findCategory(); err != nil || d.passedOver {
		return err
	}
	if err := d.area(); err != nil {
		return err
	}
	if err := d.size(); err != nil {
		return err
	}
	if err := d.place(); err != nil {
		return err
	}
	if err := d.identify(); err != nil {
		return err
	}
	return d.people()
}

// members reads the texts that are taken as they are.
func (d *entry) members() error {
	s := &d.site
	var tags string
	err := d.texts(target{FieldID, &s.ID}, target{FieldName, &s.Name}, target{FieldUnit, &s.Unit},
		target{FieldPartOf, &s.PartOf}, target{FieldTown, &d.town}, target{FieldVillage, &d.village},
		target{FieldTags, &tags})
	if err == nil {
		s.Tags = d.tagsOf(tags)
		s.Unit = d.shared.text(s.Unit)
	}
	return err
}

// tagsOf splits tags, once for all records that have the same.
func (d *entry) tagsOf(text string) []string {
	if text == "" {
		return nil
	}
	tags, known := d.tags[text]
	if !known {
		tags = splitTags(strings.Clone(text))
		d.tags[strings.Clone(text)] = tags
	}
	return tags
}

// target is a field and where its text goes.
type target struct {
	field Field
	to    *string
}

// texts reads several fields.
func (d *entry) texts(targets ...target) error {
	for _, t := range targets {
		if err := d.text(t.field, t.to); err != nil {
			return err
		}
	}
	return nil
}

// text reads a field's cell into a place.
func (d *entry) text(f Field, to *string) error {
	if !d.has(f) {
		return nil
	}
	text, err := d.record.cells[f].read(f)
	if err != nil {
		return geo.InColumn(err, d.headings[f])
	}
	*to = text
	return nil
}

// findCategory takes the category that the record names, that of all records, or
// the one that a map provider's type or the name suggests, in this order.
func (d *entry) findCategory() error {
	if !d.saysCategory() {
		return nil // see Options.Partial
	}
	var text string
	if err := d.text(FieldCategory, &text); err != nil {
		return err
	}
	var err error
	switch {
	case text != "":
		d.category, err = d.named(text)
	case d.other != nil:
		d.category = d.other
	default:
		d.category, err = d.recognised()
	}
	if err != nil || d.passedOver {
		return err
	}
	d.site.Category = d.category.Code
	if !d.has(FieldTags) {
		d.site.Tags = sortTags(d.category.NameTags(d.site.Name))
	}
	return nil
}

// named looks a category's text up, once for all records.
func (d *entry) named(text string) (*geo.Category, error) {
	if category := d.categories[text]; category != nil {
		return category, nil
	}
	category, err := d.x.Categories.Find(text)
	if err != nil {
		_, swapped := d.x.Categories.Find(d.site.Name)
		if swapped == nil && stream.InFile("", err).Want == "" {
			err = &geo.Error{Code: ErrColumnsSwapped, Value: text, Want: d.site.Name}
		}
		return nil, geo.InColumn(err, d.headings[FieldCategory])
	}
	d.categories[strings.Clone(text)] = category
	return category, nil
}

func (d *entry) recognised() (*geo.Category, error) {
	clues := geo.Clues{Name: d.site.Name}
	if err := d.texts(target{FieldTypeCode, &clues.TypeCode}, target{FieldType, &clues.Type}); err != nil {
		return nil, err
	}
	if clues.TypeCode == "" && clues.Type == "" {
		return nil, &geo.Error{Code: ErrCellEmpty, At: geo.Place{Column: cmp.Or(d.headings[FieldCategory],
			d.headings[FieldTypeCode], d.headings[FieldType])}}
	}
	category, known := d.x.Categories.Recognise(clues)
	d.passedOver = !known
	return category, nil
}

// area reads a code of 6, 9 or 12 digits.
func (d *entry) area() error {
	var text string
	if err := d.text(FieldArea, &text); err != nil || text == "" {
		return err
	}
	if len(text) == 6 || len(text) == 9 {
		text += strings.Repeat("0", 12-len(text))
	}
	code, err := geo.ParseAreaCode(text)
	if err != nil {
		return geo.InColumn(err, d.headings[FieldArea])
	}
	d.site.Area = d.shared.text(string(code))
	return nil
}

func (d *entry) size() (err error) {
	var text string
	if err := d.text(FieldSize, &text); err != nil {
		return err
	}
	d.site.Size, err = parseSize(text)
	return geo.InColumn(err, d.headings[FieldSize])
}

// identify keeps the id that is given. Records of a file without a column of ids
// get one from source, category, name and place: the same whenever the list is
// read again.
func (d *entry) identify() error {
	if d.site.ID == "" {
		if d.has(FieldID) {
			return &geo.Error{Code: ErrCellEmpty, At: geo.Place{Column: d.headings[FieldID]}}
		}
		d.site.ID = d.madeID()
	}
	return d.check()
}

// check does what geo.Site.Check does beyond what reading a cell has done, and
// makes the site's own texts independent of the row they were read from.
func (d *entry) check() error {
	s := &d.site
	for _, m := range [...]target{{FieldID, &s.ID}, {FieldUnit, &s.Unit}, {FieldPartOf, &s.PartOf}} {
		if len(*m.to) > geo.MaxIdentifier {
			return geo.InColumn(geo.CheckIdentifier(*m.to), cmp.Or(d.headings[m.field], m.field.String()))
		}
	}
	for _, tag := range s.Tags {
		if len(tag) > geo.MaxIdentifier {
			return geo.InColumn(geo.CheckIdentifier(tag), d.headings[FieldTags])
		}
	}
	both := s.ID + s.Name
	s.ID, s.Name = both[:len(s.ID)], both[len(s.ID):]
	s.PartOf = strings.Clone(s.PartOf)
	return nil
}

// madePrefix begins the ids that importers make.
const madePrefix = "auto:"

func (d *entry) madeID() string {
	source := d.x.Source
	if source == "" {
		source = filepath.Base(d.x.result.File)
	}
	place := ""
	if p, located := d.site.Position(); located {
		place = p.Lon.String() + "," + p.Lat.String()
	}
	// Some file systems take names apart into letters and marks.
	sum := sha256.Sum256([]byte(strings.Join([]string{normalise(source), d.site.Category, d.site.Name, place}, "\x00")))
	return madePrefix + hex.EncodeToString(sum[:8])
}

// people reads what is noted about people.
func (d *entry) people() error {
	p := &d.contact
	p.ID = cmp.Or(p.ID, d.site.ID)
	return d.texts(target{FieldPerson, &p.Person}, target{FieldPhone, &p.Phone}, target{FieldAddress, &p.Address},
		target{FieldChief, &p.Chief}, target{FieldLead, &p.Lead}, target{FieldPartners, &p.Partners}, target{FieldNote, &p.Note})
}
