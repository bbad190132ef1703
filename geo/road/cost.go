package road

import "math"

// cost is what a way takes: milliseconds in the upper half, millimetres in the
// lower. So one comparison prefers the faster, of equally fast ones the shorter, and
// one sum adds both. Sums stay right as long as neither passes 2³²; searches stop at
// most, which is 24 days or 2147 km.
type cost uint64

// unreached is beyond every cost.
const unreached cost = math.MaxUint64

func newCost(milliseconds, millimetres int32) cost {
	return cost(uint32(milliseconds))<<32 | cost(uint32(millimetres))
}

func (c cost) milliseconds() int64 { return int64(c >> 32) }
func (c cost) millimetres() int64  { return int64(c & math.MaxUint32) }

// far holds for what is beyond the two limits.
func (c cost) far() bool {
	return c.milliseconds() > math.MaxInt32 || c.millimetres() > math.MaxInt32
}

// duration is how many milliseconds a length in millimetres takes at a speed in
// metres an hour, halves rounded up.
func duration(millimetres, speed int64) int64 {
	return (millimetres*3600 + speed/2) / speed
}

// partly is value·part/whole, halves rounded up: how much of an edge's milliseconds
// its first millimetres take.
func partly(value, part, whole int32) int32 {
	if whole == 0 {
		return 0
	}
	return int32((int64(value)*int64(part) + int64(whole)/2) / int64(whole))
}
