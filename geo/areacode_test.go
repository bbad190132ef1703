package geo

import (
	"fmt"
	"testing"
)

func TestParseAreaCode(t *testing.T) {
	for _, c := range []struct {
		in   string
		code Code
	}{
		{"360681000000", ""}, {"000000000000", ""},
		{"", ErrAreaCode}, {"36068100000", ErrAreaCode}, {"3606810000000", ErrAreaCode}, {"36068100000x", ErrAreaCode},
		{"36068100000１", ErrAreaCode}, {"36068１000", ErrAreaCode}, {" 60681000000", ErrAreaCode}, {"+60681000000", ErrAreaCode},
	} {
		_, err := ParseAreaCode(c.in)
		wantCode(t, fmt.Sprintf("ParseAreaCode(%q)", c.in), err, c.code)
	}
}

func TestAreaCodeLevels(t *testing.T) {
	for _, c := range []struct {
		code             AreaCode
		level            Level
		township, prefix string
	}{
		{"360000000000", CountyLevel, "360000000", "360000"},
		{"360681000000", CountyLevel, "360681000", "360681"},
		{"360681100000", TownshipLevel, "360681100", "360681100"},
		{"360681100201", VillageLevel, "360681100", "360681100201"},
		{"360681000201", VillageLevel, "360681000", "360681000201"},
	} {
		if got := c.code.Level(); got != c.level {
			t.Errorf("%s.Level() = %d, want %d", c.code, got, c.level)
		}
		if got := c.code.Township(); got != c.township {
			t.Errorf("%s.Township() = %s, want %s", c.code, got, c.township)
		}
		if got := c.code.Prefix(); got != c.prefix {
			t.Errorf("%s.Prefix() = %s, want %s", c.code, got, c.prefix)
		}
	}
}

func ExampleAreaCode() {
	village, _ := ParseAreaCode("360681503598")
	fmt.Println(village.Kind(), village.Quasi(), village.Township())
	// Output: village true 360681503
}
