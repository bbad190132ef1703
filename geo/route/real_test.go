package route_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitedraw/geo/route"
)

// routing is the folder of real instances.
const routing = "../../../shared/data/routing"

// bestKnown is a line of best-known.csv.
type bestKnown struct {
	instance  string
	customers int
	tenths    float64 // total distance
}

func solomonValues(t testing.TB) []bestKnown {
	t.Helper()
	file, err := os.Open(filepath.Join(routing, "solomon", "best-known.csv"))
	if err != nil {
		t.Skip("no real instances in ../shared/data")
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var values []bestKnown
	for _, line := range lines[1:] {
		customers, _ := strconv.Atoi(line[1])
		value, err := strconv.ParseFloat(line[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, bestKnown{line[0], customers, value * 10})
	}
	return values
}

// solomon reads an instance of Solomon (1987): all times in tenths, distances cut
// to one decimal, every vehicle a team.
func solomon(t testing.TB, name string, customers int) *route.Problem {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(routing, "solomon", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]int64
	vehicles, capacity := 0, int64(0)
	for line := range strings.Lines(string(data)) {
		var row []int64
		for word := range strings.FieldsSeq(line) {
			if n, err := strconv.ParseInt(word, 10, 64); err == nil {
				row = append(row, n)
			}
		}
		switch len(row) {
		case 2:
			vehicles, capacity = int(row[0]), row[1]
		case 7:
			rows = append(rows, row)
		}
	}
	rows = rows[:customers+1]
	p := &route.Problem{Travel: route.Travel{Size: len(rows)}}
	for _, a := range rows {
		for _, b := range rows {
			squares := (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2])
			p.Travel.Milliseconds = append(p.Travel.Milliseconds, int32(math.Sqrt(float64(100*squares))))
		}
	}
	for i, row := range rows[1:] {
		p.Stops = append(p.Stops, route.Stop{
			Start: i + 1, End: i + 1, Load: row[3], Service: 10 * row[6],
			Windows: []route.Window{{From: 10 * row[4], To: 10 * row[5]}},
		})
	}
	for range vehicles {
		p.Teams = append(p.Teams, route.Team{
			Capacity: capacity, Shifts: []route.Shift{{From: 10 * rows[0][4], To: 10 * rows[0][5]}},
		})
	}
	return p
}

// inspectionReference is what the instances are measured against: seconds of travel.
var inspectionReference = [...]float64{36874, 38346, 37220}

// inspection reads a made-up day of mock inspections: 131 stops, ten teams that may
// not inspect their own township.
func inspection(t testing.TB, number int) *route.Problem {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(routing, "inspection", fmt.Sprintf("insp%d.raw.json", number)))
	if err != nil {
		t.Skip("no real instances in ../shared/data")
	}
	var raw struct {
		M       [][]int32
		Depots  []int
		Sv      []int64
		Tw, VTw [][2]int64
		Town    []int
		VAttr   [][]string
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	p := &route.Problem{Travel: route.Travel{Size: len(raw.M)}}
	for _, row := range raw.M {
		for _, seconds := range row {
			p.Travel.Milliseconds = append(p.Travel.Milliseconds, 1000*seconds)
		}
	}
	for i := len(raw.Depots); i < len(raw.M); i++ {
		p.Stops = append(p.Stops, route.Stop{
			Start: i, End: i, Service: 1000 * raw.Sv[i], Groups: route.NewSet(raw.Town[i]),
			Windows: []route.Window{{From: 1000 * raw.Tw[i][0], To: 1000 * raw.Tw[i][1]}},
		})
	}
	for k, depot := range raw.Depots {
		var forbidden route.Set
		for town := range 10 {
			if !slices.Contains(raw.VAttr[k], "t"+strconv.Itoa(town)) {
				forbidden = forbidden.Union(route.NewSet(town))
			}
		}
		p.Teams = append(p.Teams, route.Team{Forbidden: forbidden, Shifts: []route.Shift{{
			From: 1000 * raw.VTw[k][0], To: 1000 * raw.VTw[k][1], Start: depot, End: depot,
		}}})
	}
	return p
}
