package sampler_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// tamperPlan touches every kind of member that a record has.
const tamperPlan = `{"name":"tamper","title":"篡改","steps":[
 {"id":"township","category":["XZZF"],"n":2,"reserve":1},
 {"id":"market","category":["SC"],"by":"tag:kind:","allocate":"each","n":2,"reserve":1},
 {"id":"seen","category":["SC"],"method":"map","map":{"in":"AREA","radius":20000},"n":3},
 {"id":"road","category":["ZCGD"],"n":2,"walk":500},
 {"id":"estate","category":["XQ"],"within":"township","n":2},
 {"id":"part","category":["LD"],"of":"estate","n":50},
 {"id":"many","category":["ZCGD"],"n":40}]}`

func tamperRecord(t *testing.T) (*sampler.Frame, string) {
	t.Helper()
	f := frames{}.read(t, "frame-grid.ndjson")
	r, err := sampler.Draw(context.Background(), f, parsePlan(t, tamperPlan), "篡改", sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Picks) < 35 || len(r.Shortfalls) < 2 {
		t.Fatalf("the record has %d picks and %d shortfalls, too few to tamper with", len(r.Picks), len(r.Shortfalls))
	}
	return f, string(sampler.AppendRecord(nil, r))
}

// at returns the index of the pick of a step with this role and order.
func at(t *testing.T, r *sampler.Record, step string, role sampler.Role, order int) int {
	t.Helper()
	for i, p := range r.Picks {
		if p.Step == step && p.Role == role && p.Order == order {
			return i
		}
	}
	t.Fatalf("no pick %s %s %d", step, role, order)
	return 0
}

// tampering is one way to change a record and what Verify has to say of it.
type tampering struct {
	name   string
	change func(*testing.T, *sampler.Record) *sampler.Pick // returns the pick that was changed, nil for none
	code   geo.Code
	member string
	found  string // the value that was put in
}

func flip(ticket *sampler.Ticket, bit int) { ticket[bit/8] ^= 1 << (bit % 8) }

func tamperings() []tampering {
	pick := func(step string, role sampler.Role, order int, change func(*sampler.Pick)) func(*testing.T, *sampler.Record) *sampler.Pick {
		return func(t *testing.T, r *sampler.Record) *sampler.Pick {
			p := &r.Picks[at(t, r, step, role, order)]
			before := *p
			change(p)
			return &before
		}
	}
	record := func(change func(*sampler.Record)) func(*testing.T, *sampler.Record) *sampler.Pick {
		return func(_ *testing.T, r *sampler.Record) *sampler.Pick { change(r); return nil }
	}
	swap := func(i, j int) func(*testing.T, *sampler.Record) *sampler.Pick {
		return func(_ *testing.T, r *sampler.Record) *sampler.Pick {
			before := r.Picks[i]
			r.Picks[i], r.Picks[j] = r.Picks[j], r.Picks[i]
			return &before
		}
	}
	list := []tampering{
		{"other frame", record(func(r *sampler.Record) { r.FrameDigest[0] ^= 1 }), sampler.DiffFrame, "digest", ""},
		{"last bit of the frame", record(func(r *sampler.Record) { r.FrameDigest[31] ^= 1 }), sampler.DiffFrame, "digest", ""},
		{"one site more", record(func(r *sampler.Record) { r.FrameSites++ }), sampler.DiffSites, "sites", "486"},
		{"no sites", record(func(r *sampler.Record) { r.FrameSites = 0 }), sampler.DiffSites, "sites", "0"},
		{"swapped first picks", swap(0, 1), sampler.DiffPick, "order", "2"},
		{"swapped far picks", swap(2, 30), sampler.DiffPick, "step", ""},
		{"first pick removed", func(_ *testing.T, r *sampler.Record) *sampler.Pick {
			before := r.Picks[0]
			r.Picks = r.Picks[1:]
			return &before
		}, sampler.DiffPick, "order", "2"},
		{"last pick removed", func(_ *testing.T, r *sampler.Record) *sampler.Pick {
			last := r.Picks[len(r.Picks)-1]
			r.Picks = r.Picks[:len(r.Picks)-1]
			return &last
		}, sampler.DiffPickLost, "id", ""},
		{"all picks removed", func(_ *testing.T, r *sampler.Record) *sampler.Pick {
			first := r.Picks[0]
			r.Picks = nil
			return &first
		}, sampler.DiffPickLost, "id", ""},
		{"a pick added at the end", func(_ *testing.T, r *sampler.Record) *sampler.Pick {
			extra := r.Picks[0]
			r.Picks = append(r.Picks, extra)
			return &extra
		}, sampler.DiffPickExtra, "id", ""},
		{"a pick doubled", func(_ *testing.T, r *sampler.Record) *sampler.Pick {
			second := r.Picks[1]
			r.Picks = append([]sampler.Pick{r.Picks[0]}, r.Picks...)
			return &second
		}, sampler.DiffPick, "order", "1"},
		{"a shortfall hidden", record(func(r *sampler.Record) { r.Shortfalls = r.Shortfalls[1:] }), sampler.DiffShortfall, "shortfalls", ""},
		{"all shortfalls hidden", record(func(r *sampler.Record) { r.Shortfalls = nil }), sampler.DiffShortfall, "shortfalls", ""},
		{"a shortfall invented", record(func(r *sampler.Record) {
			r.Shortfalls = append(r.Shortfalls, sampler.Shortfall{Step: "zz", Want: 1})
		}), sampler.DiffShortfall, "shortfalls", `{"got":0,"step":"zz","want":1}`},
		{"a shortfall made smaller", record(func(r *sampler.Record) { r.Shortfalls[0].Want-- }), sampler.DiffShortfall, "shortfalls", ""},
		{"a shortfall of another pick", record(func(r *sampler.Record) { r.Shortfalls[0].Within = "x" }), sampler.DiffShortfall, "shortfalls", ""},
		{"another seed", record(func(r *sampler.Record) { r.Seed = "篡改!" }), sampler.DiffPick, "ticket", ""},
		{"the plan asks for more", record(func(r *sampler.Record) { r.Plan.Steps[0].N = 3 }), sampler.DiffPick, "role", "reserve"},
		{"the plan asks for less", record(func(r *sampler.Record) { r.Plan.Steps[6].N = 4 }), sampler.DiffPickExtra, "id", ""},
		{"the plan's step renamed", record(func(r *sampler.Record) { r.Plan.Steps[3].ID = "street" }), sampler.DiffPick, "step", "road"},
		{"the plan's radius", record(func(r *sampler.Record) { r.Plan.Steps[2].Map.Radius = 900 }), sampler.DiffPick, "id", ""},
		{"the plan's window is gone", record(func(r *sampler.Record) { r.Plan.Steps[2].Map.In = "SC" }), sampler.DiffRefused, "", ""},
		{"the plan walks less", record(func(r *sampler.Record) { r.Plan.Steps[3].Walk = 499 }), sampler.DiffPick, "from_mm", ""},
	}
	for _, p := range []struct {
		step string
		role sampler.Role
	}{{"township", sampler.Main}, {"market", sampler.Reserve}, {"seen", sampler.Main}, {"estate", sampler.Main}} {
		list = append(list,
			tampering{p.step + ": another id", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.ID = "market-000" }), sampler.DiffPick, "id", "market-000"},
			tampering{p.step + ": first bit of the ticket", pick(p.step, p.role, 1, func(p *sampler.Pick) { flip(&p.Ticket, 7) }), sampler.DiffPick, "ticket", ""},
			tampering{p.step + ": last bit of the ticket", pick(p.step, p.role, 1, func(p *sampler.Pick) { flip(&p.Ticket, 248) }), sampler.DiffPick, "ticket", ""},
			tampering{p.step + ": another order", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.Order = 9 }), sampler.DiffPick, "order", "9"},
			tampering{p.step + ": another role", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.Role = other(p.Role) }), sampler.DiffPick, "role", string(other(p.role))},
			tampering{p.step + ": another step", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.Step = "many" }), sampler.DiffPick, "step", "many"},
			tampering{p.step + ": another stratum", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.Stratum = "kind:x" }), sampler.DiffPick, "stratum", "kind:x"},
			tampering{p.step + ": within another", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.Within = "x" }), sampler.DiffPick, "within", "x"},
			tampering{p.step + ": an invented stretch", pick(p.step, p.role, 1, func(p *sampler.Pick) { p.Stretch = &sampler.Stretch{To: 5} }), sampler.DiffPick, "from_mm", "0"},
		)
	}
	return append(list,
		tampering{"seen: anchor moved", pick("seen", sampler.Main, 2, func(p *sampler.Pick) { p.Anchor.Lon++ }), sampler.DiffPick, "anchor", ""},
		tampering{"seen: anchor gone", pick("seen", sampler.Main, 2, func(p *sampler.Pick) { p.Anchor = nil }), sampler.DiffPick, "anchor", ""},
		tampering{"road: stretch moved", pick("road", sampler.Main, 2, func(p *sampler.Pick) { p.Stretch.From++ }), sampler.DiffPick, "from_mm", ""},
		tampering{"road: stretch longer", pick("road", sampler.Main, 2, func(p *sampler.Pick) { p.Stretch.To++ }), sampler.DiffPick, "to_mm", ""},
		tampering{"road: stretch gone", pick("road", sampler.Main, 2, func(p *sampler.Pick) { p.Stretch = nil }), sampler.DiffPick, "from_mm", ""},
	)
}

func other(r sampler.Role) sampler.Role {
	if r == sampler.Main {
		return sampler.Reserve
	}
	return sampler.Main
}

// TestTampering changes a record in more than forty ways, each canonical again,
// and wants Verify to name step, order, member, expected and found.
func TestTampering(t *testing.T) {
	f, text := tamperRecord(t)
	list := tamperings()
	if len(list) < 40 {
		t.Fatalf("%d kinds of tampering, want 40 or more", len(list))
	}
	for _, tt := range list {
		t.Run(tt.name, func(t *testing.T) {
			r, err := sampler.ParseRecord(text)
			if err != nil {
				t.Fatal(err)
			}
			changed := tt.change(t, r)
			tampered, err := sampler.ParseRecord(string(sampler.AppendRecord(nil, r)))
			if err != nil {
				t.Fatalf("the tampered record does not even read: %v", err)
			}
			var d *sampler.Difference
			if err := sampler.Verify(context.Background(), tampered, f, sampler.Options{}); !errors.As(err, &d) {
				t.Fatalf("Verify = %v, want a difference", err)
			}
			if d.Code != tt.code || d.Member != tt.member {
				t.Fatalf("Verify = %v, want %s in %q", d, tt.code, tt.member)
			}
			if d.Expected == d.Found && d.Err == nil || tt.found != "" && d.Found != tt.found {
				t.Errorf("expected %q, found %q, want found %q", d.Expected, d.Found, tt.found)
			}
			if changed != nil && (d.Step != changed.Step || d.Order != changed.Order || d.Role != changed.Role) {
				t.Errorf("difference in %s %s %d, want %s %s %d", d.Step, d.Role, d.Order, changed.Step, changed.Role, changed.Order)
			}
		})
	}
}

// TestEveryByteOfARecord changes every byte of a record, or every third in the
// short set. What still reads must
// differ at the pick or shortfall that the byte belongs to; the plan's texts,
// which decide nothing, show in the digest.
func TestEveryByteOfARecord(t *testing.T) {
	f, text := tamperRecord(t)
	original, err := sampler.ParseRecord(text)
	if err != nil {
		t.Fatal(err)
	}
	plan := original.Plan
	where := recordRegions(text, original)
	step, changes := 3, func(b byte) []byte { return []byte{b ^ 1} }
	if os.Getenv("SITEDRAW_LONG") == "1" {
		step, changes = 1, func(b byte) []byte { return []byte{b ^ 1, b ^ 0x20, '7', 'a'} }
	}
	for i := 0; i < len(text); i += step {
		for _, b := range changes(text[i]) {
			if b == text[i] {
				continue
			}
			tampered := text[:i] + string([]byte{b}) + text[i+1:]
			r, err := sampler.ParseRecord(tampered)
			if err != nil {
				continue // refused as unreadable, which the fuzzer looks into
			}
			if r.CheckDigest(original.Digest()) == nil {
				t.Fatalf("byte %d as %q: CheckDigest sees nothing", i, b)
			}
			region := where[i]
			var d *sampler.Difference
			switch err := sampler.Verify(context.Background(), r, f, sampler.Options{}); {
			case region == "plan":
				if !errors.As(r.CheckPlan(&plan), &d) || d.Code != sampler.DiffPlan {
					t.Errorf("byte %d as %q in the plan: CheckPlan = %v", i, b, d)
				}
			case !errors.As(err, &d):
				t.Errorf("byte %d as %q in %s: Verify = %v", i, b, region, err)
			case region == "seed" || region == string(d.Code):
			case region != d.Step+" "+d.Within+" "+d.Stratum+" "+string(d.Role)+" "+strconv.Itoa(d.Order):
				t.Errorf("byte %d as %q in %s: Verify = %v", i, b, region, d)
			}
		}
	}
}

// recordRegions says for every byte of a record what it belongs to.
func recordRegions(text string, r *sampler.Record) []string {
	where := make([]string, len(text))
	mark := func(from, to int, name string) {
		for i := from; i < to; i++ {
			where[i] = name
		}
	}
	digest, sites := strings.Index(text, r.FrameDigest.String()), strings.Index(text, `"sites":`)
	picks, plan := strings.Index(text, `"picks":[`), strings.Index(text, `"plan":{`)
	seed, short, spec := strings.Index(text, `"seed":`), strings.Index(text, `"shortfalls":`), strings.Index(text, `"spec":`)
	mark(digest, sites, string(sampler.DiffFrame))
	mark(sites, picks, string(sampler.DiffSites))
	mark(plan, seed, "plan")
	mark(seed, short, "seed")
	mark(short, spec, string(sampler.DiffShortfall))
	from := picks + len(`"picks":[`)
	for _, p := range r.Picks {
		one := sampler.Record{Picks: []sampler.Pick{p}}
		alone := string(sampler.AppendRecord(nil, &one))
		length := strings.Index(alone, `],"plan"`) - strings.Index(alone, `"picks":[`) - len(`"picks":[`)
		mark(from, from+length, p.Step+" "+p.Within+" "+p.Stratum+" "+string(p.Role)+" "+strconv.Itoa(p.Order))
		from += length + 1
	}
	return where
}

// TestEveryByteOfAFrame changes every byte of a frame, or every eleventh in the short
// set. What still reads must have
// another digest, which Verify names first.
func TestEveryByteOfAFrame(t *testing.T) {
	f := frames{}.read(t, "frame-edge.ndjson")
	var file strings.Builder
	if err := sampler.WriteFrame(&file, f); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	plan := parsePlan(t, `{"steps":[{"id":"s","category":["SY"],"n":2}]}`)
	r, err := sampler.Draw(context.Background(), f, plan, "frame", sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	read, step := 0, 11
	if os.Getenv("SITEDRAW_LONG") == "1" {
		step = 1
	}
	for i := 0; i < len(text); i += step {
		tampered := text[:i] + string([]byte{text[i] ^ 1}) + text[i+1:]
		g, err := sampler.ReadFrame(strings.NewReader(tampered))
		if err != nil {
			var e *geo.Error
			if !errors.As(err, &e) || e.At.Line == 0 {
				t.Errorf("byte %d: ReadFrame = %v, want an error with its line", i, err)
			}
			continue
		}
		read++
		var d *sampler.Difference
		if err := sampler.Verify(context.Background(), r, g, sampler.Options{}); !errors.As(err, &d) || d.Code != sampler.DiffFrame {
			t.Errorf("byte %d: Verify = %v, want another frame", i, err)
		}
	}
	if read == 0 {
		t.Error("no changed frame could be read")
	}
}

// TestOneSiteMore removes, adds and moves a site.
func TestOneSiteMore(t *testing.T) {
	f, text := tamperRecord(t)
	r, err := sampler.ParseRecord(text)
	if err != nil {
		t.Fatal(err)
	}
	sites := f.Sites()
	moved := append([]geo.Site(nil), sites...)
	moved[200].Geometry = geo.Point{Lon: 1, Lat: 1}
	for name, changed := range map[string][]geo.Site{
		"removed": append([]geo.Site(nil), sites[1:]...),
		"added":   append([]geo.Site{{ID: "new", Category: "SC"}}, sites...),
		"moved":   moved,
	} {
		g, err := sampler.NewFrame(changed)
		if err != nil {
			t.Fatal(err)
		}
		if err := sampler.Verify(context.Background(), r, g, sampler.Options{}); !errors.Is(err, sampler.DiffFrame) {
			t.Errorf("site %s: Verify = %v, want %s", name, err, sampler.DiffFrame)
		}
	}
}
