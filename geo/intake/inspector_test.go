package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// known are options of a register with two townships, 花园 twice.
func known() InspectorOptions {
	names := geo.NewAreaNames([]geo.NamedArea{
		{Code: "360681105000", Name: "泗沥镇"}, {Code: "360681002000", Name: "花园街道"}, {Code: "360681200000", Name: "花园镇"},
	})
	return InspectorOptions{Township: func(name string) (geo.AreaCode, error) { return names.Find(name, "") }}
}

// inspectorsTable has everything that one can say, in Chinese.
const inspectorsTable = "测评员名单（2026年）,,,,,,,\n" +
	"编号,姓名,单位,所在乡镇,资质,回避,请假,电话\n" +
	"甲1,张三,城管局,泗沥镇人民政府,组长、食品安全,单位:城管局(亲属任职；同住)；区划：360681002001（住在这里（租房））,2026-05-01~2026-05-05(培训),1390000\n" +
	"甲2,李四,,360681002,,\"点位:SC-001(举报人)\n乡镇:花园街道(家在此处)\",2026年5月6日至2026年5月7日；2026/6/1,\n" +
	"甲3,王五,,,,,,\n"

var inspectorsRead = []Inspector{
	{
		Line: 3, ID: "甲1", Name: "张三", Unit: "城管局", Township: "360681105000", Qualifications: []string{"组长", "食品安全"},
		Recusals: []Recusal{{Unit: "城管局", Reason: "亲属任职；同住"}, {Area: "360681002001", Reason: "住在这里（租房）"}},
		Absences: []Absence{{"2026-05-01", "2026-05-05", "培训"}},
	},
	{
		Line: 4, ID: "甲2", Name: "李四", Township: "360681002000",
		Recusals: []Recusal{{Site: "SC-001", Reason: "举报人"}, {Area: "360681002000", Reason: "家在此处"}},
		Absences: []Absence{{"2026-05-06", "2026-05-07", ""}, {"2026-06-01", "2026-06-01", ""}},
	},
	{Line: 6, ID: "甲3", Name: "王五"},
}

func TestReadInspectors(t *testing.T) {
	encoded := func(text string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, data := range map[string]string{
		"utf-8":   "\ufeff" + inspectorsTable,
		"bare":    inspectorsTable,
		"gb18030": encoded(simplifiedchinese.GB18030.NewEncoder().String(inspectorsTable)),
		"utf-16":  encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(inspectorsTable)),
		"crlf":    strings.ReplaceAll(inspectorsTable, "\n", "\r\n"),
	} {
		got, err := ReadInspectors(name, strings.NewReader(data), known())
		if err != nil {
			t.Errorf("ReadInspectors(%s) = %v, %v", name, err, got)
			continue
		}
		if diff := cmp.Diff(inspectorsRead, got.Rows); diff != "" {
			t.Errorf("ReadInspectors(%s) (-want +got):\n%s", name, diff)
		}
		if !cmp.Equal(got.Unused, []string{"电话"}) || got.File != name {
			t.Errorf("ReadInspectors(%s): %q unused of %q, want 电话", name, got.Unused, got.File)
		}
	}
}

// A spreadsheet's dates and numbers are read as they are shown.
func TestReadInspectorsOfWorkbook(t *testing.T) {
	book := bookOf(dataOf(
		`<row r="2"><c t="str"><v>id</v></c><c t="str"><v>name</v></c><c t="str"><v>township</v></c><c t="str"><v>recusals</v></c><c t="str"><v>absences</v></c></row>`+
			`<row r="3"><c><v>7</v></c><c t="str"><v>Wang</v></c><c><v>360681105000</v></c><c t="str"><v>UNIT: Bureau (East) (kin); site:SC-1(owner)</v></c><c s="1"><v>45352</v></c></row>`), nil)
	got, err := ReadInspectors("r.xlsx", strings.NewReader(string(book)), InspectorOptions{})
	if err != nil {
		t.Fatal(err, got)
	}
	want := []Inspector{{
		Line: 3, ID: "7", Name: "Wang", Township: "360681105000",
		Recusals: []Recusal{{Unit: "Bureau (East)", Reason: "kin"}, {Site: "SC-1", Reason: "owner"}},
		Absences: []Absence{{From: "2024-03-01", To: "2024-03-01"}},
	}}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Errorf("ReadInspectors (-want +got):\n%s", diff)
	}
}

// Every wrong row is named with what would be right, and nothing comes of the others.
func TestReadInspectorsRejects(t *testing.T) {
	for _, test := range []struct{ row, want string }{
		{",张三,,,,,", `r: 3: 编号: intake.cell-empty`},
		{"Ａ１,张三,,,,,", `r: 3: 编号: intake.full-width: got "Ａ１", want "A1"`},
		{"b,,,,,,", `r: 3: 姓名: intake.cell-empty`},
		{"b," + strings.Repeat("长", 86) + ",,,,,", `r: 3: 姓名: text.length: got "` + strings.Repeat("长", 26) + `…", want "255"`},
		{"\"b\",\"张\n三\",,,,,", `r: 3: 姓名: text.control: got "张\n三"`},
		{"a,张三,,,,,", `r: 3: 编号: intake.inspector-twice: got "a" (2)`},
		{"b,张三,,36068110,,,", `r: 3: 乡镇: area.code: got "36068110"`},
		{"b,张三,,３６０６８１１０５,,,", `r: 3: 乡镇: intake.full-width: got "３６０６８１１０５", want "360681105"`},
		{"b,张三,,360681105001,,,", `r: 3: 乡镇: intake.township: got "360681105001", want "360681105000"`},
		{"b,张三,,360681000000,,,", `r: 3: 乡镇: intake.township: got "360681000000"`},
		{"b,张三,,泗里镇,,,", `r: 3: 乡镇: area.name-unknown: got "泗里镇", want "泗沥镇"`},
		{"b,张三,,花园,,,", `r: 3: 乡镇: area.name-ambiguous: got "花园" (360681002000, 360681200000)`},
		{"b,张三,,,,城管局(亲属),", `r: 3: 回避: intake.recusal: got "城管局(亲属)", want "` + recusalForms + `"`},
		{"b,张三,,,,亲属:城管局(任职),", `r: 3: 回避: intake.recusal: got "亲属:城管局(任职)", want "` + recusalForms + `"`},
		{"b,张三,,,,单位:(任职),", `r: 3: 回避: intake.recusal: got "单位:(任职)", want "` + recusalForms + `"`},
		{"b,张三,,,,单位:城管局,", `r: 3: 回避: intake.recusal-reason: got "单位:城管局", want "单位:城管局(…)"`},
		{"b,张三,,,,单位：城管局（ ）,", `r: 3: 回避: intake.recusal-reason: got "单位：城管局（ ）", want "单位:城管局(…)"`},
		{"b,张三,,,,单位:a(x);点位:b,", `r: 3: 回避: intake.recusal-reason: got "点位:b", want "点位:b(…)"`},
		{"b,张三,,,,区划:360681(x),", `r: 3: 回避: area.code: got "360681"`},
		{"b,张三,,,,单位:a(" + strings.Repeat("x", 1025) + "),", `r: 3: 回避: text.length: got "` + strings.Repeat("x", 80) + `…", want "1024"`},
		{"b,张三,,,,,2026-05-01(" + strings.Repeat("x", 1025) + ")", `r: 3: 请假: text.length: got "` + strings.Repeat("x", 80) + `…", want "1024"`},
		{"b,张三,,,,区划:泗里镇(x),", `r: 3: 回避: area.name-unknown: got "泗里镇", want "泗沥镇"`},
		{"b,张三,,,,点位:ＳＣ－１(x),", `r: 3: 回避: intake.full-width: got "ＳＣ－１", want "SC-1"`},
		{"b,张三,,,,,五一", `r: 3: 请假: intake.day: got "五一", want "2026-11-16"`},
		{"b,张三,,,,,2026-02-30", `r: 3: 请假: intake.day: got "2026-02-30", want "2026-11-16"`},
		{"b,张三,,,,,26-05-01", `r: 3: 请假: intake.day: got "26-05-01", want "2026-05-01"`},
		{"b,张三,,,,,２０２６-05-01", `r: 3: 请假: intake.full-width: got "２０２６-05-01", want "2026-05-01"`},
		{"b,张三,,,,,2026-05-01~", `r: 3: 请假: intake.absence: got "2026-05-01~", want "` + absenceForm + `"`},
		{"b,张三,,,,,2026-05-01~2026-05-02~2026-05-03(x)", `r: 3: 请假: intake.absence: got "2026-05-01~2026-05-02~2026-05-03(x)", want "` + absenceForm + `"`},
		{"b,张三,,,,,2026-05-05~2026-05-01(x)", `r: 3: 请假: intake.absence-order: got "2026-05-05~2026-05-01", want "2026-05-01~2026-05-05"`},
		{"b,张三", `r: 3: intake.row-width: got "2", want "7"`},
	} {
		data := "编号,姓名,单位,乡镇,资质,回避,请假\na,好,,,,,\n" + test.row + "\n"
		got, err := ReadInspectors("r", strings.NewReader(data), known())
		if asError(t, err).Code != ErrRejected || got == nil || got.Rows != nil || got.Bad != 1 {
			t.Errorf("%s: %v, %+v, want one row rejected and none read", test.row, err, got)
			continue
		}
		if reject := got.Rejects[0].Error(); reject != test.want {
			t.Errorf("%s: %s, want %s", test.row, reject, test.want)
		}
	}
}

// Rows behind a wrong one are read too, so that all that is wrong is told at once; an
// id is taken by a row that is wrong otherwise.
func TestReadInspectorsTellsAll(t *testing.T) {
	got, err := ReadInspectors("r", strings.NewReader("id,name,absences\na,,\na,x,\nb,x,y\nc,x,\n"), InspectorOptions{Options: Options{Limits: Limits{Rejects: 2}}})
	if !errors.Is(err, ErrRejected) || got.Bad != 3 || len(got.Rejects) != 2 {
		t.Fatalf("ReadInspectors = %v, %+v, want three rows rejected, two of them listed", err, got)
	}
	if want := `r: 3: id: intake.inspector-twice: got "a" (2)`; got.Rejects[1].Error() != want {
		t.Errorf("second reject %v, want %s", got.Rejects[1], want)
	}
}

func TestReadInspectorsRefuses(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", `r: intake.empty`},
		{"id,name\n", `r: intake.no-rows`},
		{"id,name\n合计,2\n", `r: intake.no-rows`},
		{"编号,单位\na,b\n", `r: 1: 姓名 (name): intake.column-missing, want "姓名 (name)"`},
		{"姓名,单位\na,b\n", `r: 1: 编号 (id): intake.column-missing, want "编号 (id)"`},
		{"id,name,姓名\na,b,c\n", `r: 1: 姓名: intake.column-twice: got "姓名"`},
		{"id,name,recusels\na,b,\n", `r: 1: recusels: intake.column-unknown: got "recusels", want "recusals"`},
		{"x,y\n1,2\n", `r: 1: intake.header: got "x, y", want "编号 (id), 姓名 (name), 单位 (unit), 乡镇 (township)"`},
		{"{}", `r: intake.format: got "{}", want "xlsx, csv"`},
	} {
		got, err := ReadInspectors("r", strings.NewReader(test.data), InspectorOptions{})
		if err == nil || got != nil {
			t.Errorf("ReadInspectors(%q) = %+v, want %s", test.data, got, test.want)
			continue
		}
		if e := asError(t, err).Error(); e != test.want {
			t.Errorf("ReadInspectors(%q) = %s, want %s", test.data, e, test.want)
		}
	}
}

// Without a register names of townships mean nothing, and a lookup that answers
// nonsense is not believed.
func TestReadInspectorsTownship(t *testing.T) {
	const data = "id,name,township\na,x,泗沥镇\n"
	got, err := ReadInspectors("r", strings.NewReader(data), InspectorOptions{})
	if want := `r: 2: township: intake.township-name: got "泗沥镇"`; err == nil || got.Rejects[0].Error() != want {
		t.Errorf("without a register: %v, %+v, want %s", err, got, want)
	}
	for answer, want := range map[geo.AreaCode]geo.Code{"360681": geo.ErrAreaCode, "360681105001": ErrTownship} {
		o := InspectorOptions{Township: func(string) (geo.AreaCode, error) { return answer, nil }}
		if got, err := ReadInspectors("r", strings.NewReader(data), o); err == nil || !errors.Is(got.Rejects[0], want) {
			t.Errorf("with %s for a township: %v, want %s", answer, err, want)
		}
	}
}

// Each heading means one field.
func TestInspectorHeadings(t *testing.T) {
	seen := map[string]InspectorField{}
	for _, f := range InspectorFields() {
		for _, h := range inspectorHeadings[f] {
			if other, twice := seen[foldHeading(h)]; twice {
				t.Errorf("%q means %s and %s", h, other, f)
			}
			seen[foldHeading(h)] = f
			if got, known := inspectorField(" " + strings.ToUpper(h) + "*"); !known || got != f {
				t.Errorf("inspectorField(%q) = %v, %v, want %v", h, got, known, f)
			}
		}
	}
}

// What Cells writes is read back to the same; what would not be is refused, and the
// column named.
func TestInspectorCells(t *testing.T) {
	for _, test := range []struct {
		name  string
		who   Inspector
		field InspectorField
	}{
		{"a bracket without its other", Inspector{ID: "a", Name: "x", Recusals: []Recusal{{Unit: "b", Reason: "c)d"}}}, InspectorRecusals},
		{"a separator in a unit", Inspector{ID: "a", Name: "x", Recusals: []Recusal{{Unit: "b;c", Reason: "d"}}}, InspectorRecusals},
		{"no reason", Inspector{ID: "a", Name: "x", Recusals: []Recusal{{Unit: "b"}}}, InspectorRecusals},
		{"nothing", Inspector{ID: "a", Name: "x", Recusals: []Recusal{{Reason: "b"}}}, InspectorRecusals},
		{"two at once", Inspector{ID: "a", Name: "x", Recusals: []Recusal{{Site: "s", Unit: "b", Reason: "d"}}}, InspectorRecusals},
		{"twice", Inspector{ID: "a", Name: "x", Qualifications: []string{"b", "b"}}, InspectorQualifications},
		{"a list as one", Inspector{ID: "a", Name: "x", Qualifications: []string{"b、c"}}, InspectorQualifications},
		{"days backwards", Inspector{ID: "a", Name: "x", Absences: []Absence{{From: "2026-05-02", To: "2026-05-01"}}}, InspectorAbsences},
		{"a line break", Inspector{ID: "a", Name: "x", Absences: []Absence{{From: "2026-05-01", To: "2026-05-01", Reason: "a\nb"}}}, InspectorAbsences},
		{"no name", Inspector{ID: "a"}, InspectorName},
		{"space", Inspector{ID: "a", Name: "x", Unit: " b"}, InspectorUnit},
		{"a village", Inspector{ID: "a", Name: "x", Township: "360681105001"}, InspectorTownship},
		{"a total", Inspector{ID: "合计", Name: "x"}, InspectorID},
		{"a heading", Inspector{ID: "姓名", Name: "编号"}, InspectorID},
	} {
		cells, err := test.who.Cells(English)
		if err == nil || cells != nil || asError(t, err).At.Column != test.field.String() {
			t.Errorf("%s: Cells = %q, %v, want an error in %s", test.name, cells, err, test.field)
		}
	}
}

// anyInspector is one as the reader makes them, with signs that could mislead it.
func anyInspector() *rapid.Generator[Inspector] {
	word := rapid.StringMatching(`[a-z城管局、 ()（）:：~=+'"-]{1,6}`).Filter(func(s string) bool { return strings.TrimSpace(s) == s })
	plain := rapid.StringMatching(`[a-z城管局=+'-]{1,6}`)
	day := rapid.SampledFrom([]string{"2026-05-01", "2026-05-02", "2027-12-31"})
	recusal := rapid.Custom(func(t *rapid.T) Recusal {
		r := Recusal{Reason: word.Draw(t, "reason")}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			r.Unit = word.Draw(t, "unit")
		case 1:
			r.Area = rapid.SampledFrom([]geo.AreaCode{"360681105000", "360681105001", "360681000000"}).Draw(t, "area")
		default:
			r.Site = plain.Draw(t, "site")
		}
		return r
	})
	absence := rapid.Custom(func(t *rapid.T) Absence {
		days := []string{day.Draw(t, "from"), day.Draw(t, "to")}
		slices.Sort(days)
		return Absence{days[0], days[1], rapid.OneOf(rapid.Just(""), word).Draw(t, "why")}
	})
	return rapid.Custom(func(t *rapid.T) Inspector {
		return Inspector{
			ID: plain.Draw(t, "id"), Name: plain.Draw(t, "name"), Unit: rapid.OneOf(rapid.Just(""), word).Draw(t, "unit"),
			Township:       rapid.SampledFrom([]geo.AreaCode{"", "360681105000"}).Draw(t, "township"),
			Qualifications: rapid.SliceOfNDistinct(plain, 0, 3, rapid.ID[string]).Draw(t, "qualifications"),
			Recusals:       rapid.SliceOfNDistinct(recusal, 0, 3, rapid.ID[Recusal]).Draw(t, "recusals"),
			Absences:       rapid.SliceOfNDistinct(absence, 0, 3, rapid.ID[Absence]).Draw(t, "absences"),
		}
	})
}

func TestInspectorCellsComeBack(t *testing.T) {
	written := 0
	rapid.Check(t, func(t *rapid.T) {
		who := anyInspector().Draw(t, "who")
		w := rapid.SampledFrom([]Wording{Chinese, English}).Draw(t, "wording")
		texts, err := who.Cells(w)
		if err != nil {
			return
		}
		written++
		var cells [inspectorFieldCount]cell
		for f := range cells {
			cells[f].text = texts[f]
		}
		got, f, err := (&inspectorReader{}).read(&cells)
		if diff := cmp.Diff(who, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("read(%q) = %s: %v (-want +got):\n%s", texts, f, err, diff)
		}
	})
	if written < 20 {
		t.Errorf("%d inspectors were written: the others do not count", written)
	}
}

// FuzzInspectors holds that what is read is right, and that all else is an error with
// a code.
func FuzzInspectors(f *testing.F) {
	f.Add(inspectorsTable)
	f.Add("id,name,township,qualifications,recusals,absences\na,x,360681105,b|c,site:s(t),2026-01-01\n")
	f.Add("\ufeff编号\t姓名\t回避\r\n1\t甲\t单位:（）(())\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		o := known()
		o.Limits = Limits{TokenBytes: 1 << 16, Elements: 1 << 16, Rejects: 10}
		r, err := ReadInspectors("fuzz", strings.NewReader(text), o)
		if err != nil {
			asError(t, err)
			return
		}
		ids := map[string]bool{}
		for _, who := range r.Rows {
			right := geo.CheckIdentifier(who.ID) == nil && geo.CheckIdentifier(who.Name) == nil && !ids[who.ID] && who.Line > 0 &&
				(who.Township == "" || asTownship(who.Township) == nil)
			for _, one := range who.Recusals {
				right = right && one.Reason != "" && geo.CheckText(one.Reason) == nil && one.Site+one.Unit+string(one.Area) != ""
			}
			for _, one := range who.Absences {
				right = right && isDay(one.From) && isDay(one.To) && one.From <= one.To && geo.CheckText(one.Reason) == nil
			}
			if ids[who.ID] = true; !right {
				t.Errorf("%+v", who)
			}
		}
	})
}

func ExampleReadInspectors() {
	table := "编号,姓名,乡镇,回避,请假\n" +
		"jc-1,张三,360681105,单位:城管局(亲属任职),2026-05-01~2026-05-05(培训)\n" +
		"jc-2,李四,360681002,单位:教育局,\n"
	r, err := ReadInspectors("inspectors.csv", strings.NewReader(table), InspectorOptions{})
	fmt.Println(errors.Is(err, ErrRejected), len(r.Rows))
	for _, e := range r.Rejects {
		fmt.Println(e)
	}
	// Output:
	// true 0
	// inspectors.csv: 3: 回避: intake.recusal-reason: got "单位:教育局", want "单位:教育局(…)"
}
