package report

import (
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// Import tells what came in with files and what was done with it: the command
// line prints it, the server answers with it. It says nothing of people but how
// many are noted. Long lists are cut, see Listed.
type Import struct {
	Files     []ImportFile      `json:"files"`
	Rejects   Listed[Reject]    `json:"rejects"` // of all files, also those found after reading
	Sites     int               `json:"sites"`   // of the register that comes of it; 0 if nothing does
	Located   int               `json:"located"` // those with a position
	Digest    string            `json:"digest,omitempty"`
	Same      Listed[SamePlace] `json:"same"`  // in two files under two ids
	Named     int               `json:"named"` // sites whose area was found by its name
	Filled    FilledAreas       `json:"filled"`
	Parts     int               `json:"parts"` // sites that became parts of others
	Sized     int               `json:"sized"` // lines that got their length as size
	Townships Listed[Township]  `json:"townships"`
	People    int               `json:"people"`          // sites of which people are noted
	Strangers Listed[string]    `json:"strangers"`       // ids of which people are noted, and no site is known
	Changes   *ImportChanges    `json:"changes"`         // null: there was no register
	Review    *ImportReview     `json:"review,omitzero"` // absent: not reviewed
	Roads     *RoadCheck        `json:"roads,omitempty"` // of what was read alone; absent: not looked at
}

// Listed is the first of a list, which may be long, and how long it is.
type Listed[T any] struct {
	Total int `json:"total"`
	First []T `json:"first"`
}

// listed is how much of a list is told.
const listed = 100

// newListed tells the first of a list, each as the reader wants it.
func newListed[F, T any](list []F, tell func(*F) T) Listed[T] {
	l := Listed[T]{Total: len(list), First: make([]T, 0, min(len(list), listed))}
	for i := range list[:min(len(list), listed)] {
		l.First = append(l.First, tell(&list[i]))
	}
	return l
}

// Reject is a row that was wrong, or an element that is broken. Its texts are as
// text.Visible shows them: a cell may be long.
type Reject struct {
	Code     string   `json:"code"`
	File     string   `json:"file"`
	Row      int      `json:"row,omitempty"`    // counted from 1; 0 if it is not known
	Column   string   `json:"column,omitempty"` // its heading, or the element's id
	Value    string   `json:"value,omitempty"`
	Want     string   `json:"want,omitempty"` // what would be right
	Names    []string `json:"names,omitempty"`
	Sentence string   `json:"sentence"` // all of it, in the reader's language
}

// rejectNames is how many names a reject tells.
const rejectNames = 5

// SiteRef is a site as a person knows it.
type SiteRef struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// FilledAreas are the areas that sites got from where they are.
type FilledAreas struct {
	Inside   int       `json:"inside"`             // in the area's polygon
	Near     int       `json:"near"`               // from the nearest site that stands for one: a guess
	Farthest *NearArea `json:"farthest,omitempty"` // the boldest guess
	Without  int       `json:"without"`            // located sites that still have none
}

// NearArea is a site that got its area from another.
type NearArea struct {
	Site        string `json:"site"`
	From        string `json:"from"`
	Millimetres int64  `json:"millimetres"`
}

// Township counts the sites of one, by the code of twelve digits; without code
// those that have no area.
type Township struct {
	Code      string `json:"code,omitempty"`
	Name      string `json:"name,omitempty"`
	Sites     int    `json:"sites"`
	Unlocated int    `json:"unlocated"`
}

// ImportChanges are what an import makes of an earlier register.
type ImportChanges struct {
	Added     Listed[SiteRef]    `json:"added"`
	Removed   Listed[SiteRef]    `json:"removed"`
	Changed   Listed[SiteChange] `json:"changed"`
	Moved     int                `json:"moved"`     // of those changed
	Same      int                `json:"same"`      // sites without any change
	Vanishing bool               `json:"vanishing"` // so many are removed that somebody should say yes
}

// SiteChange is a site of which something is new.
type SiteChange struct {
	SiteRef

	Members     []string `json:"members"`
	Moved       bool     `json:"moved"`
	Millimetres int64    `json:"millimetres"` // how far it moved; −1 if it was or is unlocated
}

// ImportOf is what an Import is told of. Only Texts must be there.
type ImportOf struct {
	Results    []*intake.Result
	Made       *intake.Assembled // nil: reading was all
	Before     intake.Earlier    // what Made was made with
	Digest     string            // of the frame that Made became
	Findings   *intake.Findings  // nil: not reviewed
	Roads      *intake.Findings  // of what was read alone, against roads; nil: not looked at
	Categories *geo.Categories   // nil: geo.ShippedCategories
	Texts      *text.Catalogue   // language of names and sentences
}

// NewImport tells of an import.
func NewImport(of ImportOf) *Import {
	if of.Categories == nil {
		of.Categories = geo.ShippedCategories()
	}
	if of.Made == nil {
		of.Made = &intake.Assembled{}
	}
	m := of.Made
	report := &Import{
		Files: ImportFiles(of), Rejects: of.rejects(), Digest: of.Digest,
		Sites: len(m.Sites), Located: countLocated(m.Sites), Same: samePlaces(m.Same),
		Named: m.Named, Filled: filledAreas(m), Parts: len(m.Parts), Sized: m.Sized,
		Townships: of.townships(), People: len(m.People), Strangers: strangers(m),
		Changes: of.changes(),
	}
	if of.Findings != nil {
		report.Review = of.review()
	}
	if of.Roads != nil {
		report.Roads = roadCheck(of.Roads)
	}
	return report
}

// rejects lists those of all files, and what was found after reading.
func (of ImportOf) rejects() Listed[Reject] {
	var first []*geo.Error
	total := len(of.Made.Rejects)
	for _, r := range of.Results {
		total += r.Bad
		first = append(first, r.Rejects[:min(len(r.Rejects), max(0, listed-len(first)))]...)
	}
	l := newListed(append(first, of.Made.Rejects...), of.reject)
	l.Total = total
	return l
}

func (of ImportOf) reject(e **geo.Error) Reject {
	w := *e
	names := make([]string, min(len(w.Names), rejectNames))
	for i := range names {
		names[i] = text.Visible(w.Names[i])
	}
	return Reject{
		Code: string(w.Code), File: w.At.File, Row: w.At.Line, Column: text.Visible(w.At.Column),
		Value: text.Visible(w.Value), Want: text.Visible(w.Want), Names: names, Sentence: of.Texts.Explain(w),
	}
}

func countLocated(sites []geo.Site) int {
	n := 0
	for i := range sites {
		if _, located := sites[i].Position(); located {
			n++
		}
	}
	return n
}

func filledAreas(m *intake.Assembled) (f FilledAreas) {
	for _, fill := range m.Filled {
		if fill.Millimetres == 0 {
			f.Inside++
			continue
		}
		f.Near++
		if f.Farthest == nil || fill.Millimetres > f.Farthest.Millimetres {
			f.Farthest = &NearArea{fill.ID, fill.From, fill.Millimetres}
		}
	}
	for i := range m.Sites {
		if _, located := m.Sites[i].Position(); located && m.Sites[i].Area == "" {
			f.Without++
		}
	}
	return f
}

// townships counts sites by township, in the order of codes.
func (of ImportOf) townships() Listed[Township] {
	names := geo.TownshipNames(of.Made.Sites, of.Categories)
	counts := map[string]*Township{}
	for i := range of.Made.Sites {
		s := &of.Made.Sites[i]
		code := ""
		if s.Area != "" {
			code = geo.AreaCode(s.Area).Township() + "000"
		}
		if counts[code] == nil {
			counts[code] = &Township{Code: code, Name: names[code]}
		}
		counts[code].Sites++
		if _, located := s.Position(); !located {
			counts[code].Unlocated++
		}
	}
	return newListed(slices.Sorted(maps.Keys(counts)), func(code *string) Township { return *counts[*code] })
}

// strangers are the ids of people's sites that the register has not.
func strangers(m *intake.Assembled) Listed[string] {
	var ids []string
	for i := range m.People {
		if _, known := find(m.Sites, m.People[i].ID); !known {
			ids = append(ids, m.People[i].ID)
		}
	}
	return newListed(ids, func(id *string) string { return *id })
}

// find returns the site of an id; sites are sorted by it.
func find(sites []geo.Site, id string) (*geo.Site, bool) {
	i, found := slices.BinarySearchFunc(sites, id, func(s geo.Site, id string) int { return strings.Compare(s.ID, id) })
	if !found {
		return nil, false
	}
	return &sites[i], true
}

func (of ImportOf) changes() *ImportChanges {
	if !of.Before.Known {
		return nil
	}
	c := &of.Made.Changes
	site := func(s **geo.Site) SiteRef { return SiteRef{(*s).ID, (*s).Name} }
	told := &ImportChanges{
		Added: newListed(c.Added, site), Removed: newListed(c.Removed, site), Same: c.Same,
		Changed: newListed(c.Changed, func(c *geo.Change) SiteChange {
			return SiteChange{SiteRef{c.New.ID, c.New.Name}, c.Members, c.Moved, c.Millimetres}
		}),
		Vanishing: of.Before.Vanishing(c),
	}
	for i := range c.Changed {
		if c.Changed[i].Moved {
			told.Moved++
		}
	}
	return told
}
