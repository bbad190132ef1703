package middleware

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// Fresh names the state of what a handler is about to answer, such as a digest
// (visible ASCII without quotation marks), and reports whether the client has that
// state already: then the handler answers c.NoContent(http.StatusNotModified) and
// saves the work. A handler that answers all the same is answered 304 for.
func Fresh(c echo.Context, state string) bool {
	x := exchangeOf(c)
	tag := `"` + state + `"`
	x.Header()[etag] = []string{tag}
	addVary(x.Header(), echo.HeaderAcceptEncoding)
	if !x.reads() {
		return false
	}
	held, ok := x.matches(tag)
	if ok {
		x.Header()[etag] = []string{held}
	}
	return ok
}

// etag is how net/http spells the header.
const etag = "Etag"

// variant is the ETag of an answer in a coding: the bytes differ, so it does.
func variant(tag string, c coding) string {
	if c == identity || c == "" {
		return tag
	}
	return strings.TrimSuffix(tag, `"`) + "-" + string(c) + `"`
}

// matches compares If-None-Match with the ETags that a plain ETag has in all
// codings the client accepts, and returns the one that the client holds.
func (x *exchange) matches(tag string) (string, bool) {
	lines := x.request.Header["If-None-Match"]
	if len(lines) == 0 {
		return "", false
	}
	held := parseTags(lines)
	if len(held) == 1 && held[0] == "*" {
		return first(x.Header(), etag), true
	}
	for _, c := range codings() {
		if x.accept.weight(c) == 0 {
			continue
		}
		v := variant(tag, c)
		for _, h := range held {
			if strings.TrimPrefix(h, "W/") == strings.TrimPrefix(v, "W/") {
				return v, true
			}
		}
	}
	return "", false
}

// parseTags reads a list of entity tags up to the first that is not one. "*" is a
// list of its own.
func parseTags(lines []string) []string {
	list := strings.Trim(strings.Join(lines, ","), " \t")
	if list == "*" {
		return []string{"*"}
	}
	var tags []string
	for {
		list = strings.TrimLeft(list, " \t,")
		end := tagEnd(list)
		if end == 0 {
			return tags
		}
		tags = append(tags, list[:end])
		list = list[end:]
	}
}

// tagEnd is the length of the entity tag that s begins with; 0 if there is none.
func tagEnd(s string) int {
	start := 0
	if strings.HasPrefix(s, "W/") {
		start = 2
	}
	if start == len(s) || s[start] != '"' {
		return 0
	}
	for i := start + 1; i < len(s); i++ {
		switch b := s[i]; {
		case b == '"':
			return i + 1
		case b <= ' ' || b == 0x7f:
			return 0
		}
	}
	return 0
}

// Vary says that the answer depends on these headers of the request.
func Vary(c echo.Context, names ...string) {
	for _, name := range names {
		addVary(c.Response().Header(), name)
	}
}

func addVary(h http.Header, name string) {
	lines := h[echo.HeaderVary]
	switch { // what most answers have
	case len(lines) == 0 && name == echo.HeaderAccept:
		h[echo.HeaderVary] = acceptForm
		return
	case len(lines) == 0 && name == echo.HeaderAcceptEncoding:
		h[echo.HeaderVary] = acceptEncoding
		return
	case len(lines) == 1 && lines[0] == echo.HeaderAccept && name == echo.HeaderAcceptEncoding:
		h[echo.HeaderVary] = acceptBoth
		return
	}
	for _, line := range lines {
		for one := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(one), name) {
				return
			}
		}
	}
	h.Add(echo.HeaderVary, name)
}
