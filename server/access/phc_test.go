package access

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// From the tests of argon2's reference implementation (P-H-C/phc-winner-argon2,
// src/test.c): password "password", salt "somesalt".
var referenceHashes = []string{
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
	"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
	"$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg",
}

func TestVerifyReferenceHashes(t *testing.T) {
	h := cheapHasher(t)
	for _, stored := range referenceHashes {
		if ok, rehash, err := h.Verify(t.Context(), stored, "password"); !ok || !rehash || err != nil {
			t.Errorf("Verify(%q) = %v, %v, %v, want a match and rehash", stored, ok, rehash, err)
		}
		if ok, rehash, err := h.Verify(t.Context(), stored, "passwore"); ok || rehash || err != nil {
			t.Errorf("Verify(%q, other) = %v, %v, %v, want no match and no error", stored, ok, rehash, err)
		}
	}
}

func TestParsePHCRefuses(t *testing.T) {
	good := referenceHashes[0]
	if _, err := parsePHC(good); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"$argon2id", "argon2id"},
		{"argon2id", "argon2i"},
		{"argon2id", "argon2d"},
		{"argon2id", "Argon2id"},
		{"v=19", "v=16"},
		{"v=19$", ""},
		{"m=256", "m=0256"},
		{"m=256", "m=+256"},
		{"m=256", "m=7"},
		{"m=256", "m=65537"},
		{"m=256", "m=4294967296"},
		{"m=256", "m=4294967295"},
		{"m=256", "m=-1"},
		{"m=256,", ""},
		{"m=256,t=2", "t=2,m=256"},
		{"t=2", "t=0"},
		{"t=2", "t=11"},
		{"t=2", "t=4000000000"},
		{"p=1", "p=0"},
		{"p=1", "p=5"},
		{"p=1", "p=257"},
		{"p=1", "p=1,data=x"},
		{"p=1", "p=1,p=1"},
		{"c29tZXNhbHQ", "c29tZXNhbHQ=="},
		{"c29tZXNhbHQ", "c29tZXNh"},                 // six bytes
		{"c29tZXNhbHQ", strings.Repeat("c29t", 22)}, // 66 bytes
		{"c29tZXNhbHQ", "c29tZXNhbHR"},              // unused bits set
		{"c29tZXNhbHQ", "c29t\nZXNhbHQ"},
		{"c29tZXNhbHQ", ""},
		{"nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "nf65EOgLrQMR"},
		{"nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", strings.Repeat("nf65", 22)},
		{"i/4", "i_4"},
		{"i/4", "i/4$"},
		{"i/4", "i/4\n"},
		{good, ""},
		{good, "$2y$10$abcdefghijklmnopqrstuv"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		p, err := parsePHC(bad)
		wantCode(t, "parsePHC("+bad+")", err, ErrPasswordHash)
		wantNoSecret(t, err, bad)
		if p.sum != nil {
			t.Errorf("parsePHC(%q) = %v, want nothing", bad, p)
		}
	}
}

func TestPHCComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lanes := rapid.Uint8Range(1, mostLanes).Draw(t, "p")
		p := phc{
			cost: Cost{
				KiB:    rapid.Uint32Range(8*uint32(lanes), mostKiB).Draw(t, "m"),
				Passes: rapid.Uint32Range(1, mostPasses).Draw(t, "t"),
				Lanes:  lanes,
			},
			salt: rapid.SliceOfN(rapid.Byte(), leastSalt, mostOf).Draw(t, "salt"),
			sum:  rapid.SliceOfN(rapid.Byte(), leastSum, mostOf).Draw(t, "sum"),
		}
		got, err := parsePHC(p.String())
		if err != nil || got.String() != p.String() || got.cost != p.cost {
			t.Fatalf("parsePHC(%q) = %v, %v", p, got, err)
		}
	})
}

func FuzzPHC(f *testing.F) {
	for _, stored := range referenceHashes {
		f.Add(stored)
	}
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			wantCode(t, "parsePHC", err, ErrPasswordHash)
			return
		}
		if p.String() != s || !p.cost.allowed() {
			t.Errorf("parsePHC(%q) = %v", s, p)
		}
	})
}
