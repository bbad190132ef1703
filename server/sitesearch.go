package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// siteHit is a site that a search found.
type siteHit struct {
	site        *geo.Site
	millimetres int64 // from the place searched around
}

// siteSearch is a search on its way.
type siteSearch struct {
	*opened

	filter siteFilter
	near   *near  // nil: by id
	after  string // what ?after= says
	count  int
}

// listSites lists the sites of a register that pass the filters: by id, or around
// a place the nearest first.
func (s *Server) listSites(r *request) error {
	err := r.knownQueries("version", "limit", "after", "q", "category", "unit", "tag", "area", "bbox", "polygon",
		"near", "radius", "mine", "fields", "datum")
	if err != nil {
		return err
	}
	n, err := r.limit()
	if err != nil {
		return err
	}
	st, err := r.state()
	if err != nil {
		return err
	}
	search := siteSearch{opened: st.opened, after: r.query("after"), count: n + 1}
	if search.filter, err = r.siteFilter(st.opened); err != nil {
		return err
	}
	if search.near, err = r.near(); err != nil {
		return err
	}
	hits, err := search.run()
	if err != nil {
		return err
	}
	return r.sendSites(&search, hits)
}

// near is what ?near= and ?radius= say; nil without them.
func (r *request) near() (*near, error) {
	place, radius := r.query("near"), r.query("radius")
	if place == "" && radius != "" {
		return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "near"}, Want: "117.2403,28.2958"}
	}
	if place == "" {
		return nil, nil
	}
	datum, err := r.datum()
	if err != nil {
		return nil, err
	}
	return parseNear(place, radius, datum)
}

// sendSites answers with a page of what was found.
func (r *request) sendSites(search *siteSearch, hits []siteHit) error {
	writer, err := r.siteJSON(search.opened)
	if err != nil {
		return err
	}
	more := len(hits) == search.count
	if more {
		hits = hits[:search.count-1]
	}
	body := append(make([]byte, 0, 1024+300*len(hits)), `{"items":`...)
	body = appendArray(body, hits, func(b []byte, h siteHit) []byte {
		b = writer.append(b, h.site)
		if search.near == nil {
			return b
		}
		separator := `,"millimetres":`
		if b[len(b)-2] == '{' {
			separator = separator[1:]
		}
		b = append(b[:len(b)-1], separator...)
		return append(strconv.AppendInt(b, h.millimetres, 10), '}')
	})
	if more {
		next := r.nextPage(search.key(hits[len(hits)-1]))
		quoted, err := json.Marshal(next)
		if err != nil {
			return err
		}
		body = append(append(body, `,"next":`...), quoted...)
		r.Response().Header().Set("Link", "<"+next+`>; rel="next"`)
	}
	r.Response().Header().Set("Cache-Control", "private, no-cache")
	return r.Blob(http.StatusOK, echo.MIMEApplicationJSON, append(body, '}', '\n'))
}

// key is what ?after= takes to go on after a site.
func (q *siteSearch) key(h siteHit) string {
	if q.near == nil {
		return h.site.ID
	}
	return count(h.millimetres) + ":" + h.site.ID
}

// run finds as many sites as are wanted.
func (q *siteSearch) run() ([]siteHit, error) {
	switch {
	case q.near != nil:
		return q.around()
	case len(q.filter.regions) > 0:
		return q.inRegion(), nil
	default:
		return q.scan(), nil
	}
}

// first is the number of the first site after the page before.
func (q *siteSearch) first() int {
	sites := q.frame.Sites()
	return sort.Search(len(sites), func(i int) bool { return sites[i].ID > q.after })
}

// scan reads sites in the order of ids.
func (q *siteSearch) scan() (hits []siteHit) {
	sites := q.frame.Sites()
	for i := q.first(); i < len(sites) && len(hits) < q.count; i++ {
		if q.filter.keeps(&sites[i]) {
			hits = append(hits, siteHit{site: &sites[i]})
		}
	}
	return hits
}

// inRegion asks the index for the first of the regions; the filter for all.
func (q *siteSearch) inRegion() (hits []siteHit) {
	var numbers []int32
	for _, window := range q.filter.regions[0] {
		numbers = append(numbers, q.index().InWindow(window)...)
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	from, _ := slices.BinarySearch(numbers, int32(q.first()))
	sites := q.frame.Sites()
	for _, number := range numbers[from:] {
		if len(hits) == q.count {
			break
		}
		if q.filter.keeps(&sites[number]) {
			hits = append(hits, siteHit{site: &sites[number]})
		}
	}
	return hits
}

// around asks the index for the nearest sites that come after the page before.
func (q *siteSearch) around() ([]siteHit, error) {
	after, err := parseNearKey(q.after)
	if err != nil {
		return nil, err
	}
	sites := q.frame.Sites()
	from := geo.NewVantage(q.near.from)
	finder := q.index().Finder()
	finder.Keep = func(number int32) bool {
		s := &sites[number]
		return q.filter.keeps(s) && (q.after == "" || after.before(from, s))
	}
	var hits []siteHit
	for _, found := range finder.Nearest(q.near.from, q.count, q.near.limit) {
		hits = append(hits, siteHit{&sites[found.Number], found.Millimetres})
	}
	return hits, nil
}

// nearKey is the last site of a page of nearest sites.
type nearKey struct {
	millimetres int64
	id          string
}

func parseNearKey(text string) (nearKey, error) {
	if text == "" {
		return nearKey{}, nil
	}
	distance, id, _ := strings.Cut(text, ":")
	mm, err := strconv.ParseInt(distance, 10, 64)
	if err != nil || mm < 0 || id == "" {
		return nearKey{}, refuse(ErrParameter, "after", text)
	}
	return nearKey{mm, id}, nil
}

// before reports whether a site comes after the key: farther away, or as far and
// of a greater id.
func (k nearKey) before(from geo.Vantage, s *geo.Site) bool {
	p, _ := s.Position() // the index holds located sites only
	mm := from.DistanceMillimetres(geo.NewVantage(p))
	return mm > k.millimetres || mm == k.millimetres && s.ID > k.id
}
