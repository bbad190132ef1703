package sampler_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// membersOnly takes the members' own names for headings.
func membersOnly(heading string) (string, bool) {
	known := append(sampler.PlanColumns(), "name", "title")
	if slices.Contains(known, heading) {
		return heading, true
	}
	return geo.Nearest(heading, known), false
}

// tableRows numbers rows from 1.
func tableRows(cells [][]string) []sampler.TableRow {
	rows := make([]sampler.TableRow, len(cells))
	for i, row := range cells {
		rows[i] = sampler.TableRow{Number: i + 1, Cells: row}
	}
	return rows
}

// tableOf is a table in short: cells separated by "|".
func tableOf(text string) []sampler.TableRow {
	var cells [][]string
	for line := range strings.Lines(text) {
		cells = append(cells, strings.Split(strings.TrimRight(line, "\n"), "|"))
	}
	return tableRows(cells)
}

// checkForms writes a plan as a table, YAML and JSON, and wants it back.
func checkForms(t interface{ Errorf(string, ...any) }, name string, p sampler.Plan) {
	again, err := sampler.PlanFromTable(tableRows(sampler.AppendTable(&p)), membersOnly)
	if err != nil || again.Digest() != p.Digest() {
		t.Errorf("%s: PlanFromTable(%q) = %s, %v, want %s", name, sampler.AppendTable(&p),
			sampler.AppendPlan(nil, &again), err, sampler.AppendPlan(nil, &p))
	}
	yaml := string(sampler.AppendPlanYAML(nil, &p))
	again, err = sampler.ReadPlan(strings.NewReader(yaml))
	if err != nil || again.Digest() != p.Digest() {
		t.Errorf("%s: ReadPlan(%s) = %s, %v, want %s", name, yaml, sampler.AppendPlan(nil, &again), err, sampler.AppendPlan(nil, &p))
	}
}

// TestPlanForms takes every shipped plan, every plan of the vectors and random
// ones there and back.
func TestPlanForms(t *testing.T) {
	for _, name := range sampler.ShippedPlans() {
		plan, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Fatal(err)
		}
		checkForms(t, name, plan)
	}
	for _, v := range vectors(t) {
		checkForms(t, v.Name, parsePlan(t, string(v.Record.Plan)))
	}
	for round := range uint64(longOr(500, 150)) {
		checkForms(t, "random", randomPlan(t, rand.New(rand.NewPCG(5, round))))
	}
}

// TestPlanFormsWithAwkwardTexts puts texts into plans that tables and YAML give a
// meaning of their own.
func TestPlanFormsWithAwkwardTexts(t *testing.T) {
	letters := []rune("ab0;；、\"'\\=+-@:#,{}[]&*!|>%` \u3000\u0085\u00a0\u2028\ufeff\u009f点é🏪")
	words := rapid.OneOf(
		rapid.SampledFrom([]string{"true", "No", "null", "~", "1", "010", "0x1", "1e5", ".inf", "NaN", "2026-12-01", "all", "y", "-", "- a", "=1", "'=1", "\uff1d1"}),
		rapid.StringOfN(rapid.SampledFrom(letters), 1, 8, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfNDistinct(words, 0, 3, rapid.ID[string])
		p, err := sampler.NewPlan(sampler.Plan{
			Name: words.Draw(t, "name"), Title: words.Draw(t, "title"),
			Steps: []sampler.Step{
				{ID: "first", Category: []string{"A"}, N: 1},
				{
					ID: words.Draw(t, "id"), N: 1, Category: rapid.SliceOfNDistinct(words, 1, 3, rapid.ID[string]).Draw(t, "category"),
					Tags: list.Draw(t, "tags"), AnyTags: list.Draw(t, "any"), In: list.Draw(t, "in"), Method: sampler.Map,
					By: sampler.By("tag:" + words.Draw(t, "by")), Map: &sampler.MapParameters{In: words.Draw(t, "map.in")},
				},
			},
		})
		if err != nil {
			t.Skip(err) // such as an id with a slash, or texts that are not NFC
		}
		checkForms(t, "awkward", p)
	})
}

func TestAppendTable(t *testing.T) {
	plan, err := sampler.ReadPlan(strings.NewReader(`
name: small
title: " 名称"
steps:
  - {id: road, category: [ZCGD, SC], tags: ["a;b", "=x"], n: all}
  - {id: stop, category: [GJZD], n: 3, method: map, map: {anchor: "picks:road"}}
  - {id: bank, category: [YHWD], by: area, n: 3, at_most: {by: unit, n: 2}, not_in: [road, stop]}
  - {id: size, category: [YHWD], method: balanced, by_size: true, n: 3, walk: 100}
`))
	if err != nil {
		t.Fatal(err)
	}
	table := sampler.AppendTable(&plan)
	headings := table[2]
	if diff := cmp.Diff([][]string{{"name", "small"}, {"title", `" 名称"`}, sampler.PlanColumns()}, table[:3]); diff != "" {
		t.Errorf("AppendTable(plan) (-want +got):\n%s", diff)
	}
	want := []map[string]string{
		{"id": "road", "category": "ZCGD;SC", "tags": `"a;b";"=x"`, "n": "all", "method": "simple"},
		{"id": "stop", "category": "GJZD", "n": "3", "method": "map", "map.anchor": "picks:road", "map.radius": "5000", "map.list": "10", "map.take": "any"},
		{"id": "bank", "category": "YHWD", "by": "area", "n": "3", "allocate": "proportional", "method": "simple", "at_most.by": "unit", "at_most.n": "2", "not_in": "road;stop"},
		{"id": "size", "category": "YHWD", "n": "3", "method": "balanced", "by_size": "true", "walk": "100"},
	}
	var got []map[string]string
	for _, row := range table[3:] {
		filled := map[string]string{}
		for i, cell := range row {
			if cell != "" {
				filled[headings[i]] = cell
			}
		}
		got = append(got, filled)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of AppendTable(plan) (-want +got):\n%s", diff)
	}
}

// TestPlanFromTable reads tables as people fill them in.
func TestPlanFromTable(t *testing.T) {
	for _, test := range []struct{ name, table, want string }{
		{"headings only", "id|category|n\na|SC|1", `{"steps":[{"category":["SC"],"id":"a","n":1}]}`},
		{"name after title", "title|甲\nname|b\nid|category|n\na|SC|1", `{"name":"b","steps":[{"category":["SC"],"id":"a","n":1}],"title":"甲"}`},
		{"empty lines and rows", "name|\n\n||\nid|category|n\n|  |\na|SC|1\n\n", `{"steps":[{"category":["SC"],"id":"a","n":1}]}`},
		{"any order, spaces, an empty heading", " n | id||category \n 2 | a \u3000||\u00a0SC", `{"steps":[{"category":["SC"],"id":"a","n":2}]}`},
		{"separators", "id|category|n\na|SC; YY；GY、ZXX;;|1", `{"steps":[{"category":["SC","YY","GY","ZXX"],"id":"a","n":1}]}`},
		{"quoted items", "id|category|tags|n\na|SC|\"a;b\"\"\" ; \" c\"、d\"|1", `{"steps":[{"category":["SC"],"id":"a","n":1,"tags":["a;b\""," c","d\""]}]}`},
		{"title with quotation marks", "title|\"大\"市场\nid|category|n\na|SC|1", `{"steps":[{"category":["SC"],"id":"a","n":1}],"title":"\"大\"市场"}`},
		{"all and yes", "id|category|n|method|by_size|reserve\na|SC|全部|||\nb|SC|ALL||否|0\nc|SC|1|balanced|是|\nd|SC|1|systematic|TRUE|2",
			`{"steps":[{"category":["SC"],"id":"a","n":"all"},{"category":["SC"],"id":"b","n":"all"},` +
				`{"by_size":true,"category":["SC"],"id":"c","method":"balanced","n":1},{"by_size":true,"category":["SC"],"id":"d","method":"systematic","n":1,"reserve":2}]}`},
		{"objects", "id|category|n|method|at_most.by|at_most.n|map.radius|map.take\na|SC|1|map|||300|nearest\nb|SC|1||unit|2||",
			`{"steps":[{"category":["SC"],"id":"a","map":{"radius":300,"take":"nearest"},"method":"map","n":1},{"at_most":{"by":"unit","n":2},"category":["SC"],"id":"b","n":1}]}`},
	} {
		got, err := sampler.PlanFromTable(tableOf(test.table), membersOnly)
		if text := string(sampler.AppendPlan(nil, &got)); err != nil || text != test.want {
			t.Errorf("%s: PlanFromTable(%q) = %s, %v, want %s", test.name, test.table, text, err, test.want)
		}
	}
}

// TestPlanTableRefusals wants each wrong cell named by row, heading and value.
func TestPlanTableRefusals(t *testing.T) {
	type refusal struct {
		Code                      geo.Code
		Line                      int
		Column, Step, Value, Want string
	}
	const safe = "9007199254740991"
	for _, test := range []struct {
		table string
		want  []refusal
	}{
		{"", []refusal{{sampler.ErrTableEmpty, 0, "", "", "", ""}}},
		{"name|x", []refusal{{sampler.ErrTableEmpty, 0, "", "", "", ""}}},
		{"id|category|n\n||", []refusal{{sampler.ErrTableEmpty, 1, "", "", "", ""}}},
		{"name|x|y\nname|z\nid|category|n\na|SC|1", []refusal{
			{sampler.ErrTableExtra, 1, "", "", "y", ""}, {sampler.ErrTableTwice, 2, "name", "", "name", ""},
		}},
		{"title|a\u0301\nid|category|n\na|SC|1", []refusal{{geo.ErrTextNotNFC, 1, "title", "", "a\u0301", "\u00e1"}}},
		{"id|categry|n|n|name|xyzzyplugh", []refusal{
			{sampler.ErrTableHeading, 1, "categry", "", "categry", "category"},
			{sampler.ErrTableTwice, 1, "n", "", "n", ""},
			{sampler.ErrTableHeading, 1, "name", "", "name", ""},
			{sampler.ErrTableHeading, 1, "xyzzyplugh", "", "xyzzyplugh", ""},
		}},
		{"category\nSC|1", []refusal{{sampler.ErrTableColumn, 1, "", "", "", "id"}, {sampler.ErrTableColumn, 1, "", "", "", "n"}}},
		{"nam|x\nid|category|n", []refusal{
			{sampler.ErrTableHeading, 1, "nam", "", "nam", "name"}, {sampler.ErrTableHeading, 1, "x", "", "x", "n"},
		}},
		{"name|a\u0301\nid|category|n\na|SC|x", []refusal{
			{geo.ErrTextNotNFC, 1, "name", "", "a\u0301", "\u00e1"}, {sampler.ErrWholeNumber, 3, "n", "a", "x", ""},
		}},
		{"id|category|n\na|SC|1|x", []refusal{{sampler.ErrTableExtra, 2, "", "a", "x", ""}}},
		{"id|category||n\na|SC|x|1", []refusal{{sampler.ErrTableExtra, 2, "", "a", "x", ""}}},
		{"id|category|n|reserve|by_size\na|SC|many|-1|maybe\nb|SC|0|1.5|\nc|SC|-1||\nd|SC|03||", []refusal{
			{sampler.ErrWholeNumber, 2, "n", "a", "many", ""},
			{sampler.ErrNumberRange, 2, "reserve", "a", "-1", "0 … " + safe},
			{sampler.ErrChoice, 2, "by_size", "a", "maybe", "true, false, yes, no, 是, 否"},
			{sampler.ErrNumberRange, 3, "n", "b", "0", "1 … " + safe},
			{sampler.ErrWholeNumber, 3, "reserve", "b", "1.5", ""},
			{sampler.ErrNumberRange, 4, "n", "c", "-1", "1 … " + safe},
			{sampler.ErrWholeNumber, 5, "n", "d", "03", ""},
		}},
		{"id|category|n\n|SC|1\nb||1\nc|SC|\na|SC|9007199254740992", []refusal{
			{sampler.ErrTableCell, 2, "id", "", "", ""}, {sampler.ErrTableCell, 3, "category", "b", "", ""},
			{sampler.ErrTableCell, 4, "n", "c", "", ""}, {sampler.ErrWholeNumber, 5, "n", "a", "9007199254740992", ""},
		}},
		{"id|category|n\na|SC|1\na|GY|1\na/b|SC|1\nc|SC;SC|1\nd|\"SC|1\ne|\"SC\"x|1", []refusal{
			{sampler.ErrStepTwice, 3, "id", "a", "a", ""}, {sampler.ErrStepID, 4, "id", "a/b", "a/b", ""},
			{sampler.ErrListTwice, 5, "category", "c", "SC", ""},
			{sampler.ErrTableQuote, 6, "category", "d", "\"SC", ""}, {sampler.ErrTableQuote, 7, "category", "e", "\"SC\"x", ""},
		}},
		// A step after a wrong one may refer to it.
		{"id|category|n|within\na|SC|x|\nb|SC|1|a\nc|SC|1|aa", []refusal{
			{sampler.ErrWholeNumber, 2, "n", "a", "x", ""}, {sampler.ErrStepEarlier, 4, "within", "c", "aa", "a"},
		}},
		{"id|category|n|method|allocate|by\na|SC|1|simpel||\nb|SC|1||halves|\nc|SC|1|||town\nd|SC|all|pareto||", []refusal{
			{sampler.ErrChoice, 2, "method", "a", "simpel", "simple, systematic, pareto, balanced, map"},
			{sampler.ErrChoice, 3, "allocate", "b", "halves", "proportional, equal, each"},
			{sampler.ErrChoice, 4, "by", "c", "town", "category, area, place, unit, tag:…"},
			{sampler.ErrCombination, 5, "method", "d", "pareto", "n: all"},
		}},
		{"id|category|n|method|at_most.by|at_most.n|map.in|map.anchor|map.list\n" +
			"a|SC|1|||2|||\nb|SC|1||unit||||\nc|SC|1|||||| 3\nd|SC|1|map|||P|picks:a|\ne|SC|1|systematic|unit|1|||\nf|SC|1|map|||||0", []refusal{
			{sampler.ErrTableCell, 2, "at_most.by", "a", "", ""}, {sampler.ErrTableCell, 3, "at_most.n", "b", "", ""},
			{sampler.ErrCombination, 4, "map.list", "c", "map", "method: map"},
			{sampler.ErrCombination, 5, "map.in", "d", "in", "anchor"},
			{sampler.ErrCombination, 6, "at_most.by", "e", "at_most", "method: systematic"},
			{sampler.ErrNumberRange, 7, "map.list", "f", "0", "1 … " + safe},
		}},
		// A column that the table has not is called by its member.
		{"id|category|n|at_most.n\na|SC|1|2", []refusal{{sampler.ErrTableCell, 2, "at_most.by", "a", "", ""}}},
	} {
		_, err := sampler.PlanFromTable(tableOf(test.table), membersOnly)
		var list []error
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			list = joined.Unwrap()
		}
		var got []refusal
		for _, err := range list {
			if e, ok := errors.AsType[*geo.Error](err); ok {
				got = append(got, refusal{e.Code, e.At.Line, e.At.Column, e.At.Step, e.Value, e.Want})
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("PlanFromTable(%q) = %v (-want +got):\n%s", test.table, err, diff)
		}
	}
}

func FuzzPlanFromTable(f *testing.F) {
	for _, name := range sampler.ShippedPlans() {
		plan, err := sampler.ShippedPlan(name)
		if err != nil {
			f.Fatal(err)
		}
		var lines []string
		for _, row := range sampler.AppendTable(&plan) {
			lines = append(lines, strings.Join(row, "|"))
		}
		f.Add(strings.Join(lines, "\n"))
	}
	f.Add("name|x\nid|category|n|tags|by_size\na|SC;\"b\"\"\"、c|all|\"|no")
	f.Fuzz(func(t *testing.T, text string) {
		plan, err := sampler.PlanFromTable(tableOf(text), membersOnly)
		if err == nil {
			checkForms(t, "fuzz", plan)
		}
	})
}
