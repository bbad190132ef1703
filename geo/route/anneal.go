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

// cooled returns a temperature that began at start when part of whole is over. It
// falls exponentially, with straight lines between halvings.
func cooled(start int64, part, whole int) int64 {
	x := int64(part) * (halvings << 16) / int64(whole)
	return (start >> (x >> 16)) / 2 * (2<<16 - x&0xffff) >> 16
}
