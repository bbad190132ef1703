package route

// The temperature begins at the mean leg and halves so many times until the end.
const (
	halvings = 6
	stride   = 64 // steps between two temperatures
)

// startTemperature is the mean leg of the tours, in 2⁻¹⁶ milliseconds.
func (s *search) startTemperature() int64 {
	legs := int64(s.served + 1)
	for r := range s.tours {
		if s.tours[r].stops() > 0 {
			legs++
		}
	}
	return min(s.travel/legs+1, Day) << 16
}

// cooling lets a temperature fall from start halved so often to start halved oftener,
// both in 2⁻¹⁶ of a halving.
type cooling struct{ start, from, to int64 }

// wholeCooling is that of a search that runs alone.
func (s *search) wholeCooling() cooling {
	return cooling{start: s.startTemperature(), to: halvings << 16}
}

// at returns the temperature when part of whole is over. It falls exponentially,
// with straight lines between halvings.
func (c cooling) at(part, whole int) int64 {
	x := c.from + int64(part)*(c.to-c.from)/int64(whole)
	return (c.start >> (x >> 16)) / 2 * (2<<16 - x&0xffff) >> 16
}
