package geo

import "strings"

// AreaCode is a 12-digit statistical code of an area (统计用区划代码): 2 digits
// province, 2 prefecture, 2 county, 3 township level, 3 village level. Levels
// that it leaves open are 000.
type AreaCode string

// Level is how far down an area code names an area.
type Level uint8

// The levels of areas. The zero value is the county and all above it, which a
// county's register never tells apart.
const (
	CountyLevel Level = iota
	TownshipLevel
	VillageLevel
)

// ParseAreaCode returns the code, or ErrAreaCode unless it is 12 digits.
func ParseAreaCode(s string) (AreaCode, error) {
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" {
		return "", &Error{Code: ErrAreaCode, Value: shorten(s)}
	}
	return AreaCode(s), nil
}

// Level returns the level the code names.
func (c AreaCode) Level() Level {
	switch {
	case c[9:] != "000":
		return VillageLevel
	case c[6:9] != "000":
		return TownshipLevel
	default:
		return CountyLevel
	}
}

// Township returns the first nine digits, which every area of one township
// shares.
func (c AreaCode) Township() string { return string(c[:9]) }

// Prefix returns the digits that the codes of all areas within this one begin
// with: its trailing groups 000 are removed, three digits at a time, the
// county's six digits stay (draw-v1 §5).
func (c AreaCode) Prefix() string {
	switch c.Level() {
	case VillageLevel:
		return string(c)
	case TownshipLevel:
		return string(c[:9])
	default:
		return string(c[:6])
	}
}
