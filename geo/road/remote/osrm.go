package remote

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// osrm is the table service of the Open Source Routing Machine, version 1 of its
// protocol (https://project-osrm.org/docs/v5.24.0/api/#table-service): seconds and
// metres, null where there is no way.
type osrm struct{}

// side keeps the coordinates of a request to 100, osrm-routed's --max-table-size.
func (osrm) side() int { return 50 }

func (osrm) profiles() map[string]string {
	return map[string]string{"car": "car", "ebike": "bike", "foot": "foot"}
}

// request lists the places once, those of the rows first.
func (osrm) request(ctx context.Context, base *url.URL, q *query) (*http.Request, error) {
	places, selection := q.from, ""
	if !q.diagonal {
		places = slices.Concat(q.from, q.to)
		selection = "&sources=" + numbers(0, len(q.from)) + "&destinations=" + numbers(len(q.from), len(places))
	}
	path := []byte("/table/v1/" + q.profile + "/")
	for i, p := range places {
		if i > 0 {
			path = append(path, ';')
		}
		path = p.Lat.Append(append(p.Lon.Append(path), ','))
	}
	target := at(base, string(path), "annotations=duration,distance&generate_hints=false"+selection)
	return http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
}

// numbers are those from first to before end, as OSRM lists them.
func numbers(first, end int) string {
	list := make([]string, 0, end-first)
	for i := first; i < end; i++ {
		list = append(list, strconv.Itoa(i))
	}
	return strings.Join(list, ";")
}

func (osrm) complaint(body []byte) complaint {
	var answer struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Code == "" || answer.Code == "Ok" {
		return complaint{}
	}
	c := complaint{text: strings.TrimSuffix(answer.Code+": "+answer.Message, ": ")}
	if answer.Code == "TooBig" {
		c.code = ErrTooBig
	}
	return c
}

func (osrm) decode(body []byte, q *query) (*table, error) {
	var answer struct {
		Durations grid `json:"durations"`
		Distances grid `json:"distances"`
	}
	if err := decodeJSON(body, &answer); err != nil {
		return nil, err
	}
	return answer.Durations.table(answer.Distances, q, metre)
}
