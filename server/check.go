package server

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// What a check can find.
const (
	ErrLeafOther  geo.Code = "check.leaf"       // leaf Want says of the noun something else than the database
	ErrLeafLost   geo.Code = "check.leaf-lost"  // what leaf Value, of kind Want, says is not in the database
	ErrNoLeaf     geo.Code = "check.no-leaf"    // the log has no leaf Want of the noun
	ErrCurrent    geo.Code = "check.current"    // the register Value has another current version than the log says: Want
	ErrRecordForm geo.Code = "check.record"     // the record of draw Value cannot be read
	ErrFrameOther geo.Code = "check.frame"      // the record of draw Value is of another frame or plan
	ErrSeedOther  geo.Code = "check.seed"       // the seed of draw Value does not follow from its seal
	ErrDrawOther  geo.Code = "check.draw"       // draw Value comes out differently when it is drawn again
	ErrLogForked  geo.Code = "check.checkpoint" // the checkpoint of size Value is of another log

	ErrDrillOther   geo.Code = "check.drill"       // of the drill Value something else is kept than its definition says
	ErrRoundState   geo.Code = "check.round-state" // the round Value, drill/number, cannot be in the state Want
	ErrRoundTwice   geo.Code = "check.round-twice" // the draw Value is one more of the round Want, if that is known
	ErrRoundOther   geo.Code = "check.round"       // in Want the draw of the round Value is not what its drill says
	ErrHistoryOther geo.Code = "check.history"     // what the round Value took over does not follow from what was before
	ErrTeamsOther   geo.Code = "check.teams"       // the teams of the round Value, lot Want, come out differently
)

// CheckProgress says how far a check has come.
type CheckProgress struct{ Done, Total int }

// checkedAtOnce is how many leaves are read at a time.
const checkedAtOnce = 100

// maxCheckFindings is how many findings are listed.
const maxCheckFindings = 1000

// Checked is what a check did, and what it found.
type Checked struct {
	Found  []error  // what does not agree; none means that all is well
	Draws  int      // that were drawn again
	Drills int      // whose rounds were looked at
	Rounds int      // of which what they took over was computed again
	Lots   int      // of teams that were drawn again
	Erased []string // lots of which that is impossible, since the data of somebody in them were erased
}

// Check compares what the store keeps with what the log says of it, both ways, draws
// every draw again, and computes again what rounds took over from those before, and
// their teams. The store's own check comes before: this one trusts its bodies.
func (s *Server) Check(ctx context.Context, report func(CheckProgress)) (Checked, error) {
	k := &check{server: s, report: report, leaves: map[int64]said{}, current: map[string]int64{}}
	for _, part := range []func(context.Context) error{k.registers, k.seals, k.drills, k.draws, k.rounds, k.log} {
		if err := part(ctx); err != nil {
			return k.Checked, err
		}
	}
	return k.Checked, nil
}

// check is the state of one Check.
type check struct {
	Checked

	server *Server
	report func(CheckProgress)
	leaves map[int64]said // what the log must say, by index
	all    []store.Draw
	held   []heldDrill

	done, total int // draws and rounds

	current map[string]int64 // of each register, as the log says
}

// said is what a leaf must say, and of what.
type said struct {
	noun, key string
	data      []byte
}

func (k *check) find(err error) {
	if len(k.Found) < maxCheckFindings {
		k.Found = append(k.Found, err)
	}
}

// expect notes that a leaf must be there.
func (k *check) expect(index int64, act store.Act, of said, entry transparency.Entry) {
	leaf, err := transparency.NewLeaf(act.At, entry)
	if err != nil {
		k.find(geo.InColumn(err, of.noun))
		return
	}
	of.data = transparency.AppendLeaf(nil, leaf)
	k.leaves[index] = of
}

// registers looks at the versions of all registers.
func (k *check) registers(ctx context.Context) error {
	return k.server.Store.View(ctx, func(v store.Reader) error {
		return eachRegister(v, func(g store.Register) error {
			id := g.ID
			return eachPage(func(after int64) (last int64, err error) {
				versions, err := v.Versions(id, store.NumberPage{After: after})
				for i := range versions {
					n := &versions[i]
					k.expect(n.Leaf, n.Made, said{noun: "version", key: id + "/" + count(n.Number)}, transparency.Version{
						Register: id, Number: n.Number, Digest: transparency.Digest(n.Frame), Sites: int64(n.Sites),
					})
					last = n.Number
				}
				return last, err
			})
		})
	})
}

func eachRegister(v store.Reader, f func(store.Register) error) error {
	after := ""
	for {
		list, err := v.Registers(store.TextPage{After: after})
		if err != nil || len(list) == 0 {
			return err
		}
		for _, g := range list {
			if err := f(g); err != nil {
				return err
			}
			after = g.ID
		}
	}
}

// eachPage calls f for page after page until one is empty.
func eachPage(f func(after int64) (last int64, err error)) error {
	after := int64(0)
	for {
		last, err := f(after)
		if err != nil || last == 0 {
			return err
		}
		after = last
	}
}

// seals looks at the seals and the texts that the log has of them.
func (k *check) seals(ctx context.Context) error {
	return k.server.Store.View(ctx, func(v store.Reader) error {
		return eachPage(func(after int64) (last int64, err error) {
			seals, err := v.Seals(store.NumberPage{After: after})
			if err != nil {
				return 0, err
			}
			for i := range seals {
				if err := k.seal(v, &seals[i]); err != nil {
					return 0, err
				}
				last = seals[i].Number
			}
			return last, nil
		})
	})
}

func (k *check) seal(v store.Reader, kept *store.Seal) error {
	of := said{noun: "seal", key: kept.Digest.String()}
	k.expect(kept.Leaf, kept.Made, of, transparency.Seal{
		Object: kept.Object, Register: kept.Register, Number: kept.Version, Release: kept.Release,
	})
	if kept.Closed == nil {
		return nil
	}
	texts, err := v.SealTexts(kept.Digest)
	if err != nil {
		return err
	}
	closed := transparency.Closed{Seal: transparency.Digest(kept.Digest), Texts: []string{}}
	for i := range texts {
		closed.Texts = append(closed.Texts, texts[i].Text)
	}
	k.expect(kept.Closed.Leaf, store.Act{At: kept.Closed.At}, of, closed)
	return nil
}

// log reads every leaf.
func (k *check) log(ctx context.Context) error {
	return k.server.Store.View(ctx, func(v store.Reader) error {
		size, err := v.LogSize()
		if err != nil {
			return err
		}
		for from := int64(0); from < size; from += checkedAtOnce {
			leaves, err := v.Leaves(from, checkedAtOnce)
			if err != nil {
				return err
			}
			for i := range leaves {
				k.leaf(&leaves[i])
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		k.lacking(size)
		return eachRegister(v, func(g store.Register) error {
			if want := k.current[g.ID]; g.Current != want {
				k.find(&geo.Error{Code: ErrCurrent, Kind: geo.Internal, At: geo.Place{Column: "register"}, Value: g.ID, Want: count(want)})
			}
			return nil
		})
	})
}

// leaf compares one leaf with what it must say.
func (k *check) leaf(l *store.Leaf) {
	of, expected := k.leaves[l.Index]
	if expected && !bytes.Equal(of.data, l.Data) {
		k.find(&geo.Error{Code: ErrLeafOther, Kind: geo.Internal, At: geo.Place{Column: of.noun}, Value: of.key, Want: count(l.Index)})
		return
	}
	leaf, err := transparency.ParseLeaf(l.Data)
	if err != nil {
		k.find(geo.InColumn(err, "leaf"))
		return
	}
	switch e := leaf.Entry.(type) {
	case transparency.Version:
		k.current[e.Register] = e.Number
	case transparency.Current:
		k.current[e.Register] = e.Number
		return
	case transparency.Restored:
		return
	}
	if !expected {
		k.find(&geo.Error{Code: ErrLeafLost, Kind: geo.Internal, Value: count(l.Index), Want: string(leaf.Entry.Kind())})
	}
}

// lacking looks for leaves that must be there and are not.
func (k *check) lacking(size int64) {
	for _, index := range slices.Sorted(maps.Keys(k.leaves)) {
		of := k.leaves[index]
		if index < 0 || index >= size {
			k.find(&geo.Error{Code: ErrNoLeaf, Kind: geo.Internal, At: geo.Place{Column: of.noun}, Value: of.key, Want: count(index)})
		}
	}
}

// CheckCheckpoint reports whether the log begins with all that a checkpoint names:
// nil, or ErrLogForked. One that names more than there is has forked too: something
// was taken away.
func (s *Server) CheckCheckpoint(ctx context.Context, seen transparency.Checkpoint) error {
	now, err := s.Checkpoint(ctx)
	if err != nil {
		return err
	}
	forked := &geo.Error{Code: ErrLogForked, Kind: geo.Internal, Value: count(seen.Size), Want: count(now.Size)}
	if seen.Size > now.Size {
		return forked
	}
	root, err := s.RootAt(ctx, seen.Size)
	if err == nil && root != seen.Root {
		err = forked
	}
	return err
}

// asDifference wraps how a draw differs.
func asDifference(d *store.Draw, err error) error {
	if _, differs := errors.AsType[*sampler.Difference](err); differs {
		return &geo.Error{Code: ErrDrawOther, Kind: geo.Internal, At: geo.Place{Column: "draw"}, Value: count(d.Number), Err: err}
	}
	return err
}
