package server

import (
	"context"
	"slices"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// lots draws every lot of a round's teams again.
func (k *check) lots(ctx context.Context, h *pastRound) error {
	var crews []store.Crew
	err := k.server.Store.View(ctx, func(v store.Reader) (err error) {
		crews, err = v.Crews(h.draw.Number)
		return err
	})
	if err != nil {
		return err
	}
	for i := range crews {
		c := &crews[i]
		err := k.lot(ctx, h, c)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && c.Lot != i+1 {
			err = &geo.Error{Code: crew.ErrDiffers, At: geo.Place{Column: "lot"}, Value: count(c.Lot), Want: count(i + 1)}
		}
		if err != nil {
			k.find(&geo.Error{Code: ErrTeamsOther, Kind: geo.Internal, At: geo.Place{Column: "teams"}, Value: h.key(), Want: count(c.Lot), Err: err})
		}
	}
	return nil
}

// lot draws one lot again. Of a lot whose inspectors were erased, what does not follow
// from them is looked at.
func (k *check) lot(ctx context.Context, h *pastRound, c *store.Crew) error {
	kept, err := crew.Parse(c.Body)
	if err != nil {
		return err
	}
	job, err := k.lotJob(ctx, h, c)
	if err != nil {
		return err
	}
	job.Date = kept.Date
	if err := dayOf(h.round.Due, kept.Date); err != nil {
		return err
	}
	if c.Inspectors == nil && !c.Dropped.IsZero() {
		k.Erased = append(k.Erased, h.key()+" · "+count(c.Lot))
		return sameJob(job, kept)
	}
	if job.Inspectors, err = crew.ParseInspectors(c.Inspectors); err != nil {
		return err
	}
	k.Lots++
	return crew.Check(job, kept)
}

// lotJob is what a lot was drawn from but for its day and its inspectors: the sites that
// stood then, and who was where by the teams that counted then.
func (k *check) lotJob(ctx context.Context, h *pastRound, c *store.Crew) (*crew.Job, error) {
	t := h.definition.Teams
	if t == nil {
		return nil, &geo.Error{Code: ErrNoTeams, Kind: geo.Internal, Value: h.Name}
	}
	opened, err := openedBefore(&h.draw, c.Leaf)
	if err != nil {
		return nil, err
	}
	job := &crew.Job{
		Seed: h.record.Seed, Record: h.record.Digest(), Lot: c.Lot,
		Sites: crewSites(h.frame, mainPicks(takenUp(h.record, opened))),
		Rules: crew.Rules{Size: t.Size, Most: t.Most, Lead: t.Lead, Way: t.Way},
	}
	job.Before, err = k.server.visitsUntil(ctx, h.holding, c.Leaf)
	return job, err
}

// dayOf checks that teams go on the day of their round: in which zone an office reckons
// is not kept.
func dayOf(due time.Time, day string) error {
	const west, east = -12 * time.Hour, 14 * time.Hour
	first, last := due.UTC().Add(west).Format(dayLayout), due.UTC().Add(east).Format(dayLayout)
	if day < first || day > last {
		return &geo.Error{Code: crew.ErrDiffers, At: geo.Place{Column: "date"}, Value: day, Want: first}
	}
	return nil
}

// sameJob checks what an assignment names besides its inspectors.
func sameJob(j *crew.Job, a *crew.Assignment) error {
	rules, err := crew.NewRules(j.Rules)
	if err != nil {
		return err
	}
	var want, found []string
	for i := range j.Sites {
		want = append(want, j.Sites[i].ID)
	}
	for i := range a.Teams {
		found = append(found, a.Teams[i].Sites...)
	}
	slices.Sort(want)
	slices.Sort(found)
	before := crew.VisitsDigest(j.Before)
	for _, m := range []struct {
		member, found, want string
		right               bool
	}{
		{"record", a.Record.String(), j.Record.String(), a.Record == j.Record},
		{"lot", count(a.Lot), count(j.Lot), a.Lot == j.Lot},
		{"before", a.Before.String(), before.String(), a.Before == before},
		{"rules", string(a.Rules.Way), string(rules.Way), a.Rules == rules},
		{"sites", strings.Join(found, ", "), strings.Join(want, ", "), slices.Equal(found, want)},
	} {
		if !m.right {
			return &geo.Error{Code: crew.ErrDiffers, At: geo.Place{Column: m.member}, Value: m.found, Want: m.want}
		}
	}
	return nil
}
