package road

import (
	"slices"
	"strconv"

	"sitedraw/geo"
)

// Trip is a trip that somebody made, or a service on the Web knows.
type Trip struct {
	From, To     geo.Point
	Milliseconds int64
	Millimetres  int64 // 0: not known
}

// Bounds of what Calibrate believes.
const (
	leastSpeed, mostSpeed   = 1_000, 130_000 // metres an hour
	leastDetour, mostDetour = 1_000, 3_000
)

// Calibrate returns the estimate with its detour and speeds fitted to trips. The
// detour is the length of all trips over their great-circle distance, and stays
// where no trip tells its length. Bands are fitted from the nearest: the speed of
// one is what the trips that end in it need for what lies beyond earlier bands;
// it stays where no trip ends in it, and is never below the one before. Order of
// trips decides nothing.
//
// The error is ErrTrips without trips, or ErrTrip with the number of the trip, from
// 1, if its places are one or it took no time.
func (e Estimate) Calibrate(trips []Trip) (Estimate, error) {
	if len(trips) == 0 {
		return Estimate{}, &geo.Error{Code: ErrTrips}
	}
	crows := make([]int64, len(trips))
	var length, straight int64
	for i, t := range trips {
		crows[i] = geo.DistanceMillimetres(t.From, t.To)
		if crows[i] == 0 || t.Milliseconds <= 0 || t.Millimetres < 0 {
			return Estimate{}, &geo.Error{Code: ErrTrip, At: geo.Place{Line: i + 1}, Value: strconv.FormatInt(t.Milliseconds, 10)}
		}
		if t.Millimetres > 0 {
			length += t.Millimetres / 1000
			straight += crows[i] / 1000
		}
	}
	fitted := Estimate{DetourPermille: e.DetourPermille, Bands: slices.Clone(e.Bands)}
	if straight > 0 {
		fitted.DetourPermille = max(leastDetour, min(mostDetour, (length*1000+straight/2)/straight))
	}
	for i := range fitted.Bands {
		fitted.Bands[i].Speed = fitted.bandSpeed(i, trips, crows)
	}
	return fitted, nil
}

// bandSpeed is the speed of one band when those before it are fitted.
func (e Estimate) bandSpeed(band int, trips []Trip, crows []int64) int64 {
	start := int64(0)
	if band > 0 {
		start = e.Bands[band-1].UpTo * 1000
	}
	before := Estimate{DetourPermille: e.DetourPermille, Bands: append(slices.Clone(e.Bands[:band]), Band{Speed: mostSpeed})}
	var metres, milliseconds int64
	for i, t := range trips {
		if crows[i] <= start || e.end(band, crows[i]) < crows[i] {
			continue
		}
		earlier, _ := before.Between(start)
		metres += (e.detoured(crows[i]) - e.detoured(start)) / 1000
		milliseconds += max(0, t.Milliseconds-earlier)
	}
	least := int64(leastSpeed)
	if band > 0 {
		least = e.Bands[band-1].Speed
	}
	speed := e.Bands[band].Speed
	switch {
	case metres > 0 && milliseconds > 0:
		speed = (metres*3_600_000 + milliseconds/2) / milliseconds
	case metres > 0:
		speed = mostSpeed
	}
	return max(least, min(mostSpeed, speed))
}
