package drill_test

import (
	"fmt"
	"time"

	"sitedraw/sampler"
	"sitedraw/sampler/drill"
)

// The action day of each Friday, but not in the week of the national holiday.
func ExampleCalendar_Times() {
	c := drill.Calendar{
		Start: "2026-09-18T09:00", Rule: "FREQ=WEEKLY;BYDAY=FR", Until: "2026-10-16",
		Skip: []string{"2026-10-01", "2026-10-02"},
	}
	times, err := c.Times()
	if err != nil {
		fmt.Println(err)
	}
	for _, t := range times {
		fmt.Println(t.Format(time.RFC3339))
	}
	// Output:
	// 2026-09-18T01:00:00Z
	// 2026-09-25T01:00:00Z
	// 2026-10-09T01:00:00Z
	// 2026-10-16T01:00:00Z
}

func ExampleParseCalendar() {
	c, err := drill.ParseCalendar("每15天", drill.Calendar{Start: "2026-03-02T09:00", Until: "2026-04-10"})
	if err != nil {
		fmt.Println(err)
	}
	times, err := c.Times()
	fmt.Println(c.Rule, len(times), err)
	// Output: FREQ=DAILY;INTERVAL=15 3 <nil>
}

func ExampleNew() {
	d, err := drill.New(drill.Drill{
		Name: "fridays", Register: "county", Plan: sampler.Digest{1},
		Calendar: drill.Calendar{Start: "2026-03-06T09:00", Rule: "FREQ=WEEKLY;COUNT=26"},
		Mode:     sampler.Cover, Reach: sampler.ByArea, Seeds: drill.Practice, Seed: "spring",
	})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(string(drill.Append(nil, &d)))
	// Output: {"calendar":{"rule":"FREQ=WEEKLY;COUNT=26","start":"2026-03-06T09:00"},"mode":"cover","name":"fridays","plan":"0100000000000000000000000000000000000000000000000000000000000000","reach":"area","register":"county","seed":"spring","seeds":"practice"}
}

func ExampleSeed() {
	fmt.Println(drill.Seed("spring", 1) == drill.Seed("spring", 2))
	// Output: false
}
