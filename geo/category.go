package geo

import (
	_ "embed" // categories.json
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
	Groups    []string   `json:"groups,omitempty"`    // codes of the groups it belongs to
	Aliases   []string   `json:"aliases,omitempty"`   // other names that people write for it: see Find
	Types     []string   `json:"types,omitempty"`     // a map provider's type codes, "060400" or "060700-060706": see Recognise
	Keywords  []string   `json:"keywords,omitempty"`  // words in the names of its sites: see Recognise
	PartOf    string     `json:"part_of,omitempty"`   // as in frames; its sites are parts of that category's polygons around them

	ranges   []typeRange
	keywords []string // folded
}

// Group joins categories that campaigns name together, such as the five windows.
type Group struct {
	Code string    `json:"code"` // identifier, e.g. "catering-window"
	ZH   string    `json:"zh"`   // Chinese name
	EN   string    `json:"en"`   // English name
	Of   GroupKind `json:"of"`
}

// GroupKind is the larger list that a group belongs to.
type GroupKind string

// The kinds of groups.
const (
	WindowGroup GroupKind = "windows" // 五大窗口
	AreaGroup   GroupKind = "areas"   // 五类重点区域
	PointGroup  GroupKind = "points"  // 六个重要点位
)

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
	list    []Category
	groups  []Group
	names   []categoryName
	byCode  map[string]int
	byName  map[string]int // by folded code, name and alias
	byPlain map[string]int // by folded name without what stands in brackets
}

//go:embed categories.json
var shippedCategories []byte

// ShippedCategories returns the categories the program comes with.
func ShippedCategories() *Categories {
	c, err := readCategories(shippedCategories)
	if err == nil {
		err = c.checkReferences(&Categories{})
	}
	if err != nil {
		panic(err) // categories.json is part of the program, and tested
	}
	return c
}

// ParseCategories reads a file of the form of categories.json. It may name groups
// and categories of the shipped file without having them itself. The error is
// ErrCategoryFile.
func ParseCategories(data []byte) (*Categories, error) {
	c, err := readCategories(data)
	if err != nil {
		return nil, err
	}
	if err := c.checkReferences(ShippedCategories()); err != nil {
		return nil, err
	}
	return c, nil
}

// readCategories leaves unchecked what refers to groups and other categories.
func readCategories(data []byte) (*Categories, error) {
	var file struct {
		Groups     []Group    `json:"groups"`
		Categories []Category `json:"categories"`
	}
	if err := decodeFile(data, &file, ErrCategoryFile); err != nil {
		return nil, err
	}
	for i := range file.Categories {
		if err := file.Categories[i].compile(); err != nil {
			return nil, err
		}
	}
	return newCategories(file.Groups, file.Categories)
}

// compile checks what a category says by itself.
func (c *Category) compile() error {
	if err := CheckIdentifier(c.Code); err != nil {
		return &Error{Code: ErrCategoryFile, At: Place{Column: "code"}, Value: shorten(c.Code), Err: err}
	}
	if !slices.Contains([]Shape{PointShape, LineShape, PolygonShape, NoShape}, c.Shape) {
		return c.wrong("geometry", string(c.Shape), "point, line, polygon, none")
	}
	if err := c.compileRules("osm", c.OSM); err != nil {
		return err
	}
	if c.Crossings != nil {
		if err := c.compileRules("crossings", c.Crossings.Near); err != nil {
			return err
		}
	}
	return c.compileWords()
}

func (c *Category) compileRules(member string, rules []TagRule) error {
	for i := range rules {
		if err := rules[i].compile(); err != nil {
			return c.wrong(member, rules[i].When, "key=value & key!=*")
		}
	}
	return nil
}

func (c *Category) wrong(member, value, want string) error {
	return &Error{Code: ErrCategoryFile, At: Place{Column: c.Code + "." + member}, Value: shorten(value), Want: want}
}

// Groups returns the groups in the file's order. The caller does not change them.
func (c *Categories) Groups() []Group { return c.groups }

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
