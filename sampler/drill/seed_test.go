package drill_test

import (
	"testing"

	"sitedraw/sampler/drill"
)

// TestSeed holds seeds against coreutils: printf 'rounds-v1 seed\nspring\n1' | sha256sum.
func TestSeed(t *testing.T) {
	for _, test := range []struct {
		text  string
		round int
		want  string
	}{
		{"spring", 1, "cf513ad52d896dd2dc1d4e9ed273e4093f8cb76b656ec7887a2fae6e360b32fd"},
		{"spring", 12, "e1abec3b36ff65b25c809193a1e579ae79d3e94d92f9d7f3c2d6d1e0eddb3483"},
		{"春天", 1, "ce3e4e89efd722ac3b9b0363433c086f34c27239eb2ab9f41f8c0b32ae009ccd"},
	} {
		if got := drill.Seed(test.text, test.round); got != test.want {
			t.Errorf("Seed(%q, %d) = %s, want %s", test.text, test.round, got, test.want)
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range []string{"a", "a1", "a11", "b"} {
		for round := 1; round <= 120; round++ {
			seed := drill.Seed(text, round)
			if seen[seed] {
				t.Errorf("Seed(%q, %d) = %s, which another round has", text, round, seed)
			}
			seen[seed] = true
		}
	}
}
