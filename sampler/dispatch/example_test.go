package dispatch_test

import (
	"context"
	"fmt"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
)

// streetOfMarkets is a draw of three of the four markets on a road, with the fourth
// as reserve, and a team that starts at the
// road's western end.
func streetOfMarkets() *dispatch.Dispatch {
	var sites []geo.Site
	for i, name := range []string{"东风市场", "和平市场", "解放市场", "新华市场"} {
		at := geo.Point{Lon: geo.E7(1_172_000_000 + 100_000*(i+1)), Lat: 282_800_000}
		sites = append(sites, geo.Site{ID: fmt.Sprint("m", i+1), Category: "SC", Name: name, Area: "360681101000", Geometry: at})
	}
	frame, _ := sampler.NewFrame(sites)
	plan, _ := sampler.ParsePlan(`{"steps":[{"id":"market","category":["SC"],"n":3,"reserve":1}]}`)
	record, _ := sampler.Draw(context.Background(), frame, plan, "seed", sampler.Options{})
	teams, _ := dispatch.ParseTeams([]byte(`
dates: [2026-11-25]
hours: 06:00-12:00
start: {name: 创建办, at: [117.2, 28.28]}
end: open
teams:
  - {name: 一队, members: [张三, 李四]}
`))
	d, _ := dispatch.New(dispatch.Input{Frame: frame, Record: record, Teams: teams})
	return d
}

// estimates are travel times without roads.
func estimates(places []geo.Point) dispatch.Travel {
	travel, _ := dispatch.Estimated(road.Car(), places)
	return travel
}

// day is what the only team does.
func day(plan *itinerary.Itinerary) (lines string) {
	clock := func(ms int64) string { return time.UnixMilli(ms).UTC().Format("15:04") }
	d := plan.Teams[0].Days[0]
	for _, v := range d.Visits {
		lines += clock(v.Begin) + " " + v.Stop.Name + "\n"
	}
	return lines + clock(d.Return) + " done"
}

func ExampleDispatch_Plan() {
	d := streetOfMarkets()
	options := dispatch.Options{Objective: route.Fair, Iterations: 1000}
	plan, err := d.Plan(context.Background(), estimates(d.Places()), options)
	if err != nil {
		panic(err)
	}
	fmt.Println(day(plan))
	// Output:
	// 06:03 东风市场
	// 06:47 和平市场
	// 07:30 解放市场
	// 08:10 done
}

// At eight the team is still at its start.
func ExampleDispatch_Replan() {
	d := streetOfMarkets()
	plan, _ := d.Plan(context.Background(), estimates(d.Places()), dispatch.Options{Iterations: 1000})
	none := 0
	late := dispatch.Late{Team: "一队", At: 8 * 60, From: geo.Point{Lon: 1_172_000_000, Lat: 282_800_000}, Done: &none}
	places, err := d.ReplanPlaces(plan, late)
	if err != nil {
		panic(err)
	}
	again, err := d.Replan(context.Background(), plan, late, estimates(places), dispatch.Options{Iterations: 1000})
	if err != nil {
		panic(err)
	}
	fmt.Println(day(again))
	fmt.Println(again.Origin.Replaces == plan.Digest().String())
	for _, left := range again.LeftOut {
		fmt.Println("left out:", left.Stop.Name, left.Reasons[0].Why)
	}
	// Output:
	// 08:03 东风市场
	// 08:47 和平市场
	// 09:27 done
	// true
	// left out: 解放市场 [full]
}

// A market is closed: the reserve takes its place.
func ExampleDispatch_Swap() {
	d := streetOfMarkets()
	plan, _ := d.Plan(context.Background(), estimates(d.Places()), dispatch.Options{Iterations: 1000})
	closed := dispatch.Closed{Site: plan.Teams[0].Days[0].Visits[0].Stop.ID, Reason: "停业"}
	places, err := d.SwapPlaces(plan, closed)
	if err != nil {
		panic(err)
	}
	again, err := d.Swap(context.Background(), plan, closed, estimates(places), dispatch.Options{Iterations: 1000})
	if err != nil {
		panic(err)
	}
	fmt.Println(again.Swaps[0])
	fmt.Println(day(again))
	// Output:
	// {m1 停业 m4}
	// 06:07 和平市场
	// 06:50 解放市场
	// 07:34 新华市场
	// 08:14 done
}

// What is wrong with a teams file is named by the path to it.
func ExampleParseTeams() {
	_, err := dispatch.ParseTeams([]byte(`
dates: [2026-11-25]
hours: 17:30-08:30
start: {at: [117.2, 28.28]}
teams:
  - {name: 一队, members: [张三, 李四]}
`))
	fmt.Println(err)
	// Output:
	// hours: teams.hours: got "17:30-08:30", want "08:30-17:30"
}
