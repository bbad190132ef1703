package report

import (
	"context"
	"io"
	"strconv"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// county is the draw of the demo county by its plan of 131 sites.
func county(t testing.TB) Sheets {
	t.Helper()
	frame, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	contacts, err := fixtures.Contacts()
	if err != nil {
		t.Fatal(err)
	}
	p, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		t.Fatal(err)
	}
	record, err := sampler.Draw(context.Background(), frame, p, "seed", sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Sheets{Result: Result{Draw: Draw{Record: record, Frame: frame, Texts: text.For(text.ZH)}}, Contacts: contacts, Deadline: at}
}

// Each drawn site of the county stands in one sheet, with somebody to answer for
// it, what is checked and when.
func TestSheetsOfTheCounty(t *testing.T) {
	s := county(t)
	all, err := s.tasks()
	if err != nil {
		t.Fatal(err)
	}
	sites := 0
	for unit, rows := range all.rows {
		sites += len(rows)
		for _, r := range rows {
			if r.site.Unit != unit || r.contact.Person == "" || all.items(r.site.Category) == "" || all.hours[r.site.Category] == "" || r.place() == "" {
				t.Errorf("%s in the sheet of %q: person %q, checks %q, hours %q, place %q", r.site.ID, unit,
					r.contact.Person, all.items(r.site.Category), all.hours[r.site.Category], r.place())
			}
		}
	}
	if sites != len(s.Record.Picks) {
		t.Errorf("the sheets have %d sites, want %d", sites, len(s.Record.Picks))
	}
	checkPage(t, render(t, SheetsHTML, s))
	checkPage(t, render(t, ResultHTML, s.Result))
	if got := len(cellsOfBook(t, render(t, ResultXLSX, s.Result))); got < 10*sites {
		t.Errorf("the workbook has %s cells, want at least %s", strconv.Itoa(got), strconv.Itoa(10*sites))
	}
}

func BenchmarkSheets(b *testing.B) {
	s := county(b)
	for name, write := range map[string]func(io.Writer, Sheets) error{"CSV": SheetsCSV, "XLSX": SheetsXLSX, "HTML": SheetsHTML} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := write(io.Discard, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
