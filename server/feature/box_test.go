package feature

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"sitedraw/geo"
)

func TestParseBox(t *testing.T) {
	for _, c := range []struct {
		text string
		crs  CRS
		want Box
	}{
		{"1,2,3,4", CRS84, Box{1, 2, 3, 4, CRS84}},
		{"1,2,3,4", EPSG4326, Box{2, 1, 4, 3, EPSG4326}},
		{"1,2,3,4", EPSG4490, Box{2, 1, 4, 3, EPSG4490}},
		{"-1e3,-2.5,.5,+4", EPSG3857, Box{-1000, -2.5, .5, 4, EPSG3857}},
		{"1,2,-5,3,4,5", CRS84, Box{1, 2, 3, 4, CRS84}},
		{"170,-10,-170,10", CRS84, Box{170, -10, -170, 10, CRS84}},
		{"10,170,20,-170", EPSG4326, Box{170, 10, -170, 20, EPSG4326}},
		{"-200,-100,200,100", CRS84, Box{-200, -100, 200, 100, CRS84}},
	} {
		if got, err := ParseBox(c.text, c.crs); err != nil || got != c.want {
			t.Errorf("ParseBox(%q, %s) = %v, %v, want %v", c.text, c.crs, got, err, c.want)
		}
	}
	for _, text := range []string{
		"", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "1,2,3,NaN", "1,2,3,Inf", "1,2,3,-inf", "1,2,3,0x1p4", "1,2,3,1_0", "1,2,3,1e999",
		"1,4,3,2", "1,2,5,3,4,-5", "1,2,3,", "1 ,2,3,4", "1;2;3;4",
	} {
		if got, err := ParseBox(text, CRS84); err == nil {
			t.Errorf("ParseBox(%q) = %v, want %s", text, got, ErrBox)
		}
	}
}

// written are the coordinates of a point as its feature has them; false if it is
// none.
func written(t *testing.T, f *Features, number int) (east, north float64, isPoint bool) {
	t.Helper()
	var feature struct {
		Geometry struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
	if err := json.Unmarshal(f.One(number), &feature); err != nil {
		t.Fatalf("One(%d) = %s: %v", number, f.One(number), err)
	}
	if feature.Geometry.Type != "Point" {
		return 0, 0, false
	}
	var xy [2]float64
	if err := json.Unmarshal(feature.Geometry.Coordinates, &xy); err != nil {
		t.Fatal(err)
	}
	if f.view.CRS.latFirst() {
		return xy[1], xy[0], true
	}
	return xy[0], xy[1], true
}

// A point is found in a box exactly if its coordinates as they are written lie in
// it, in every system and datum; boxes end on coordinates, just beside them and
// anywhere, and cross 180°.
func TestFeaturesIntersectBoxAsOutput(t *testing.T) {
	list := somewhere(300, 1)
	for _, datum := range geo.Datums() {
		places := NewPlaces(list, datum)
		for crs := range Systems() {
			f := New(list, View{CRS(crs), datum})
			random := rand.New(rand.NewPCG(uint64(crs), uint64(datum)))
			type place struct {
				x, y    float64
				isPoint bool
			}
			told := make([]place, len(list))
			for i := range list {
				p := &told[i]
				p.x, p.y, p.isPoint = written(t, f, i)
			}
			edge := func(number int) (x, y float64) {
				x, y = told[number].x, told[number].y
				if !told[number].isPoint {
					x, y = float64(random.IntN(200)-100), float64(random.IntN(100)-50)
				}
				switch random.IntN(3) {
				case 0:
					return math.Nextafter(x, 1e9), math.Nextafter(y, -1e9)
				case 1:
					return math.Nextafter(x, -1e9), math.Nextafter(y, 1e9)
				}
				return x, y
			}
			for range 40 {
				box := Box{crs: CRS(crs)}
				box.West, box.South = edge(random.IntN(len(list)))
				box.East, box.North = edge(random.IntN(len(list)))
				box.South, box.North = min(box.South, box.North), max(box.South, box.North)
				found := places.In(box)
				for i := range list {
					x, y := told[i].x, told[i].y
					want := y >= box.South && y <= box.North
					if box.West <= box.East {
						want = want && x >= box.West && x <= box.East
					} else {
						want = want && (x >= box.West || x <= box.East)
					}
					if _, got := slices.BinarySearch(found, int32(i)); told[i].isPoint && got != want {
						t.Fatalf("%s, %s: In(%v) has %s = %t, want %t", CRS(crs), datum, box, f.One(i), got, want)
					}
				}
			}
		}
	}
}

func TestInFindsShapes(t *testing.T) {
	list := sites{
		{ID: "crossing", Geometry: path(0, 0, 200_000_000, 200_000_000)},
		{ID: "east", Geometry: geo.Point{Lon: -geo.MaxLon, Lat: 0}},
		{ID: "north pole", Geometry: geo.Point{Lon: 10, Lat: geo.MaxLat}},
		{ID: "nowhere"},
		{ID: "surface", Geometry: geo.Polygon{geo.Ring(path(-geo.MaxLon, -10, geo.MaxLon, -10, geo.MaxLon, 10, -geo.MaxLon, 10, -geo.MaxLon, -10))}},
		{ID: "west", Geometry: geo.Point{Lon: geo.MaxLon, Lat: 0}},
	}
	places := NewPlaces(list, geo.WGS84)
	for _, c := range []struct {
		text string
		crs  CRS
		want []int32
	}{
		{"9,9,11,11", CRS84, []int32{0}},
		{"9,12,11,14", CRS84, []int32{}},
		{"180,-1,-180,1", CRS84, []int32{1, 4, 5}},
		{"170,-1,-170,1", CRS84, []int32{1, 4, 5}},
		{"20037508,-1,-20037508,1", EPSG3857, []int32{1, 4, 5}},
		{"-180,90,180,90", CRS84, []int32{2}},
		{"90,-180,90,180", EPSG4326, []int32{2}},
		{"-180,-90,180,-90", CRS84, []int32{}},
		{"100,-90,120,90", CRS84, []int32{4}},
		{"-180,-90,180,90", CRS84, []int32{0, 1, 2, 4, 5}},
		{"-1e300,-1e300,1e300,1e300", EPSG3857, []int32{0, 1, 2, 4, 5}},
	} {
		box, err := ParseBox(c.text, c.crs)
		if err != nil {
			t.Fatal(err)
		}
		if got := places.In(box); !slices.Equal(got, c.want) {
			t.Errorf("In(%s of %s) = %v, want %v", c.text, c.crs, got, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	list := somewhere(50, 2)
	var all []int32
	for i := range list {
		all = append(all, int32(i))
	}
	want, _ := NewPlaces(list, geo.GCJ02).Bounds()
	if got, some := Bounds(list, all, geo.GCJ02); !some || got != want {
		t.Errorf("Bounds = %v, %t, want %v", got, some, want)
	}
	if _, some := Bounds(list, []int32{0, 9}, geo.WGS84); some {
		t.Error("Bounds of what has no place are some")
	}
	if _, some := NewPlaces(sites{{ID: "x"}}, geo.WGS84).Bounds(); some {
		t.Error("places without a place have bounds")
	}
}

func FuzzParseBox(f *testing.F) {
	f.Add("117.1,28.2,117.3,28.4", 0)
	f.Add("1,2,3,4,5,6", 1)
	f.Add("170,-90,-170,90", 2)
	f.Add("NaN,1e400,-0,+.e5", 3)
	list := somewhere(20, 3)
	places := NewPlaces(list, geo.WGS84)
	f.Fuzz(func(t *testing.T, text string, crs int) {
		c := CRS(uint(crs) % uint(len(Systems())))
		box, err := ParseBox(text, c)
		if err != nil {
			return
		}
		if box.South > box.North || math.IsNaN(box.West+box.East+box.South+box.North) && !math.IsInf(box.West, 0) {
			t.Errorf("ParseBox(%q) = %v", text, box)
		}
		places.In(box)
		again := []float64{box.West, box.South, box.East, box.North}
		if c.latFirst() {
			again = []float64{box.South, box.West, box.North, box.East}
		}
		written := ""
		for i, n := range again {
			if i > 0 {
				written += ","
			}
			written += strconv.FormatFloat(n, 'g', -1, 64)
		}
		if got, err := ParseBox(written, c); err != nil || got != box {
			t.Errorf("ParseBox(%q) = %v, %v, want %v", written, got, err, box)
		}
	})
}
