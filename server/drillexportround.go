package server

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sitedraw/sampler/crew"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// gatherRound adds the files of a round, and tells what it is.
func (r *request) gatherRound(v store.Reader, e *drillExport, round *store.Round) (shown exportedRound, err error) {
	shown = exportedRound{
		Round: round.Number, Due: stamp(round.Due), State: round.State, Late: round.Late, Failure: round.Failure, Draw: round.Draw,
	}
	if round.State == store.RoundSkipped && round.Detail != nil {
		var why roundReason
		if err := json.Unmarshal(round.Detail, &why); err != nil {
			return shown, err
		}
		shown.Reason = why.Reason
	}
	if round.Draw == 0 {
		return shown, e.noteSeal(v, round, &shown)
	}
	d, err := v.Draw(round.Draw)
	if err != nil {
		return shown, err
	}
	seen, err := r.see(v, &d, nil)
	if err != nil {
		return shown, err
	}
	if !seen.sight.all {
		return shown, seen.notYet()
	}
	e.early = e.early || seen.sight.audited
	shown.Withdrawn, shown.Salt, shown.Leaf = d.Has(store.Withdrawn), hex.EncodeToString(d.Salt[:]), d.Leaf
	g := &gathering{e: e, v: v, seen: seen, shown: &shown, prefix: fmt.Sprintf("round-%02d", round.Number)}
	if shown.Withdrawn {
		g.prefix = fmt.Sprintf("withdrawn-%02d", round.Number) // the rounds that count are the round-NN
	}
	return shown, g.all()
}

// noteSeal names the seal of a round that has no draw.
func (e *drillExport) noteSeal(v store.Reader, round *store.Round, shown *exportedRound) error {
	if round.Seal == nil {
		return nil
	}
	kept, err := v.Seal(*round.Seal)
	shown.Seal = round.Seal.String()
	e.leaves = append(e.leaves, kept.Leaf)
	return err
}

// gathering is a round whose files are added.
type gathering struct {
	e      *drillExport
	v      store.Reader
	seen   *seen
	shown  *exportedRound
	prefix string
}

// add adds a file of the round.
func (g *gathering) add(part string, body []byte) string {
	name := g.prefix + "." + part
	g.e.add(name, body)
	g.shown.Files = append(g.shown.Files, name)
	return name
}

func (g *gathering) all() error {
	for _, part := range []func() error{g.record, g.seal, g.teams, g.reserves, g.results} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// record adds the record, the version's leaf and those of the draw.
func (g *gathering) record() error {
	d := &g.seen.Draw
	body, err := g.v.Blob(d.Record)
	if err != nil {
		return err
	}
	g.add("record.json", body)
	if !slices.Contains(g.e.frames, d.Frame) {
		g.e.frames = append(g.e.frames, d.Frame)
	}
	version, err := g.v.Version(d.Register, d.Version)
	if err != nil {
		return err
	}
	g.e.leaves = append(g.e.leaves, version.Leaf, d.Leaf)
	for i := range d.Events {
		g.e.leaves = append(g.e.leaves, d.Events[i].Leaf)
	}
	return nil
}

// seal adds the seal that fixed the draw.
func (g *gathering) seal() error {
	d := &g.seen.Draw
	if d.Seal == nil {
		return nil
	}
	kept, err := g.v.Seal(*d.Seal)
	if err != nil {
		return err
	}
	g.shown.Seal = kept.Digest.String()
	g.e.leaves = append(g.e.leaves, kept.Leaf)
	if kept.Closed != nil {
		g.e.leaves = append(g.e.leaves, kept.Closed.Leaf)
	}
	sealed, err := bundledSeal(g.v, &kept)
	if err != nil {
		return err
	}
	if err := g.seen.publish(sealed); err != nil {
		return err
	}
	files, err := sealFiles(g.prefix, sealed)
	for _, f := range files {
		g.e.add(f.name, f.body)
		g.shown.Files = append(g.shown.Files, f.name)
	}
	return err
}

// teams adds every lot of the round's teams. Inspectors are known by their ids alone:
// neither their names nor why they are away or recused leave the house.
func (g *gathering) teams() error {
	crews, err := g.v.Crews(g.seen.Number)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for i := range crews {
		c := &crews[i]
		suffix := ".json"
		if c.Lot > 1 {
			suffix = "-" + count(c.Lot) + suffix
		}
		shown := exportedCrew{Lot: c.Lot, Leaf: c.Leaf, File: g.add("teams"+suffix, c.Body), Dropped: stamp(c.Dropped)}
		if g.e.office && c.Inspectors != nil {
			people, err := crew.ParseInspectors(c.Inspectors)
			if err != nil {
				return err
			}
			shown.Inspectors = g.add("inspectors"+suffix, crew.AppendInspectors(nil, nameless(people)))
		}
		g.shown.Teams = append(g.shown.Teams, shown)
		g.e.leaves = append(g.e.leaves, c.Leaf)
	}
	return nil
}

// nameless are inspectors without what decides nothing: names, and reasons.
func nameless(people []crew.Inspector) []crew.Inspector {
	const withheld = "-" // a recusal has a reason
	list := make([]crew.Inspector, len(people))
	for i, p := range people {
		p.Name = ""
		p.Recusals, p.Absences = slices.Clone(p.Recusals), slices.Clone(p.Absences)
		for k := range p.Recusals {
			p.Recusals[k].Reason = withheld
		}
		for k := range p.Absences {
			p.Absences[k].Reason = ""
		}
		list[i] = p
	}
	return list
}

// reserves adds which reserves were opened, and why by its code; notes stay in the
// house.
func (g *gathering) reserves() error {
	opened, err := openings(&g.seen.Draw)
	if err != nil || len(opened) == 0 {
		return err
	}
	for i := range opened {
		opened[i].Note = ""
	}
	body, err := json.MarshalIndent(opened, "", " ")
	if err == nil {
		g.add("reserves.json", append(body, '\n'))
	}
	return err
}

// results keeps what was reported, for addResults.
func (g *gathering) results() error {
	if !g.e.office {
		return nil
	}
	all, err := reportsOf(g.v, g.seen.Number)
	if err == nil && len(all.findings) > 0 {
		g.e.reported = append(g.e.reported, exportedResults{g.prefix + ".results.csv", g.seen, all})
		g.shown.Files = append(g.shown.Files, g.prefix+".results.csv")
	}
	return err
}

// exportedResults are what was reported of a round.
type exportedResults struct {
	name string
	seen *seen
	all  *reported
}

// addResults adds what was found in each round, without by whom.
func (r *request) addResults(ctx context.Context, e *drillExport) error {
	for _, from := range e.reported {
		m, err := r.server.material(ctx, from.seen)
		if err != nil {
			return err
		}
		res, err := newResults(m.record, m.sites.frame, m.opened, from.all)
		if err != nil {
			return err
		}
		sight := findingSight{all: true}
		table := report.Findings{Label: r.label(from.seen), Frame: res.frame, Categories: r.server.Categories, Texts: r.texts}
		shown := res.view(&sight).Findings
		for i := range shown {
			shown[i].By = ""
			table.Rows = append(table.Rows, shown[i].row(res, &sight))
		}
		var b bytes.Buffer
		if err := report.FindingsCSV(&b, table); err != nil {
			return err
		}
		e.add(from.name, b.Bytes())
	}
	return nil
}
