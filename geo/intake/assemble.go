package intake

import (
	"context"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// Earlier is a register as it is before an import. The zero value is none: then
// all that is read is new, and no changes are told.
type Earlier struct {
	Known  bool          // there is one, if only an empty one
	Sites  []geo.Site    // sorted by id, as in a frame
	People []geo.Contact // sorted by id; they may be known where no register is
}

// AssembleOptions say how what was read becomes a register. The zero value
// replaces what there was and guesses nothing.
type AssembleOptions struct {
	Mode         Mode
	Categories   *geo.Categories // nil: geo.ShippedCategories
	SkipBad      bool            // leave sites out that name no area, instead of refusing all
	Nearest      bool            // see AreaOptions
	SizeByLength bool            // see SizeByLength
	Roads        []geo.Line      // known beside those that were read
}

// Assembled is a register that was made of files, and what was done for it.
type Assembled struct {
	Sites   []geo.Site    // sorted by id; nil if the import was refused
	People  []geo.Contact // sorted by id
	Named   int           // sites whose area was found by its name
	Filled  []Filled
	Parts   []Part
	Sized   int // sites that got their length as size
	Same    []Same
	Roads   []geo.Line   // all that are known, to review against
	Rejects []*geo.Error // rows that turned out to be wrong after reading
	Changes geo.Changes  // from the earlier register; empty if there was none
}

// Assemble makes a register of what was read, as every import does, whoever asks
// for it and whether or not anything is kept: results are merged, the mode says
// what stays of an earlier register, then areas, parts and sizes are filled in.
//
// Rows that only turn out to be wrong here – an update of a site that nobody
// knows, a township that nobody knows – refuse the import with ErrRejected and
// are listed in Rejects; if bad rows may be skipped, those that name no area are
// left out instead. A register without a site is refused with ErrNoSites. In both
// cases there is an Assembled; with any other error, such as that of a context
// that ended, there is none.
//
// What was known before stays as it is. Without it, the sites of a single result
// are filled in where they are.
func Assemble(ctx context.Context, results []*Result, before Earlier, o AssembleOptions) (*Assembled, error) {
	if o.Categories == nil {
		o.Categories = geo.ShippedCategories()
	}
	merged, err := Merge(ctx, results...)
	if err != nil {
		return nil, err
	}
	a := &Assembled{Same: merged.Same, Roads: slices.Concat(merged.Roads, o.Roads)}
	if o.Mode == Update {
		if strangers := Strangers(results, before.Sites); len(strangers) > 0 {
			return a, a.refuse(strangers)
		}
	}
	if before.Known {
		merged = merged.Into(before.Sites, o.Mode)
	}
	if merged, err = a.name(ctx, merged, before, o); err != nil {
		if len(a.Rejects) == 0 {
			return nil, err // the context has ended
		}
		return a, err
	}
	a.People = merged.Contacts(before.People, o.Mode)
	if len(merged.Sites) == 0 {
		return a, &geo.Error{Code: ErrNoSites}
	}
	if err := a.fill(ctx, merged.Sites, o); err != nil {
		return nil, err
	}
	if before.Known {
		a.Changes = geo.Compare(before.Sites, a.Sites)
	}
	return a, nil
}

// stepsBetweenPolls is how many sites are worked on before the context is asked
// again whether it has ended.
const stepsBetweenPolls = 1 << 12

// ended returns the error of a context that ended, if this step is one that asks.
func ended(ctx context.Context, step int) error {
	if step%stepsBetweenPolls == 0 {
		return ctx.Err()
	}
	return nil
}

// refuse notes rows that turned out to be wrong.
func (a *Assembled) refuse(rejects []*geo.Error) error {
	a.Rejects = rejects
	return &geo.Error{Code: ErrRejected, At: geo.Place{File: rejects[0].At.File}, Value: strconv.Itoa(len(rejects))}
}

// name looks the names of areas up. A row that is left out for its area does not
// take a site away that was there before.
func (a *Assembled) name(ctx context.Context, merged *Merged, before Earlier, o AssembleOptions) (*Merged, error) {
	named, rejects, err := merged.NameAreas(ctx, o.Categories)
	a.Named = named
	if err != nil || len(rejects) == 0 {
		return merged, err
	}
	err = a.refuse(rejects)
	if !o.SkipBad {
		return nil, err
	}
	merged.Drop(rejects)
	if o.Mode != Update && o.Mode != Add {
		return merged, nil
	}
	lost := slices.DeleteFunc(slices.Clone(before.Sites), func(s geo.Site) bool {
		_, there := merged.find(s.ID)
		return there
	})
	return merged.Into(lost, Add), nil
}

// fill puts in what follows from where the sites are.
func (a *Assembled) fill(ctx context.Context, sites []geo.Site, o AssembleOptions) (err error) {
	a.Sites = sites
	if a.Filled, err = FillAreas(ctx, sites, AreaOptions{Categories: o.Categories, Nearest: o.Nearest}); err != nil {
		return err
	}
	if a.Parts, err = FillParts(ctx, sites, o.Categories); err != nil {
		return err
	}
	if o.SizeByLength {
		a.Sized = SizeByLength(sites)
	}
	return ctx.Err()
}

// vanishShare is how much of a register may vanish without a question: one in 20.
const vanishShare = 20

// Vanishing reports whether so many of the register's sites are gone that somebody
// should say yes to it.
func (e Earlier) Vanishing(c *geo.Changes) bool { return len(c.Removed)*vanishShare > len(e.Sites) }
