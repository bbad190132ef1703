package osm

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/osm/osmtest"
	"sitedraw/geo/stream"
)

// notes is a handler that writes down what it is told.
type notes struct {
	lines []string
	left  int
}

func (n *notes) notef(format string, args ...any) {
	n.lines = append(n.lines, fmt.Sprintf(format, args...))
}
func (n *notes) Node(id int64, p geo.Point, t Tags)    { n.notef("node %d %v %v", id, p, t) }
func (n *notes) Way(id int64, refs []int64, t Tags)    { n.notef("way %d %v %v", id, refs, t) }
func (n *notes) Relation(id int64, m []Member, t Tags) { n.notef("relation %d %v %v", id, m, t) }
func (n *notes) Broken(id string, err error)           { n.notef("broken %s %v", id, err) }
func (n *notes) Count(count int) error {
	if n.left -= count; n.left < 0 {
		return &geo.Error{Code: ErrTooMany}
	}
	return nil
}

func read(data []byte, most int) ([]string, error) {
	n := &notes{left: most}
	in := stream.Open(bytes.NewReader(data), stream.Limits{TokenBytes: 1 << 16})
	head, _, err := in.Unpack()
	if err == nil {
		err = Read(in, head, n)
	}
	return n.lines, err
}

var (
	smallXML = `<osm><node id="1" lon="1" lat="2"><tag k="a" v="b"/></node><node id="2" lon="181" lat="0"/>` +
		`<node id="3" visible="false"/><way id="4"><nd ref="1"/><nd ref="2"/></way>` +
		`<relation id="5"><member type="way" ref="4" role="r"/></relation></osm>`
	smallPBF = osmtest.File(osmtest.Block("OSMData", bytes.Join([][]byte{osmtest.Strings("", "a", "b", "r"),
		osmtest.Group(2, osmtest.Deltas(1, 1, 2), osmtest.Deltas(8, 20_000_000, 0), osmtest.Deltas(9, 10_000_000, 1_810_000_000), osmtest.Packed(10, 1, 2, 0, 0)),
		osmtest.Group(3, osmtest.Varint(1, 4), osmtest.Deltas(8, 1, 2)),
		osmtest.Group(4, osmtest.Varint(1, 5), osmtest.Packed(8, 3), osmtest.Deltas(9, 4), osmtest.Packed(10, 1)),
	}, nil)))
)

// Both formats tell the same.
func TestRead(t *testing.T) {
	xml, err := read([]byte(smallXML), 100)
	if err != nil {
		t.Fatal(err)
	}
	if xml[1] = strings.ReplaceAll(xml[1], "1: ", ""); len(xml) != 4 || !strings.HasPrefix(xml[1], "broken osm:node/2 point.longitude") {
		t.Errorf("Read = %q", xml)
	}
	pbf, err := read(smallPBF, 100)
	if err != nil || !slices.Equal(pbf, xml) {
		t.Errorf("PBF: %q, %v\nXML: %q", pbf, err, xml)
	}
	for _, data := range [][]byte{[]byte(smallXML), smallPBF} {
		if _, err := read(data, 3); !errors.Is(err, ErrTooMany) {
			t.Errorf("Read of too many = %v", err)
		}
	}
	if _, err := read([]byte("a,b"), 100); !errors.Is(err, ErrFormat) {
		t.Errorf("Read of a table = %v", err)
	}
}

func TestStores(t *testing.T) {
	var nodes Nodes
	for _, id := range []int64{5, 3, 5, 9} {
		nodes.Add(id, geo.Point{Lon: geo.E7(id), Lat: geo.E7(nodes.Len())})
	}
	if twice := nodes.Sort(); !slices.Equal(twice, []int64{5}) {
		t.Errorf("twice: %v", twice)
	}
	if p, found := nodes.Find(5); !found || p.Lat != 0 {
		t.Errorf("Find(5) = %v, %v: the first counts", p, found)
	}
	if i, found := nodes.Number(9); !found || nodes.Place(i).Lon != 9 {
		t.Errorf("Number(9) = %d, %v", i, found)
	}
	if _, found := nodes.Find(4); found {
		t.Error("Find(4) finds")
	}
	var ways Ways
	ways.Add(7, []int64{1, 2})
	ways.Add(2, []int64{3})
	ways.Add(7, nil)
	if twice := ways.Sort(); !slices.Equal(twice, []int64{7}) || ways.Len() != 3 {
		t.Errorf("twice: %v of %d", twice, ways.Len())
	}
	if refs, found := ways.Find(7); !found || !slices.Equal(refs, []int64{1, 2}) {
		t.Errorf("Find(7) = %v, %v", refs, found)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(smallXML))
	f.Add(smallPBF)
	f.Fuzz(func(t *testing.T, data []byte) {
		var e *geo.Error
		if _, err := read(data, 1<<16); err != nil && !errors.As(err, &e) {
			t.Errorf("%v is no *geo.Error", err)
		}
	})
}
