package feature

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"

	"sitedraw/geo"
)

// sites is a list for tests: sites by id.
type sites []geo.Site

func (l sites) Len() int                 { return len(l) }
func (l sites) ID(i int) string          { return l[i].ID }
func (l sites) Shape(i int) geo.Geometry { return l[i].Geometry }

func (l sites) Find(id string) (int, bool) {
	return sort.Find(len(l), func(i int) int { return strings.Compare(id, l[i].ID) })
}

func (l sites) AppendProperties(b []byte, i int) []byte {
	return append(appendQuoted(append(b, `{"name":`...), l[i].Name), '}')
}

// somewhere are n sites all over the Earth, by a seed: points, every seventh a line,
// every eighth a surface, every ninth nowhere.
func somewhere(n int, seed uint64) sites {
	random := rand.New(rand.NewPCG(seed, 0))
	list := make(sites, n)
	for i := range list {
		at := func() geo.Point {
			return geo.Point{Lon: geo.E7(random.Int64N(3_600_000_001) - 1_800_000_000), Lat: geo.E7(random.Int64N(1_800_000_001) - 900_000_000)}
		}
		s := &list[i]
		s.ID, s.Name = fmt.Sprintf("s%06d", i), fmt.Sprintf("第%d号“点位” \\ \"%d\"", i, random.IntN(1000))
		switch p := at(); {
		case i%9 == 0:
		case i%8 == 0:
			west, south := min(p.Lon, 1_700_000_000), min(p.Lat, 800_000_000)
			s.Geometry = geo.Polygon{geo.Ring(path(west, south, west, south+5_000_000, west+7_000_000, south+5_000_000, west, south))}
		case i%7 == 0:
			s.Geometry = geo.Line{p, at()}
		default:
			s.Geometry = p
		}
	}
	return list
}

// path is a line of longitudes and latitudes in turns.
func path(coordinates ...geo.E7) (line geo.Line) {
	for i := 0; i+1 < len(coordinates); i += 2 {
		line = append(line, geo.Point{Lon: coordinates[i], Lat: coordinates[i+1]})
	}
	return line
}
