package geo

import "cmp"

// siftUp restores a max-heap after something was appended.
func siftUp[T cmp.Ordered](heap []T) {
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if heap[parent] >= heap[i] {
			return
		}
		heap[parent], heap[i] = heap[i], heap[parent]
		i = parent
	}
}

// siftDown restores a max-heap after its first value was lowered.
func siftDown[T cmp.Ordered](heap []T) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] > heap[child] {
			child++
		}
		if heap[i] >= heap[child] {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}
