package exposure

import "math"

// Kind tells how a figure was found.
type Kind string

// The kinds.
const (
	Exact    Kind = "exact"    // the design gives it
	Bounded  Kind = "bounded"  // computed, wrong by Error at most
	Replayed Kind = "replayed" // counted; Error is the half-width of the 95 % interval
	Unknown  Kind = "unknown"  // the design does not give it, and nothing was replayed
)

// Figure is a probability or an expected number. The zero value is an exact 0.
type Figure struct {
	Value float64
	Error float64 // in the same unit as Value; 0 if exact, infinite if unknown
	Kind  Kind
}

// fraction is an exact figure before its division, of whole numbers as a rule, so that
// a product of several is rounded once. 0/0 is none.
type fraction struct{ top, bottom float64 }

func (f fraction) times(g fraction) fraction { return fraction{f.top * g.top, f.bottom * g.bottom} }

// value is 0 if there is none.
func (f fraction) value() float64 {
	if f.bottom == 0 {
		return 0
	}
	return f.top / f.bottom
}

// plus is the sum of two figures. Errors add up, since they may have one cause.
func (f Figure) plus(g Figure) Figure {
	kind := f.Kind
	if f.Error == 0 || g.Kind == Replayed {
		kind = g.Kind
	}
	return newFigure(f.Value+g.Value, f.Error+g.Error, kind)
}

// unknown is a figure that takes replays.
func unknown() Figure { return Figure{Error: math.Inf(1), Kind: Unknown} }

// exactly is a figure without error.
func exactly(value float64) Figure { return Figure{Value: value, Kind: Exact} }

// newFigure gives a figure the kind that its error tells of.
func newFigure(value, err float64, otherwise Kind) Figure {
	switch {
	case err == 0:
		return exactly(value)
	case math.IsInf(err, 1):
		return Figure{Error: err, Kind: Unknown}
	default:
		return Figure{Value: value, Error: err, Kind: otherwise}
	}
}

// Rounds returns P(at least one) in k independent rounds, 1 − (1−p)^k, of P(at
// least one) in one. It carries the farther of the two ends of the error over.
func (f Figure) Rounds(k int) Figure {
	if f.Kind == Unknown {
		return f
	}
	over := func(p float64) float64 { return -math.Expm1(float64(k) * math.Log1p(-min(1, max(0, p)))) }
	value := over(f.Value)
	err := max(over(f.Value+f.Error)-value, value-over(f.Value-f.Error))
	return newFigure(value, err, f.Kind)
}

// z95 is the quantile of the normal distribution that leaves 2.5 % above it.
const z95 = 1.959963984540054

// wilson returns how far the 95 % interval of Wilson (1927) for a share reaches
// from count/trials at most.
func wilson(count, trials float64) float64 {
	p := count / trials
	const zz = z95 * z95
	middle := (p + zz/(2*trials)) / (1 + zz/trials)
	half := z95 / (1 + zz/trials) * math.Sqrt(p*(1-p)/trials+zz/(4*trials*trials))
	return half + math.Abs(middle-p)
}
