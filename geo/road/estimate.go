package road

import "sitedraw/geo"

// Estimate says what ways take where there are no roads to ask: the great-circle
// distance times a detour, at a speed that grows with the distance. Bands are gone
// through in their order, each for the part of the distance that lies in it, as
// long ways begin and end on small roads; so a farther place is never nearer in
// time, and with speeds that grow a way by a third place is no shorter.
type Estimate struct {
	DetourPermille int64 // of the great-circle distance, 1000 being none
	Bands          []Band
}

// Band is a part of the great-circle distance.
type Band struct {
	UpTo  int64 // metres; the last band's is of no account
	Speed int64 // metres an hour on the road
}

// DefaultDetour is China's circuity factor by Ballou, Rahardja and Sakai 2002 (doi
// 10.1016/S0965-8564(01)00044-1), in permille.
const DefaultDetour = 1330

// DefaultEstimate is for a profile before anything is known of trips: the bands of
// a car are assumptions, slow at both ends of a way and up to 60 km/h between; the
// others go at one speed.
func DefaultEstimate(p Profile) Estimate {
	switch p.Name {
	case "foot":
		return Estimate{DetourPermille: DefaultDetour, Bands: []Band{{Speed: WalkingSpeed}}}
	case "ebike":
		return Estimate{DetourPermille: DefaultDetour, Bands: []Band{{Speed: 16_000}}}
	}
	return Estimate{DetourPermille: DefaultDetour, Bands: []Band{
		{UpTo: 2_000, Speed: 22_000}, {UpTo: 10_000, Speed: 35_000}, {UpTo: 30_000, Speed: 50_000}, {Speed: 60_000},
	}}
}

// Matrix estimates all pairs of places and is marked Estimated. The error is
// ErrTooManyPlaces.
func (e Estimate) Matrix(places []geo.Point) (*Matrix, error) {
	m, err := newMatrix(len(places))
	if err != nil {
		return nil, err
	}
	m.Estimated = true
	vantages := make([]geo.Vantage, len(places))
	for i, p := range places {
		vantages[i] = geo.NewVantage(p)
	}
	for i := range places {
		for j := range i {
			milliseconds, millimetres := e.Between(vantages[i].DistanceMillimetres(vantages[j]))
			m.set(i*m.N+j, milliseconds, millimetres)
			m.set(j*m.N+i, milliseconds, millimetres)
		}
	}
	return m, nil
}

// Between estimates what a great-circle distance in millimetres takes.
func (e Estimate) Between(crow int64) (milliseconds, millimetres int64) {
	millimetres = e.detoured(crow)
	start := int64(0)
	for i, b := range e.Bands {
		end := e.end(i, crow)
		milliseconds += duration(e.detoured(end)-e.detoured(start), b.Speed)
		start = end
	}
	return milliseconds, millimetres
}

// end is where a distance leaves a band, in millimetres.
func (e Estimate) end(band int, crow int64) int64 {
	if band == len(e.Bands)-1 {
		return crow
	}
	return min(crow, e.Bands[band].UpTo*1000)
}

// detoured is the length of road for a great-circle distance, rounded up.
func (e Estimate) detoured(crow int64) int64 {
	return (crow*e.DetourPermille + 999) / 1000
}
