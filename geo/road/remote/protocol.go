package remote

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"sitedraw/geo"
)

// protocol is how one kind of server is spoken to. All of them stand in kinds.
type protocol interface {
	// side is how many places a block may have a side.
	side() int
	// profiles are the server's names of car, ebike and foot.
	profiles() map[string]string
	// request asks for a block.
	request(ctx context.Context, base *url.URL, q *query) (*http.Request, error)
	// complaint reads what an answer says is wrong, if it says so.
	complaint(body []byte) complaint
	// decode reads the table of an answer without a complaint.
	decode(body []byte, q *query) (*table, error)
}

// complaint is what a server says is wrong. The zero value is none.
type complaint struct {
	text string
	code geo.Code // ErrTooBig, ErrRouting, or empty: what its status says
}

// decodeJSON reads an answer that must be whole. Members that are not known are passed
// over, as servers have more.
func decodeJSON(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return &geo.Error{Code: ErrAnswer, Value: excerpt(body), Err: err}
	}
	return nil
}

// shown is how much of an answer an error holds, in bytes.
const shown = 120

// excerpt is the beginning of what came, on one line.
func excerpt(content []byte) string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(content[:min(len(content), 4*shown)]), "\ufffd")), " ")
	if len(text) > shown {
		text = strings.ToValidUTF8(text[:shown], "") + "…"
	}
	return text
}

// position writes a place as [longitude, latitude] in degrees.
type position geo.Point

// MarshalJSON writes all digits.
func (p position) MarshalJSON() ([]byte, error) {
	return append(p.Lat.Append(append(p.Lon.Append([]byte{'['}), ',')), ']'), nil
}
