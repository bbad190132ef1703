package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// BenchmarkYearOfRounds holds 52 weekly rounds of the demo county by the demo's plan,
// each with teams of 40 inspectors, one after the other as the clock comes to them; and
// all at once, as on a start after a year.
func BenchmarkYearOfRounds(b *testing.B) {
	frame, err := fixtures.County()
	if err != nil {
		b.Fatal(err)
	}
	f := newFast(b, frame, Limits{})
	first := time.Date(2027, 1, 1, 1, 0, 0, 0, time.UTC)
	now := first
	f.Now = func() time.Time { return now }
	f.staff(frame.Sites(), 40)
	for _, mode := range []string{"faithful", "cover"} {
		for _, way := range []string{"weekly", "late"} {
			b.Run(mode+"/"+way, func(b *testing.B) {
				for n := 0; b.Loop(); n++ {
					b.StopTimer()
					now = first.AddDate(0, 0, -1)
					name := mode + "-" + way + "-" + strconv.Itoa(b.N) + "-" + strconv.Itoa(n)
					f.asked(http.MethodPost, "/drills", `{"name":"`+name+`","register":"x","plan":"county-31x131","seeds":"practice","mode":"`+mode+
						`","every":"FREQ=WEEKLY;COUNT=52","start":"2027-01-01T09:00","teams":{}}`)
					b.StartTimer()
					f.holdYear(first, way, func(at time.Time) { now = at })
				}
			})
		}
	}
}

// staff adds inspectors, who live in the townships of the sites by turns.
func (f *fast) staff(sites []geo.Site, n int) {
	f.b.Helper()
	err := f.Store.Update(context.Background(), func(w store.Writer) error {
		for i := range n {
			area := geo.AreaCode(sites[i*len(sites)/n].Area)
			c := crew.Inspector{ID: fmt.Sprintf("I%02d", i), Name: "测评员", Township: area}
			kept, err := keptInspector(&c, store.Act{At: f.now()})
			if err != nil {
				return err
			}
			if err := w.PutInspector(kept); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		f.b.Fatal(err)
	}
}

// holdYear moves the clock over a year of Fridays.
func (f *fast) holdYear(first time.Time, way string, set func(time.Time)) {
	f.b.Helper()
	from := 0
	if way == "late" {
		from = 51
	}
	for week := from; week < 52; week++ {
		set(first.AddDate(0, 0, 7*week))
		if err := f.Due(context.Background()); err != nil {
			f.b.Fatal(err)
		}
	}
	drills, err := f.made()
	if err != nil || drills%52 != 0 {
		f.b.Fatalf("%d rounds were made, %v", drills, err)
	}
}

// made is how many rounds have teams.
func (f *fast) made() (n int, err error) {
	err = f.Store.View(context.Background(), func(v store.Reader) error {
		kept, err := v.Drills(store.TextPage{Limit: 1000})
		if err != nil {
			return err
		}
		for i := range kept {
			rounds, err := v.Rounds(kept[i].Number)
			if err != nil {
				return err
			}
			for j := range rounds {
				if rounds[j].State == store.RoundMade && rounds[j].Failure == "" {
					n++
				}
			}
		}
		return nil
	})
	return n, err
}
