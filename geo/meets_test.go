package geo

import "testing"

func TestMeets(t *testing.T) {
	box := Box{Min: Point{10, 10}, Max: Point{20, 20}}
	square := func(low, high E7) Ring {
		return Ring{{low, low}, {high, low}, {high, high}, {low, high}, {low, low}}
	}
	for _, c := range []struct {
		name  string
		shape Geometry
		want  bool
	}{
		{"nothing", nil, false},
		{"a point on the border", Point{20, 10}, true},
		{"a point beside it", Point{21, 10}, false},
		{"a line through it without a vertex within", Line{{0, 15}, {30, 15}}, true},
		{"a line past its corner", Line{{0, 29}, {29, 0}}, true},
		{"a line that touches its corner", Line{{0, 40}, {40, 0}}, true},
		{"a line beyond its corner", Line{{0, 41}, {41, 0}}, false},
		{"a line whose box alone meets it", Line{{12, 40}, {40, 12}}, false},
		{"a surface around it", Polygon{square(0, 30)}, true},
		{"a surface within it", Polygon{square(12, 14)}, true},
		{"a surface that touches it", Polygon{square(20, 30)}, true},
		{"a surface beside it", Polygon{square(21, 30)}, false},
		{"a surface with a hole around it", Polygon{square(0, 30), square(5, 25)}, false},
		{"a surface whose hole ends at its border", Polygon{square(0, 30), square(10, 20)}, true},
		{"one of several surfaces", MultiPolygon{{square(21, 30)}, {square(0, 11)}}, true},
		{"none of several surfaces", MultiPolygon{{square(21, 30)}, {square(0, 9)}}, false},
	} {
		if got := Meets(c.shape, box); got != c.want {
			t.Errorf("Meets(%s) = %t, want %t", c.name, got, c.want)
		}
	}
}
