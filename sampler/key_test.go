package sampler

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"sort"
	"strconv"
	"testing"
)

// primitives is primitives.json of the vectors.
type primitives struct {
	Tickets []struct {
		Seed, Scope, ID, Key, Ticket string
		H                            uint64
		U                            float64
	}
	Streams []struct {
		Seed, Scope, N string
		Below          []string
		Units          []float64
		Unit           []float64
	}
	Allocations []struct {
		Seed, Scope, Allocate string
		N                     int
		Strata, Want          map[string]int
	}
	Seals []struct {
		Beacon, Seal, Secret, Seed string
		Texts                      []string
		Object                     json.RawMessage
	}
}

func loadPrimitives(t *testing.T) primitives {
	t.Helper()
	text, err := os.ReadFile("../docs/spec/vectors/primitives.json")
	if err != nil {
		t.Fatal(err)
	}
	var p primitives
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Tickets) == 0 || len(p.Streams) == 0 || len(p.Allocations) == 0 || len(p.Seals) == 0 {
		t.Fatal("primitives.json lacks a part")
	}
	return p
}

func TestTickets(t *testing.T) {
	for _, v := range loadPrimitives(t).Tickets {
		key := NewKey(v.Seed, v.Scope)
		ticket := key.Ticket(v.ID)
		if got := Digest(key).String(); got != v.Key {
			t.Errorf("NewKey(%q, %q) = %s, want %s", v.Seed, v.Scope, got, v.Key)
		}
		if got := ticket.String(); got != v.Ticket {
			t.Errorf("Ticket(%q) = %s, want %s", v.ID, got, v.Ticket)
		}
		if got := ticket.head() >> 12; got != v.H {
			t.Errorf("Ticket(%q): top 52 bits = %d, want %d", v.ID, got, v.H)
		}
		if got := ticket.Uniform(); got != v.U {
			t.Errorf("Ticket(%q).Uniform() = %v, want %v", v.ID, got, v.U)
		}
	}
}

func TestStreams(t *testing.T) {
	for _, v := range loadPrimitives(t).Streams {
		if v.Below != nil {
			n, err := strconv.ParseUint(v.N, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			s := NewStream(NewKey(v.Seed, v.Scope))
			for i, want := range v.Below {
				if got := strconv.FormatUint(s.Below(n), 10); got != want {
					t.Errorf("Below(%d), call %d = %s, want %s", n, i+1, got, want)
				}
			}
		}
		s := NewStream(NewKey(v.Seed, v.Scope))
		for i, want := range append(v.Units, v.Unit...) {
			if got := s.Unit(); got != want {
				t.Errorf("Unit(), call %d = %v, want %v", i+1, got, want)
			}
		}
	}
}

func TestAllocations(t *testing.T) {
	for _, v := range loadPrimitives(t).Allocations {
		names := make([]string, 0, len(v.Strata))
		for name := range v.Strata {
			names = append(names, name)
		}
		sort.Strings(names)
		var strata []stratum
		want := make([]int, len(names))
		for i, name := range names {
			strata = append(strata, stratum{name: name, members: make([]int32, v.Strata[name])})
			want[i] = v.Want[name]
		}
		d := &drawing{seed: v.Seed}
		got := d.allocate(&Step{N: int64(v.N), Allocate: Allocation(v.Allocate)}, v.Scope, strata)
		if !slices.Equal(got, want) {
			t.Errorf("allocate %s %d over %v = %v, want %v", v.Allocate, v.N, v.Strata, got, want)
		}
	}
}

func TestSeals(t *testing.T) {
	for _, v := range loadPrimitives(t).Seals {
		r := &jsonReader{src: string(v.Object)}
		s := r.seal()
		if r.err != nil {
			t.Fatal(r.err)
		}
		if got := s.Digest().String(); got != v.Seal {
			t.Errorf("Seal.Digest() = %s, want %s", got, v.Seal)
		}
		if got := SecretDigest(v.Secret); got != s.Secret {
			t.Errorf("SecretDigest(%s) = %s, want %s", v.Secret, got, s.Secret)
		}
		if got := sealedSeed(s.Digest(), v.Secret, v.Beacon, v.Texts); got != v.Seed {
			t.Errorf("sealedSeed = %s, want %s", got, v.Seed)
		}
	}
}

// TestBelowIsFair counts the words that Below skips at the border of fairness.
func TestBelowIsFair(t *testing.T) {
	for _, n := range []uint64{1, 2, 3, 1 << 63, 1<<63 + 1, math.MaxUint64} {
		s := NewStream(NewKey("fair", "below"))
		words := NewStream(NewKey("fair", "below"))
		for range 50 {
			got := s.Below(n)
			want := words.word()
			for limit := math.MaxUint64/n*n - 1; want > limit && !wholeRange(n); {
				want = words.word()
			}
			if got != want%n {
				t.Fatalf("Below(%d) = %d, want %d", n, got, want%n)
			}
		}
	}
}

// wholeRange reports whether n divides 2⁶⁴, so that no word is skipped.
func wholeRange(n uint64) bool { return n&(n-1) == 0 }
