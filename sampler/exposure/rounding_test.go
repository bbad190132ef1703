package exposure

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/sampler"
)

// What the design gives as a quotient of whole numbers is that quotient, rounded once.
func TestExactFiguresAreRoundedOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		villages := rapid.SliceOfN(rapid.IntRange(1, 15), 1, 8).Draw(rt, "villages")
		towns := rapid.IntRange(1, len(villages)).Draw(rt, "townships drawn")
		each := rapid.IntRange(1, slices.Min(villages)).Draw(rt, "villages drawn in each")
		all := rapid.IntRange(1, 40).Draw(rt, "villages drawn in all")
		f := townships(t, villages...)
		staged := exactReport(t, f, stages(sampler.Step{N: int64(towns)}, int64(each))...)
		strata := exactReport(t, f, sampler.Step{ID: "s", Category: []string{"V"}, By: sampler.ByArea, N: int64(all)})
		whole := 0
		for _, n := range villages {
			whole += n
		}
		for town, n := range villages {
			v := village(t, f, town, 0)
			if got, want := staged.Once(v).Value, float64(towns*each)/float64(len(villages)*n); got != want {
				rt.Errorf("one of %d in %d townships: %v, want %v", n, len(villages), got, want)
			}
			if got, want := strata.Once(v).Value, min(1, float64(all)/float64(whole)); got != want {
				rt.Errorf("%d of %d by township: %v, want %v", all, whole, got, want)
			}
		}
		for _, stage := range staged.Stages() {
			for _, o := range stage.Openers {
				if want := float64(towns*each) / float64(len(villages)*o.Sites); o.Pi.Value != want {
					rt.Errorf("behind an opener of %d: %v, want %v", o.Sites, o.Pi.Value, want)
				}
			}
		}
	})
}

// Where at_most leaves no choice between townships, each has its share without an
// integral.
func TestAtMostOfAllRoom(t *testing.T) {
	villages := []int{3, 7, 1, 49}
	f := townships(t, villages...)
	r := exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: 4, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 1}})
	for town, n := range villages {
		if got := r.Once(village(t, f, town, 0)); got != exactly(1/float64(n)) {
			t.Errorf("one of %d = %+v, want 1/%d", n, got, n)
		}
	}
}

// The sum over a group is as near as its figures are: within the last place.
func TestExpectedNumberOfAGroup(t *testing.T) {
	f := townships(t, slices.Repeat([]int{49}, 30)...)
	for _, n := range []int64{1, 3, 6, 7, 10, 100} {
		groups := rolled(t, exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: n}), ByCategory)
		got, want := groups[1].Expected.Value, float64(n)
		if math.Abs(got-want) > math.Nextafter(want, want+1)-want {
			t.Errorf("%d of %d villages: expected %v", n, 30*49, got)
		}
	}
}
