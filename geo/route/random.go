package route

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// random is SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195):
// integers only, so the same on every machine.
type random struct{ state uint64 }

// newRandom seeds by the SHA-256 of a text.
func newRandom(seed string) random {
	digest := sha256.Sum256([]byte("route-v1\n" + seed))
	return random{state: binary.BigEndian.Uint64(digest[:8])}
}

// word returns the next 64 bits.
func (r *random) word() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number of 0 … n−1, for n from 1 to 2³². What is not fair about it
// is below n/2⁶⁴.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.word(), uint64(n))
	return int(hi)
}

// shuffle puts the numbers into a random order (Fisher & Yates).
func (r *random) shuffle(numbers []int32) {
	for i := len(numbers) - 1; i > 0; i-- {
		j := r.below(i + 1)
		numbers[i], numbers[j] = numbers[j], numbers[i]
	}
}

// exponentials is how many values of −ln u there are.
const exponentials = 1024

// newExponentials returns −ln u for u = (i+½)/1024, in units of 2⁻¹⁶, found with
// integers: the binary logarithm bit by bit, by squaring, times ln 2.
func newExponentials() *[exponentials]int64 {
	const ln2 = 45426 // ln 2 · 2¹⁶
	table := new([exponentials]int64)
	for i := range table {
		u := uint64(2*i + 1) // of 2¹¹
		whole := bits.Len64(u) - 1
		x := u << (31 - whole) // 1 ≤ x/2³¹ < 2
		log := int64(whole)
		for range 16 {
			x = x * x >> 31
			log <<= 1
			if x >= 1<<32 {
				x >>= 1
				log |= 1
			}
		}
		table[i] = (11<<16 - log) * ln2 >> 16
	}
	return table
}
