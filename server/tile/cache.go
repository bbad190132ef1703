package tile

import (
	latest "container/list"
	"sync"
)

// Cache keeps what was made lately, as long as all of it has no more than so many
// bytes. What several ask for at once is made once. Goroutines may share it.
type Cache[K comparable, V any] struct {
	limit int64
	bytes func(V) int64

	mu     sync.Mutex
	used   int64
	recent *latest.List // of *kept[K, V], the latest first
	known  map[K]*latest.Element
}

type kept[K comparable, V any] struct {
	key   K
	ready chan struct{} // closed when value or err is there, or nothing came
	made  bool          // value or err is there
	value V
	err   error
	bytes int64 // 0: not counted yet
}

// NewCache makes a cache; bytes says how many a value counts for, at least one.
func NewCache[K comparable, V any](limit int64, bytes func(V) int64) *Cache[K, V] {
	return &Cache[K, V]{limit: limit, bytes: bytes, recent: latest.New(), known: map[K]*latest.Element{}}
}

// Get returns the value of a key, made by build if it is not there. An error is not
// kept.
func (c *Cache[K, V]) Get(key K, build func() (V, error)) (V, error) {
	k, mine := c.entry(key)
	if mine {
		defer c.put(k)
		k.value, k.err = build()
		k.made = true
		return k.value, k.err
	}
	<-k.ready
	if !k.made { // who made it panicked
		return c.Get(key, build)
	}
	return k.value, k.err
}

// entry returns the entry of a key, and whether the caller has to fill it.
func (c *Cache[K, V]) entry(key K) (k *kept[K, V], mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, known := c.known[key]; known {
		c.recent.MoveToFront(element)
		return element.Value.(*kept[K, V]), false //nolint:forcetypeassert // the list holds nothing else
	}
	k = &kept[K, V]{key: key, ready: make(chan struct{})}
	c.known[key] = c.recent.PushFront(k)
	return k, true
}

// put makes a value known, or forgets the entry if there is none, and drops what was
// not asked for lately until the rest fits.
func (c *Cache[K, V]) put(k *kept[K, V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(k.ready)
	if !k.made || k.err != nil {
		c.drop(c.known[k.key])
		return
	}
	k.bytes = c.bytes(k.value)
	c.used += k.bytes
	c.recent.MoveToFront(c.known[k.key])
	for element := c.recent.Back(); element != nil && c.used > c.limit; {
		previous := element.Prev()
		if one := element.Value.(*kept[K, V]); one.bytes > 0 { //nolint:forcetypeassert // the list holds nothing else
			c.drop(element)
		}
		element = previous
	}
}

func (c *Cache[K, V]) drop(element *latest.Element) {
	k := c.recent.Remove(element).(*kept[K, V]) //nolint:forcetypeassert // the list holds nothing else
	delete(c.known, k.key)
	c.used -= k.bytes
}
