package middleware

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// coding is a content coding of RFC 9110.
type coding string

const (
	identity coding = "identity"
	gzipped  coding = "gzip"
	brotlied coding = "br"
)

// codings lists the set.
func codings() []coding { return []coding{identity, gzipped, brotlied} }

// acceptance is how much a client wants each coding, in thousandths: 0 is not at
// all. The zero value accepts nothing.
type acceptance struct{ identity, gzip, brotli int }

// whole is the weight of a coding without one.
const whole = 1000

// parseAcceptEncoding reads the lines of Accept-Encoding. A client that sends
// none gets no coding, as it may be one that knows none. A member that is not
// well-formed counts for nothing. What is not named has the weight of "*"; the
// plain form, if there is no "*" either, is accepted last.
func parseAcceptEncoding(lines []string) acceptance {
	if len(lines) == 0 {
		return acceptance{identity: whole}
	}
	const unnamed = -1
	a, others := acceptance{unnamed, unnamed, unnamed}, unnamed
	for _, line := range lines {
		for member := range strings.SplitSeq(line, ",") {
			name, weight, ok := parseWeighted(member)
			if !ok {
				continue
			}
			switch coding(name) {
			case identity:
				a.identity = weight
			case gzipped, "x-gzip":
				a.gzip = weight
			case brotlied:
				a.brotli = weight
			case "*":
				others = weight
			}
		}
	}
	if a.identity == unnamed && others == unnamed {
		a.identity = 1
	}
	for _, weight := range []*int{&a.identity, &a.gzip, &a.brotli} {
		if *weight == unnamed {
			*weight = max(others, 0)
		}
	}
	return a
}

// parseWeighted reads "name" or "name;q=0.5".
func parseWeighted(member string) (name string, weight int, ok bool) {
	name, parameter, weighted := strings.Cut(member, ";")
	name = strings.ToLower(strings.Trim(name, " \t"))
	if name == "" {
		return "", 0, false
	}
	if !weighted {
		return name, whole, true
	}
	key, value, _ := strings.Cut(strings.Trim(parameter, " \t"), "=")
	if !strings.EqualFold(key, "q") {
		return "", 0, false
	}
	weight, ok = parseWeight(value)
	return name, weight, ok
}

// parseWeight reads a number from 0 to 1 of at most three decimals.
func parseWeight(s string) (int, bool) {
	head, decimals, _ := strings.Cut(s, ".")
	if head != "0" && head != "1" || len(decimals) > 3 {
		return 0, false
	}
	weight := int(head[0]-'0') * whole
	for i, unit := 0, 100; i < len(decimals); i, unit = i+1, unit/10 {
		if decimals[i] < '0' || decimals[i] > '9' {
			return 0, false
		}
		weight += int(decimals[i]-'0') * unit
	}
	return weight, weight <= whole
}

func (a acceptance) weight(c coding) int {
	switch c {
	case gzipped:
		return a.gzip
	case brotlied:
		return a.brotli
	default:
		return a.identity
	}
}

// best returns the offer that is wanted most, the first among equals, and whether
// any is accepted.
func (a acceptance) best(offers ...coding) (coding, bool) {
	best := identity
	most := 0
	for _, c := range offers {
		if w := a.weight(c); w > most {
			best, most = c, w
		}
	}
	return best, most > 0
}

// checkCodings refuses a client that takes no coding we have, not even none.
func (h *house) checkCodings(c echo.Context) error {
	if _, ok := exchangeOf(c).accept.best(codings()...); ok {
		return nil
	}
	return Refuse(http.StatusNotAcceptable, geo.Error{Code: ErrNotAcceptable, Want: "identity, gzip, br"})
}

// mayEncode reports whether an answer with these headers may be encoded at all:
// not twice, not where somebody forbids it, and no stream of events, whose lines
// would be late.
func mayEncode(h http.Header) bool {
	return first(h, echo.HeaderContentEncoding) == "" &&
		!strings.Contains(first(h, echo.HeaderCacheControl), "no-transform") &&
		mediaType(first(h, echo.HeaderContentType)) != eventStreamType
}

// mediaType is a content type without parameters.
func mediaType(contentType string) string {
	name, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(name))
}

// compressible reports whether a content type is text of some kind, or as wordy.
// Workbooks, archives and pictures are compressed in themselves.
func compressible(contentType string) bool {
	name := mediaType(contentType)
	if strings.HasPrefix(name, "text/") || strings.HasSuffix(name, "+json") || strings.HasSuffix(name, "+xml") {
		return true
	}
	switch name {
	case "application/json", "application/x-ndjson", "application/javascript", "application/xml", "application/yaml",
		"application/vnd.mapbox-vector-tile":
		return true
	default:
		return false
	}
}
