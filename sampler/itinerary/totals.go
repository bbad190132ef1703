package itinerary

// Totals are the sums of a day, or of several. Breaks are in none.
type Totals struct {
	Service  int64 `json:"service_ms"`
	Distance int64 `json:"travel_mm"`
	Travel   int64 `json:"travel_ms"`
	Visits   int64 `json:"visits"`
	Wait     int64 `json:"wait_ms"`
}

// Sum returns the day's totals as its legs and visits have them.
func (d *Day) Sum() Totals {
	t := Totals{Visits: int64(len(d.Visits))}
	for i := range d.Legs {
		t.Travel += d.Legs[i].Milliseconds
		t.Distance += d.Legs[i].Millimetres
	}
	for i := range d.Visits {
		t.Service += d.Visits[i].Leave - d.Visits[i].Begin
		t.Wait += d.Visits[i].Wait
	}
	return t
}

// Reckon sets the waits and the totals from the times, legs and breaks: who waits
// is between arriving and beginning, and does not rest.
func (d *Day) Reckon() {
	for i := range d.Visits {
		v := &d.Visits[i]
		v.Wait = v.Begin - v.Arrive
		for _, b := range d.Breaks {
			v.Wait -= max(0, min(b.To, v.Begin)-max(b.From, v.Arrive))
		}
	}
	d.Totals = d.Sum()
}

// Add returns the sums of both.
func (t Totals) Add(o Totals) Totals {
	return Totals{
		Service: t.Service + o.Service, Travel: t.Travel + o.Travel, Distance: t.Distance + o.Distance,
		Visits: t.Visits + o.Visits, Wait: t.Wait + o.Wait,
	}
}

// Totals returns the sums of a team's days.
func (t *Team) Totals() (sum Totals) {
	for i := range t.Days {
		sum = sum.Add(t.Days[i].Totals)
	}
	return sum
}

// Totals returns the sums of all teams.
func (it *Itinerary) Totals() (sum Totals) {
	for i := range it.Teams {
		sum = sum.Add(it.Teams[i].Totals())
	}
	return sum
}
