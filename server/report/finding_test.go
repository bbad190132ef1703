package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

func findings(t *testing.T, lang text.Lang) report.Findings {
	t.Helper()
	frame, err := sampler.NewFrame([]geo.Site{
		{ID: "a", Name: "=农贸市场", Category: "SC", Unit: "市场局", Area: "360681101000"}, {ID: "b", Name: "学校", Category: "XX"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return report.Findings{
		Frame: frame, Texts: text.For(lang), Label: "演练",
		Rows: []report.Finding{
			{Number: 1, Site: "a", Item: "order", Met: 3, Observed: 4, When: "2026-11-20", By: "c01"},
			{Number: 2, Site: "b", Score: 0.1, HasScore: true, When: "2026-11-20", Photo: strings.Repeat("0a", 32), State: report.FindingContested},
			{Number: 4, Site: "b", Score: 1, HasScore: true, By: "+c02", State: report.FindingSuperseded},
			{Number: 5, Site: "b", Score: 0, HasScore: true, By: "c02", State: report.FindingReplaced, Other: "r9"},
		},
	}
}

// What is written is read again as it was, in both languages and forms.
func TestFindingsAreReadAgain(t *testing.T) {
	for _, lang := range text.Langs() {
		f := findings(t, lang)
		for name, write := range map[string]func(*bytes.Buffer) error{
			"r.csv":  func(b *bytes.Buffer) error { return report.FindingsCSV(b, f) },
			"r.xlsx": func(b *bytes.Buffer) error { return report.FindingsXLSX(b, f) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatalf("%s %v: %v", name, lang, err)
			}
			read, err := intake.ReadFindings(name, &b, intake.Options{})
			if err != nil {
				t.Errorf("%s %v: ReadFindings = %v", name, lang, err)
				continue
			}
			var got []report.Finding
			for i, row := range read.Rows {
				got = append(got, report.Finding{
					Number: f.Rows[i].Number, Site: row.ID, Item: row.Item, Met: row.Met, Observed: row.Observed, Score: row.Score, HasScore: row.Observed == 0,
					When: row.When, By: row.By, Photo: row.Photo, State: f.Rows[i].State, Other: f.Rows[i].Other,
				})
			}
			if diff := cmp.Diff(f.Rows, got); diff != "" {
				t.Errorf("%s %v (-want +got):\n%s", name, lang, diff)
			}
		}
	}
}

// Each state has a sentence of its own; the reserve in place of a site is named.
func TestFindingStates(t *testing.T) {
	for _, lang := range text.Langs() {
		said := map[string]bool{}
		for _, state := range report.FindingStates() {
			f := findings(t, lang)
			f.Rows = f.Rows[:1]
			f.Rows[0].State, f.Rows[0].Other = state, "r9"
			var b bytes.Buffer
			if err := report.FindingsCSV(&b, f); err != nil {
				t.Fatal(err)
			}
			row := b.String()[strings.LastIndex(strings.TrimSuffix(b.String(), "\r\n"), "\n"):]
			if said[row] || strings.Contains(row, "r9") != (state == report.FindingReplaced) {
				t.Errorf("state %d: %q", state, row)
			}
			said[row] = true
		}
	}
}
