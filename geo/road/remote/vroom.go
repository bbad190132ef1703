package remote

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"sitedraw/geo"
)

// vroom is a server that takes problems of VROOM and gives solutions, as vroom-express
// does (https://github.com/VROOM-Project/vroom/blob/master/docs/API.md). It gives no
// tables, and no pair without a way: then it refuses all of a problem. Seconds are
// whole; metres are there only if the server adds them to every step.
type vroom struct{}

// side keeps the vehicles of a problem, one for each pair, below the 200 that
// vroom-express takes as it comes.
func (vroom) side() int { return 14 }

func (vroom) profiles() map[string]string {
	return map[string]string{"car": "car", "ebike": "bike", "foot": "foot"}
}

type vroomVehicle struct {
	ID      int      `json:"id"`
	Profile string   `json:"profile"`
	Start   position `json:"start"`
	Skills  [1]int   `json:"skills"`
}

type vroomJob struct {
	ID       int      `json:"id"`
	Location position `json:"location"`
	Skills   [1]int   `json:"skills"`
}

// request has a vehicle and a job for each pair, which share a skill with each other
// and nobody else: so there is one solution. Ids are from 1 in the order of pairs.
func (vroom) request(ctx context.Context, base *url.URL, q *query) (*http.Request, error) {
	var problem struct {
		Vehicles []vroomVehicle `json:"vehicles"`
		Jobs     []vroomJob     `json:"jobs"`
	}
	for i, pair := range q.pairs() {
		id := i + 1
		start, place := position(q.from[pair[0]]), position(q.to[pair[1]])
		problem.Vehicles = append(problem.Vehicles, vroomVehicle{ID: id, Profile: q.profile, Start: start, Skills: [1]int{id}})
		problem.Jobs = append(problem.Jobs, vroomJob{ID: id, Location: place, Skills: [1]int{id}})
	}
	return post(ctx, at(base, "/", ""), problem)
}

// Codes of an answer: those of VROOM, and vroom-express's own of a problem too large.
const (
	vroomRouting  = 3
	vroomTooLarge = 4
)

func (vroom) complaint(body []byte) complaint {
	var answer struct {
		Code int    `json:"code"`
		Text string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Code == 0 {
		return complaint{}
	}
	c := complaint{text: strconv.Itoa(answer.Code) + ": " + answer.Text}
	switch answer.Code {
	case vroomRouting:
		c.code = ErrRouting
	case vroomTooLarge:
		c.code = ErrTooBig
	}
	return c
}

// vroomRoute is what a vehicle does. Old servers call the id of a step job.
type vroomRoute struct {
	Vehicle int `json:"vehicle"`
	Steps   []struct {
		Type     string          `json:"type"`
		ID       int             `json:"id"`
		Job      int             `json:"job"`
		Duration json.RawMessage `json:"duration"`
		Distance json.RawMessage `json:"distance"`
	} `json:"steps"`
}

// decode takes the arrival at each vehicle's only job.
func (vroom) decode(body []byte, q *query) (*table, error) {
	var answer struct {
		Routes []vroomRoute `json:"routes"`
	}
	if err := decodeJSON(body, &answer); err != nil {
		return nil, err
	}
	pairs := q.pairs()
	if len(answer.Routes) != len(pairs) {
		return nil, &geo.Error{Code: ErrSize, Value: strconv.Itoa(len(answer.Routes)), Want: strconv.Itoa(len(pairs))}
	}
	times, lengths := newGrid(q), newGrid(q)
	for _, r := range answer.Routes {
		if !r.asAsked(len(pairs)) || len(times[pairs[r.Vehicle-1][0]][pairs[r.Vehicle-1][1]]) > 0 {
			return nil, &geo.Error{Code: ErrAnswer, Value: "vehicle " + strconv.Itoa(r.Vehicle), Want: "start, job"}
		}
		pair := pairs[r.Vehicle-1]
		times[pair[0]][pair[1]], lengths[pair[0]][pair[1]] = r.Steps[1].Duration, r.Steps[1].Distance
	}
	if q.diagonal {
		fillDiagonal(times)
		if lengths.known() {
			fillDiagonal(lengths)
		}
	}
	return times.table(lengths, q, metre)
}

// asAsked reports whether a vehicle starts and does its own job, and nothing else.
func (r *vroomRoute) asAsked(vehicles int) bool {
	return r.Vehicle >= 1 && r.Vehicle <= vehicles && len(r.Steps) == 2 &&
		r.Steps[0].Type == "start" && r.Steps[1].Type == "job" && max(r.Steps[1].ID, r.Steps[1].Job) == r.Vehicle
}

func fillDiagonal(g grid) {
	for i := range g {
		g[i][i] = json.RawMessage("0")
	}
}
