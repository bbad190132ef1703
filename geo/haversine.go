package geo

import "math"

// The haversine h of two points grows with their distance d = 2R·asin √h, so
// bounds can be compared without an arcsine. What is computed here only decides
// which points are measured by draw-v1 §8; it may be off by what loosen allows
// for, and so it may be fused.

const (
	// halfE7 is half of 10⁻⁷ degree in radians.
	halfE7 = math.Pi / 180 / 1e7 / 2
	// millimetreSine is what a millimetre adds to √h = sin(d/2R), at most.
	millimetreSine = 0.001 / (2 * EarthRadius)
	// roundingSine is far above all rounding errors of √h, some 10⁻¹⁵, and far
	// below a millimetre: 1.3 µm.
	roundingSine = 1e-13
)

// vector is a point on the unit sphere.
type vector struct{ x, y, z float64 }

func newVector(p Point) vector {
	lon, lat := p.Lon.radians(), p.Lat.radians()
	c := cos(lat)
	return vector{x: c * cos(lon), y: c * sin(lon), z: sin(lat)}
}

// haversine is a quarter of the squared chord.
func (v vector) haversine(o vector) float64 {
	x, y, z := v.x-o.x, v.y-o.y, v.z-o.z
	return (x*x + y*y + z*z) / 4
}

// haversineBound is a value that no haversine of a distance of at most limit
// whole millimetres exceeds.
func haversineBound(limit int64) float64 {
	half := (float64(limit) + 0.5) * millimetreSine
	if half >= math.Pi/2 {
		return 2
	}
	return loosen(sin(half))
}

// loosen returns the haversine of √h, with a margin for rounding.
func loosen(root float64) float64 {
	root += roundingSine
	return root * root * (1 + 1e-12)
}

// lowSine is at most sin x and at least 0, for 0 ≤ x ≤ π/2.
func lowSine(x float64) float64 { return x * (1 - x*x/6) }

// lowCosine is at most cos x and at least 0, for 0 ≤ x ≤ π/2.
func lowCosine(x float64) float64 {
	z := x * x
	return max(0, 1-z/2*(1-z/12*(1-z/30)))
}

// siftUp restores a max-heap after something was appended.
func siftUp(heap []float64) {
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if heap[parent] >= heap[i] {
			return
		}
		heap[parent], heap[i] = heap[i], heap[parent]
		i = parent
	}
}

// siftDown restores a max-heap after its first value was lowered.
func siftDown(heap []float64) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] > heap[child] {
			child++
		}
		if heap[i] >= heap[child] {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}
