package road

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
)

func TestReadTrips(t *testing.T) {
	want := []Trip{
		{From: geo.Point{Lon: 1172000000, Lat: 282800000}, To: geo.Point{Lon: 1172500000, Lat: 282800000}, Milliseconds: 750_000, Millimetres: 6_200_000},
		{From: geo.Point{Lon: 1172500000, Lat: 282800000}, To: geo.Point{Lon: 1172000000, Lat: 282900000}, Milliseconds: 840_000},
	}
	for name, text := range map[string]string{
		"english": "from_lon,from_lat,to_lon,to_lat,minutes,km\n117.2,28.28,117.25,28.28,12.5,6.2\n117.25,28.28,117.2,28.29,14,\n",
		"chinese": "\ufeff序号,公里,分钟,起点经度,起点纬度,终点经度,终点纬度\r\n1,6.2,12.5,117.2,28.28,117.25,28.28\r\n2,,14,117.25,28.28,117.2,28.29\r\n",
	} {
		got, err := ReadTrips(strings.NewReader(text), "trips.csv")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
	}
	without, err := ReadTrips(strings.NewReader("from_lon,from_lat,to_lon,to_lat,minutes\n117.2,28.28,117.25,28.28,12.5\n"), "trips.csv")
	if err != nil || without[0].Millimetres != 0 {
		t.Errorf("without km: %+v, %v", without, err)
	}
}

func TestReadTripsRefuses(t *testing.T) {
	const head = "from_lon,from_lat,to_lon,to_lat,minutes,km\n"
	for _, c := range []struct {
		text   string
		code   geo.Code
		line   int
		column string
	}{
		{head, ErrTrips, 0, ""},
		{"from_lon,from_lat,to_lon,minutes\n1,2,3,4\n", ErrTripHeading, 1, ""},
		{head + "117.2,28.28,117.25,28.28,12\n200,28,117,28,5\n", geo.ErrLongitude, 3, ""},
		{head + "117.2,28.28,117.2,28.28,5\n", ErrTrip, 2, ""},
		{head + "117.2,28.28,117.25,28.28,0\n", ErrTripNumber, 2, "minutes"},
		{head + "117.2,28.28,117.25,28.28,NaN\n", ErrTripNumber, 2, "minutes"},
		{head + "117.2,28.28,117.25,28.28,5,-1\n", ErrTripNumber, 2, "km"},
		{head + "117.2,28.28,117.25,28.28,5,1e9\n", ErrTripNumber, 2, "km"},
		{head + "117.2,28.28\n", geo.ErrDegrees, 2, ""},
		{head + "\"117.2\n", ErrTripNumber, 2, ""},
	} {
		trips, err := ReadTrips(strings.NewReader(c.text), "trips.csv")
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != c.code || e.At.File != "trips.csv" || e.At.Line != c.line || e.At.Column != c.column {
			t.Errorf("%q: %v, %v, want %s at line %d %s", c.text, trips, err, c.code, c.line, c.column)
		}
	}
}

func FuzzReadTrips(f *testing.F) {
	f.Add("from_lon,from_lat,to_lon,to_lat,minutes,km\n117.2,28.28,117.25,28.28,12.5,6.2\n")
	f.Add("起点经度,起点纬度,终点经度,终点纬度,分钟\n117.2,28.28,117.25,28.28,12\n")
	f.Fuzz(func(t *testing.T, text string) {
		trips, err := ReadTrips(strings.NewReader(text), "")
		if err != nil {
			return
		}
		if _, err := DefaultEstimate(Car()).Calibrate(trips); err != nil {
			t.Errorf("%+v cannot be calibrated by: %v", trips, err)
		}
	})
}
