package tile

import (
	"math"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// ErrAddress means that there is no such tile: At.Column is the part that is wrong,
// Want what it may be.
const ErrAddress geo.Code = "tile.address"

// MaxZoom is the closest zoom that tiles have; maps enlarge them beyond it. A unit
// of theirs is 15 cm there at the equator.
const MaxZoom = 16

// Address names a tile: column X from the west and row Y from the north, each below
// 2^Zoom. The zero value is the whole world.
type Address struct{ Zoom, X, Y uint32 }

// endings are what may follow the row.
var endings = []string{".mvt", ".pbf"}

// ParseAddress reads the parts of a tile's path, the row with its ending. The error
// is ErrAddress.
func ParseAddress(zoom, x, y string) (a Address, err error) {
	if a.Zoom, err = addressPart("z", zoom, MaxZoom); err != nil {
		return a, err
	}
	last := uint32(1)<<a.Zoom - 1
	if a.X, err = addressPart("x", x, last); err != nil {
		return a, err
	}
	for _, ending := range endings {
		if row, cut := strings.CutSuffix(y, ending); cut {
			a.Y, err = addressPart("y", row, last)
			return a, err
		}
	}
	return a, &geo.Error{Code: ErrAddress, Kind: geo.NotFound, At: geo.Place{Column: "y"}, Value: y, Want: strings.Join(endings, ", ")}
}

// addressPart is a whole number from 0 to last, in its one spelling.
func addressPart(name, s string, last uint32) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n > uint64(last) || strconv.FormatUint(n, 10) != s {
		return 0, &geo.Error{Code: ErrAddress, Kind: geo.NotFound, At: geo.Place{Column: name}, Value: s, Want: "0–" + strconv.FormatUint(uint64(last), 10)}
	}
	return uint32(n), nil
}

// The measures of tiles. A tile is extent units wide; lines and surfaces are clipped
// buffer units around it.
const (
	extentBits = 12
	extent     = 1 << extentBits
	buffer     = 64
)

// spot is a cell of the world's grid.
type spot struct{ x, y uint32 }

const gridBits = 32

// spotOf is where a point lies that is to be shown in a datum.
func spotOf(p geo.Point, datum geo.Datum) spot {
	x, y := geo.Mercator(datum.Degrees(p))
	return spot{onGrid(x), onGrid(y)}
}

// onGrid is the cell of a part of the world's width; what lies outside, and the far
// edge, is put into the cell at the edge.
func onGrid(part float64) uint32 {
	return uint32(min(max(math.Floor(float64(part*(1<<gridBits))), 0), 1<<gridBits-1))
}

// morton numbers the cells so that every tile of every zoom is a run of numbers: the
// bits of y and x by turns (G. M. Morton, 1966).
func (s spot) morton() uint64 { return spread(s.x) | spread(s.y)<<1 }

// spread puts a zero before each bit.
func spread(v uint32) uint64 {
	w := uint64(v)
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}

// spotAt is the cell of a number.
func spotAt(morton uint64) spot { return spot{gather(morton), gather(morton >> 1)} }

// gather takes every second bit.
func gather(w uint64) uint32 {
	w &= 0x5555555555555555
	w = (w | w>>1) & 0x3333333333333333
	w = (w | w>>2) & 0x0f0f0f0f0f0f0f0f
	w = (w | w>>4) & 0x00ff00ff00ff00ff
	w = (w | w>>8) & 0x0000ffff0000ffff
	return uint32(w | w>>16)
}

// run is the range of numbers of a tile's cells, both ends included.
func (a Address) run() (first, last uint64) {
	rest := 2 * (gridBits - a.Zoom)
	if rest == 2*gridBits {
		return 0, math.MaxUint64
	}
	first = spot{a.X, a.Y}.morton() << rest
	return first, first + (1<<rest - 1)
}

// unit is a position in a tile's units, from its north-west corner.
type unit struct{ x, y int64 }

// unit is the unit of the tile that a cell lies in, beyond its edges too.
func (a Address) unit(s spot) unit {
	shift := gridBits - extentBits - a.Zoom
	return unit{int64(s.x>>shift) - int64(a.X)<<extentBits, int64(s.y>>shift) - int64(a.Y)<<extentBits}
}
