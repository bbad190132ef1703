package tile

import (
	"slices"
	"sync"

	"sitedraw/geo"
)

// Figure is a point or a line on a sheet. Its texts and numbers stand in the order
// of its layer's keys; an empty text is not written.
type Figure struct {
	Shape   geo.Geometry
	Texts   []string
	Numbers []uint64
}

// FigureLayer is a layer of a sheet.
type FigureLayer struct {
	Name    string
	Texts   []string // keys of attributes that are texts
	Numbers []string // keys of those that are whole numbers
	Figures []Figure
}

// Sheet is what tiles of some hundred figures are cut from, such as the routes of a
// day: every figure is in the tiles of every zoom at which it is no shorter than a
// unit, and none is put together with another. Nothing changes it; goroutines may
// share it.
type Sheet struct {
	layers  []sheetLayer
	ledgers sync.Pool // of *ledger, as long as there are words
	bounds  *geo.Box  // in the datum; nil: there is nothing
}

type sheetLayer struct {
	FigureLayer

	points []spot  // by figure; of those that are no points it says nothing
	lines  []shape // those of figures that are lines, with their numbers
	words  [][]int32
}

// NewSheet lays figures on the grid, shifted to the datum of the map that lies
// below.
func NewSheet(datum geo.Datum, layers ...FigureLayer) *Sheet {
	s := &Sheet{}
	w := words{}
	for _, l := range layers {
		to := sheetLayer{FigureLayer: l, points: make([]spot, len(l.Figures)), words: make([][]int32, len(l.Figures))}
		for i := range l.Figures {
			f := &l.Figures[i]
			for _, text := range f.Texts {
				to.words[i] = append(to.words[i], w.number(text))
			}
			if p, is := f.Shape.(geo.Point); is {
				to.points[i] = spotOf(p, datum)
			} else {
				to.lines = appendShape(to.lines, i, f.Shape, datum)
			}
			s.bounds = reached(s.bounds, f.Shape, datum)
		}
		s.layers = append(s.layers, to)
	}
	s.ledgers.New = func() any { return &ledger{places: make([]int32, len(w))} }
	return s
}

// Tile writes a tile. One with nothing in it has no bytes.
func (s *Sheet) Tile(at Address) []byte {
	words, _ := s.ledgers.Get().(*ledger)
	defer s.ledgers.Put(words)
	o := &order{at, words}
	var b []byte
	for i := range s.layers {
		b = s.layers[i].write(o).append(b)
		words.clear()
	}
	return b
}

// write writes points first, then lines, each in the order of its figures.
func (s *sheetLayer) write(o *order) *layer {
	l := o.layer(s.Name, slices.Concat(s.Texts, s.Numbers))
	first, last := o.run()
	for i := range s.Figures {
		if _, is := s.Figures[i].Shape.(geo.Point); !is || s.points[i].morton() < first || s.points[i].morton() > last {
			continue
		}
		l.begin()
		l.pen.point(o.unit(s.points[i]))
		s.say(l, i)
		l.end(uint64(i)+1, pointKind)
	}
	for i := range s.lines {
		one := &s.lines[i]
		if !one.comesInto(o.Address) {
			continue
		}
		l.begin()
		if one.draw(&l.pen, o.Address); len(l.pen.b) > 0 {
			s.say(l, one.owner)
		}
		l.end(uint64(one.owner)+1, one.kind())
	}
	return l
}

// say gives a figure its attributes.
func (s *sheetLayer) say(l *layer, number int) {
	f := &s.Figures[number]
	for key, text := range f.Texts {
		l.text(key, s.words[number][key], text)
	}
	for key, n := range f.Numbers {
		l.number(len(s.Texts)+key, n)
	}
}

// Bytes is about how much memory the sheet takes.
func (s *Sheet) Bytes() int64 {
	const perFigure = 512
	bytes := int64(1 << 10)
	for i := range s.layers {
		bytes += perFigure * int64(len(s.layers[i].Figures))
		for j := range s.layers[i].lines {
			bytes += 2 * s.layers[i].lines[j].bytes() // its positions are kept too
		}
	}
	return bytes
}

// TileJSON describes the sheet, whose tiles are at an address with {z}, {x} and {y}
// in it.
func (s *Sheet) TileJSON(name, address string) Tileset {
	t := Tileset{TileJSON: "3.0.0", Name: name, Scheme: "xyz", Tiles: []string{address}, MaxZoom: MaxZoom, Layers: []VectorLayer{}}
	for i := range s.layers {
		l := vectorLayer(s.layers[i].Name, 0, s.layers[i].Texts)
		for _, key := range s.layers[i].Numbers {
			l.Fields[key] = numberField
		}
		t.Layers = append(t.Layers, l)
	}
	if s.bounds != nil {
		t.spread(*s.bounds)
	}
	return t
}
