package intake

import (
	"bytes"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// siteColumns are the members of a frame's site, its point as two columns.
var siteColumns = []column{
	{name: "id", required: true},
	{name: "name"},
	{name: "category", required: true},
	{name: "area"},
	{name: "unit"},
	{name: "tags"},
	{name: "size"},
	{name: "lon"},
	{name: "lat"},
	{name: "part_of"},
}

// isTable holds for text of which the first line has a comma, unless it begins
// as JSON does.
func isTable(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if start := bytes.TrimSpace(line); bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("[")) {
		return false
	}
	return bytes.IndexByte(head, 0) < 0 && bytes.IndexByte(line, ',') >= 0
}

// readTable reads sites from plain CSV.
func readTable(x *reading) error {
	t, err := newTable(x, siteColumns)
	if err != nil {
		return err
	}
	rows := map[string]int{} // by id
	for {
		more, err := t.next()
		if err != nil || !more {
			return err
		}
		site, err := t.site()
		if err == nil {
			err = firstOfID(rows, site.ID, t.line)
		}
		if err != nil {
			t.reject(err)
			continue
		}
		x.result.Sites = append(x.result.Sites, site)
	}
}

// firstOfID returns geo.ErrDuplicateID with the earlier row in Want, if there is
// one.
func firstOfID(rows map[string]int, id string, row int) error {
	if earlier, twice := rows[id]; twice {
		return &geo.Error{Code: geo.ErrDuplicateID, At: geo.Place{Column: "id"}, Value: id, Names: []string{strconv.Itoa(earlier)}}
	}
	rows[id] = row
	return nil
}

// site makes a site of the current row.
func (t *table) site() (geo.Site, error) {
	var s geo.Site
	var tags, size, lon, lat string
	err := t.texts(&s.ID, &s.Name, &s.Category, &s.Area, &s.Unit, &tags, &size, &lon, &lat, &s.PartOf)
	if err != nil {
		return s, err
	}
	if s.ID == "" {
		return s, &geo.Error{Code: ErrCellEmpty, At: geo.Place{Column: "id"}}
	}
	if s.Category == "" {
		return s, &geo.Error{Code: ErrCellEmpty, At: geo.Place{Column: "category"}}
	}
	if _, err := t.x.Categories.Lookup(s.Category); err != nil {
		return s, geo.InColumn(err, "category")
	}
	if s.Size, err = parseSize(size); err != nil {
		return s, err
	}
	if s.Geometry, err = position("lon", lon, "lat", lat); err != nil {
		return s, err
	}
	s.Tags = splitTags(tags)
	return s, s.Check()
}

func parseSize(text string) (int32, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > geo.MaxSize {
		return 0, &geo.Error{Code: geo.ErrSiteSize, At: geo.Place{Column: "size"}, Value: text}
	}
	return int32(n), nil
}

// splitTags reads tags separated by ";". Their order and repetitions are of no
// account.
func splitTags(text string) []string {
	var tags []string
	for tag := range strings.SplitSeq(text, ";") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return sortTags(tags)
}
