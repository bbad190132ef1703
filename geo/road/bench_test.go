package road

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/osm/osmtest"
)

// PBF to a graph: at most 0.3 s.
func BenchmarkAndorra(b *testing.B) {
	data, err := os.ReadFile(shared(b, "osm/andorra.osm.pbf"))
	if err != nil {
		b.Fatal(err)
	}
	benchBuild(b, data)
}

// A made extract of 10 MB to a graph: at most 2 s.
func BenchmarkBuild10MB(b *testing.B) {
	data := madeExtract(415, 7)
	benchBuild(b, data)
	b.ReportMetric(float64(len(data))/1e6, "MB")
}

func benchBuild(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(b.Context(), bytes.NewReader(data), BuildOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// A matrix of 131 places on a town: at most 0.25 s on 20,000 junctions, 0.8 s on
// 60,000, both on two cores.
func BenchmarkMatrix(b *testing.B) {
	for _, side := range []int{142, 245} {
		b.Run(strconv.Itoa(side*side), func(b *testing.B) {
			g, err := Build(b.Context(), bytes.NewReader(madeExtract(side, 0)), BuildOptions{})
			if err != nil {
				b.Fatal(err)
			}
			snaps := madeSnaps(g, 131, side)
			for b.Loop() {
				if _, err := g.Matrix(b.Context(), snaps, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(g.junctions)), "junctions")
		})
	}
}

// madeStep is between the junctions of a made town, about 220 m.
const madeStep = 20_000

func madeSnaps(g *Graph, count, side int) []Snap {
	r := rand.New(rand.NewPCG(7, 7))
	snaps := make([]Snap, count)
	for i := range snaps {
		snaps[i] = g.Snap(geo.Point{
			Lon: 1_170_000_000 + geo.E7(r.IntN(side*madeStep)),
			Lat: 280_000_000 + geo.E7(r.IntN(side*madeStep)),
		})
	}
	return snaps
}

// madeExtract is a town of side × side junctions as PBF: streets of three classes,
// some one-way, with so many nodes between two junctions, a little off the grid.
func madeExtract(side, between int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	blocks := [][]byte{}
	var ids, lons, lats []int64
	flush := func() {
		data := osmtest.Strings("")
		blocks = append(blocks, osmtest.Block("OSMData", append(data, osmtest.Group(2,
			osmtest.Deltas(1, ids...), osmtest.Deltas(8, lats...), osmtest.Deltas(9, lons...))...)))
		ids, lons, lats = ids[:0], lons[:0], lats[:0]
	}
	per := int64(2*between + 1) // nodes of a junction and of the streets east and north of it
	number := func(x, y int) int64 { return 1 + int64(y*side+x)*per }
	for y := range side {
		for x := range side {
			place := func(east, north int64) {
				lons = append(lons, 1_170_000_000+int64(x)*madeStep+east+r.Int64N(2000))
				lats = append(lats, 280_000_000+int64(y)*madeStep+north+r.Int64N(2000))
				ids = append(ids, number(x, y)+int64(len(ids))%per)
			}
			place(0, 0)
			for i := range int64(between) {
				place((i+1)*madeStep/int64(between+1), 0)
			}
			for i := range int64(between) {
				place(0, (i+1)*madeStep/int64(between+1))
			}
		}
		flush()
	}
	return osmtest.File(append(blocks, madeWays(side, between, number))...)
}

// madeWays are the streets: rows, then columns.
func madeWays(side, between int, number func(x, y int) int64) []byte {
	var ways [][]byte
	for across := range 2 {
		for line := range side {
			var refs []int64
			for i := range side {
				x, y := i, line
				if across == 1 {
					x, y = line, i
				}
				refs = append(refs, number(x, y))
				for k := range int64(between) {
					if i+1 < side {
						refs = append(refs, number(x, y)+1+int64(across*between)+k)
					}
				}
			}
			class := uint64(2 + min(line%10, 2))
			keys, values := []uint64{1}, []uint64{class}
			if line%10 > 7 {
				keys, values = append(keys, 5), append(values, uint64(6+line%2))
			}
			ways = append(ways, osmtest.Bytes(3, bytes.Join([][]byte{osmtest.Varint(1, uint64(1+across*side+line)),
				osmtest.Packed(2, keys...), osmtest.Packed(3, values...), osmtest.Deltas(8, refs...)}, nil)))
		}
	}
	data := osmtest.Strings("", "highway", "primary", "tertiary", "residential", "oneway", "yes", "-1")
	return osmtest.Block("OSMData", append(data, osmtest.Bytes(2, bytes.Join(ways, nil))...))
}
