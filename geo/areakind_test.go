package geo

import (
	"encoding/csv"
	"fmt"
	"testing"
)

func TestAreaKindOfCode(t *testing.T) {
	for _, c := range []struct {
		code  AreaCode
		kind  AreaKind
		quasi bool
	}{
		{"360681000000", UnknownKind, false},
		{"360681001000", Subdistrict, false}, {"360681099000", Subdistrict, false},
		{"360681100000", Town, false}, {"360681199000", Town, false},
		{"360681200000", Township, false}, {"360681399000", Township, false},
		{"360681400000", QuasiTown, true}, {"360681999000", QuasiTown, true},
		{"360681100001", Community, false}, {"360681100199", Community, false},
		{"360681100200", Village, false}, {"360681100399", Village, false},
		{"360681100400", Community, true}, {"360681100498", Community, true},
		{"360681100500", Village, true}, {"360681100598", Village, true},
		{"360681100600", UnknownKind, true},
	} {
		if kind, quasi := c.code.Kind(), c.code.Quasi(); kind != c.kind || quasi != c.quasi {
			t.Errorf("%s: Kind, Quasi = %v, %v, want %v, %v", c.code, kind, quasi, c.kind, c.quasi)
		}
	}
}

func TestAreaKindOfName(t *testing.T) {
	for _, c := range []struct {
		name string
		want AreaKind
	}{
		{"花园街道", Subdistrict}, {"花园街道办事处", Subdistrict}, {"濮阳县庆祖镇", Town}, {"樟坪畲族乡", Township},
		{"贵溪市工业园区", QuasiTown}, {"三县岭林场", QuasiTown}, {"五四居民委员会", Community}, {"五四居委会", Community},
		{"建设社区", Community}, {"郎寨村", Village}, {"郎寨村村民委员会", Village}, {"城南", UnknownKind},
		{"", UnknownKind}, {"镇", UnknownKind}, {"镇上村", Village}, {"新村社区", Community},
	} {
		if got := AreaKindFromName(c.name); got != c.want {
			t.Errorf("AreaKindFromName(%q) = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAreaKindCodesAreReadBack(t *testing.T) {
	for _, k := range AreaKinds() {
		if got, err := ParseAreaKind(k.String()); got != k || err != nil {
			t.Errorf("ParseAreaKind(%q) = %v, %v, want %v", k, got, err, k)
		}
	}
	for _, s := range []string{"", "Town", "city"} {
		_, err := ParseAreaKind(s)
		wantCode(t, fmt.Sprintf("ParseAreaKind(%q)", s), err, ErrAreaKind)
	}
	for _, u := range UrbanRurals() {
		got, err := ParseUrbanRural(u.String())
		if got != u || err != nil || u.Urban() == u.Rural() || u.Urban() != (u.String()[0] == '1') {
			t.Errorf("ParseUrbanRural(%q) = %v, %v, want %v, urban or rural", u, got, err, u)
		}
	}
	for _, s := range []string{"", "0", "110", "222", "+111", "0111"} {
		_, err := ParseUrbanRural(s)
		wantCode(t, fmt.Sprintf("ParseUrbanRural(%q)", s), err, ErrUrbanRural)
	}
}

// The official lists of three counties: every code says the list's kind, every
// class is known, and names say the same but where villages are called quarters
// or communities.
func TestAreaKindOfRealLists(t *testing.T) {
	for _, name := range []string{"350121_minhou", "360681_guixi", "410928_puyangxian"} {
		rows, err := csv.NewReader(openData(t, "admin/"+name+".csv")).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		differ := 0
		for _, row := range rows[1:] {
			code, err := ParseAreaCode(row[0])
			wantCode(t, row[0], err, "")
			if got := code.Kind().String(); got != row[5] {
				t.Errorf("%s %s: Kind() = %q, want %q", row[0], row[3], got, row[5])
			}
			if _, err := ParseUrbanRural(row[6]); row[6] != "" && err != nil {
				t.Errorf("ParseUrbanRural(%q): %v", row[6], err)
			}
			if byName := AreaKindFromName(row[3]); code.Level() != CountyLevel && byName != UnknownKind && byName != code.Kind() {
				differ++
				t.Logf("%s %s is a %v by code, a %v by name", row[0], row[3], code.Kind(), byName)
			}
		}
		if differ*100 > len(rows) {
			t.Errorf("%s: code and name differ in %d of %d rows, want at most 1 %%", name, differ, len(rows))
		}
	}
}
