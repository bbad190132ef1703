package crew

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCrossFollowsTheRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := smallJob(t, Cross)
		a, err := Assign(&j)
		if err != nil {
			return
		}
		obeys(t, &j, a)
		people, places := byID(&j)
		if len(a.Ring) < 2 {
			t.Fatalf("ring %v", a.Ring)
		}
		for _, team := range a.Teams {
			home := string(people[team.Members[0]].Township[:9])
			for _, m := range team.Members {
				if string(people[m].Township[:9]) != home {
					t.Fatalf("team %v is of two townships", team.Members)
				}
			}
			next := a.Ring[(slices.Index(a.Ring, home)+1)%len(a.Ring)]
			for _, id := range team.Sites {
				area := places[id].Area
				if area != "" && area[:9] != next && slices.Contains(a.Ring, area[:9]) {
					t.Fatalf("a team of %s is at %s of %s, ring %v", home, id, area, a.Ring)
				}
			}
		}
	})
}

func TestCrossOfACounty(t *testing.T) {
	j := countyJob(200, 131)
	j.Rules.Way = Cross
	a := mustAssign(t, &j)
	obeys(t, &j, a)
	if len(a.Ring) != 18 { // all inspectors of two townships are away
		t.Errorf("ring of %d townships, want 18", len(a.Ring))
	}
	for i := range j.Inspectors {
		j.Inspectors[i].Unit, j.Inspectors[i].Recusals = "", nil
	}
	j.Rules.Most = 7 // a ring of as many townships as there may be teams
	if a = mustAssign(t, &j); len(a.Ring) != 7 || len(a.Teams) != 7 {
		t.Errorf("ring of %d townships and %d teams, want 7", len(a.Ring), len(a.Teams))
	}
	obeys(t, &j, a)
}

func TestInTurn(t *testing.T) {
	for _, test := range []struct {
		room []int
		n    int
		want []int
	}{
		{[]int{3, 1, 2}, 4, []int{2, 1, 1}},
		{[]int{3, 1, 2}, 99, []int{3, 1, 2}},
		{[]int{0, 1}, 0, []int{0, 0}},
	} {
		if got := inTurn(test.room, test.n); !slices.Equal(got, test.want) {
			t.Errorf("inTurn(%v, %d) = %v, want %v", test.room, test.n, got, test.want)
		}
	}
}
