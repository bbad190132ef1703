package geo

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Site is one place of a register: what a draw picks and an inspection visits.
// Its texts are NFC without control characters. The zero value is no site: ID
// is required. A site without category is a candidate of no step.
type Site struct {
	ID       string   // unique in a frame, 1–255 bytes
	Name     string   // for people; may be empty
	Category string   // code of its category, e.g. "SC"
	Area     string   // 12-digit statistical code of its township or village, or empty
	Unit     string   // responsible unit, or empty
	PartOf   string   // id of the site it is a part of, or empty
	Tags     []string // sorted by bytes, no duplicates
	Size     int32    // measure of size, 1 … 2³¹−1; 0: none
	Marked   bool     // whether Mark is given
	Mark     Point    // position of a polygon, chosen by the importer ("point" in a frame)
	Geometry Geometry // nil: unlocated
}

// MaxSize is the largest measure of size.
const MaxSize = math.MaxInt32

// Position returns the point that stands for the site in distances and windows:
// a point itself, the vertex ⌊k/2⌋ of a line's k, a polygon's mark. False if the
// site is unlocated.
func (s *Site) Position() (Point, bool) {
	switch g := s.Geometry.(type) {
	case Point:
		return g, true
	case Line:
		return g[len(g)/2], true
	case Polygon, MultiPolygon:
		return s.Mark, s.Marked
	default:
		return Point{}, false
	}
}

// Check returns an error unless the site's members are what draw-v1 §3 allows:
// ErrText…, ErrAreaCode, ErrSiteSize, ErrSiteTags or ErrSitePoint, with the
// member's name as column. The geometry is valid by construction.
func (s *Site) Check() error {
	for _, member := range []struct {
		name, value string
		required    bool
		limit       int
	}{
		{"id", s.ID, true, MaxIdentifier},
		{"name", s.Name, false, math.MaxInt},
		{"category", s.Category, false, MaxIdentifier},
		{"area", s.Area, false, MaxIdentifier},
		{"unit", s.Unit, false, MaxIdentifier},
		{"part_of", s.PartOf, false, MaxIdentifier},
	} {
		if member.value == "" && !member.required {
			continue
		}
		if err := CheckTextLength(member.value, member.limit); err != nil {
			return InColumn(err, member.name)
		}
	}
	if s.Area != "" {
		if _, err := ParseAreaCode(s.Area); err != nil {
			return InColumn(err, "area")
		}
	}
	if s.Size < 0 {
		return &Error{Code: ErrSiteSize, At: Place{Column: "size"}, Value: strconv.Itoa(int(s.Size))}
	}
	return s.checkTags()
}

func (s *Site) checkTags() error {
	for i, tag := range s.Tags {
		if err := CheckIdentifier(tag); err != nil {
			return InColumn(err, "tags")
		}
		if i > 0 && s.Tags[i-1] >= tag {
			return &Error{Code: ErrSiteTags, At: Place{Column: "tags"}, Value: tag}
		}
	}
	if s.Marked && Polygons(s.Geometry) == nil {
		return &Error{Code: ErrSitePoint, At: Place{Column: "point"}}
	}
	return nil
}

// Has reports whether the site carries the tag.
func (s *Site) Has(tag string) bool {
	_, found := slices.BinarySearch(s.Tags, tag)
	return found
}

// SortSites orders sites by id, byte by byte, and returns ErrDuplicateID if two
// share one.
func SortSites(sites []Site) error {
	if !slices.IsSortedFunc(sites, compareIDs) {
		slices.SortStableFunc(sites, compareIDs)
	}
	for i := 1; i < len(sites); i++ {
		if sites[i-1].ID == sites[i].ID {
			return &Error{Code: ErrDuplicateID, At: Place{Column: "id"}, Value: sites[i].ID}
		}
	}
	return nil
}

func compareIDs(a, b Site) int { return strings.Compare(a.ID, b.ID) }
