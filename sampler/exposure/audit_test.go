package exposure

import (
	"context"
	"math"
	"testing"

	"sitedraw/sampler"
)

// The audits here have fixed seeds; the false-alarm rate of each is the default,
// 0.001.
func TestAuditOfTheSampler(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	steps := stages(sampler.Step{N: 2}, 1)
	for name, step := range exactSteps() {
		step.ID, step.Category = name, []string{"V"}
		steps = append(steps, step)
	}
	steps = append(steps, sampler.Step{ID: "p", Category: []string{"V"}, N: 2, Method: sampler.Pareto})
	o := AuditOptions{Seed: "audit", Draws: 1000}
	if long() {
		o.Draws = 20_000
	}
	a, err := NewAudit(context.Background(), exactReport(t, f, steps...), o)
	if err != nil {
		t.Fatal(err)
	}
	if a.Failed() {
		t.Errorf("the sampler fails: %+v", a)
	}
	if a.Left != 17 || len(a.Counts) != 4+17*(1+len(exactSteps())) || len(a.ChiSquares) < 3 {
		t.Errorf("%d counts, %d left, %d chi-squares", len(a.Counts), a.Left, len(a.ChiSquares))
	}
}

// A sampler that gives its first pick to the first village every tenth time is
// caught by the counts and by the chi-square.
func TestAuditFindsBias(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	first := f.Sites()[village(t, f, 0, 0)].ID
	i := 0
	biased := func(ctx context.Context, f *sampler.Frame, p sampler.Plan, seed string) (*sampler.Record, error) {
		r, err := sampler.Draw(ctx, f, p, seed, sampler.Options{})
		if i++; err == nil && i%10 == 0 && !holds(r, first) {
			r.Picks[0].ID = first
		}
		return r, err
	}
	r := exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: 4})
	a, err := NewAudit(context.Background(), r, AuditOptions{Seed: "audit", Workers: 1, Draw: biased})
	if err != nil {
		t.Fatal(err)
	}
	if !a.Counts[0].Failed || a.Counts[0].Z < 5 || !a.ChiSquares[0].Failed || !a.Failed() {
		t.Errorf("bias is not found: %+v", a)
	}
	for _, c := range a.Counts[1:] {
		if c.Failed {
			t.Errorf("failed although it was hardly touched: %+v", c)
		}
	}
}

func holds(r *sampler.Record, id string) bool {
	for i := range r.Picks {
		if r.Picks[i].ID == id {
			return true
		}
	}
	return false
}

// What may not be picked at all, and what must always be, fails at once.
func TestAuditOfCertainty(t *testing.T) {
	f := townships(t, 3, 5)
	stray := f.Sites()[number(t, f, "990001100000")].ID
	for name, wrong := range map[string]func(*sampler.Record){
		"a site of another category": func(r *sampler.Record) { r.Picks[0].ID = stray },
		"a pick less":                func(r *sampler.Record) { r.Picks = r.Picks[1:] },
		"a pick more": func(r *sampler.Record) {
			more := r.Picks[0]
			more.ID = stray
			r.Picks = append(r.Picks, more)
		},
	} {
		once := false
		bad := func(ctx context.Context, f *sampler.Frame, p sampler.Plan, seed string) (*sampler.Record, error) {
			r, err := sampler.Draw(ctx, f, p, seed, sampler.Options{})
			if err == nil && !once {
				once = true
				wrong(r)
			}
			return r, err
		}
		r := exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: sampler.All})
		a, err := NewAudit(context.Background(), r, AuditOptions{Seed: "audit", Draws: 50, Workers: 1, Draw: bad})
		if err != nil {
			t.Fatal(err)
		}
		if !a.Failed() {
			t.Errorf("%s: not found", name)
		}
	}
}

// Of 1,000 draws with a chance of a half 436 to 564 are no alarm and the next ones
// are: 1000·KL(0.565, 0.5) is 8.47, 1000·KL(0.564, 0.5) is 8.21, and between them lies
// ln(2·1/0.0005) = 8.29.
func TestAuditLimit(t *testing.T) {
	for picked, failed := range map[int]bool{434: true, 435: true, 436: false, 500: false, 564: false, 565: true, 566: true} {
		a := Audit{Draws: 1000, Alarm: 0.001, Counts: []Count{{Pi: 0.5, Picked: picked}}}
		a.judge()
		if a.Failed() != failed {
			t.Errorf("%d of 1,000 fails: %v, want %v", picked, a.Failed(), failed)
		}
	}
}

// 3.841459, 5.991465 and 18.307038 leave a twentieth above them with 1, 2 and 10
// degrees of freedom.
func TestChiSquareTail(t *testing.T) {
	for degrees, x := range map[int]float64{1: 3.841459, 2: 5.991465, 3: 7.814728, 10: 18.307038, 101: 125.458419} {
		if p := chiSquareTail(x, degrees); math.Abs(p-.05) > 1e-6 {
			t.Errorf("chiSquareTail(%v, %d) = %v, want 0.05", x, degrees, p)
		}
	}
	if p := chiSquareTail(0, 4); p != 1 {
		t.Errorf("chiSquareTail(0, 4) = %v, want 1", p)
	}
}

// One of two, 60 to 40 in 100 draws: the binomial z is 2, so χ² is 4.
func TestChiSquareOfTwo(t *testing.T) {
	f := townships(t, 2)
	r := exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: 1})
	a := &Audit{Draws: 100, Alarm: defaultAlarm}
	a.chiSquares(r, [][]uint32{{60, 40}})
	if c := a.ChiSquares[0]; !near(c.Value, 4) || c.Degrees != 1 || math.Abs(c.P-.0455) > 1e-4 || c.Failed {
		t.Errorf("%+v, want 4 with one degree of freedom", c)
	}
}
