package remote

import (
	"net/url"
	"strings"

	"sitedraw/geo"
)

// Server is where matrices come from. It is made by ParseServer; the zero value is
// none.
type Server struct {
	kind     string
	protocol protocol
	base     *url.URL // may hold user, password and a query
}

// kinds are all protocols by the name that stands before an address.
var kinds = []struct {
	name     string
	protocol protocol
}{{"osrm", osrm{}}, {"valhalla", valhalla{}}, {"vroom", vroom{}}}

// Kinds are the names of all protocols.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// IsServer reports whether a text begins with the name of a protocol and a colon; any
// other text is the name of a file where both are possible.
func IsServer(text string) bool {
	name, _, found := strings.Cut(text, ":")
	return found && findKind(name) != nil
}

func findKind(name string) protocol {
	for _, k := range kinds {
		if k.name == name {
			return k.protocol
		}
	}
	return nil
}

// ParseServer reads a protocol and an address, such as "osrm:https://host/path". The
// address may hold user and password, and a query that goes with every request, such
// as a key. The error is ErrKind or ErrAddress, which show neither.
func ParseServer(text string) (Server, error) {
	name, address, _ := strings.Cut(text, ":")
	protocol := findKind(name)
	if protocol == nil {
		return Server{}, &geo.Error{Code: ErrKind, Value: excerpt([]byte(public(name))), Want: strings.Join(Kinds(), ", ")}
	}
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Hostname() == "" || base.Fragment != "" {
		return Server{}, &geo.Error{Code: ErrAddress, Value: excerpt([]byte(public(address))), Want: name + ":https://router.example/path"}
	}
	base.Path = strings.TrimSuffix(base.Path, "/")
	base.RawPath = ""
	return Server{kind: name, protocol: protocol, base: base}, nil
}

// public is an address, even one that cannot be read, without what may be secret:
// all before an @ and from a question mark on.
func public(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address[strings.LastIndexByte(address, '@')+1:]
}

// String is protocol and address as ParseServer reads them, without user, password and
// query.
func (s Server) String() string { return s.kind + ":" + s.address() }

// address is what errors show.
func (s Server) address() string { return plainURL(s.base) }

// plainURL is scheme, host and path.
func plainURL(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// at is the URL of a request below the base, with the base's query before another.
func at(base *url.URL, path, query string) *url.URL {
	u := *base
	u.Path += path
	if u.RawQuery != "" && query != "" {
		query = "&" + query
	}
	u.RawQuery += query
	return &u
}
