package access

import (
	"fmt"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func guard(tb testing.TB, clock func() time.Time) *LogInGuard {
	tb.Helper()
	g, err := NewLogInGuard(1<<16, clock)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// The pauses of a pair that fails each time it may.
func TestPauses(t *testing.T) {
	w := newWatch()
	g := guard(t, w.clock)
	v := Visitor{Login: "office", Address: address(home)}
	var seconds []int
	for range 16 {
		wait, attempt := g.Allow(v)
		if attempt == nil {
			seconds = append(seconds, int(wait/time.Second))
			w.pass(wait)
			if wait, attempt = g.Allow(v); attempt == nil {
				t.Fatalf("refused for %v more after the pause", wait)
			}
		}
	}
	if got, want := fmt.Sprint(seconds), "[5 10 20 40 80 160 320 640 900 900 900]"; got != want {
		t.Errorf("pauses = %s, want %s", got, want)
	}
}

// A thousand addresses attack one account for hours, each whenever it may. The owner gets in at any time with his device, from wherever, and where he
// has signed in before; another account never notices.
func TestThousandAddresses(t *testing.T) {
	w := newWatch()
	g := guard(t, w.clock)
	_, first := g.Allow(Visitor{Login: "office", Address: address(home)})
	first.Succeeded()
	owners := map[string]Visitor{
		"device abroad":           {Login: "office", Address: address(abroad), Device: known("office", "A")},
		"device among attackers":  {Login: "office", Address: numbered(5), Device: known("office", "A")},
		"no cookie, at home":      {Login: "office", Address: address(beside)},
		"another account, abroad": {Login: "unit", Address: numbered(5)},
	}
	let, minutes := 0, 60
	if os.Getenv("SITEDRAW_LONG") != "" {
		minutes = 24 * 60
	}
	for minute := range minutes {
		for i := range 1000 {
			if _, attempt := g.Allow(Visitor{Login: "office", Address: numbered(i)}); attempt != nil {
				let++
			}
		}
		if minute%10 == 0 {
			for who, v := range owners {
				wait, attempt := g.Allow(v)
				if attempt == nil {
					t.Fatalf("minute %d: %s has to wait %v", minute, who, wait)
				}
				attempt.Unchecked() // as if it had not been: the next time is like the first
			}
		}
		w.pass(time.Minute)
	}
	if want := 50 + minutes - 1; let != want { // fifty at once, then one a minute
		t.Errorf("%d attempts let in, want %d", let, want)
	}
	wait, attempt := g.Allow(Visitor{Login: "office", Address: address(abroad)})
	if attempt == nil && wait > time.Minute {
		t.Errorf("a stranger waits %v, want at most a minute", wait)
	}
}

// A stranger's pause after an attack of any length is over within a minute, and
// what it left behind within hours.
func TestAttackIsForgotten(t *testing.T) {
	w := newWatch()
	g := guard(t, w.clock)
	for i := range 5000 {
		g.Allow(Visitor{Login: "office", Address: numbered(i)})
		w.pass(time.Minute)
	}
	w.pass(2 * time.Hour)
	for i := range 6 {
		if wait, attempt := g.Allow(Visitor{Login: "office", Address: numbered(6000 + i)}); attempt == nil {
			t.Fatalf("stranger %d waits %v two hours after the attack", i, wait)
		}
	}
}

// Guesses at the same moment are counted before any is known to be wrong.
func TestParallelGuesses(t *testing.T) {
	g := guard(t, newWatch().clock)
	var mu sync.Mutex
	var all sync.WaitGroup
	let := 0
	for range 1000 {
		all.Go(func() {
			if _, attempt := g.Allow(Visitor{Login: "office", Address: address(home)}); attempt != nil {
				mu.Lock()
				defer mu.Unlock()
				let++
			}
		})
	}
	all.Wait()
	if let != pairPace.free {
		t.Errorf("%d of 1000 guesses at once let in, want %d", let, pairPace.free)
	}
}

func TestUncheckedCountsNothing(t *testing.T) {
	g := guard(t, newWatch().clock)
	for i := range 100 {
		wait, attempt := g.Allow(Visitor{Login: "office", Address: address(home)})
		if attempt == nil {
			t.Fatalf("attempt %d waits %v, though no password was looked at", i, wait)
		}
		attempt.Unchecked()
	}
}

// A device is one for a single account, even if the caller mixes them up.
func TestDeviceOfAnotherAccount(t *testing.T) {
	g := guard(t, newWatch().clock)
	v := Visitor{Login: "office", Address: address(home), Device: known("unit", "A")}
	for range pairPace.free {
		g.Allow(v)
	}
	v.Device = known("unit", "B")
	if wait, attempt := g.Allow(v); attempt != nil || wait != 5*time.Second {
		t.Errorf("Allow(device of another) = %v, %v, want to wait 5 s", wait, attempt)
	}
}

func TestGuardIsBounded(t *testing.T) {
	g, err := NewLogInGuard(1000, newWatch().clock)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5000 {
		g.Allow(Visitor{Login: fmt.Sprint("login ", i), Address: numbered(i)})
	}
	if got := g.tallies.size(); got > 1000 {
		t.Errorf("%d tallies, want at most 1000", got)
	}
}

// Whatever strangers do in any order, the owner's device never waits, and no pair
// gets more than its rule allows.
func TestGuardProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWatch()
		g, err := NewLogInGuard(1<<10, w.clock)
		if err != nil {
			t.Fatal(err)
		}
		start, let := w.now, map[netip.Addr]int{}
		for range rapid.IntRange(1, 300).Draw(t, "attempts") {
			w.pass(time.Duration(rapid.IntRange(0, 600).Draw(t, "seconds")) * time.Second / 10)
			a := numbered(rapid.IntRange(0, 4).Draw(t, "address"))
			if _, attempt := g.Allow(Visitor{Login: "office", Address: a}); attempt != nil {
				let[a]++
			}
			// 5 free, 8 while the pauses grow, then one in 15 minutes.
			if most := 14 + int(w.now.Sub(start)/(15*time.Minute)); let[a] > most {
				t.Fatalf("%s: %d attempts in %v, want at most %d", a, let[a], w.now.Sub(start), most)
			}
			owner := Visitor{Login: "office", Address: a, Device: known("office", "A")}
			if wait, attempt := g.Allow(owner); attempt == nil {
				t.Fatalf("the owner waits %v", wait)
			} else if rapid.Bool().Draw(t, "busy") {
				attempt.Unchecked()
			} else {
				attempt.own.failures = 0 // what Succeeded does for the device; its neighbourhood stays strange here
			}
		}
	})
}

func BenchmarkLogInGuard(b *testing.B) {
	g := guard(b, newWatch().clock)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.Allow(Visitor{Login: "office", Address: numbered(i)})
	}
}
