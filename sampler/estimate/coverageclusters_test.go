package estimate

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// makeClusters makes a population that nothing was chosen by: townships crowd around
// five centres and have 2 to 15 villages, most of them few; sizes are lognormal, so
// that the largest is some thirty times the least; scores go up and down like waves
// over the county, differ from township to township, are better in large villages and
// skewed to one side.
func makeClusters(t *testing.T, towns int, value func(mean, noise float64) float64) *population {
	t.Helper()
	p := &population{scores: map[string]float64{}, total: map[string]float64{}, sites: map[string]float64{}, size: map[string]float64{}}
	r := sampler.NewStream(sampler.NewKey("clusters", "coverage"))
	var list []geo.Site
	at := func(x, y float64) geo.Point {
		return geo.Point{Lon: geo.E7(1_170_000_000 + int(x*1e7)), Lat: geo.E7(280_000_000 + int(y*1e7))}
	}
	add := func(s geo.Site, score float64) {
		list = append(list, s)
		p.scores[s.ID] = score
		p.total[s.Category] += score
		p.sites[s.Category]++
		p.size[s.ID] = float64(s.Size)
	}
	for i := range towns {
		centre := float64(i % 5)
		x, y := 0.5+0.4*math.Cos(2*centre)+0.1*normal(r), 0.5+0.4*math.Sin(3*centre)+0.1*normal(r)
		code := fmt.Sprintf("991%03d%03d", i/900, 100+i%900)
		town := 0.3*r.Unit() - 0.15
		add(geo.Site{ID: "t" + code, Category: "T", Area: code + "000", Size: 1, Geometry: at(x, y)}, 0.5+town)
		villages := 2 + int(min(13, -3*math.Log(1-r.Unit())))
		p.towns = append(p.towns, float64(villages))
		for k := range villages {
			vx, vy, z := x+0.02*normal(r), y+0.02*normal(r), normal(r)
			noise := r.Unit()
			mean := 0.5 + town + 0.12*math.Sin(7*vx)*math.Cos(5*vy) + 0.04*z
			site := geo.Site{ID: fmt.Sprintf("v%s-%d", code, k), Category: "V", Area: fmt.Sprintf("%s%03d", code, 201+k),
				Size: int32(20 * math.Exp(0.6*z)), Geometry: at(vx, vy)}
			add(site, max(0, min(1, value(mean, 1-noise*noise))))
		}
	}
	p.frame = frame(t, list...)
	return p
}

// normal is a number that is nearly normal: the sum of twelve from 0 to 1, less six.
func normal(r *sampler.Stream) float64 {
	sum := -6.0
	for range 12 {
		sum += r.Unit()
	}
	return sum
}

// What is promised holds of a population of quite another shape too.
func TestCoverageOfClusters(t *testing.T) {
	if !long() {
		t.Skip("TestCoverageOfClusters: SITEDRAW_LONG is not set")
	}
	makeClusters(t, 140, continuous).coverages(t, "clusters, n = 60, continuous", 60, true)
	makeClusters(t, 140, yesNo).coverages(t, "clusters, n = 60, yes/no", 60, false)
}

// Four rounds hold it by what they differ by, also where one draw tells no variance.
func TestCoverageOfRounds(t *testing.T) {
	if !long() {
		t.Skip("TestCoverageOfRounds: SITEDRAW_LONG is not set")
	}
	p := makeClusters(t, 140, continuous)
	pi, truth := table{"s": p.even("V", 60)}, p.total["V"]/p.sites["V"]
	for _, method := range []sampler.Method{sampler.Simple, sampler.Systematic} {
		drawn := plan(t, sampler.Step{ID: "s", Category: []string{"V"}, N: 60, Method: method})
		var held tallied
		for i := range inspections {
			rounds := make([]Input, 4)
			for k := range rounds {
				rounds[k] = p.inspect(round(t, p.frame, drawn, strconv.Itoa(i)+"/"+strconv.Itoa(k)), pi)
			}
			r, err := Rounds(rounds, Options{})
			if err != nil {
				t.Fatal(err)
			}
			c := find(r, "V").Hajek
			c.Basis = ByDesign // to be counted
			held.add(c, truth)
		}
		t.Logf("four rounds, %s: %v", method, &held)
		if held.share() < 0.93 || held.share() > 0.97 {
			t.Errorf("four rounds, %s: %v intervals hold the truth, want 93 to 97 %%", method, &held)
		}
	}
}
