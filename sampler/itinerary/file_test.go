package itinerary

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func TestRoundTrip(t *testing.T) {
	it := made(t)
	written := Append(nil, it)
	read, err := Read(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(it, read); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if again := Append(nil, read); !bytes.Equal(again, written) {
		t.Errorf("written again:\n%s\nwant\n%s", again, written)
	}
	if it.LeftOut[0].Stop.ID != "k" || it.Unlocated[0].ID != "x" {
		t.Error("what is left out is not in order")
	}
	if it.Digest() != read.Digest() {
		t.Error("digests differ")
	}
}

// An itinerary that was changed is read as it was written, and its legs begin where
// the rest of a day was planned again.
func TestRoundTripOfAChange(t *testing.T) {
	it, err := New(changed())
	if err != nil {
		t.Fatal(err)
	}
	read, err := Parse(Append(nil, it))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(it, read); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	team := &read.Teams[0]
	day := &team.Days[0]
	for leg, want := range []Position{team.Start.At, day.Restarts[0].From, day.Restarts[1].From} {
		if got := day.Origin(team, leg); got != want {
			t.Errorf("leg %d begins at %v, want %v", leg+1, got, want)
		}
	}
	if got, want := made(t).Teams[0].Days[0].Origin(team, 1), day.Visits[0].Stop.Last(); got != want {
		t.Errorf("a leg after a visit begins at %v, want %v", got, want)
	}
}

// Fields stand in the order of their names, and texts have no escapes but those
// that RFC 8785 has.
func TestCanonical(t *testing.T) {
	written := Append(nil, made(t))
	var decoded any
	if err := json.Unmarshal(written, &decoded); err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(decoded); err != nil { // maps are written in order
		t.Fatal(err)
	}
	sorted := strings.ReplaceAll(strings.TrimSuffix(want.String(), "\n"), `\u2028`, "\u2028")
	if string(written) != sorted {
		t.Errorf("Append =\n%s\nwant\n%s", written, sorted)
	}
	if got := string(appendPlain(nil, []byte(`"\\u2028\u2029\""`))); got != `"\\u2028`+"\u2029"+`\""` {
		t.Errorf("appendPlain = %q", got)
	}
}

func TestParseRefuses(t *testing.T) {
	good := string(Append(nil, made(t)))
	for _, test := range []struct {
		name, old, replacement string
		code                   geo.Code
		column                 string
	}{
		{"space", `{"checks"`, `{ "checks"`, sampler.ErrCanonical, "@2"},
		{"more", `"zone":"+08:00"}`, `"zone":"+08:00"}{}`, sampler.ErrCanonical, ""},
		{"cut", `"zone":"+08:00"}`, `"zone":`, sampler.ErrJSON, ""},
		{"no JSON", `"iterations":`, `"iterations"=`, sampler.ErrJSON, ""},
		{"unknown member", `"zone":`, `"zones":`, sampler.ErrMember, ""},
		{"member in capitals", `"zone":`, `"Zone":`, sampler.ErrCanonical, ""},
		{"member twice", `"zone":`, `"zone":"","zone":`, sampler.ErrCanonical, ""},
		{"kind", `"set_out_ms":28800000`, `"set_out_ms":"8"`, sampler.ErrJSONKind, "teams.days.set_out_ms"},
		{"fraction", `"set_out_ms":28800000`, `"set_out_ms":2880000.5`, sampler.ErrWholeNumber, "teams.days.set_out_ms"},
		{"position", `"start":{"at":[1172100000,282800000]`, `"start":{"at":[1172100000]`, sampler.ErrJSONKind, "teams.start.at"},
		{"null", `"teams":[`, `"unlocated":null,"teams":[`, sampler.ErrCanonical, ""},
		{"spec", `"itinerary-v1"`, `"itinerary-v2"`, ErrSpec, "spec"},
		{"order", `"unlocated":[{"id":"x"},{"id":"y"}]`, `"unlocated":[{"id":"y"},{"id":"x"}]`, sampler.ErrCanonical, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(good, test.old, test.replacement, 1)
			if text == good {
				t.Fatalf("%s is not there", test.old)
			}
			_, err := Parse([]byte(text))
			var e *geo.Error
			if !errors.As(err, &e) || e.Code != test.code || test.column != "" && e.At.Column != test.column {
				t.Errorf("Parse = %v, want %s at %s", err, test.code, test.column)
			}
		})
	}
}

// However an itinerary is cut into teams, days and visits, it is read as it was
// written, and its totals are those of its days.
func TestRoundTripOfAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := sample()
		day := it.Teams[0].Days[0]
		it.Teams, it.LeftOut = nil, nil
		var service int64
		for i := range rapid.IntRange(0, 4).Draw(t, "teams") {
			team := Team{Name: string(rune('a' + i)), Hours: Span{To: 24 * hour}, Start: Place{At: at(1, 2)}}
			for j := range rapid.IntRange(0, 3).Draw(t, "days") {
				d := Day{Date: "2026-11-2" + string(rune('0'+j)), SetOut: rapid.Int64Range(0, hour).Draw(t, "set out")}
				now := d.SetOut
				for k := range rapid.IntRange(1, 4).Draw(t, "visits") {
					leg := day.Legs[k%len(day.Legs)]
					v := Visit{Stop: Stop{ID: string(rune('a'+i)) + string(rune('0'+j)) + string(rune('0'+k)), Path: Positions(geo.Point{})}}
					v.Wait = rapid.Int64Range(0, hour).Draw(t, "wait")
					v.Arrive = now + leg.Milliseconds
					v.Begin = v.Arrive + v.Wait
					v.Leave = v.Begin + rapid.Int64Range(0, hour).Draw(t, "service")
					service += v.Leave - v.Begin
					now = v.Leave
					d.Legs, d.Visits = append(d.Legs, leg), append(d.Visits, v)
				}
				d.Return = now
				d.Totals = d.Sum()
				team.Days = append(team.Days, d)
			}
			it.Teams = append(it.Teams, team)
		}
		first, err := New(it)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Parse(Append(nil, first))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
		if got := second.Totals().Service; got != service {
			t.Fatalf("service = %d, want %d", got, service)
		}
	})
}

// large is a day of three teams and 131 visits, with ways of 60 positions.
func large(t testing.TB) *Itinerary {
	t.Helper()
	it := sample()
	it.LeftOut, it.Teams = nil, nil
	for i := range 3 {
		team := Team{Name: string(rune('a' + i)), Hours: Span{To: 24 * hour}, Start: Place{At: at(1172100000, 282800000)}}
		d := Day{Date: "2026-11-23"}
		for j := range 44 - i/2 {
			var leg Leg
			for k := range 60 {
				leg.Path = append(leg.Path, at(1172100000+geo.E7(1000*k), 282800000+geo.E7(900*j)))
			}
			leg.Milliseconds = hour / 12
			d.Return += leg.Milliseconds
			stop := Stop{ID: team.Name + strconv.Itoa(j), Name: "农贸市场", Category: "SC", Unit: "城管局", Path: leg.Path[59:]}
			d.Legs, d.Visits = append(d.Legs, leg), append(d.Visits, Visit{Arrive: d.Return, Begin: d.Return, Leave: d.Return + hour/6, Stop: stop})
			d.Return += hour / 6
		}
		d.Reckon()
		team.Days = []Day{d}
		it.Teams = append(it.Teams, team)
	}
	made, err := New(it)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func BenchmarkAppend(b *testing.B) {
	it := large(b)
	for b.Loop() {
		Append(nil, it)
	}
}

func BenchmarkParse(b *testing.B) {
	text := Append(nil, large(b))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Append(nil, made(f)))
	again, err := New(changed())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(Append(nil, again))
	f.Add([]byte(`{"origin":{},"spec":"itinerary-v1","zone":"+08:00"}`))
	f.Add([]byte(`{"teams":[{"days":[{"visits":[{}]}]}],"spec":"itinerary-v1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		it, err := Parse(text)
		var e *geo.Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Fatalf("Parse = %v, which is no geo.Error", err)
		case err == nil && !bytes.Equal(Append(nil, it), text):
			t.Fatal("what is read is not what is written")
		}
	})
}

// The file that other programs may be tried with is what this one writes.
func TestSampleFile(t *testing.T) {
	path := filepath.Join("testdata", "sample.json")
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := Append(nil, made(t)); !bytes.Equal(got, bytes.TrimSuffix(want, []byte("\n"))) {
		t.Errorf("Append = %s", got)
	}
}
