package road

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestEstimateBetween(t *testing.T) {
	e := Estimate{DetourPermille: 1500, Bands: []Band{{UpTo: 1000, Speed: 18_000}, {Speed: 36_000}}}
	for _, c := range []struct{ crow, milliseconds, millimetres int64 }{
		{0, 0, 0},
		{1_000_000, 300_000, 1_500_000},
		{3_000_000, 600_000, 4_500_000},
		{500_000, 150_000, 750_000},
	} {
		if ms, mm := e.Between(c.crow); ms != c.milliseconds || mm != c.millimetres {
			t.Errorf("Between(%d) = %d, %d, want %d, %d", c.crow, ms, mm, c.milliseconds, c.millimetres)
		}
	}
}

// Farther takes longer, and a way by a third place no less, but for the rounding.
func TestEstimateIsMetric(t *testing.T) {
	near := rapid.Int64Range(0, 200_000_000)
	rapid.Check(t, func(t *rapid.T) {
		a, b := near.Draw(t, "a"), near.Draw(t, "b")
		for _, p := range Profiles() {
			e := DefaultEstimate(p)
			first, _ := e.Between(a)
			second, _ := e.Between(b)
			both, _ := e.Between(a + b)
			if both < max(first, second) || both > first+second+4 {
				t.Fatalf("%s: %d and %d mm take %d and %d ms, together %d", p.Name, a, b, first, second, both)
			}
		}
	})
}

func TestEstimateMatrix(t *testing.T) {
	m, err := DefaultEstimate(Foot()).Matrix([]geo.Point{at(0, 0), at(1, 0), at(0, 0)})
	if err != nil || !m.Estimated || m.N != 3 {
		t.Fatalf("Matrix = %+v, %v", m, err)
	}
	crow := geo.DistanceMillimetres(at(0, 0), at(1, 0))
	ms, mm := m.At(0, 1)
	back, _ := m.At(1, 0)
	if want := (crow*1330 + 999) / 1000; int64(mm) != want || int64(ms) != duration(want, 5000) || back != ms {
		t.Errorf("At(0, 1) = %d ms, %d mm, back %d ms", ms, mm, back)
	}
	if ms, mm := m.At(0, 2); ms != 0 || mm != 0 {
		t.Errorf("one place is %d ms, %d mm from itself", ms, mm)
	}
}

// Trips made by an estimate give it back, whatever their order.
func TestCalibrate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		speed := rapid.Int64Range(10_000, 25_000).Draw(t, "slow")
		truth := Estimate{DetourPermille: rapid.Int64Range(1100, 2000).Draw(t, "detour"), Bands: []Band{
			{UpTo: 2_000, Speed: speed},
			{UpTo: 10_000, Speed: speed + rapid.Int64Range(0, 20_000).Draw(t, "more")},
			{Speed: 60_000},
		}}
		var trips []Trip
		for lon := 2.0; lon < 300; lon += 3 {
			trip := Trip{From: at(0, 0), To: at(lon, lon/3)}
			trip.Milliseconds, trip.Millimetres = truth.Between(geo.DistanceMillimetres(trip.From, trip.To))
			trips = append(trips, trip)
		}
		rand.Shuffle(len(trips), func(i, j int) { trips[i], trips[j] = trips[j], trips[i] })
		start := Estimate{DetourPermille: 1000, Bands: []Band{{UpTo: 2_000, Speed: 5000}, {UpTo: 10_000, Speed: 5000}, {Speed: 5000}}}
		got, err := start.Calibrate(trips)
		if err != nil {
			t.Fatal(err)
		}
		if d := got.DetourPermille - truth.DetourPermille; d < -1 || d > 1 {
			t.Fatalf("detour %d, want %d", got.DetourPermille, truth.DetourPermille)
		}
		for i, b := range truth.Bands {
			if d := got.Bands[i].Speed - b.Speed; d < -b.Speed/100 || d > b.Speed/100 {
				t.Fatalf("band %d: speed %d, want %d", i, got.Bands[i].Speed, b.Speed)
			}
		}
		if start.Bands[0].Speed != 5000 {
			t.Fatal("Calibrate changed what it was asked of")
		}
	})
}

// A band in which no trip ends keeps its speed, unless the one before is faster.
func TestCalibrateFew(t *testing.T) {
	start := Estimate{DetourPermille: 1000, Bands: []Band{{UpTo: 2_000, Speed: 5_000}, {Speed: 20_000}}}
	metres := geo.DistanceMillimetres(at(0, 0), at(0, 10)) / 1000
	for _, c := range []struct{ speed, first, second int64 }{{10_000, 10_000, 20_000}, {40_000, 40_000, 40_000}} {
		trip := Trip{From: at(0, 0), To: at(0, 10), Milliseconds: metres * 3_600_000 / c.speed}
		got, err := start.Calibrate([]Trip{trip})
		if err != nil {
			t.Fatal(err)
		}
		if d := got.Bands[0].Speed - c.first; d < -20 || d > 20 || max(got.Bands[1].Speed-c.second, c.second-got.Bands[1].Speed) > 20 {
			t.Errorf("bands = %+v, want %d and %d", got.Bands, c.first, c.second)
		}
	}
	for _, trips := range [][]Trip{nil, {{From: at(0, 0), To: at(0, 0), Milliseconds: 1}}, {{To: at(0, 0)}}} {
		if _, err := start.Calibrate(trips); codeOf(t, err) != ErrTrips && codeOf(t, err) != ErrTrip {
			t.Errorf("Calibrate(%v) = %v", trips, err)
		}
	}
}
