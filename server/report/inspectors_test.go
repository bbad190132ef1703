package report

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// inspectorWriters are the forms in which inspectors are written to be read again.
var inspectorWriters = map[string]func(io.Writer, []intake.Inspector, *text.Catalogue) error{
	"csv": InspectorsCSV, "xlsx": InspectorsXLSX,
}

// readInspectors reads what was written, and forgets on which lines it stood.
func readInspectors(data []byte) ([]intake.Inspector, error) {
	r, err := intake.ReadInspectors("written", bytes.NewReader(data), intake.InspectorOptions{})
	if err != nil {
		return nil, err
	}
	if len(r.Unused) > 0 {
		return nil, &geo.Error{Code: intake.ErrColumnUnknown, Value: r.Unused[0]}
	}
	for i := range r.Rows {
		r.Rows[i].Line = 0
	}
	return r.Rows, nil
}

// whole are inspectors about whom everything is said, with texts that are awkward to
// write.
func whole() []intake.Inspector {
	return []intake.Inspector{
		{
			ID: "007", Name: `=HYPERLINK("http://x")`, Unit: "-城管局（东）", Township: "360681105000", Qualifications: []string{"@组长", "食品安全"},
			Recusals: []intake.Recusal{
				{Unit: "城管局 (东)", Reason: "亲属任职;同住"}, {Area: "360681105001", Reason: "居住地"}, {Site: "SC-1", Reason: "_x0041_"},
			},
			Absences: []intake.Absence{{From: "2026-05-01", To: "2026-05-05", Reason: "培训"}, {From: "2026-06-01", To: "2026-06-01"}},
		},
		{ID: "'+86", Name: "\"引号\", 逗号"},
		{ID: "2026-05-01", Name: "45352", Unit: "TRUE"},
	}
}

func TestInspectorsComeBack(t *testing.T) {
	for form, write := range inspectorWriters {
		for _, lang := range text.Langs() {
			var b bytes.Buffer
			if err := write(&b, whole(), text.For(lang)); err != nil {
				t.Fatalf("%s %s: %v", form, lang, err)
			}
			got, err := readInspectors(b.Bytes())
			if diff := cmp.Diff(whole(), got); err != nil || diff != "" {
				t.Errorf("%s %s: %v (-want +got):\n%s", form, lang, err, diff)
			}
		}
	}
}

// Whatever is written comes back, in both forms; what would not is refused.
func TestInspectorsComeBackOrAreRefused(t *testing.T) {
	word := rapid.StringMatching(`[a-b城、;()（）:=+@'" -]{1,5}`)
	recusal := rapid.Custom(func(t *rapid.T) intake.Recusal {
		return intake.Recusal{Unit: word.Draw(t, "unit"), Reason: word.Draw(t, "reason")}
	})
	one := rapid.Custom(func(t *rapid.T) intake.Inspector {
		return intake.Inspector{
			ID: word.Draw(t, "id"), Name: word.Draw(t, "name"), Qualifications: rapid.SliceOfN(word, 0, 2).Draw(t, "qualifications"),
			Recusals: rapid.SliceOfN(recusal, 0, 2).Draw(t, "recusals"),
		}
	})
	written := 0
	rapid.Check(t, func(t *rapid.T) {
		list := []intake.Inspector{one.Draw(t, "who")}
		for form, write := range inspectorWriters {
			var b bytes.Buffer
			if err := write(&b, list, text.For(text.ZH)); err != nil {
				if !errors.Is(err, ErrInspectorNotKept) {
					t.Fatalf("%s: %v, want %s", form, err, ErrInspectorNotKept)
				}
				continue
			}
			written++
			got, err := readInspectors(b.Bytes())
			if diff := cmp.Diff(list, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Fatalf("%s: %v in %s (-want +got):\n%s", form, err, b.String()[:min(200, b.Len())], diff)
			}
		}
	})
	if written < 20 {
		t.Errorf("%d tables were written: the others do not count", written)
	}
}

func TestInspectorsAreRefused(t *testing.T) {
	list := append(whole(), intake.Inspector{ID: "x", Name: "y", Recusals: []intake.Recusal{{Unit: "城管局"}}})
	for form, write := range inspectorWriters {
		err := write(io.Discard, list, text.For(text.EN))
		e, is := errors.AsType[*geo.Error](err)
		if !is || e.Code != ErrInspectorNotKept || e.Value != "x" || !errors.Is(err, intake.ErrRecusalReason) {
			t.Errorf("%s: %v, want %s of x for want of a reason", form, err, ErrInspectorNotKept)
		}
	}
	long := intake.Inspector{ID: "x", Name: "y"}
	for len(long.Recusals) < 40 {
		long.Recusals = append(long.Recusals, intake.Recusal{Unit: strings.Repeat("u", len(long.Recusals)+1), Reason: strings.Repeat("r", 1000)})
	}
	if err := InspectorsXLSX(io.Discard, []intake.Inspector{long}, text.For(text.EN)); !errors.Is(err, ErrCell) {
		t.Errorf("a cell too long: %v, want %s", err, ErrCell)
	}
}

func inspectorTemplate(t testing.TB, lang text.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := InspectorsTemplate(&b, text.For(lang)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The template's example is read without a reject, has something in every column, and
// each column is explained in both languages.
func TestInspectorsTemplate(t *testing.T) {
	for _, lang := range text.Langs() {
		data := inspectorTemplate(t, lang)
		if !bytes.Equal(data, inspectorTemplate(t, lang)) {
			t.Errorf("%s: two runs differ", lang)
		}
		got, err := readInspectors(data)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %v, %v, want one example", lang, got, err)
		}
		if i := got[0]; i.Unit == "" || i.Township == "" || len(i.Qualifications) != 2 || len(i.Recusals) != 3 || len(i.Absences) != 1 {
			t.Errorf("%s: the example is %+v", lang, i)
		}
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		notes, err := f.GetRows(text.For(lang).Text("sheet.columns", nil))
		if err != nil || len(notes) != 1+len(intake.InspectorFields()) {
			t.Fatalf("%s: notes of %d rows, %v", lang, len(notes), err)
		}
		for i, field := range intake.InspectorFields() {
			want := []string{
				field.Heading(intake.Chinese), text.For(text.ZH).Text(inspectorHelp[field], nil),
				field.Heading(intake.English), text.For(text.EN).Text(inspectorHelp[field], nil),
			}
			if !slices.Equal(notes[i+1], want) || want[1] == string(inspectorHelp[field]) {
				t.Errorf("%s: the notes on %s are %q, want %q", lang, field, notes[i+1], want)
			}
		}
		style, err := f.GetColStyle(f.GetSheetName(0), "D")
		if err != nil {
			t.Fatal(err)
		}
		if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
			t.Errorf("%s: codes have the style %+v, %v, want texts", lang, s, err)
		}
	}
}
