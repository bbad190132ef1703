package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// ImportFile tells what one file holds.
type ImportFile struct {
	File       string            `json:"file"`
	Format     string            `json:"format"`
	Charset    string            `json:"charset,omitempty"` // of a table of text
	Datum      string            `json:"datum"`             // in which coordinates were read
	Sites      int               `json:"sites"`             // 0 if it was refused
	Bad        int               `json:"bad"`               // rows that were wrong
	Skipped    int               `json:"skipped"`           // rows that are no sites
	Categories []CategorySites   `json:"categories"`        // by code
	Tags       []TagSites        `json:"tags,omitempty"`    // how elements of a map became sites
	Columns    []ImportColumn    `json:"columns,omitempty"` // what headings were taken for
	Unused     Listed[string]    `json:"unused"`            // headings that mean nothing
	Doubles    Listed[SamePlace] `json:"doubles"`           // elements that map a place again
	Left       Listed[Reject]    `json:"left"`              // elements that the extract breaks
	Places     []SitePlace       `json:"places,omitempty"`  // where some of its sites are, to look at on a map
}

// ImportColumn is a heading of a table and the field that it was taken for.
type ImportColumn struct {
	Heading string `json:"heading"`
	Field   string `json:"field"`
}

// SitePlace is a site and where it is, in WGS 84.
type SitePlace struct {
	SiteRef

	Position [2]json.Number `json:"position"` // longitude, latitude
}

// CategorySites counts the sites of a category.
type CategorySites struct {
	Category string `json:"category"`
	Name     string `json:"name,omitempty"` // empty for one that is not known
	Sites    int    `json:"sites"`
}

// TagSites counts what a tag found: so many elements, which made so many sites.
type TagSites struct {
	CategorySites

	Rule      string `json:"rule"` // as "amenity=bank", or a sentence
	Nodes     int    `json:"nodes"`
	Ways      int    `json:"ways"`
	Relations int    `json:"relations"`
}

// SamePlace says that two ids mean one place, which is known as the first.
type SamePlace struct {
	Kept string `json:"kept"`
	Gone string `json:"gone"`
}

// ImportFiles tells of files alone, as before anything is made of them.
func ImportFiles(of ImportOf) []ImportFile {
	if of.Categories == nil {
		of.Categories = geo.ShippedCategories()
	}
	names := CategoryNames(of.Categories, of.Texts)
	files := make([]ImportFile, len(of.Results))
	for i, r := range of.Results {
		files[i] = ImportFile{
			File: r.File, Format: r.Format, Charset: r.Charset, Datum: r.Datum.String(),
			Sites: len(r.Sites), Bad: r.Bad, Skipped: r.Skipped,
			Categories: categorySites(r.Sites, names), Tags: of.tags(r, names),
			Columns: importColumns(r.Columns), Places: somePlaces(r.Sites),
			Unused:  newListed(r.Unused, func(heading *string) string { return text.Visible(*heading) }),
			Doubles: samePlaces(r.Doubles), Left: newListed(r.Broken, of.reject),
		}
		files[i].Left.Total = r.LeftOut
	}
	return files
}

func categorySites(sites []geo.Site, names map[string]string) []CategorySites {
	counts := map[string]int{}
	for i := range sites {
		counts[sites[i].Category]++
	}
	list := make([]CategorySites, 0, len(counts))
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, CategorySites{code, names[code], counts[code]})
	}
	return list
}

func (of ImportOf) tags(r *intake.Result, names map[string]string) (list []TagSites) {
	for _, m := range r.Matches {
		list = append(list, TagSites{CategorySites{m.Category, names[m.Category], m.Sites}, of.rule(m.Tag),
			m.Nodes, m.Ways, m.Relations})
	}
	return list
}

// rule shows what a category's sites were found by.
func (of ImportOf) rule(tag string) string {
	if lines, crossings := strings.CutPrefix(tag, intake.CrossingsOf); crossings {
		return of.Texts.Text("rule.crossings", text.Args{"category": text.Visible(lines)})
	}
	return text.Visible(tag)
}

func samePlaces(pairs []intake.Same) Listed[SamePlace] {
	return newListed(pairs, func(s *intake.Same) SamePlace { return SamePlace{s.Kept, s.Gone} })
}

func importColumns(columns []intake.Column) (list []ImportColumn) {
	for _, c := range columns[:min(len(columns), listed)] {
		list = append(list, ImportColumn{text.Visible(c.Heading), c.Field.String()})
	}
	return list
}

// maxPlaces is how many places of a file are told: enough to see on a map whether
// they lie on the roads.
const maxPlaces = 500

// somePlaces are the places of located sites, spread evenly over their list.
func somePlaces(sites []geo.Site) (list []SitePlace) {
	located := countLocated(sites)
	told, seen := min(located, maxPlaces), 0
	for i := range sites {
		at, is := sites[i].Position()
		if !is {
			continue
		}
		if seen*told/located == len(list) {
			position := [2]json.Number{json.Number(at.Lon.String()), json.Number(at.Lat.String())}
			list = append(list, SitePlace{SiteRef{sites[i].ID, sites[i].Name}, position})
		}
		seen++
	}
	return list
}

// CategoryNames are the names of categories by code, in the language of the texts.
func CategoryNames(categories *geo.Categories, texts *text.Catalogue) map[string]string {
	names := map[string]string{}
	for _, c := range categories.All() {
		names[c.Code] = c.EN
		if texts.Lang() == text.ZH {
			names[c.Code] = c.ZH
		}
	}
	return names
}
