package report

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

func TestRoutesHTML(t *testing.T) {
	page := wayOut(t, "html", driven(t, text.ZH))
	if strings.Contains(page, "<script") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, " style=") {
		t.Error("a name got through, a link was taken out, or a style is not in the sheet")
	}
	if got := strings.Count(page, "<section>"); got != 3+1+1 {
		t.Errorf("%d sections", got)
	}
	if got := strings.Count(page, `shape-rendering="crispEdges"`); got != 6 {
		t.Errorf("%d QR codes", got)
	}
	for _, want := range []string{
		`href="geo:28.286000,117.219000?q=`, "路长 张三", "<b>信江路(交通路—站江路)</b>", "<b>09:00–10:00</b>", "08:30 到达，等候 30 分钟",
		"离道路 412 米", "<b>01:30 &#43;1</b>", "<b>12:00–13:00</b>", `class="guessed"`, `class="walk"`, "© OpenStreetMap contributors", ">200 m<",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Breaks stand where they are taken.
func TestRoutesHTMLIsInOrder(t *testing.T) {
	page := wayOut(t, "html", driven(t, text.ZH))
	at := 0
	for _, want := range []string{"<b>09:00–10:00</b>", "<b>12:00–13:00</b>", "<b>13:00–14:00</b>", "<b>01:30 &#43;1</b>", "2026-11-24"} {
		next := strings.Index(page[at:], want)
		if next < 0 {
			t.Fatalf("%s does not stand where it belongs", want)
		}
		at += next
	}
}

// A break before leaving comes first, one at home last.
func TestBreaksAreInOrder(t *testing.T) {
	r := driven(t, text.ZH)
	d := r.days()[0]
	d.Breaks = []itinerary.Span{{From: 7 * hour}, {From: 9 * hour}, {From: 15 * hour}, {From: 26 * hour}}
	var got []string
	for _, item := range d.items() {
		switch {
		case item.visit != nil:
			got = append(got, "visit")
		case item.rest != nil:
			got = append(got, clock(item.rest.From))
		default:
			got = append(got, "home")
		}
	}
	if want := []string{"07:00", "visit", "09:00", "visit", "15:00", "home", "02:00 +1"}; !slices.Equal(got, want) {
		t.Errorf("items = %v, want %v", got, want)
	}
}

// The way from a stretch begins where it was left.
func TestWaysBeginWhereVisitsEnd(t *testing.T) {
	r := driven(t, text.ZH)
	d := r.days()[0]
	slices.Reverse(d.Visits)
	visits := d.visits()
	if got := visits[1].from(); got.At != (geo.Point{Lon: 1172250000, Lat: 282862000}) || got.Name != "信江路(交通路—站江路)" {
		t.Errorf("from = %v", got)
	}
	if got := visits[0].from(); got.At != (geo.Point{Lon: 1172100000, Lat: 282800000}) || got.Name != "市政府" {
		t.Errorf("the first way is from %v", got)
	}
}

// Everything drawn lies in the drawing, and a kilometre east is as long as one north.
func TestRouteMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := func() geo.Point {
			return geo.Point{Lon: geo.E7(rapid.IntRange(1172000000, 1179000000).Draw(t, "lon")), Lat: geo.E7(rapid.IntRange(280000000, 289000000).Draw(t, "lat"))}
		}
		box := point().Bounds().Union(point().Bounds())
		on := newPlane(box)
		for _, corner := range []geo.Point{box.Min, box.Max} {
			x, y := on.place(corner)
			if len(x) > 5 || len(y) > 5 || strings.HasPrefix(x, "-") || strings.HasPrefix(y, "-") {
				t.Fatalf("%v is drawn at %s,%s", corner, x, y)
			}
		}
		if bar := on.bar(); len(bar.Length) > 5 || bar.Label == "" {
			t.Fatalf("bar = %+v", bar)
		}
	})
}

func TestClock(t *testing.T) {
	for ms, want := range map[int64]string{0: "00:00", 59_999: "00:00", 24*hour - 1: "23:59", 24 * hour: "00:00 +1", 25*hour + 60_000: "01:01 +1"} {
		if got := clock(ms); got != want {
			t.Errorf("clock(%d) = %s, want %s", ms, got, want)
		}
	}
	if got := kilometres(49_999) + " " + kilometres(50_000) + " " + kilometres(12_340_000) + " " + minutes(29_999) + " " + minutes(30_000); got != "0.0 0.1 12.3 0 1" {
		t.Errorf("rounded: %s", got)
	}
}
