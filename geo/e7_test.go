package geo

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseE7(t *testing.T) {
	for _, c := range []struct {
		in   string
		want E7
		code Code
	}{
		{"0", 0, ""}, {"-0", 0, ""}, {"119.1234567", 1191234567, ""}, {"+1.5", 15000000, ""},
		{".5", 5000000, ""}, {"5.", 50000000, ""}, {"-7e-1", -7000000, ""}, {"1.19E2", 1190000000, ""},
		{"0.00000005", 1, ""}, {"-0.00000005", -1, ""}, {"0.00000004999999999", 0, ""},
		{"119.12345675", 1191234568, ""}, {"119.12345674999999999999", 1191234567, ""},
		{"214.7483647", 2147483647, ""}, {"0e99", 0, ""}, {"1e-99", 0, ""}, {"180", 1800000000, ""},
		{"214.7483648", 0, ErrDegrees}, {"1e99", 0, ErrDegrees}, {"", 0, ErrDegrees}, {".", 0, ErrDegrees},
		{"-", 0, ErrDegrees}, {"NaN", 0, ErrDegrees}, {"Inf", 0, ErrDegrees}, {"0x1p3", 0, ErrDegrees},
		{"1_0", 0, ErrDegrees}, {"1e", 0, ErrDegrees}, {"1e1_0", 0, ErrDegrees}, {"1.2.3", 0, ErrDegrees},
		{" 1", 0, ErrDegrees}, {"1 ", 0, ErrDegrees}, {"1,5", 0, ErrDegrees}, {"１１９", 0, ErrDegrees},
		{"1e100", 0, ErrDegrees}, {strings.Repeat("1", 65), 0, ErrDegrees},
	} {
		got, err := ParseE7(c.in)
		wantCode(t, fmt.Sprintf("ParseE7(%q)", c.in), err, c.code)
		if got != c.want {
			t.Errorf("ParseE7(%q) = %d, want %d", c.in, got, c.want)
		}
	}
}

// Every decimal text is rounded as exact rational arithmetic rounds it.
func TestParseE7EqualsRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9]{1,3}(\.[0-9]{0,12})?(e-?[0-2])?`).Draw(t, "text")
		got, err := ParseE7(s)
		exact, _ := new(big.Rat).SetString(s)
		scaled := new(big.Rat).Mul(exact, big.NewRat(1e7, 1))
		want := roundRat(scaled)
		if !want.IsInt64() || want.Int64() > 1<<31-1 || want.Int64() < -(1<<31-1) {
			if err == nil {
				t.Fatalf("ParseE7(%q) = %d, want an error", s, got)
			}
			return
		}
		if err != nil || int64(got) != want.Int64() {
			t.Fatalf("ParseE7(%q) = %d, %v, want %d", s, got, err, want)
		}
	})
}

// roundRat rounds half away from zero.
func roundRat(x *big.Rat) *big.Int {
	half := big.NewRat(int64(x.Sign()), 2)
	sum := new(big.Rat).Add(x, half)
	return new(big.Int).Quo(sum.Num(), sum.Denom())
}

func TestE7StringIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := E7(rapid.Int32Range(-2147483647, 2147483647).Draw(t, "e7"))
		got, err := ParseE7(want.String())
		if err != nil || got != want {
			t.Fatalf("ParseE7(%q) = %d, %v, want %d", want, got, err, want)
		}
	})
}

func FuzzParseE7(f *testing.F) {
	for _, s := range []string{"119.1234567", "-7e-1", ".", "1e99", "0.00000005", "NaN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseE7(s)
		if err != nil {
			return
		}
		if again, err := ParseE7(v.String()); err != nil || again != v {
			t.Errorf("ParseE7(%q) = %d, read back %d, %v", s, v, again, err)
		}
	})
}

func ExampleE7() {
	lon, _ := ParseE7("119.12345675") // rounded once, half away from zero
	fmt.Println(lon, int32(lon))
	fmt.Println(E7(-5_000_000), E7(1_200_000_000), E7(1))
	// Output:
	// 119.1234568 1191234568
	// -0.5 120 0.0000001
}
