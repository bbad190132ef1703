package remote

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// vroomSolve answers problems whose jobs can each be done by one vehicle alone, as
// vroom-express does; long adds distances and the names of old versions.
func (s *standIn) vroomSolve(w http.ResponseWriter, r *http.Request) {
	complain := func(status, code int, text string) {
		reply(w, status, map[string]any{"code": code, "error": text})
	}
	var problem struct {
		Vehicles []struct {
			ID      int
			Profile string
			Start   [2]json.Number
			Skills  []int
		}
		Jobs []struct {
			ID       int
			Location [2]json.Number
			Skills   []int
		}
	}
	switch err := json.NewDecoder(r.Body).Decode(&problem); {
	case err != nil || r.URL.Path != "/" || len(problem.Jobs) == 0 || len(problem.Vehicles) == 0:
		complain(http.StatusBadRequest, 2, "Invalid JSON object in request, please add vehicles and jobs or shipments to the object body")
		return
	case len(problem.Vehicles) > s.limit:
		complain(http.StatusRequestEntityTooLarge, 4, fmt.Sprintf("Too many vehicles (%d) in query, maximum is set to %d", len(problem.Vehicles), s.limit))
		return
	}
	s.asked = append(s.asked, problem.Vehicles[0].Profile+" "+strconv.Itoa(len(problem.Vehicles)))
	var routes []map[string]any
	for _, v := range problem.Vehicles {
		start, err := s.find(string(v.Start[0]), string(v.Start[1]))
		if err != nil {
			complain(http.StatusInternalServerError, 3, "Could not find route near location")
			return
		}
		for _, j := range problem.Jobs {
			if !slices.Contains(v.Skills, j.Skills[0]) || len(j.Skills) != 1 {
				continue
			}
			place, _ := s.find(string(j.Location[0]), string(j.Location[1]))
			seconds, metres := s.takes(start, place)
			if seconds < 0 {
				complain(http.StatusInternalServerError, 3, fmt.Sprintf("Unfound route(s) from location [%s;%s]", v.Start[0], v.Start[1]))
				return
			}
			step := map[string]any{"type": "job", "id": j.ID, "arrival": seconds / 2, "duration": seconds / 2, "service": 0}
			first := map[string]any{"type": "start", "arrival": 0, "duration": 0}
			if s.long {
				delete(step, "id")
				step["job"], step["distance"], first["distance"] = j.ID, metres/2, 0
			}
			routes = append(routes, map[string]any{"vehicle": v.ID, "steps": []any{first, step}})
		}
	}
	slices.Reverse(routes) // in no particular order
	reply(w, http.StatusOK, map[string]any{"code": 0, "summary": map[string]any{"unassigned": 0}, "unassigned": []any{}, "routes": routes})
}
