package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// The workbook says what the table says, without the apostrophes that keep a
// spreadsheet from taking texts of a table for formulas.
func TestRejectsXLSX(t *testing.T) {
	rejects := []*geo.Error{
		{Code: geo.ErrSiteSize, At: geo.Place{File: "=list", Line: 12, Column: "规模"}, Value: "'-1", Want: "-2"},
		{Code: geo.ErrSiteSize, At: geo.Place{File: "list"}, Value: "'quoted'"},
	}
	texts := text.For(text.EN)
	var table, book bytes.Buffer
	if err := RejectsCSV(&table, rejects, texts); err != nil {
		t.Fatal(err)
	}
	if err := RejectsXLSX(&book, &table, texts); err != nil {
		t.Fatal(err)
	}
	rows, err := intake.ReadCells("", &book, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, r := range rows {
		got = append(got, r.Cells[:5])
	}
	want := [][]string{
		{"file", "row", "column", "value", "should be"},
		{"=list", "12", "规模", "'-1", "-2"},
		{"list", "0", "", "'quoted'", ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRejectsXLSXOfNoTable(t *testing.T) {
	for _, table := range []string{"", "\ufeffa,\"b"} {
		if err := RejectsXLSX(&bytes.Buffer{}, strings.NewReader(table), text.For(text.ZH)); err == nil {
			t.Errorf("RejectsXLSX(%q) = nil", table)
		}
	}
}
