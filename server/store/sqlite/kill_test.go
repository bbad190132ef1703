package sqlite

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"sitedraw/server/store"
)

// drawForever adds draws from several goroutines, erases and sweeps in between, and
// prints the number of each draw that was acknowledged.
func drawForever() int {
	s, err := Open(os.Getenv(folderVariable), Options{Now: time.Now})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for {
				if err := drawOne(s, worker); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
			}
		})
	}
	all.Wait()
	return 0
}

func drawOne(s *Store, worker int) error {
	noise := make([]byte, 3000*worker)
	for i := range noise {
		noise[i] = byte(rand.Int())
	}
	loose, err := store.Pack(noise)
	if err != nil {
		return err
	}
	var d store.Draw
	err = s.Update(context.Background(), func(w store.Writer) error {
		if d, err = w.Draw(1); err != nil {
			return err
		}
		last, err := w.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
		if err != nil {
			return err
		}
		d.Number, d.Seal = last[0].Number+1, nil
		if err := addDraws(w, d, 1); err != nil {
			return err
		}
		if err := makeRound(w, d.Number); err != nil {
			return err
		}
		if err := w.PutBlob(loose); err != nil && !errors.Is(err, store.ErrErased) {
			return err
		}
		if d.Number%16 == 0 {
			_, err := w.Sweep(time.Now().Add(-time.Millisecond))
			return err
		}
		if d.Number%10 == 0 && worker > 0 {
			return w.EraseBlob(loose.Digest)
		}
		return nil
	})
	if err == nil {
		_, err = os.Stdout.WriteString(strconv.FormatInt(d.Number, 10) + "\n")
	}
	return err
}

// killRounds is how many rounds the drill has that is made while servers are killed.
const killRounds = 1000

// addKillDrill adds that drill, whose number is 3.
func addKillDrill(w store.Writer) error {
	d, err := w.DrillByNumber(1)
	if err != nil {
		return err
	}
	d.Name = "killed"
	_, err = w.AddDrill(d, rounds(killRounds))
	return err
}

// makeRound makes the round that belongs to a draw, with its teams.
func makeRound(w store.Writer, draw int64) error {
	if draw-1 > killRounds {
		return nil
	}
	made := store.Act{At: moment0}
	err := w.SetRound(store.Round{Drill: 3, Number: draw - 1, State: store.RoundMade, Draw: draw, Made: made})
	if err != nil {
		return err
	}
	return w.AddCrew(store.Crew{Draw: draw, Lot: 1, Digest: sha256.Sum256(nil), Leaf: 1, Made: made})
}

// wantWholeRounds wants each draw's round to be made, with its teams, and no other.
func wantWholeRounds(t *testing.T, s *Store) {
	t.Helper()
	err := s.View(context.Background(), func(r store.Reader) error {
		last, err := r.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
		if err != nil {
			return err
		}
		list, err := r.Rounds(3)
		for _, x := range list {
			want := store.RoundPlanned
			if x.Number < last[0].Number {
				want = store.RoundMade
			}
			crews, err := r.Crews(x.Number + 1)
			if err != nil {
				return err
			}
			if x.State != want || (len(crews) == 1) != (want == store.RoundMade) {
				t.Errorf("round %d of draw %d is %s with %d crews, want %s; the last draw is %d", x.Number, x.Draw, x.State, len(crews), want, last[0].Number)
			}
		}
		return err
	})
	if err != nil {
		t.Errorf("View() = %v, want nil", err)
	}
}

// However a server is killed, every draw that it acknowledged is there, without a
// gap, with its round and teams, and nothing is damaged.
func TestKilled(t *testing.T) {
	rounds, seed := 3, uint64(1)
	if os.Getenv("SITEDRAW_LONG") != "" {
		rounds = 200
	}
	if text := os.Getenv("SITEDRAW_SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	folder := t.TempDir()
	s := open(t, folder)
	fill(t, s)
	do(t, s, addKillDrill)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := int64(0)
	for round := range rounds {
		k := killing{after: time.Duration(random.IntN(250_000)) * time.Microsecond, atOnce: round%4 == 3}
		acknowledged = max(acknowledged, k.run(t, folder))
		for _, enter := range []func(string, Options) (*Store, error){OpenReader, Open} {
			s, err := enter(folder, Options{Now: time.Now})
			if err != nil {
				t.Fatalf("after the kill: %v", err)
			}
			sound(t, s)
			wantWholeRounds(t, s)
			err = s.View(context.Background(), func(r store.Reader) error { _, err := r.Draw(max(1, acknowledged)); return err })
			if err != nil {
				t.Fatalf("acknowledged draw %d: %v", acknowledged, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if acknowledged < int64(rounds) {
		t.Errorf("%d draws in %d rounds: too few to say anything", acknowledged, rounds)
	}
	t.Logf("%d draws acknowledged in %d rounds", acknowledged, rounds)
}

// killing is one death of a server.
type killing struct {
	after  time.Duration // after its first draw …
	atOnce bool          // … or after its start, perhaps before it is open
}

// run lets a child draw, kills it, and returns the largest number it acknowledged.
func (k killing) run(t *testing.T, folder string) (largest int64) {
	t.Helper()
	c := child(t, "draw", folder)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var timer *time.Timer
	start := func() { timer = time.AfterFunc(k.after, func() { _ = c.Process.Kill() }) }
	if k.atOnce {
		start()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if timer == nil {
			start()
		}
		if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil { // else a line that was cut
			largest = max(largest, n)
		}
	}
	if err := c.Wait(); err == nil || timer == nil {
		t.Fatalf("the child ended by itself (%v)", err)
	}
	return largest
}
