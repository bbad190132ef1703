package drill_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
)

// file is a drill as people write it.
const file = `
# 每周五
name: fridays
title: 每周五行动日
register: county
plan: "` + digest + `"
calendar:
  start: "2026-03-06T09:00"
  rule: FREQ=WEEKLY;BYDAY=FR
  until: "2026-08-28"
mode: cover
reach: area
seeds: practice
seed: spring
teams: {}
`

func TestParseYAML(t *testing.T) {
	want, err := drill.New(fridays())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{file, "\ufeff" + file, string(drill.Append([]byte("\ufeff \n"), &want))} {
		if d, err := drill.ParseYAML([]byte(text)); err != nil || !reflect.DeepEqual(d, want) {
			t.Errorf("ParseYAML(%s) = %+v, %v, want %+v", text, d, err, want)
		}
	}
	for _, test := range []struct {
		text string
		code geo.Code
	}{
		{"", drill.ErrFile},
		{"name: &a x\ntitle: *a", drill.ErrFile},
		{"name: [", drill.ErrFile},
		{"\xff", geo.ErrTextEncoding},
		{strings.Repeat("# long\n", 1<<14), drill.ErrLarge},
		{"- fridays", sampler.ErrJSONKind},
		{strings.Replace(file, "reach", "raech", 1), sampler.ErrMember},
	} {
		if _, err := drill.ParseYAML([]byte(test.text)); !errors.Is(err, test.code) {
			t.Errorf("ParseYAML(%.60q) = %v, want %s", test.text, err, test.code)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	right, err := drill.New(fridays())
	if err != nil {
		t.Fatal(err)
	}
	good := string(drill.Append(nil, &right))
	swap := func(old, replacement string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s stands nowhere in %s", old, good)
		}
		return strings.Replace(good, old, replacement, 1)
	}
	for _, test := range []struct {
		name, text    string
		code          geo.Code
		column, value string
		want          string
	}{
		{"nothing", "", sampler.ErrJSON, "", " @1", ""},
		{"no JSON", "{name}", sampler.ErrJSON, "", "", ""},
		{"two values", good + "{}", sampler.ErrJSON, "", "", ""},
		{"a list", "[]", sampler.ErrJSONKind, "", "[…]", "{…: …}"},
		{"too deep", strings.Repeat("[", 9), sampler.ErrJSONDeep, "", "", "8"},
		{"too long", strings.Repeat(" ", 1<<18+1), drill.ErrLarge, "", "", "262144"},
		{"not UTF-8", swap("fridays", "frid\xffys"), geo.ErrTextEncoding, "", "", ""},
		{"unknown member", swap(`"mode"`, `"made"`), sampler.ErrMember, "", "made", "mode"},
		{"unknown member of the calendar", swap(`"until"`, `"untl"`), sampler.ErrMember, "calendar", "untl", "until"},
		{"unknown member of teams", swap(`"teams":{}`, `"teams":{"sise":3}`), sampler.ErrMember, "teams", "sise", "size"},
		{"a member twice", swap(`"mode":`, `"name":"x","mode":`), sampler.ErrMemberTwice, "", "name", ""},
		{"a number for a text", swap(`"fridays"`, `7`), sampler.ErrJSONKind, "name", "7", `"…"`},
		{"a text for an object", swap(`"teams":{}`, `"teams":"2"`), sampler.ErrJSONKind, "teams", `"2"`, "{…: …}"},
		{"an object for a text", swap(`"spring"`, `{"a":1}`), sampler.ErrJSONKind, "seed", "{…}", `"…"`},
		{"a text for a number", swap(`"teams":{}`, `"teams":{"size":"2"}`), sampler.ErrJSONKind, "teams.size", `"2"`, "0 … 9"},
		{"half a member", swap(`"teams":{}`, `"teams":{"size":2.5}`), sampler.ErrWholeNumber, "teams.size", "2.5", ""},
		{"teams of none", swap(`"teams":{}`, `"teams":{"size":0}`), sampler.ErrNumberRange, "teams.size", "0", "1 … 100"},
		{"no number of this world", swap(`"teams":{}`, `"teams":{"most":99999999999999999999}`), sampler.ErrNumberRange, "teams.most", "99999999999999999999", "0 … 10000"},
		{"minutes of a year", swap(`"mode"`, `"release_minutes":527041,"mode"`), sampler.ErrNumberRange, "release_minutes", "527041", "0 … 527040"},
		{"no lead", swap(`"mode"`, `"lead_minutes":0,"mode"`), sampler.ErrNumberRange, "lead_minutes", "0", "60 … 44640"},
		{"a lead of practice", swap(`"mode"`, `"lead_minutes":60,"mode"`), sampler.ErrCombination, "lead_minutes", "lead_minutes", "seeds: practice"},
		{"nothing failed", swap(`"cover"`, `"again"`), sampler.ErrCombination, "reach", "reach", "mode: again"},
		{"below nothing", swap(`"mode"`, `"below":0,"mode"`), sampler.ErrNumberRange, "below", "0", "1 … 100"},
		{"a text for a list", swap(`"calendar":{`, `"calendar":{"dates":"2026-04-01",`), sampler.ErrJSONKind, "calendar.dates", `"2026-04-01"`, "[…, …]"},
		{"a number in a list", swap(`"calendar":{`, `"calendar":{"skip":["2026-04-01",20260402],`), sampler.ErrJSONKind, "calendar.skip[2]", "20260402", `"…"`},
		{"a plan by its name", swap(digest, "county-31x131"), sampler.ErrHex, "plan", "county-31x131", "64"},
		{"a plan in capitals", swap(digest, strings.Replace(digest, "01", "AB", 1)), sampler.ErrHex, "plan", "", "64"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := drill.Parse(test.text)
			e, is := errors.AsType[*geo.Error](err)
			if !is {
				t.Fatalf("Parse(%.200s) = %v, want a *geo.Error", test.text, err)
			}
			if e.Code != test.code || e.At.Column != test.column || test.value != "" && e.Value != test.value || e.Want != test.want {
				t.Errorf("Parse(%.200s) = %v, want %s at %q of %q, want %q", test.text, err, test.code, test.column, test.value, test.want)
			}
		})
	}
}

// TestParseTakesNull holds null against a member that is absent.
func TestParseTakesNull(t *testing.T) {
	d, err := drill.New(fridays())
	if err != nil {
		t.Fatal(err)
	}
	good := string(drill.Append(nil, &d))
	with := strings.Replace(good, `"name"`, `"source":null,"lead_minutes":null,"below":null,"name"`, 1)
	with = strings.Replace(with, `"rule"`, `"dates":null,"zone":null,"rule"`, 1)
	if got, err := drill.Parse(with); err != nil || !reflect.DeepEqual(got, d) {
		t.Errorf("Parse(%s) = %+v, %v, want %+v", with, got, err, d)
	}
	without := strings.Replace(good, `"teams":{}`, `"teams":null`, 1)
	if got, err := drill.Parse(without); err != nil || got.Teams != nil {
		t.Errorf("Parse(%s) = %+v, %v, want no teams", without, got, err)
	}
}
