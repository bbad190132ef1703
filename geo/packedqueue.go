package geo

import "cmp"

// packedQueue is a min-heap of nodes, and of points, that wait to be looked at.
type packedQueue []packedItem

// packedItem is a node, or a point by its number.
type packedItem struct {
	packedNode

	rank uint64   // of a search by distance the bits of a bound, which order alike
	lies location // of a search in windows: inside if one covers all of it, boundary if nobody knows yet
}

// pointLevel is the level of a point in the queue, below those of nodes.
const pointLevel = -1

// before puts nodes before points of the same rank, for they may hold one of a
// lesser number.
func (a *packedItem) before(b *packedItem) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return cmp.Or(cmp.Compare(b.level, a.level), cmp.Compare(a.i, b.i)) < 0
}

func (q *packedQueue) push(item packedItem) {
	heap := append(*q, item)
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !item.before(&heap[parent]) {
			break
		}
		heap[i] = heap[parent]
		i = parent
	}
	heap[i] = item
	*q = heap
}

// pop takes the least item off a queue that has one.
func (q *packedQueue) pop() packedItem {
	heap := *q
	least, last := heap[0], heap[len(heap)-1]
	heap = heap[:len(heap)-1]
	*q = heap
	i := 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			break
		}
		if child+1 < len(heap) && heap[child+1].before(&heap[child]) {
			child++
		}
		if !heap[child].before(&last) {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	if len(heap) > 0 {
		heap[i] = last
	}
	return least
}
