package tile

import (
	"encoding/binary"
	"math/bits"
)

// The fields of vector_tile.proto 2.1 with their wire types.
const (
	tileLayers = 3<<3 | 2

	layerName     = 1<<3 | 2
	layerFeatures = 2<<3 | 2
	layerKeys     = 3<<3 | 2
	layerValues   = 4<<3 | 2
	layerExtent   = 5 << 3
	layerVersion  = 15 << 3

	featureID       = 1 << 3
	featureTags     = 2<<3 | 2
	featureKind     = 3 << 3
	featureGeometry = 4<<3 | 2

	valueText   = 1<<3 | 2
	valueNumber = 5 << 3 // uint_value
	valueTruth  = 7 << 3
)

// kind is the type of a feature's geometry.
type kind byte

// The kinds.
const (
	pointKind kind = iota + 1
	lineKind
	surfaceKind
)

func appendNumber(b []byte, field byte, n uint64) []byte {
	return binary.AppendUvarint(append(b, field), n)
}

func appendBytes[B ~string | ~[]byte](b []byte, field byte, body B) []byte {
	return append(binary.AppendUvarint(append(b, field), uint64(len(body))), body...)
}

// lengthBytes is how many bytes a number needs, seven bits in each.
func lengthBytes(n uint64) int { return (bits.Len64(n|1) + 6) / 7 }

// pen writes a geometry: commands, and each position by its distance from the one
// before.
type pen struct {
	b  []byte
	at unit
}

// The commands, with how often they come in the bits above the third.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

func (p *pen) command(c, count int) { p.b = binary.AppendUvarint(p.b, uint64(count<<3|c)) }

// to goes to a position. AppendVarint's zigzag is the one that MVT wants.
func (p *pen) to(u unit) {
	p.b = binary.AppendVarint(p.b, u.x-p.at.x)
	p.b = binary.AppendVarint(p.b, u.y-p.at.y)
	p.at = u
}

func (p *pen) point(u unit) {
	p.command(moveTo, 1)
	p.to(u)
}

// path draws a line of at least two positions, none equal to the one before.
func (p *pen) path(line []unit) {
	p.point(line[0])
	p.command(lineTo, len(line)-1)
	for _, u := range line[1:] {
		p.to(u)
	}
}

// ring draws a ring whose first position does not come again at its end.
func (p *pen) ring(ring []unit) {
	p.path(ring)
	p.command(closePath, 1)
}
