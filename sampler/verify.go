package sampler

import (
	"context"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// What a record can differ in from its recomputation, in the order in which
// Verify looks.
const (
	DiffFrame     geo.Code = "verify.frame"     // made from another frame
	DiffSites     geo.Code = "verify.sites"     // another number of sites
	DiffRefused   geo.Code = "verify.refused"   // frame, plan and seed allow no draw
	DiffPick      geo.Code = "verify.pick"      // a member of a pick is another
	DiffPickLost  geo.Code = "verify.pick-lost" // a pick is missing
	DiffPickExtra geo.Code = "verify.pick-extra"
	DiffShortfall geo.Code = "verify.shortfall"
	DiffPlan      geo.Code = "verify.plan"   // another plan than the one it should be
	DiffDigest    geo.Code = "verify.digest" // consistent, but not the published record
)

// Difference is the first place where a record differs from what its own plan
// and seed give on the frame. It is an error that a person is shown in full.
type Difference struct {
	Code            geo.Code
	Step            string
	Within, Stratum string
	Role            Role
	Order           int    // of the pick, from 1; 0 if it is no pick
	Member          string // which member of the pick or shortfall
	Expected, Found string
	Err             error // why frame, plan and seed allow no draw
}

// Error is the developers' text.
func (d *Difference) Error() string {
	parts := []string{string(d.Code)}
	for _, p := range []string{d.Step, d.Within, d.Stratum, string(d.Role)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if d.Order > 0 {
		parts = append(parts, strconv.Itoa(d.Order))
	}
	text := strings.Join(append(parts, d.Member), " ")
	if d.Err != nil {
		return text + ": " + d.Err.Error()
	}
	return text + ": got " + strconv.Quote(d.Found) + ", want " + strconv.Quote(d.Expected)
}

// Unwrap makes the code and the cause visible to errors.Is.
func (d *Difference) Unwrap() []error {
	if d.Err != nil {
		return []error{d.Code, d.Err}
	}
	return []error{d.Code}
}

// Verify recomputes the record from the frame. It returns nil if they agree, a
// *Difference that names the first thing that differs, or the context's error.
// ParseRecord has already refused what no draw could have written.
func Verify(ctx context.Context, r *Record, f *Frame, o Options) error {
	if r.FrameDigest != f.digest {
		return &Difference{Code: DiffFrame, Member: "digest", Expected: f.digest.String(), Found: r.FrameDigest.String()}
	}
	if r.FrameSites != f.Len() {
		return &Difference{Code: DiffSites, Member: "sites", Expected: strconv.Itoa(f.Len()), Found: strconv.Itoa(r.FrameSites)}
	}
	expected, err := DrawRound(ctx, f, r.Plan, r.Seed, r.Coordination, o)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return &Difference{Code: DiffRefused, Err: err}
	}
	return compareRecords(expected, r)
}

// CheckDigest returns a *Difference unless the record is the one with this
// digest. Members that decide no pick, such as a plan's title, can be changed
// without Verify noticing; the published digest shows it.
func (r *Record) CheckDigest(published Digest) error {
	if d := r.Digest(); d != published {
		return &Difference{Code: DiffDigest, Member: "digest", Expected: published.String(), Found: d.String()}
	}
	return nil
}

// CheckPlan returns a *Difference that names the first step and member in which
// the record's plan differs from the one it should be.
func (r *Record) CheckPlan(p *Plan) error {
	for i := range max(len(p.Steps), len(r.Plan.Steps)) {
		var expected, found []planMember
		id := ""
		if i < len(r.Plan.Steps) {
			id = r.Plan.Steps[i].ID
			found = objectMembers(appendStep(nil, &r.Plan.Steps[i]))
		}
		if i < len(p.Steps) {
			id = p.Steps[i].ID
			expected = objectMembers(appendStep(nil, &p.Steps[i]))
		}
		if member, e, f := firstMember(expected, found); member != "" {
			return &Difference{Code: DiffPlan, Step: id, Member: member, Expected: e, Found: f}
		}
	}
	mine, other := Plan{Name: p.Name, Title: p.Title}, Plan{Name: r.Plan.Name, Title: r.Plan.Title}
	member, e, f := firstMember(objectMembers(AppendPlan(nil, &mine)), objectMembers(AppendPlan(nil, &other)))
	if member != "" {
		return &Difference{Code: DiffPlan, Member: member, Expected: e, Found: f}
	}
	return nil
}

// planMember is a member of an object and its value in canonical form.
type planMember struct{ name, value string }

// objectMembers lists the members of a canonical object that this package wrote.
func objectMembers(object []byte) []planMember {
	r := &jsonReader{src: string(object)}
	var list []planMember
	r.object(func(name string) {
		start := r.at
		r.skipValue()
		list = append(list, planMember{name: name, value: r.src[start:r.at]})
	})
	return list
}

// skipValue passes over a value of any kind.
func (r *jsonReader) skipValue() {
	switch r.peek() {
	case '{':
		r.object(func(string) { r.skipValue() })
	case '[':
		r.array(func(int) { r.skipValue() })
	case '"':
		r.text()
	case 't', 'f':
		r.boolean()
	case 'n':
		if !r.literal("null") {
			r.syntax("null")
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		r.integer()
	default:
		r.syntax("")
	}
}

// firstMember returns the first member, by name, in which two objects differ,
// and both values; an empty name if they are equal.
func firstMember(expected, found []planMember) (name, e, f string) {
	for len(expected)+len(found) > 0 {
		switch {
		case len(found) == 0 || len(expected) > 0 && expected[0].name < found[0].name:
			return expected[0].name, expected[0].value, ""
		case len(expected) == 0 || found[0].name < expected[0].name:
			return found[0].name, "", found[0].value
		case expected[0].value != found[0].value:
			return found[0].name, expected[0].value, found[0].value
		}
		expected, found = expected[1:], found[1:]
	}
	return "", "", ""
}

func compareRecords(expected, found *Record) error {
	for i := range max(len(expected.Picks), len(found.Picks)) {
		switch {
		case i >= len(found.Picks):
			return pickDifference(DiffPickLost, &expected.Picks[i], "id", expected.Picks[i].ID, "")
		case i >= len(expected.Picks):
			return pickDifference(DiffPickExtra, &found.Picks[i], "id", "", found.Picks[i].ID)
		}
		if err := comparePicks(&expected.Picks[i], &found.Picks[i]); err != nil {
			return err
		}
	}
	for i := range max(len(expected.Shortfalls), len(found.Shortfalls)) {
		var e, f string
		var at Shortfall
		if i < len(expected.Shortfalls) {
			at = expected.Shortfalls[i]
			e = string(appendShortfall(nil, at))
		}
		if i < len(found.Shortfalls) {
			f = string(appendShortfall(nil, found.Shortfalls[i]))
			if e == "" {
				at = found.Shortfalls[i]
			}
		}
		if e != f {
			return &Difference{Code: DiffShortfall, Step: at.Step, Within: at.Within, Member: "shortfalls", Expected: e, Found: f}
		}
	}
	if d := CompareCoordination(expected.Coordination, found.Coordination); d != nil {
		return d
	}
	return nil
}

func pickDifference(code geo.Code, at *Pick, member, expected, found string) error {
	return &Difference{
		Code: code, Step: at.Step, Within: at.Within, Stratum: at.Stratum, Role: at.Role, Order: at.Order,
		Member: member, Expected: expected, Found: found,
	}
}

// comparePicks names the first member that differs. The place is where the pick
// is expected.
func comparePicks(expected, found *Pick) error {
	e, f := expected.members(), found.members()
	for i := range e {
		if e[i].value != f[i].value {
			return pickDifference(DiffPick, expected, e[i].name, e[i].value, f[i].value)
		}
	}
	return nil
}

type pickMember struct{ name, value string }

// members lists the pick's members as texts, those that say where it stands
// first.
func (p *Pick) members() []pickMember {
	list := []pickMember{
		{"step", p.Step}, {"within", p.Within}, {"stratum", p.Stratum}, {"role", string(p.Role)},
		{"order", strconv.Itoa(p.Order)}, {"id", p.ID}, {"ticket", p.Ticket.String()},
		{"anchor", ""}, {"from_mm", ""}, {"to_mm", ""},
	}
	if p.Anchor != nil {
		list[7].value = string(appendPoint(nil, *p.Anchor))
	}
	if p.Stretch != nil {
		list[8].value = strconv.FormatInt(p.Stretch.From, 10)
		list[9].value = strconv.FormatInt(p.Stretch.To, 10)
	}
	return list
}
