package tile

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestColoursDiffer(t *testing.T) {
	seen := map[string]int{}
	for i := range 60 {
		colour := Colour(i)
		if before, twice := seen[colour]; twice || len(colour) != 7 || colour == OtherColour {
			t.Errorf("Colour(%d) = %s, which %d has", i, colour, before)
		}
		seen[colour] = i
	}
	for place, want := range []string{"#be2f2f", "#238c41", "#9737dc"} {
		if got := Colour(place); got != want {
			t.Errorf("Colour(%d) = %s, want %s", place, got, want)
		}
	}
}

func TestNewStyle(t *testing.T) {
	s, _ := county()
	told := s.TileJSON("县", "https://draw.example/{z}/{x}/{y}.mvt")
	style := NewStyle(told, []StyleCategory{{Code: "", Colour: OtherColour, Count: 1}, {Code: "C1", Colour: Colour(3), Count: 2}, {Code: "QY", Colour: Colour(4), Count: 2, Area: true}})
	body, err := json.Marshal(style)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`["match",["get","category"],"C1","` + Colour(3) + `","QY","` + Colour(4) + `","#777777"]`,
		`["!",["in",["get","category"],["literal",["QY"]]]]`,
		`"sitedraw:categories":[{"code":"","colour":"#777777","count":1},`,
		`"tiles":["https://draw.example/{z}/{x}/{y}.mvt"],"minzoom":0,"maxzoom":16,"bounds":[`,
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the style has no %s: %s", want, body)
		}
	}
	empty := NewSource(Content{})
	told = empty.TileJSON("x", "y")
	if style := NewStyle(told, nil); style.Center != nil || style.Zoom != nil || told.Bounds != nil || colours(nil) != OtherColour {
		t.Errorf("the style of nothing = %+v", style)
	}
}

// The zoom to begin with shows everything, and one closer would not.
func TestCenter(t *testing.T) {
	s, _ := county()
	told := s.TileJSON("x", "y")
	if want := [3]float64{117.165, 28.3, 10}; *told.Center != want {
		t.Errorf("center = %v, want %v", *told.Center, want)
	}
}
