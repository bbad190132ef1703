package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"sitedraw/geo"
)

// valhalla is Valhalla's time-distance matrix
// (https://valhalla.github.io/valhalla/api/matrix/api-reference/): seconds and
// kilometres, null where there is no way.
type valhalla struct{}

// side keeps the pairs of a request to 2,500, the max_matrix_location_pairs of a server
// as it comes.
func (valhalla) side() int { return 50 }

func (valhalla) profiles() map[string]string {
	return map[string]string{"car": "auto", "ebike": "bicycle", "foot": "pedestrian"}
}

// valhallaPlace is a location of a request.
type valhallaPlace struct {
	Lat json.Number `json:"lat"`
	Lon json.Number `json:"lon"`
}

func valhallaPlaces(places []geo.Point) []valhallaPlace {
	list := make([]valhallaPlace, len(places))
	for i, p := range places {
		list[i] = valhallaPlace{Lat: json.Number(p.Lat.String()), Lon: json.Number(p.Lon.String())}
	}
	return list
}

func (valhalla) request(ctx context.Context, base *url.URL, q *query) (*http.Request, error) {
	return post(ctx, at(base, "/sources_to_targets", ""), struct {
		Sources []valhallaPlace `json:"sources"`
		Targets []valhallaPlace `json:"targets"`
		Costing string          `json:"costing"`
		Units   string          `json:"units"`
		Verbose bool            `json:"verbose"`
	}{Sources: valhallaPlaces(q.from), Targets: valhallaPlaces(q.to), Costing: q.profile, Units: "kilometers"})
}

// post sends JSON.
func post(ctx context.Context, target *url.URL, content any) (*http.Request, error) {
	body, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
	if err == nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, err
}

// exceeded is Valhalla's error of more locations, or pairs of them, than it takes.
const exceeded = 150

func (valhalla) complaint(body []byte) complaint {
	var answer struct {
		Number int    `json:"error_code"`
		Text   string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Number == 0 {
		return complaint{}
	}
	c := complaint{text: strconv.Itoa(answer.Number) + ": " + answer.Text}
	if answer.Number == exceeded {
		c.code = ErrTooBig
	}
	return c
}

// decode reads the short form of an answer, and the long one of servers that do not
// know verbose.
func (valhalla) decode(body []byte, q *query) (*table, error) {
	var answer struct {
		Table json.RawMessage `json:"sources_to_targets"`
		Units string          `json:"units"`
	}
	if err := decodeJSON(body, &answer); err != nil {
		return nil, err
	}
	if answer.Units != "" && answer.Units != "kilometers" && answer.Units != "km" {
		return nil, &geo.Error{Code: ErrAnswer, Value: excerpt([]byte(answer.Units)), Want: "kilometers"}
	}
	if bytes.HasPrefix(answer.Table, []byte("[")) {
		return decodeVerbose(answer.Table, q)
	}
	var short struct {
		Durations grid `json:"durations"`
		Distances grid `json:"distances"`
	}
	if len(answer.Table) > 0 {
		if err := decodeJSON(answer.Table, &short); err != nil {
			return nil, err
		}
	}
	return short.Durations.table(short.Distances, q, kilometre)
}

// decodeVerbose reads the long form, an object for each entry.
func decodeVerbose(body []byte, q *query) (*table, error) {
	var rows [][]struct {
		From     *int            `json:"from_index"`
		To       *int            `json:"to_index"`
		Time     json.RawMessage `json:"time"`
		Distance json.RawMessage `json:"distance"`
	}
	if err := decodeJSON(body, &rows); err != nil {
		return nil, err
	}
	var times, lengths grid
	for i, row := range rows {
		times, lengths = append(times, nil), append(lengths, nil)
		for j, e := range row {
			if e.From != nil && *e.From != i || e.To != nil && *e.To != j {
				return nil, &geo.Error{Code: ErrAnswer, Value: "from_index, to_index", Want: strconv.Itoa(i) + ", " + strconv.Itoa(j)}
			}
			times[i], lengths[i] = append(times[i], e.Time), append(lengths[i], e.Distance)
		}
	}
	return times.table(lengths, q, kilometre)
}
