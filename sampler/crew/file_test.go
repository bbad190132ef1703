package crew

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/sampler"
)

func sample() *Assignment {
	return &Assignment{
		Record: sampler.Digest{1}, Lot: 2, Date: day, Inspectors: sampler.Digest{2}, Before: sampler.Digest{3},
		Rules: Rules{Size: 2, Most: 3, Lead: "组长", Way: Cross}, Ring: []string{"990001100", "990001101"}, Attempt: 5,
		Teams: []Team{{Members: []string{"b", "a"}, Sites: []string{"s\u2028\"1\\", "s2"}}, {Members: []string{"c", "d"}}},
		Idle:  []string{"e"}, Difference: 2, Repeats: 1,
	}
}

func TestAppendIsCanonical(t *testing.T) {
	want := `{"attempt":5,"before":"03` + strings.Repeat("0", 62) + `","date":"2026-11-27","difference":2,"idle":["e"],"inspectors":"02` +
		strings.Repeat("0", 62) + `","lot":2,"record":"01` + strings.Repeat("0", 62) + `","repeats":1,"ring":["990001100","990001101"],` +
		`"rules":{"lead":"组长","most":3,"size":2,"way":"cross"},"spec":"teams-v1","teams":[{"members":["b","a"],"sites":["s` +
		"\u2028" + `\"1\\","s2"]},{"members":["c","d"]}]}`
	got := string(Append(nil, sample()))
	if got != want {
		t.Errorf("Append = %s, want %s", got, want)
	}
	again, err := Parse([]byte(got))
	if err != nil || string(Append(nil, again)) != want || again.Digest() != sample().Digest() {
		t.Errorf("Parse = %v, %v", again, err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := string(Append(nil, sample()))
	for _, test := range []struct{ old, becomes, want string }{
		{`{"attempt"`, ` {"attempt"`, "@1: json.canonical"},
		{`"spec":"teams-v1"`, `"spec":"teams-v2"`, `spec: crew.spec: got "teams-v2"`},
		{`"attempt":5`, `"attempt":65`, `attempt: number.range: got "65"`},
		{`"attempt":5`, `"attempt":5.5`, "attempt: number.whole"},
		{`"attempt":5`, `"attempts":5`, `json.member: got "attempts"`},
		{`"idle":["e"]`, `"idle":["a"]`, `idle[1]: crew.twice: got "a"`},
		{`"idle":["e"]`, `"idle":"e"`, "idle: json.kind"},
		{`,"s2"]`, `,""]`, `teams[1].sites[2]: text.length`},
		{`"record":"01`, `"record":"0`, `record: hex.length`},
		{`"record":"01`, `"record":"0x`, `record: hex.length`},
		{`"before":"03`, `"before":"0A`, "@25: json.canonical"},
		{`"date":"2026-11-27"`, `"date":"27.11."`, "date: crew.date"},
		{`"way":"cross"`, `"way":"x"`, "rules.way: choice.unknown"},
		{`"size":2,`, `"size":0,`, "json.canonical"},
		{`"lot":2`, `"lot":2,"lot":2`, "json.canonical"},
		{`]}]}`, `]}]} `, "json.canonical"},
		{`]}]}`, `]}]`, "json.syntax"},
		{`"teams":[`, `"teams":[null,`, "json.canonical"},
	} {
		text := strings.Replace(good, test.old, test.becomes, 1)
		if text == good {
			t.Fatalf("%s does not occur", test.old)
		}
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Parse with %s = %v, want %s", test.becomes, err, test.want)
		}
	}
}

func TestInspectorsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := smallJob(t, Lot)
		list, err := NewInspectors(rapid.Permutation(j.Inspectors).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		text := AppendInspectors(nil, list)
		again, err := ParseInspectors(text)
		if err != nil || string(AppendInspectors(nil, again)) != string(text) || InspectorsDigest(again) != InspectorsDigest(list) {
			t.Fatalf("ParseInspectors(%s) = %v", text, err)
		}
	})
	full := []Inspector{{
		ID: "p1", Name: "王", Unit: "城管局", Township: "990001101000", Qualifications: []string{"b", "a", "b"},
		Recusals: []Recusal{{Area: "990001102000", Reason: "亲属"}, {Site: "s", Reason: "x"}, {Unit: "u", Reason: "y"}},
		Absences: []Absence{{From: day, To: day, Reason: "培训"}, {From: day, To: day}},
	}}
	settled, err := NewInspectors(full)
	want := `[{"absences":[{"from":"2026-11-27","reason":"培训","to":"2026-11-27"},{"from":"2026-11-27","to":"2026-11-27"}],"id":"p1","name":"王",` +
		`"qualifications":["a","b"],"recusals":[{"area":"990001102000","reason":"亲属"},{"reason":"x","site":"s"},{"reason":"y","unit":"u"}],` +
		`"township":"990001101000","unit":"城管局"}]`
	if got := string(AppendInspectors(nil, settled)); err != nil || got != want {
		t.Errorf("AppendInspectors = %s, want %s", got, want)
	}
	if full[0].Qualifications[0] != "b" {
		t.Error("NewInspectors changes what it is given")
	}
	for _, text := range []string{`[{"id":"b"},{"id":"a"}]`, `[{"id":"a"},{"id":"a"}]`, `[{"id":"a","qualifications":["b","a"]}]`, `null`, `[{}]`, `[{"ID":"a"}]`} {
		if _, err := ParseInspectors([]byte(text)); err == nil {
			t.Errorf("ParseInspectors(%s): want an error", text)
		}
	}
}

func TestVisits(t *testing.T) {
	a := &Assignment{Teams: []Team{{Members: []string{"b", "a"}, Sites: []string{"s1", "s2", "gone"}}, {Members: []string{"c"}}}}
	list := a.Visits([]Site{{ID: "s1", Area: "990001101002"}, {ID: "s2", Area: "990001101000"}})
	want := `[{"inspector":"a","place":"990001101002"},{"inspector":"a","place":"s2"},` +
		`{"inspector":"b","place":"990001101002"},{"inspector":"b","place":"s2"}]`
	if got := string(appendVisits(nil, list)); got != want {
		t.Errorf("Visits = %s, want %s", got, want)
	}
	if VisitsDigest(list) != digestOf([]byte(want)) || VisitsDigest(nil) != (sampler.Digest{}) {
		t.Error("VisitsDigest is not that of the canonical list, or not zero of none")
	}
}

func TestCheckNamesTheDifference(t *testing.T) {
	j := countyJob(40, 60)
	a := mustAssign(t, &j)
	if err := Check(&j, a); err != nil {
		t.Fatal(err)
	}
	swap := func(a *Assignment) { // two sites of two teams, both allowed or not
		x, y := a.Teams[0].Sites, a.Teams[1].Sites
		x[0], y[0] = y[0], x[0]
	}
	for want, change := range map[string]func(*Assignment){
		"record: ":           func(a *Assignment) { a.Record[0]++ },
		"lot: ":              func(a *Assignment) { a.Lot++ },
		"date: ":             func(a *Assignment) { a.Date = "2026-11-28" },
		"inspectors: ":       func(a *Assignment) { a.Inspectors[0]++ },
		"before: ":           func(a *Assignment) { a.Before = sampler.Digest{} },
		"rules.size: ":       func(a *Assignment) { a.Rules.Size = 3 },
		"rules.most: ":       func(a *Assignment) { a.Rules.Most = 1 },
		"rules.lead: ":       func(a *Assignment) { a.Rules.Lead = "x" },
		"rules.way: ":        func(a *Assignment) { a.Rules.Way = Cross },
		"ring: ":             func(a *Assignment) { a.Ring = []string{"990001100"} },
		"attempt: ":          func(a *Assignment) { a.Attempt++ },
		"teams[1].members: ": func(a *Assignment) { a.Teams[0].Members[0] = "x" },
		"teams[1].sites: ":   swap,
		"idle: ":             func(a *Assignment) { a.Idle = append(a.Idle, "x") },
		"difference: ":       func(a *Assignment) { a.Difference++ },
		"repeats: ":          func(a *Assignment) { a.Repeats++ },
		"teams: ":            func(a *Assignment) { a.Teams = append(a.Teams, Team{}) },
	} {
		other, err := Parse(Append(nil, a))
		if err != nil {
			t.Fatal(err)
		}
		change(other)
		if want == "teams: " { // one more team stands where the idle were
			want = ""
		}
		if err := Check(&j, other); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "crew.differs") {
			t.Errorf("Check = %v, want %s", err, want)
		}
	}
	j.Inspectors = nil
	if _, is := asError(Check(&j, a)); !is {
		t.Error("Check of a job of nobody: want its error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Append(nil, sample()))
	f.Add([]byte(`{"teams":[{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := Parse(text)
		if err != nil {
			if _, is := asError(err); !is {
				t.Fatalf("Parse(%q) = %v, no error of the program", text, err)
			}
			return
		}
		if again := Append(nil, a); string(again) != string(text) {
			t.Fatalf("Parse(%q) is written %q", text, again)
		}
	})
}

func FuzzParseInspectors(f *testing.F) {
	f.Add([]byte(`[{"absences":[{"from":"2026-11-27","to":"2026-11-27"}],"id":"p","recusals":[{"reason":"x","site":"s"}],"township":"990001101000"}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ParseInspectors(text)
		if err != nil {
			if _, is := asError(err); !is {
				t.Fatalf("ParseInspectors(%q) = %v, no error of the program", text, err)
			}
			return
		}
		if again := AppendInspectors(nil, list); string(again) != string(text) {
			t.Fatalf("ParseInspectors(%q) is written %q", text, again)
		}
		for i := range list {
			_ = townshipOf(string(list[i].Township))
			for k := range list[i].Recusals {
				list[i].Recusals[k].holds(&Site{ID: "s", Area: "990001101001"})
			}
		}
	})
}

func TestHolds(t *testing.T) {
	s := &Site{ID: "s", Area: "990001101002", Unit: "u"}
	for _, test := range []struct {
		r    Recusal
		want bool
	}{
		{Recusal{Site: "s"}, true}, {Recusal{Site: "S"}, false}, {Recusal{Unit: "u"}, true}, {Recusal{Unit: "v"}, false},
		{Recusal{Area: "990001000000"}, true}, {Recusal{Area: "990002000000"}, false},
		{Recusal{Area: "990001101000"}, true}, {Recusal{Area: "990001102000"}, false},
		{Recusal{Area: "990001101002"}, true}, {Recusal{Area: "990001101003"}, false},
	} {
		if got := test.r.holds(s); got != test.want {
			t.Errorf("%+v.holds(%+v) = %v, want %v", test.r, s, got, test.want)
		}
	}
	for area, want := range map[string]string{"": "", "990001000000": "", "990001101000": "990001101", "990001101002": "990001101"} {
		if got := townshipOf(area); got != want {
			t.Errorf("townshipOf(%q) = %q, want %q", area, got, want)
		}
	}
}
