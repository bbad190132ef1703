package sampler

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestAlong(t *testing.T) {
	const e, n = 1230000000, 335000000
	straight := geo.Line{{Lon: e, Lat: n}, {Lon: e, Lat: n + 10000}, {Lon: e, Lat: n + 20000}, {Lon: e, Lat: n + 20000}}
	whole := geo.Millimetres(straight.Length())
	for _, test := range []struct {
		stretch Stretch
		want    geo.Line
	}{
		{Stretch{To: whole}, geo.Line{{Lon: e, Lat: n}, {Lon: e, Lat: n + 10000}, {Lon: e, Lat: n + 20000}}},
		{Stretch{From: whole / 4, To: whole / 4 * 3}, geo.Line{{Lon: e, Lat: n + 5000}, {Lon: e, Lat: n + 10000}, {Lon: e, Lat: n + 15000}}},
		{Stretch{From: whole / 8, To: whole / 4}, geo.Line{{Lon: e, Lat: n + 2500}, {Lon: e, Lat: n + 5000}}},
		{Stretch{From: whole + 5, To: whole + 9}, geo.Line{{Lon: e, Lat: n + 20000}, {Lon: e, Lat: n + 20000}}},
	} {
		got := test.stretch.Along(straight)
		if len(got) > 2 && got[len(got)-1] == got[len(got)-2] {
			got = got[:len(got)-1]
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("Along(%+v) (-want +got):\n%s", test.stretch, diff)
		}
	}
	if got, want := between(geo.Point{Lon: geo.MaxLon - 10}, geo.Point{Lon: -geo.MaxLon + 10}, 0.75), (geo.Point{Lon: -geo.MaxLon + 5}); got != want {
		t.Errorf("between over the date line = %v, want %v", got, want)
	}
}

// A stretch is as long as it says.
func TestAlongIsAsLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := geo.Line{{Lon: 1230000000, Lat: 335000000}}
		for range rapid.IntRange(1, 8).Draw(t, "sides") {
			last := line[len(line)-1]
			line = append(line, geo.Point{
				Lon: last.Lon + geo.E7(rapid.IntRange(-30000, 30000).Draw(t, "east")),
				Lat: last.Lat + geo.E7(rapid.IntRange(-30000, 30000).Draw(t, "north")),
			})
		}
		whole := geo.Millimetres(line.Length())
		from := rapid.Int64Range(0, whole).Draw(t, "from")
		s := Stretch{From: from, To: rapid.Int64Range(from, whole).Draw(t, "to")}
		const rounding = 30 // millimetres: two ends of 10⁻⁷ degree each
		if got := geo.Millimetres(s.Along(line).Length()); got < s.To-s.From-rounding || got > s.To-s.From+rounding {
			t.Fatalf("Along(%v, %+v) is %d mm long", line, s, got)
		}
	})
}
