package road

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// tripHeadings are the columns of a file of trips, in English and Chinese. The last
// may be left out, or empty in a row.
var tripHeadings = [][2]string{
	{"from_lon", "起点经度"}, {"from_lat", "起点纬度"}, {"to_lon", "终点经度"}, {"to_lat", "终点纬度"},
	{"minutes", "分钟"}, {"km", "公里"},
}

// mostTrips is how many trips a file may have.
const mostTrips = 100_000

// ReadTrips reads trips from CSV in UTF-8: a row of headings, from_lon, from_lat,
// to_lon, to_lat (degrees on WGS 84), minutes and, if it is known, km, in any order or
// in Chinese (起点经度 …); then a row for each trip. Other columns are passed over.
//
// The error is a *geo.Error with file, line and column: ErrTripHeading, ErrTripNumber,
// ErrTrip of one that leads nowhere, ErrTooManyTrips, ErrTrips without a row, that of a
// position, or of a file that cannot be read.
func ReadTrips(r io.Reader, name string) ([]Trip, error) {
	trips, err := readTrips(stream.Open(r, stream.Limits{}))
	if err != nil {
		return nil, stream.InFile(name, stream.Fault(err))
	}
	return trips, nil
}

func readTrips(in *stream.Reader) (trips []Trip, err error) {
	if _, _, err := in.Unpack(); err != nil {
		return nil, err
	}
	rows := csv.NewReader(in.Reader)
	rows.FieldsPerRecord, rows.TrimLeadingSpace, rows.ReuseRecord = -1, true, true
	var at []int
	for line := 1; ; line++ {
		in.Refill()
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF) && len(trips) == 0:
			return nil, &geo.Error{Code: ErrTrips}
		case errors.Is(err, io.EOF):
			return trips, nil
		case err != nil:
			return nil, csvError(err, ErrTripNumber)
		case at == nil:
			if at, err = tripColumns(row); err != nil {
				return nil, stream.AtLine(err, line)
			}
		case len(trips) == mostTrips:
			return nil, stream.AtLine(&geo.Error{Code: ErrTooManyTrips, Want: strconv.Itoa(mostTrips)}, line)
		default:
			trip, err := tripOf(row, at)
			if err != nil {
				return nil, stream.AtLine(err, line)
			}
			trips = append(trips, trip)
		}
	}
}

// tripColumns finds the headings in the first row; km is −1 if it is not there.
func tripColumns(row []string) ([]int, error) {
	at := make([]int, len(tripHeadings))
	for i, names := range tripHeadings {
		at[i] = slices.IndexFunc(row, func(cell string) bool {
			cell = strings.ToLower(strings.TrimSpace(cell))
			return cell == names[0] || cell == names[1]
		})
		if at[i] < 0 && i < len(tripHeadings)-1 {
			return nil, &geo.Error{Code: ErrTripHeading, Value: stream.Quote([]byte(strings.Join(row, ","))), Want: names[0] + ", " + names[1]}
		}
	}
	return at, nil
}

// tripOf reads a row.
func tripOf(row []string, at []int) (t Trip, err error) {
	cell := func(i int) string {
		if at[i] < 0 || at[i] >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[at[i]])
	}
	if t.From, err = geo.ParsePoint(cell(0), cell(1)); err != nil {
		return t, err
	}
	if t.To, err = geo.ParsePoint(cell(2), cell(3)); err != nil {
		return t, err
	}
	if geo.DistanceMillimetres(t.From, t.To) == 0 {
		return t, &geo.Error{Code: ErrTrip, Value: stream.Quote([]byte(strings.Join(row, ",")))}
	}
	const minute, kilometre = 60_000, 1_000_000
	if t.Milliseconds, err = tripNumber(cell(4), minute); err != nil {
		return t, geo.InColumn(err, tripHeadings[4][0])
	}
	if cell(5) != "" {
		t.Millimetres, err = tripNumber(cell(5), kilometre)
	}
	return t, geo.InColumn(err, tripHeadings[5][0])
}

// tripNumber reads a number above zero, of which one is so many units.
func tripNumber(text string, unit float64) (int64, error) {
	const most = 10_000
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v > 0 && v <= most) {
		return 0, &geo.Error{Code: ErrTripNumber, Value: stream.Quote([]byte(text)), Want: "0 … " + strconv.Itoa(most)}
	}
	return int64(math.Max(1, geo.Round(float64(v*unit)))), nil
}
