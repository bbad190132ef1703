package tile

import (
	"errors"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct {
		z, x, y string
		want    Address
		wrong   string // column
	}{
		{"0", "0", "0.mvt", Address{}, ""},
		{"16", "65535", "65535.pbf", Address{16, 65535, 65535}, ""},
		{"14", "13519", "6847.mvt", Address{14, 13519, 6847}, ""},
		{"17", "0", "0.mvt", Address{}, "z"},
		{"-1", "0", "0.mvt", Address{}, "z"},
		{"1", "2", "0.mvt", Address{}, "x"},
		{"1", "0", "2.mvt", Address{}, "y"},
		{"1", "0", "1", Address{}, "y"},
		{"1", "0", "1.png", Address{}, "y"},
		{"01", "0", "1.mvt", Address{}, "z"},
		{"1", "+1", "1.mvt", Address{}, "x"},
		{"1", "1", "NaN.mvt", Address{}, "y"},
		{"99999999999999999999", "0", "0.mvt", Address{}, "z"},
	} {
		got, err := ParseAddress(c.z, c.x, c.y)
		e, _ := errors.AsType[*geo.Error](err)
		if c.wrong == "" && (err != nil || got != c.want) {
			t.Errorf("ParseAddress(%s, %s, %s) = %v, %v, want %v", c.z, c.x, c.y, got, err, c.want)
		}
		if c.wrong != "" && (e == nil || e.Code != ErrAddress || e.Kind != geo.NotFound || e.At.Column != c.wrong || e.Want == "") {
			t.Errorf("ParseAddress(%s, %s, %s) = %v, want %s of %s", c.z, c.x, c.y, err, ErrAddress, c.wrong)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("14", "13519", "6847.mvt")
	f.Add("0", "0", "0.pbf")
	f.Add("-1", "1e3", ".mvt")
	f.Fuzz(func(t *testing.T, z, x, y string) {
		a, err := ParseAddress(z, x, y)
		if err != nil {
			if !errors.Is(err, ErrAddress) {
				t.Fatalf("ParseAddress = %v, want %s", err, ErrAddress)
			}
			return
		}
		if a.Zoom > MaxZoom || bits.Len32(a.X) > int(a.Zoom) || bits.Len32(a.Y) > int(a.Zoom) {
			t.Fatalf("ParseAddress(%q, %q, %q) = %v", z, x, y, a)
		}
		first, last := a.run()
		for _, end := range []uint64{first, last} {
			if u := a.unit(spotAt(end)); min(u.x, u.y) < 0 || max(u.x, u.y) >= extent {
				t.Fatalf("the cell %d of tile %v lies at %v", end, a, u)
			}
		}
	})
}

// Numbers and cells are one another's; a cell's tile is that of its number.
func TestMorton(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := spot{rapid.Uint32().Draw(t, "x"), rapid.Uint32().Draw(t, "y")}
		if got := spotAt(s.morton()); got != s {
			t.Fatalf("spotAt(morton(%v)) = %v", s, got)
		}
		zoom := rapid.Uint32Range(0, MaxZoom).Draw(t, "zoom")
		at := Address{zoom, uint32(uint64(s.x) >> (32 - zoom)), uint32(uint64(s.y) >> (32 - zoom))}
		if first, last := at.run(); s.morton() < first || s.morton() > last {
			t.Fatalf("%v is not in the run of tile %v", s, at)
		}
		u := at.unit(s)
		if min(u.x, u.y) < 0 || max(u.x, u.y) >= extent {
			t.Fatalf("%v lies at %v of tile %v", s, u, at)
		}
	})
}
