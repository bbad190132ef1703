package dispatch_test

import (
	"context"
	"fmt"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
)

// county is a draw of 131 sites, some 500 m apart, a third of them stretches of
// streets, for three teams of two days.
func county(b *testing.B) dispatch.Input {
	b.Helper()
	var sites []geo.Site
	record := &sampler.Record{}
	for i := range 131 {
		at := geo.Point{Lon: geo.E7(1_172_000_000 + 50_000*(i%12)), Lat: geo.E7(282_800_000 + 45_000*(i/12))}
		s := geo.Site{ID: fmt.Sprintf("s%03d", i), Name: fmt.Sprintf("点%d", i), Category: "OWN", Area: "360681101000", Geometry: at}
		p := sampler.Pick{Step: "a", ID: s.ID, Role: sampler.Main, Order: i + 1}
		if i%3 == 0 {
			s.Category, s.Geometry = "ZCGD", geo.Line{at, {Lon: at.Lon + 40_000, Lat: at.Lat}}
			p.Stretch = &sampler.Stretch{From: 0, To: 200_000}
		}
		sites, record.Picks = append(sites, s), append(record.Picks, p)
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		b.Fatal(err)
	}
	record.FrameDigest = frame.Digest()
	return dispatch.Input{Frame: frame, Record: record, Teams: mustParse(`
dates: [2026-11-25, 2026-11-26]
hours: 07:00-19:00
lunch: {from: 11:30, to: 13:30, minutes: 60}
start: {name: 创建办, at: [117.22, 28.30]}
teams:
  - {name: 甲, members: [张三, 李四]}
  - {name: 乙, members: [王五, 赵六]}
  - {name: 丙, members: [孙七, 周八]}
`)}
}

func BenchmarkNew(b *testing.B) {
	in := county(b)
	for b.Loop() {
		if _, err := dispatch.New(in); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlan is what a plan costs beside a search of 1,000 iterations.
func BenchmarkPlan(b *testing.B) {
	d, err := dispatch.New(county(b))
	if err != nil {
		b.Fatal(err)
	}
	travel, err := dispatch.Estimated(road.Car(), d.Places())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := d.Plan(context.Background(), travel, dispatch.Options{Iterations: 1000, Objective: route.Fair}); err != nil {
			b.Fatal(err)
		}
	}
}
