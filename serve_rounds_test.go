package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
)

// dueRounds is how many rounds a server finds due when it starts.
const dueRounds = 60

// dueFolder is a folder of a drill whose rounds are all past, as if its server had been
// down for that long: it is one for trying out, for no other drill begins in the past.
func dueFolder(t *testing.T) *officeFolder {
	t.Helper()
	work := t.TempDir()
	o := &officeFolder{t: t, path: filepath.Join(work, "try"), client: &http.Client{}}
	var sites, people strings.Builder
	sites.WriteString("id,name,category,area\n")
	for i := range 60 {
		fmt.Fprintf(&sites, "S%02d,Market %d,SC,36068110%d201\n", i, i, i%6)
	}
	people.WriteString("id,name,township\n")
	for i := range 12 {
		fmt.Fprintf(&people, "P%02d,Inspector %d,36068110%d000\n", i, i, i%6)
	}
	for name, body := range map[string]string{
		"sites.csv": sites.String(), "people.csv": people.String(),
		"plan.yaml": "name: markets\nsteps:\n  - {id: markets, category: [SC], n: 8}\n",
	} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	last := time.Date(2024, 1, dueRounds, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	for _, line := range [][]string{
		{"frame", "sites.csv", "-o", "frame.ndjson"},
		{
			"drill", "new", "--data", o.path, "--clock", "2024-01-01T08:00:00+08:00", "--name", "daily", "--register", "county",
			"--frame", "frame.ndjson", "--plan", "plan.yaml", "--every", "daily", "--start", "2024-01-01T09:00", "--until", last,
			"--mode", "cover", "--seeds", "practice", "--teams", "2", "--inspectors", "people.csv",
		},
	} {
		cmd := exec.Command("sitedraw", line...)
		cmd.Dir = work
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("sitedraw %s: %v\n%s", line, err, out)
		}
	}
	return o
}

// held counts the rounds that were held, after checking that they are the first ones,
// each once, with a draw of its own and the teams of that draw.
func (o *officeFolder) held() (n int) {
	o.t.Helper()
	o.inStore(func(s *sqlite.Store) error {
		return s.View(context.Background(), func(v store.Reader) error {
			rounds, err := v.Rounds(1)
			if err != nil {
				return err
			}
			for n < len(rounds) && rounds[n].State == store.RoundMade {
				n++
				crews, err := v.Crews(rounds[n-1].Draw)
				if err != nil {
					return err
				}
				if r := rounds[n-1]; r.Draw != int64(n) || !r.Late || r.Failure != "" || len(crews) != 1 {
					o.t.Errorf("round %d: draw %d, late %t, failure %q, %d lots of teams; want its own draw with one", n, r.Draw, r.Late, r.Failure, len(crews))
				}
			}
			for i := n; i < len(rounds); i++ {
				if r := &rounds[i]; r.State != store.RoundPlanned || r.Draw != 0 {
					o.t.Errorf("round %d is %s, with draw %d, behind one that was not held", r.Number, r.State, r.Draw)
				}
			}
			draws, err := v.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
			if err == nil && len(draws) == 1 && draws[0].Number != int64(n) {
				o.t.Errorf("there are %d draws of %d rounds held", draws[0].Number, n)
			}
			return err
		})
	})
	return n
}

// However a server is killed while rounds are due, the next one goes on with the round
// that is left: each stands once, in order, and never a draw without its teams.
func TestServeKilledBetweenDrawAndTeams(t *testing.T) {
	if !long() {
		t.Skip("takes some seconds; set SITEDRAW_LONG=1")
	}
	o := dueFolder(t)
	random := rand.New(rand.NewPCG(1, 0))
	midway, before := 0, 0
	for starts := 0; before < dueRounds && !t.Failed(); starts++ {
		if starts == 10*dueRounds {
			t.Fatalf("%d of %d rounds held in %d starts", before, dueRounds, starts)
		}
		p := o.start()
		time.Sleep(time.Duration(random.IntN(200_000)) * time.Microsecond)
		p.kill()
		n := o.held()
		if n < before {
			t.Errorf("%d rounds held, and %d before that", n, before)
		}
		if n > before && n < dueRounds {
			midway++
		}
		before = n
	}
	if midway < 3 {
		t.Errorf("killed %d times amid rounds: too seldom to say anything", midway)
	}
	t.Logf("killed %d times amid rounds", midway)
	if out, err := exec.Command("sitedraw", "check", "--data", o.path).CombinedOutput(); err != nil {
		t.Errorf("sitedraw check: %v\n%s", err, out)
	}
}
