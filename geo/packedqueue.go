package geo

// packedQueue is a min-heap of nodes that wait to be looked into.
type packedQueue []packedItem

// packedItem is a node. Those of the same rank wait in any order, which no answer
// depends on.
type packedItem struct {
	packedNode

	rank uint64   // of a search by distance the bits of a bound, which order alike
	lies location // of a search in windows: inside if one covers all of it, else boundary
}

func (q *packedQueue) push(item packedItem) {
	heap := append(*q, item)
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if item.rank >= heap[parent].rank {
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
		if child+1 < len(heap) && heap[child+1].rank < heap[child].rank {
			child++
		}
		if heap[child].rank >= last.rank {
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
