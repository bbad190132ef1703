package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// The area that a point belongs to is that of PostGIS, wherever no border is within
// a metre or so: there the register's rule, half-open, is its own.
func TestAreasAgreeWithPostGIS(t *testing.T) {
	database := os.Getenv("SITEDRAW_POSTGIS")
	if database == "" {
		t.Skip("SITEDRAW_POSTGIS is not set")
	}
	t.Run("demo county", func(t *testing.T) {
		frame, err := fixtures.County()
		if err != nil {
			t.Fatal(err)
		}
		areas := surfacesOf(frame.Sites())
		compareAreas(t, database, areas)
		compareAreas(t, database, withHoles(areas))
	})
	for _, file := range []string{"beijing-wudaokou.osm.gz", "guixi-360681.osm.gz", "andorra.osm.pbf"} {
		t.Run(file, func(t *testing.T) { compareAreas(t, database, surfacesOf(readMap(t, file))) })
	}
}

// readMap reads the sites of a map of ../shared/data.
func readMap(t *testing.T, file string) []geo.Site {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "shared", "data", "osm", file))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the folder ../shared/data is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	result, err := intake.Read(file, f, intake.Options{SkipBad: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.Sites
}

// compareAreas asks both sides about random points, half of them close to borders.
func compareAreas(t *testing.T, database string, areas []geo.Area) {
	t.Helper()
	if len(areas) == 0 {
		t.Fatal("no site has a surface")
	}
	index, points := geo.NewAreaIndex(areas), placesAround(areas)
	compared, within := 0, 0
	for _, answer := range askPostGIS(t, database, areaScript(t, areas, points)) {
		p, want := points[number(t, answer[0])], number(t, answer[1])
		got := -1
		if n, found := index.Of(p); found {
			got = int(n)
			within++
		}
		if got != want {
			t.Errorf("Of(%v) = %d, want %d as PostGIS has it", p, got, want)
		}
		compared++
	}
	t.Logf("%d areas, %d of %d points compared, %d within an area", len(areas), compared, len(points), within)
	if compared < len(points)/2 || within < compared/100 {
		t.Error("too few points were compared")
	}
}

// surfacesOf are the sites that have one, as areas; those of a map have no code, and
// go by their ids.
func surfacesOf(sites []geo.Site) []geo.Area {
	const none = geo.AreaCode("000000000000")
	var areas []geo.Area
	for _, s := range sites {
		if polygons := geo.Polygons(s.Geometry); polygons != nil {
			areas = append(areas, geo.Area{ID: s.ID, Code: cmp.Or(geo.AreaCode(s.Area), none), Polygons: polygons})
		}
	}
	return areas
}

// withHoles are the boxes of areas without the areas themselves.
func withHoles(areas []geo.Area) []geo.Area {
	const margin = 10_000
	holed := make([]geo.Area, len(areas))
	for i, a := range areas {
		hole, b := a.Polygons[0][0], a.Polygons[0].Bounds()
		west, south, east, north := b.Min.Lon-margin, b.Min.Lat-margin, b.Max.Lon+margin, b.Max.Lat+margin
		around := geo.Ring{{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north}, {Lon: west, Lat: south}}
		holed[i] = geo.Area{ID: a.ID, Code: a.Code, Polygons: []geo.Polygon{{around, hole}}}
	}
	return holed
}

// placesAround are 20,000 points: anywhere in the box of all areas, and some metres
// off a vertex.
func placesAround(areas []geo.Area) []geo.Point {
	const places, near = 20_000, 4000 // ±0.0002°
	box, vertices := geo.MultiPolygon(areas[0].Polygons).Bounds(), []geo.Point(nil)
	for _, a := range areas {
		box = box.Union(geo.MultiPolygon(a.Polygons).Bounds())
		for _, polygon := range a.Polygons {
			for _, ring := range polygon {
				vertices = append(vertices, ring...)
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	between := func(lo, hi geo.E7) geo.E7 { return lo + geo.E7(r.Int32N(int32(hi-lo)+1)) }
	points := make([]geo.Point, places)
	for i := range points {
		v := vertices[r.IntN(len(vertices))]
		if i%2 == 0 {
			points[i] = geo.Point{Lon: between(box.Min.Lon, box.Max.Lon), Lat: between(box.Min.Lat, box.Max.Lat)}
		} else {
			points[i] = geo.Point{Lon: between(v.Lon-near, v.Lon+near), Lat: between(v.Lat-near, v.Lat+near)}
		}
	}
	return points
}

// areaScript tells PostGIS the areas and points, and asks of each point that is far
// from borders which of the areas that cover it comes first; -1: none.
func areaScript(t *testing.T, areas []geo.Area, points []geo.Point) []byte {
	t.Helper()
	rows := make([][]string, len(areas))
	for i, a := range areas {
		rows[i] = []string{strconv.Itoa(i), strconv.Itoa(int(a.Code.Level())), string(a.Code), a.ID, string(geo.AppendWKT(nil, geo.MultiPolygon(a.Polygons)))}
	}
	places := make([][]string, len(points))
	for i, p := range points {
		places[i] = []string{strconv.Itoa(i), string(geo.AppendWKT(nil, p))}
	}
	var b bytes.Buffer
	copied := func(table string, rows [][]string) {
		b.WriteString("COPY " + table + " FROM STDIN (FORMAT csv);\n")
		if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		b.WriteString("\\.\n")
	}
	b.WriteString(`CREATE TEMPORARY TABLE areas (number int, level int, code text COLLATE "C", id text COLLATE "C", shape geometry);
CREATE TEMPORARY TABLE points (number int, place geometry);
`)
	copied("areas", rows)
	copied("points", places)
	b.WriteString(`CREATE INDEX ON areas USING gist (shape);
CREATE TEMPORARY TABLE borders AS SELECT ST_Boundary(shape) AS line FROM areas;
CREATE INDEX ON borders USING gist (line);
COPY (
	SELECT p.number, coalesce((
		SELECT a.number FROM areas a WHERE ST_Covers(a.shape, p.place)
		ORDER BY a.level DESC, a.code, a.id LIMIT 1), -1)
	FROM points p
	WHERE NOT EXISTS (SELECT FROM borders b WHERE ST_DWithin(b.line, p.place, 1e-5))
) TO STDOUT (FORMAT csv);
`)
	return b.Bytes()
}

// askPostGIS runs a script by psql and reads the rows that come out.
func askPostGIS(t *testing.T, database string, script []byte) [][]string {
	t.Helper()
	cmd := exec.Command("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname="+database)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(script), t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("psql: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
