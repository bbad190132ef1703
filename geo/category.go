package geo

import (
	"bytes"
	_ "embed" // categories.json
	"encoding/json"
	"slices"
	"strings"
)

// ErrCategoryFile means that a file of categories is wrong: At.Column names the
// category and member, Want what would be right.
const ErrCategoryFile Code = "category.file"

// Category is one kind of site that plans draw from. Everything about it is
// data: the shipped ones are categories.json, offices add their own.
type Category struct {
	Code      string     `json:"code"`                // identifier in frames and plans, e.g. "SC"
	ZH        string     `json:"zh"`                  // Chinese name
	EN        string     `json:"en"`                  // English name
	Shape     Shape      `json:"geometry"`            // what importers make of its sites
	Area      bool       `json:"area,omitempty"`      // its sites stand for the area of their code
	Lists     []string   `json:"lists,omitempty"`     // rows of administrative lists: "town" or "village:KIND"
	OSM       []TagRule  `json:"osm,omitempty"`       // which elements of OpenStreetMap belong to it
	Crossings *Crossings `json:"crossings,omitempty"` // its sites are where lines of a category meet
	Names     []NameRule `json:"names,omitempty"`     // tags that follow from a site's name
}

// Shape is the kind of geometry that an importer gives to a category's sites.
type Shape string

// The shapes. A category of points gets the mark of an element that is an area;
// one of polygons keeps the point of an element that is none. NoShape is for
// what has no place of its own, such as taxis; elements found become points.
const (
	PointShape   Shape = "point"
	LineShape    Shape = "line"
	PolygonShape Shape = "polygon"
	NoShape      Shape = "none"
)

// Crossings describes sites at the junctions of the lines of category Of: nodes
// where differently named ones meet. Those that share two names and lie within
// Merge metres of each other are one site. It gets the tags of Near if an
// element of that rule lies within Merge metres.
type Crossings struct {
	Of    string    `json:"of"`
	Merge int       `json:"merge"`
	Near  []TagRule `json:"near,omitempty"`
}

// NameRule gives tags to sites whose name contains one of the texts of Has,
// which are separated by "|"; an empty Has fits every name. The first rule of a
// category that fits is the only one used.
type NameRule struct {
	Has  string   `json:"has"`
	Tags []string `json:"tags"`
}

// Categories is a list of categories; its order decides which one an element
// belongs to that fits several. The zero value is empty.
type Categories struct {
	list   []Category
	byCode map[string]int
}

//go:embed categories.json
var shippedCategories []byte

// ShippedCategories returns the categories the program comes with.
func ShippedCategories() *Categories {
	c, err := ParseCategories(shippedCategories)
	if err != nil {
		panic(err) // categories.json is part of the program, and tested
	}
	return c
}

// ParseCategories reads a file of the form of categories.json. The error is
// ErrCategoryFile.
func ParseCategories(data []byte) (*Categories, error) {
	var file struct {
		Categories []Category `json:"categories"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, &Error{Code: ErrCategoryFile, Err: err}
	}
	c := &Categories{list: file.Categories, byCode: make(map[string]int, len(file.Categories))}
	for i := range c.list {
		if err := c.add(i); err != nil {
			return nil, err
		}
	}
	for i := range c.list {
		if err := c.checkCrossings(&c.list[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Categories) add(i int) error {
	category := &c.list[i]
	if err := CheckIdentifier(category.Code); err != nil {
		return &Error{Code: ErrCategoryFile, At: Place{Column: "code"}, Value: category.Code, Err: err}
	}
	if _, twice := c.byCode[category.Code]; twice {
		return category.wrong("code", category.Code, "")
	}
	c.byCode[category.Code] = i
	shapes := []Shape{PointShape, LineShape, PolygonShape, NoShape}
	if !slices.Contains(shapes, category.Shape) {
		return category.wrong("geometry", string(category.Shape), "point, line, polygon, none")
	}
	return category.compile()
}

func (c *Category) compile() error {
	for i := range c.OSM {
		if err := c.OSM[i].compile(); err != nil {
			return c.wrong("osm", c.OSM[i].When, "key=value & key!=*")
		}
	}
	if c.Crossings == nil {
		return nil
	}
	for i := range c.Crossings.Near {
		if err := c.Crossings.Near[i].compile(); err != nil {
			return c.wrong("crossings", c.Crossings.Near[i].When, "key=value & key!=*")
		}
	}
	return nil
}

func (c *Categories) checkCrossings(category *Category) error {
	if category.Crossings == nil {
		return nil
	}
	if i, known := c.byCode[category.Crossings.Of]; !known || c.list[i].Shape != LineShape {
		return category.wrong("crossings", category.Crossings.Of, string(LineShape))
	}
	return nil
}

func (c *Category) wrong(member, value, want string) error {
	return &Error{Code: ErrCategoryFile, At: Place{Column: c.Code + "." + member}, Value: value, Want: want}
}

// All returns the categories in the file's order. The caller does not change
// them.
func (c *Categories) All() []Category { return c.list }

// Lookup returns the category of a code, or ErrCategoryUnknown with the nearest
// known code.
func (c *Categories) Lookup(code string) (*Category, error) {
	if i, known := c.byCode[code]; known {
		return &c.list[i], nil
	}
	codes := make([]string, len(c.list))
	for i := range c.list {
		codes[i] = c.list[i].Code
		if code != "" && (c.list[i].ZH == code || strings.EqualFold(c.list[i].EN, code)) {
			return nil, &Error{Code: ErrCategoryUnknown, Value: shorten(code), Want: codes[i]}
		}
	}
	return nil, &Error{Code: ErrCategoryUnknown, Value: shorten(code), Want: Nearest(strings.ToUpper(code), codes)}
}

// NameTags returns the tags that follow from the name of a site of this
// category. "{name}" in a tag stands for the name.
func (c *Category) NameTags(name string) []string {
	if name == "" {
		return nil
	}
	for _, rule := range c.Names {
		for has := range strings.SplitSeq(rule.Has, "|") {
			if strings.Contains(name, has) {
				return FillTags(rule.Tags, func(string) string { return name })
			}
		}
	}
	return nil
}
