package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func TestInto(t *testing.T) {
	register := []geo.Site{
		{ID: "a", Name: "alt", Category: "SC", Geometry: geo.Point{Lon: 1}, Tags: []string{"x"}, Size: 4},
		{ID: "b", Name: "bleibt", Category: "SC"},
	}
	list := &Merged{Sites: []geo.Site{{ID: "a", Name: "neu", Category: "SC"}, {ID: "c", Category: "SC"}}}
	updated := register[0]
	updated.Name = "neu"
	for mode, want := range map[Mode][]geo.Site{
		Replace: {list.Sites[0], list.Sites[1]},
		Update:  {updated, register[1], list.Sites[1]},
		Add:     {register[0], register[1], list.Sites[1]},
		"":      {list.Sites[0], list.Sites[1]},
	} {
		got := list.Into(register, mode)
		if d := cmp.Diff(want, got.Sites); d != "" {
			t.Errorf("%q: %s", mode, d)
		}
		got.Sites[0].Name = "changed"
		if register[0].Name != "alt" || list.Sites[0].Name != "neu" {
			t.Fatalf("%q: Into changed what it was given", mode)
		}
	}
}

func TestContacts(t *testing.T) {
	register := []geo.Contact{{ID: "a", Person: "old", Phone: "1"}, {ID: "b", Person: "stays"}}
	list := &Merged{People: []geo.Contact{{ID: "a", Person: "new"}, {ID: "c", Person: "fresh"}}}
	for mode, want := range map[Mode][]geo.Contact{
		Replace: list.People,
		"":      {{ID: "a", Person: "new", Phone: "1"}, {ID: "b", Person: "stays"}, {ID: "c", Person: "fresh"}},
		Update:  {{ID: "a", Person: "new", Phone: "1"}, {ID: "b", Person: "stays"}, {ID: "c", Person: "fresh"}},
		Add:     {{ID: "a", Person: "old", Phone: "1"}, {ID: "b", Person: "stays"}, {ID: "c", Person: "fresh"}},
	} {
		if d := cmp.Diff(want, list.Contacts(register, mode)); d != "" {
			t.Errorf("%q: %s", mode, d)
		}
		if d := cmp.Diff(register, (&Merged{}).Contacts(register, mode)); d != "" {
			t.Errorf("%q, nothing said: %s", mode, d)
		}
	}
}

// Half a dozen spellings of one township mean one code.
func TestNameAreas(t *testing.T) {
	list := readText(t, "code,level,parent,name,kind\n"+
		"410928102000,town,410928000000,濮阳县文留镇,town\n"+
		"410928102200,village,410928102000,东王庄村民委员会,village\n"+
		"410928103000,town,410928000000,濮阳县庆祖镇,town\n")
	sites := readText(t, "编号,类别,乡镇,村(社区)\n"+
		"1,SC,文留镇,\n2,SC,濮阳县文留镇,\n3,SC,文留,\n4,SC,文 留 镇,东王庄村\n5,SC,文留镇人民政府,东王庄\n6,XZC,庆祖镇,\n7,SC,文溜镇,\n8,SC,文留镇,西王庄\n9,XZC,文留镇,东王庄\n")
	m, err := Merge(t.Context(), list, sites)
	if err != nil {
		t.Fatal(err)
	}
	found, rejects, err := m.NameAreas(t.Context(), geo.ShippedCategories())
	if err != nil || found != 7 || len(rejects) != 2 {
		t.Fatalf("NameAreas = %d, %v", found, rejects)
	}
	for i, want := range []geo.Error{
		{Code: geo.ErrAreaNameUnknown, At: geo.Place{File: "test", Line: 8, Column: "乡镇"}, Value: "文溜镇", Want: "濮阳县文留镇"},
		{Code: geo.ErrAreaNameUnknown, At: geo.Place{File: "test", Line: 9, Column: "村(社区)"}, Value: "西王庄", Want: "东王庄村民委员会"},
	} {
		got := rejects[i]
		if got.Code != want.Code || got.At != want.At || got.Value != want.Value || got.Want != want.Want {
			t.Errorf("rejects %v, want %v", got, &want)
		}
	}
	want := map[string]string{"1": "410928102000", "2": "410928102000", "3": "410928102000",
		"4": "410928102200", "5": "410928102200", "6": "410928103000", "7": "", "8": "",
		"9": "410928102000"} // a village is a part of its township, not of itself
	got := map[string]string{}
	for _, s := range m.Sites {
		if len(s.ID) == 1 {
			got[s.ID] = s.Area
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	m.Drop(rejects)
	if len(m.Sites) != 10 {
		t.Errorf("%d sites are left, want 10", len(m.Sites))
	}
	found, rejects, err = (&Merged{Sites: sites.Sites, Named: sites.Named}).NameAreas(t.Context(), geo.ShippedCategories())
	if err != nil || found != 0 || rejects != nil {
		t.Errorf("NameAreas without areas = %d, %v", found, rejects)
	}
}
