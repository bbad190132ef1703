package sampler_test

import (
	"context"
	"fmt"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// A frame of two townships with two villages each, one drawn in one drawn.
func ExampleDraw() {
	frame, _ := sampler.NewFrame([]geo.Site{
		{ID: "990001100000", Area: "990001100000", Category: "XZZF", Name: "甲镇", Tags: []string{"kind:town"}},
		{ID: "990001100201", Area: "990001100201", Category: "XZC", Name: "甲一村"},
		{ID: "990001100202", Area: "990001100202", Category: "XZC", Name: "甲二村"},
		{ID: "990001200000", Area: "990001200000", Category: "XZZF", Name: "乙乡", Tags: []string{"kind:township"}},
		{ID: "990001200201", Area: "990001200201", Category: "XZC", Name: "乙一村"},
		{ID: "990001200202", Area: "990001200202", Category: "XZC", Name: "乙二村"},
	})
	plan, _ := sampler.ShippedPlan("township-village")
	record, _ := sampler.Draw(context.Background(), frame, plan, "2026-12-01 甲镇 17", sampler.Options{})
	for _, p := range record.Picks {
		site, _ := frame.Site(p.ID)
		fmt.Println(p.Step, p.Order, site.Name, p.Ticket.String()[:8])
	}
	// Output:
	// township 1 甲镇 0fee1b4e
	// village 1 甲二村 a1a2aa03
}

// A record that somebody changed is shown to differ.
func ExampleVerify() {
	frame, _ := sampler.ReadFrame(strings.NewReader(`{"category":"SC","id":"a"}
{"category":"SC","id":"b"}
{"category":"SC","id":"c"}
`))
	plan, _ := sampler.ParsePlan(`{"steps":[{"id":"market","category":["SC"],"n":1}]}`)
	record, _ := sampler.Draw(context.Background(), frame, plan, "seed", sampler.Options{})
	fmt.Println(sampler.Verify(context.Background(), record, frame, sampler.Options{}))
	record.Picks[0].ID = "c"
	fmt.Println(sampler.Verify(context.Background(), record, frame, sampler.Options{}))
	// Output:
	// <nil>
	// verify.pick market main 1 id: got "c", want "b"
}

// Of the sites in a window those with the least tickets, as a simple draw among
// them picks.
func ExampleTicketMap() {
	frame, _ := sampler.NewFrame([]geo.Site{
		{ID: "a", Category: "SC", Geometry: geo.Point{Lon: 1_172_000_000, Lat: 283_000_000}},
		{ID: "b", Category: "SC", Geometry: geo.Point{Lon: 1_172_100_000, Lat: 283_000_000}},
		{ID: "c", Category: "SC", Geometry: geo.Point{Lon: 1_172_200_000, Lat: 283_000_000}},
		{ID: "d", Category: "SC", Geometry: geo.Point{Lon: 1_179_000_000, Lat: 283_000_000}},
	})
	index := geo.NewSiteIndex(frame.Sites())
	tickets, _ := frame.NewTicketMap(context.Background(), index, sampler.TicketScope{Seed: "seed", Scope: "market"})
	window := geo.BoxWindow(geo.Box{
		Min: geo.Point{Lon: 1_171_900_000, Lat: 282_900_000}, Max: geo.Point{Lon: 1_172_300_000, Lat: 283_100_000},
	})
	for _, site := range tickets.Least(2, window) {
		fmt.Println(site.ID, site.Ticket.String()[:8])
	}
	// Output:
	// b 35573261
	// c e3864d1f
}

// What a plan can expect of a frame, before anybody draws.
func ExampleForecast() {
	frame, _ := sampler.ReadFrame(strings.NewReader(`{"category":"SC","id":"a"}
{"category":"SC","id":"b"}
`))
	plan, _ := sampler.ParsePlan(`{"steps":[{"id":"market","category":["SC"],"n":3}]}`)
	for _, s := range sampler.Forecast(frame, plan) {
		fmt.Println(s.Step, "candidates", s.Candidates.Max, "short", s.Short.Min)
	}
	// Output: market candidates 2 short 1
}

// A seal fixes frame and plan before anybody can know the seed.
func ExampleSeal() {
	secret := strings.Repeat("7f", 32) // of sampler.NewSecret(rand.Reader)
	frame, _ := sampler.ReadFrame(strings.NewReader(`{"category":"SC","id":"a"}` + "\n"))
	plan, _ := sampler.ShippedPlan("township-village")
	seal, _ := sampler.NewSeal(sampler.Seal{
		Frame: frame.Digest(), Plan: plan.Digest(), Secret: sampler.SecretDigest(secret),
		Closes: "2026-12-01T08:30:00+08:00", Opens: "2026-12-01T09:00:00+08:00",
	})
	opening := sampler.Opening{Secret: secret, Texts: []string{"甘蔗街道 17"}}
	seed, err := seal.Seed(opening)
	fmt.Println(len(seed), err, seal.Practice(opening))
	// Output: 64 <nil> false
}
