package access

import (
	"net/http"
	"slices"
	"strings"

	"sitedraw/geo"
)

// Origin is where a page comes from: a scheme, http or https, and a host with its
// port if that is not the scheme's own, "127.0.0.1:8080".
type Origin struct {
	Scheme string
	Host   string
}

// SameOrigin returns ErrOrigin unless a request that changes something was made by
// a page of our own, or by no page at all:
//
//   - Sec-Fetch-Site, if it is sent, must be same-origin, or none: the person
//     himself, by the address bar. same-site is refused: a neighbour's host is
//     not ours.
//   - Origin, if it is sent, must be ours: same scheme, host and port, upper and
//     lower case alike, the scheme's own port said or not. "null" is refused: it
//     comes from sandboxed frames, files and some redirects.
//   - Neither sent twice.
//   - Without both, the request passes: since 2020 every browser sends Origin with
//     each method but GET and HEAD, so this is a program, which has no cookies of
//     somebody else to be abused.
//
// Ours is what the server is reached by; a Host header may be given if it has been
// checked against a list before, since without that a name that an attacker points
// at us would be its own origin.
func SameOrigin(h http.Header, ours Origin) error {
	origins, sites := h.Values("Origin"), h.Values("Sec-Fetch-Site")
	own := ours.text()
	if len(origins) == 1 && !sameOrigin(origins[0], ours) || len(origins) > 1 {
		return &geo.Error{Code: ErrOrigin, Value: strings.Join(origins, ", "), Want: own}
	}
	if len(sites) == 1 && !slices.Contains([]string{"same-origin", "none"}, sites[0]) || len(sites) > 1 {
		return &geo.Error{Code: ErrOrigin, Value: strings.Join(sites, ", "), Want: own}
	}
	return nil
}

// sameOrigin compares texts and parses nothing, so that no two parsers can
// disagree about what a strange origin means.
func sameOrigin(given string, ours Origin) bool {
	return ours.Host != "" && withoutPort(strings.ToLower(given)) == withoutPort(strings.ToLower(ours.text()))
}

func (o Origin) text() string { return o.Scheme + "://" + o.Host }

// withoutPort leaves out the port that a scheme has anyway.
func withoutPort(origin string) string {
	switch {
	case strings.HasPrefix(origin, "http://"):
		return strings.TrimSuffix(origin, ":80")
	case strings.HasPrefix(origin, "https://"):
		return strings.TrimSuffix(origin, ":443")
	default:
		return origin
	}
}
