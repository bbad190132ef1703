package tile

import (
	"encoding/binary"
	"slices"
)

// layer is one being written. It begins with fixed keys, so that clients see the same
// columns in every tile; each value stands in it once.
type layer struct {
	name     string
	keys     []string
	features []byte
	values   []byte
	words    *ledger           // places of values that are texts
	numbers  map[uint64]uint64 // places of those that are numbers
	truth    uint64            // place of the value true and 1; 0: not there
	count    uint64            // of values

	tags []byte // of the feature being written, as its field has them
	pen  pen
}

// layer begins a layer.
func (o *order) layer(name string, keys []string) *layer {
	w := o.words
	return &layer{
		name: name, keys: slices.Clip(keys), words: w, numbers: map[uint64]uint64{},
		features: w.features[:0], values: w.values[:0], pen: pen{b: w.drawn[:0]},
	}
}

// begin begins a feature. Its attributes come next, then its geometry by the pen,
// then end.
func (l *layer) begin() {
	l.tags = l.tags[:0]
	l.pen.b, l.pen.at = l.pen.b[:0], unit{}
}

// key adds a key and returns its number.
func (l *layer) key(name string) int {
	l.keys = append(l.keys, name)
	return len(l.keys) - 1
}

// text gives the feature an attribute, unless it is empty. The text's word of the
// source spares comparing it with others.
func (l *layer) text(key int, word int32, text string) {
	if text == "" {
		return
	}
	place := l.words.places[word]
	if place == 0 {
		l.values = binary.AppendUvarint(append(l.values, layerValues), uint64(1+lengthBytes(uint64(len(text)))+len(text)))
		l.values = appendBytes(l.values, valueText, text)
		l.count++
		place = int32(l.count)
		l.words.note(word, place)
	}
	l.tag(key, uint64(place-1))
}

// number gives the feature an attribute that is a whole number.
func (l *layer) number(key int, value uint64) {
	place, known := l.numbers[value]
	if !known {
		place = l.count
		l.numbers[value] = place
		l.short(valueNumber, value)
	}
	l.tag(key, place)
}

// flag gives the feature an attribute that is true.
func (l *layer) flag(key int) {
	if l.truth == 0 {
		l.short(valueTruth, 1)
		l.truth = l.count
	}
	l.tag(key, l.truth-1)
}

// short adds a value that is a number.
func (l *layer) short(field byte, n uint64) {
	l.values = binary.AppendUvarint(append(l.values, layerValues), uint64(1+lengthBytes(n)))
	l.values = appendNumber(l.values, field, n)
	l.count++
}

func (l *layer) tag(key int, place uint64) {
	l.tags = binary.AppendUvarint(binary.AppendUvarint(l.tags, uint64(key)), place)
}

// end writes the feature, if anything was drawn of it.
func (l *layer) end(id uint64, k kind) {
	if len(l.pen.b) == 0 {
		return
	}
	tags, drawn := len(l.tags), len(l.pen.b)
	b := binary.AppendUvarint(append(l.features, layerFeatures),
		uint64(1+lengthBytes(id)+1+lengthBytes(uint64(tags))+tags+2+1+lengthBytes(uint64(drawn))+drawn))
	b = appendNumber(b, featureID, id)
	b = appendBytes(b, featureTags, l.tags)
	b = appendNumber(b, featureKind, uint64(k))
	l.features = appendBytes(b, featureGeometry, l.pen.b)
}

// append adds the layer to a tile, unless it is empty, and gives its room back.
func (l *layer) append(to []byte) []byte {
	l.words.features, l.words.values, l.words.drawn = l.features, l.values, l.pen.b
	if len(l.features) == 0 {
		return to
	}
	head := appendBytes(appendNumber(nil, layerVersion, 2), layerName, l.name)
	var tail []byte
	for _, key := range l.keys {
		tail = appendBytes(tail, layerKeys, key)
	}
	extents := appendNumber(nil, layerExtent, extent)
	size := len(head) + len(l.features) + len(tail) + len(l.values) + len(extents)
	to = slices.Grow(to, 1+lengthBytes(uint64(size))+size)
	to = binary.AppendUvarint(append(to, tileLayers), uint64(size))
	for _, part := range [][]byte{head, l.features, tail, l.values, extents} {
		to = append(to, part...)
	}
	return to
}
