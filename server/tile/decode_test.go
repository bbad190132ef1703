package tile

import (
	"encoding/binary"
	"fmt"
	"testing"
)

// decoded is a tile as a client reads it. The reader shares nothing with the writer
// but the specification.
type decoded map[string]*decodedLayer

type decodedLayer struct {
	version, extent uint64
	features        []decodedFeature
}

type decodedFeature struct {
	id         uint64
	kind       uint64
	attributes map[string]any
	paths      [][]unit // of a surface, rings without the first position again
}

// fields visits the fields of a message: numbers as n, the rest as body.
func fields(t *testing.T, message []byte, visit func(field, n uint64, body []byte)) {
	t.Helper()
	for len(message) > 0 {
		key, used := binary.Uvarint(message)
		value, more := binary.Uvarint(message[max(used, 0):])
		if used <= 0 || more <= 0 {
			t.Fatalf("message %x is cut", message)
		}
		message = message[used+more:]
		switch key & 7 {
		case 0:
			visit(key>>3, value, nil)
		case 2:
			if uint64(len(message)) < value {
				t.Fatalf("field %d of %d bytes is cut", key>>3, value)
			}
			visit(key>>3, 0, message[:value])
			message = message[value:]
		default:
			t.Fatalf("field %d has wire type %d", key>>3, key&7)
		}
	}
}

func decode(t *testing.T, body []byte) decoded {
	t.Helper()
	layers := decoded{}
	fields(t, body, func(field, _ uint64, body []byte) {
		if field != 3 {
			t.Fatalf("a tile has field %d", field)
		}
		decodeLayer(t, body, layers)
	})
	return layers
}

func decodeLayer(t *testing.T, body []byte, to decoded) {
	t.Helper()
	l := &decodedLayer{extent: 4096}
	var name string
	var keys []string
	var values []any
	var features [][]byte
	fields(t, body, func(field, n uint64, body []byte) {
		switch field {
		case 15:
			l.version = n
		case 1:
			name = string(body)
		case 2:
			features = append(features, body)
		case 3:
			keys = append(keys, string(body))
		case 4:
			values = append(values, decodeValue(t, body))
		case 5:
			l.extent = n
		default:
			t.Fatalf("a layer has field %d", field)
		}
	})
	if name == "" || to[name] != nil || len(features) == 0 {
		t.Fatalf("layer %q has %d features, or comes twice", name, len(features))
	}
	different := map[any]bool{}
	for _, value := range values {
		if different[value] {
			t.Errorf("layer %q has the value %v twice", name, value)
		}
		different[value] = true
	}
	ids := map[uint64]bool{}
	for _, feature := range features {
		f := decodeFeature(t, feature, keys, values)
		if ids[f.id] || f.id == 0 || f.id >= 1<<53 {
			t.Errorf("layer %q has the id %d twice, or it is none", name, f.id)
		}
		ids[f.id] = true
		l.features = append(l.features, f)
	}
	to[name] = l
}

func decodeValue(t *testing.T, body []byte) (value any) {
	t.Helper()
	fields(t, body, func(field, n uint64, body []byte) {
		switch field {
		case 1:
			value = string(body)
		case 5:
			value = n
		case 7:
			value = n == 1
		default:
			t.Fatalf("a value has field %d", field)
		}
	})
	return value
}

func decodeFeature(t *testing.T, body []byte, keys []string, values []any) decodedFeature {
	t.Helper()
	f := decodedFeature{attributes: map[string]any{}}
	var tags, geometry []uint64
	fields(t, body, func(field, n uint64, body []byte) {
		switch field {
		case 1:
			f.id = n
		case 2:
			tags = numbers(t, body)
		case 3:
			f.kind = n
		case 4:
			geometry = numbers(t, body)
		default:
			t.Fatalf("a feature has field %d", field)
		}
	})
	for i := 0; i < len(tags); i += 2 {
		key := keys[tags[i]]
		if _, twice := f.attributes[key]; twice {
			t.Errorf("feature %d has %q twice", f.id, key)
		}
		f.attributes[key] = values[tags[i+1]]
	}
	f.paths = decodeGeometry(t, f.kind, geometry)
	return f
}

func numbers(t *testing.T, body []byte) (list []uint64) {
	t.Helper()
	for len(body) > 0 {
		n, used := binary.Uvarint(body)
		if used <= 0 {
			t.Fatalf("numbers %x are cut", body)
		}
		list, body = append(list, n), body[used:]
	}
	return list
}

// decodeGeometry draws the commands and fails if they are not those of the kind.
func decodeGeometry(t *testing.T, k uint64, commands []uint64) (paths [][]unit) {
	t.Helper()
	at := unit{}
	next := func() (n int64) {
		n = int64(commands[0]>>1) ^ -int64(commands[0]&1)
		commands = commands[1:]
		return n
	}
	for len(commands) > 0 {
		command, count := commands[0]&7, commands[0]>>3
		commands = commands[1:]
		if count == 0 || command != 2 && count != 1 {
			t.Fatalf("command %d comes %d times", command, count)
		}
		for range count {
			if command == 7 {
				if k != 3 || len(paths[len(paths)-1]) < 3 {
					t.Fatalf("a path of kind %d and %d positions is closed", k, len(paths[len(paths)-1]))
				}
				continue
			}
			before := at
			at = unit{at.x + next(), at.y + next()}
			if command == 1 {
				paths = append(paths, []unit{at})
				continue
			}
			if at == before {
				t.Fatalf("a line goes from %v to itself", at)
			}
			paths[len(paths)-1] = append(paths[len(paths)-1], at)
		}
		if command == 1 && k != 1 && (len(commands) == 0 || commands[0]&7 != 2) {
			t.Fatalf("a path of kind %d has one position", k)
		}
	}
	return paths
}

// check fails unless a tile is what MVT 2.1 wants of it: version, extent, positions
// within the buffer, winding.
func (d decoded) check(t *testing.T) {
	t.Helper()
	for name, l := range d {
		if l.version != 2 || l.extent != 4096 {
			t.Errorf("layer %q has version %d and extent %d, want 2 and 4096", name, l.version, l.extent)
		}
		for _, f := range l.features {
			if err := f.fault(); err != "" {
				t.Errorf("layer %q, feature %d of kind %d: %s", name, f.id, f.kind, err)
			}
		}
	}
}

// fault says what is wrong with a feature's geometry.
func (f *decodedFeature) fault() string {
	least, most := int64(-64), int64(4160)
	if f.kind == 1 {
		least, most = 0, 4095
	}
	for i, path := range f.paths {
		for _, u := range path {
			if min(u.x, u.y) < least || max(u.x, u.y) > most {
				return fmt.Sprintf("position %v is outside %d … %d", u, least, most)
			}
		}
		if f.kind != 3 {
			continue
		}
		area := int64(0) // MVT 2.1, 4.3.3.3: the surveyor's formula
		for j, u := range path {
			v := path[(j+1)%len(path)]
			area += u.x*v.y - v.x*u.y
		}
		if area == 0 || i == 0 && area < 0 {
			return fmt.Sprintf("ring %d has twice the area %d", i, area)
		}
	}
	if len(f.paths) == 0 || f.kind == 0 || f.kind > 3 {
		return "nothing is drawn"
	}
	return ""
}
