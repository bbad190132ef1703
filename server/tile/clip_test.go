package tile

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestClipLine(t *testing.T) {
	for _, c := range []struct {
		name string
		line []unit
		want [][]unit
	}{
		{"within", []unit{{0, 0}, {10, 10}}, [][]unit{{{0, 0}, {10, 10}}}},
		{"through", []unit{{-1000, 5}, {5000, 5}}, [][]unit{{{-64, 5}, {4160, 5}}}},
		{"outside", []unit{{-1000, 5}, {-100, 4000}}, nil},
		{"out and in again", []unit{{100, 100}, {5000, 100}, {5000, 200}, {100, 200}}, [][]unit{{{100, 100}, {4160, 100}}, {{4160, 200}, {100, 200}}}},
		{"around the corner", []unit{{-100, 4100}, {-90, 5000}, {100, 5000}}, nil},
		{"touches", []unit{{-100, 10}, {-64, 20}, {-100, 30}}, nil},
		{"without length", []unit{{7, 7}, {7, 7}, {7, 7}}, nil},
		{"on the border", []unit{{-64, -64}, {4160, -64}}, [][]unit{{{-64, -64}, {4160, -64}}}},
	} {
		got := clipLine(slices.Clone(c.line))
		if !slices.EqualFunc(got, c.want, slices.Equal[[]unit]) && len(got)+len(c.want) > 0 {
			t.Errorf("%s: clipLine(%v) = %v, want %v", c.name, c.line, got, c.want)
		}
	}
}

func TestClipRing(t *testing.T) {
	for _, c := range []struct {
		name       string
		ring, want []unit
	}{
		{"within", []unit{{0, 0}, {10, 0}, {10, 10}}, []unit{{0, 0}, {10, 0}, {10, 10}}},
		{"around", []unit{{-9000, -9000}, {9000, -9000}, {9000, 9000}, {-9000, 9000}}, []unit{{4160, -64}, {4160, 4160}, {-64, 4160}, {-64, -64}}},
		{"outside", []unit{{5000, 0}, {6000, 0}, {6000, 10}}, nil},
		{"half", []unit{{4000, 0}, {5000, 0}, {5000, 10}, {4000, 10}}, []unit{{4160, 10}, {4000, 10}, {4000, 0}, {4160, 0}}},
		{"repeated", []unit{{0, 0}, {0, 0}, {10, 0}, {10, 10}, {0, 0}}, []unit{{0, 0}, {10, 0}, {10, 10}}},
	} {
		got := clipRing(slices.Clone(c.ring))
		if len(got) != len(c.want) || doubledArea(got) != doubledArea(c.want) {
			t.Errorf("%s: clipRing(%v) = %v, want %v", c.name, c.ring, got, c.want)
		}
	}
}

// Neighbours who share a stretch cut it at the same place, whichever way they go.
func TestCutIsTheSameBothWays(t *testing.T) {
	number := rapid.Int64Range(-1<<28, 1<<28)
	rapid.Check(t, func(t *rapid.T) {
		a, b := unit{number.Draw(t, "ax"), number.Draw(t, "ay")}, unit{number.Draw(t, "bx"), number.Draw(t, "by")}
		for i := range window {
			s := &window[i]
			if s.within(a) == s.within(b) {
				continue
			}
			there, back := s.cut(a, b), s.cut(b, a)
			if there != back || s.across(there) != s.line {
				t.Fatalf("cut(%v, %v) = %v, the other way %v, want it on %d", a, b, there, back, s.line)
			}
		}
	})
}

func TestRounded(t *testing.T) {
	for _, c := range []struct{ n, d, want int64 }{{1, 2, 1}, {-1, 2, 0}, {-3, 2, -1}, {7, 3, 2}, {8, 3, 3}, {-7, 3, -2}, {-8, 3, -3}, {0, 5, 0}} {
		if got := rounded(c.n, c.d); got != c.want {
			t.Errorf("rounded(%d, %d) = %d, want %d", c.n, c.d, got, c.want)
		}
	}
}
