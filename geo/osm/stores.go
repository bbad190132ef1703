package osm

import (
	"cmp"
	"slices"

	"sitedraw/geo"
)

// Nodes holds the places of nodes: 16 bytes each. The zero value is empty; after
// Sort they can be found.
type Nodes struct {
	ids    []int64
	points []geo.Point
}

// Add notes a node.
func (s *Nodes) Add(id int64, p geo.Point) {
	s.ids = append(s.ids, id)
	s.points = append(s.points, p)
}

// Len is how many there are.
func (s *Nodes) Len() int { return len(s.ids) }

// Sort orders the nodes by id and returns those ids that came twice; the first
// of them counts. Extracts are sorted already, as a rule.
func (s *Nodes) Sort() []int64 {
	if !ascending(s.ids) {
		order := sortOrder(s.ids)
		s.ids, s.points = reordered(s.ids, order), reordered(s.points, order)
	}
	return repeated(s.ids)
}

// Find returns the place of a node, false if the extract has not got it.
func (s *Nodes) Find(id int64) (geo.Point, bool) {
	i, found := s.Number(id)
	if !found {
		return geo.Point{}, false
	}
	return s.points[i], true
}

// Number returns where a node stands in the order of ids, from 0, false if the
// extract has not got it.
func (s *Nodes) Number(id int64) (int, bool) { return slices.BinarySearch(s.ids, id) }

// Place returns the place of the node of a number.
func (s *Nodes) Place(number int) geo.Point { return s.points[number] }

// Ways holds the nodes of ways, one after the other. The zero value is empty;
// after Sort they can be found.
type Ways struct {
	ids  []int64
	ends []int64 // where in refs each way's nodes begin and end, two of each way
	refs []int64
}

// Add notes a way and copies its nodes.
func (s *Ways) Add(id int64, refs []int64) {
	s.ids = append(s.ids, id)
	start := int64(len(s.refs))
	s.refs = append(s.refs, refs...)
	s.ends = append(s.ends, start, int64(len(s.refs)))
}

// Len is how many there are.
func (s *Ways) Len() int { return len(s.ids) }

// Sort orders the ways by id and returns those ids that came twice; the first of
// them counts.
func (s *Ways) Sort() []int64 {
	if !ascending(s.ids) {
		order := sortOrder(s.ids)
		pairs := make([]int64, 0, len(s.ends))
		for _, i := range order {
			pairs = append(pairs, s.ends[2*i], s.ends[2*i+1])
		}
		s.ids, s.ends = reordered(s.ids, order), pairs
	}
	return repeated(s.ids)
}

// Find returns the nodes of a way, false if the extract has not got it.
func (s *Ways) Find(id int64) ([]int64, bool) {
	i, found := slices.BinarySearch(s.ids, id)
	if !found {
		return nil, false
	}
	return s.refs[s.ends[2*i]:s.ends[2*i+1]], true
}

func ascending(ids []int64) bool { return slices.IsSorted(ids) }

// sortOrder returns the positions of ids by id, then position.
func sortOrder(ids []int64) []int {
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	return order
}

func reordered[T any](values []T, order []int) []T {
	sorted := make([]T, len(values))
	for i, from := range order {
		sorted[i] = values[from]
	}
	return sorted
}

// repeated returns the ids that stand in a sorted list more than once.
func repeated(ids []int64) []int64 {
	var twice []int64
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] && (len(twice) == 0 || twice[len(twice)-1] != ids[i]) {
			twice = append(twice, ids[i])
		}
	}
	return twice
}
