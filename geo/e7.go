package geo

import (
	"math"
	"strconv"
	"strings"
)

// E7 is an angle in units of 10⁻⁷ degree (about 11 mm on a meridian). The zero
// value is 0°.
type E7 int32

// Limits of longitude and latitude in E7; both ends are allowed.
const (
	MaxLon E7 = 1_800_000_000
	MaxLat E7 = 900_000_000
)

// Degrees returns the angle in degrees.
func (a E7) Degrees() float64 { return float64(a) / 1e7 }

// radians is e7/10⁷·(π/180), in the order of operations that draw-v1 §8 fixes.
// The outer conversion keeps the product from being fused where it is inlined.
func (a E7) radians() float64 { return float64(float64(a) / 1e7 * degree) }

// degree and turned are variables so that the compiler divides at run time, in
// binary64, as every other language does; a Go constant would be exact.
var (
	pi     = math.Pi
	degree = pi / 180
	turned = 180 / pi
)

// String writes the angle as decimal degrees, exactly and without trailing zeros.
func (a E7) String() string { return string(a.Append(nil)) }

// Append appends the angle as decimal degrees to b.
func (a E7) Append(b []byte) []byte {
	v := int64(a)
	if v < 0 {
		b = append(b, '-')
		v = -v
	}
	b = strconv.AppendInt(b, v/1e7, 10)
	frac := v % 1e7
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(1e6); frac > 0; unit /= 10 {
		b = append(b, byte('0'+frac/unit))
		frac %= unit
	}
	return b
}

// ParseE7 reads decimal degrees such as "119.1234567" or "-7e-1", rounded once
// to E7, half away from zero. Nothing but a plain decimal number passes: no
// NaN, no infinity, no hexadecimal, no underscores. The error is ErrDegrees; the
// range is NewPoint's to check, so values beyond ±214° are refused here too.
func ParseE7(s string) (E7, error) { return parseE7(s, ErrDegrees) }

// parseE7 returns the error beyond for a decimal number that fits no E7.
func parseE7(s string, beyond Code) (E7, error) {
	digits, shift, negative, ok := scanDecimal(s)
	if !ok {
		return 0, &Error{Code: ErrDegrees, Value: shorten(s)}
	}
	v, ok := scaleDecimal(digits, shift+7)
	if !ok {
		return 0, &Error{Code: beyond, Value: shorten(s)}
	}
	if negative {
		v = -v
	}
	return E7(v), nil
}

// scanDecimal splits a decimal number into its digits (without the point), the
// power of ten that scales them, and its sign.
func scanDecimal(s string) (digits string, shift int, negative, ok bool) {
	if len(s) > maxDecimal {
		return "", 0, false, false
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if len(s)-len(rest) > 1 {
		return "", 0, false, false
	}
	if i := strings.IndexAny(rest, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(rest[i+1:])
		if err != nil || exponent > 99 || exponent < -99 {
			return "", 0, false, false
		}
		rest, shift = rest[:i], exponent
	}
	whole, fraction, _ := strings.Cut(rest, ".")
	digits = whole + fraction
	ok = digits != "" && strings.Trim(digits, "0123456789") == ""
	return digits, shift - len(fraction), strings.HasPrefix(s, "-"), ok
}

// maxDecimal is the longest number of degrees in bytes.
const maxDecimal = 64

// scaleDecimal returns digits·10^shift rounded half up, if it fits an E7.
func scaleDecimal(digits string, shift int) (int64, bool) {
	whole := len(digits) + shift // how many digits stand before the rounding
	var v int64
	for i := range max(whole, 0) {
		v *= 10
		if i < len(digits) {
			v += int64(digits[i] - '0')
		}
		if v > math.MaxInt32 {
			return 0, false
		}
	}
	if whole >= 0 && whole < len(digits) && digits[whole] >= '5' {
		v++
	}
	return v, v <= math.MaxInt32
}
