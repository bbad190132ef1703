package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// What keeps a frame from being written.
const (
	errNoSites    geo.Code = "frame.no-sites"    // the files hold no site: that is no frame
	errNoContacts geo.Code = "frame.no-contacts" // the contacts file holds something else
)

// building is a frame that is being made of what was read.
type building struct {
	app        *app
	options    frameOptions
	categories *geo.Categories
	results    []*intake.Result
	merged     *intake.Merged
	rejects    []*geo.Error // rows that were wrong
	roads      []geo.Line   // of --roads

	before *sampler.Frame // what the output file holds, nil if it is new
	people []geo.Contact  // what the contacts file holds
	made   made
}

// made is a frame and what was done for it.
type made struct {
	frame   *sampler.Frame
	people  []geo.Contact
	named   int
	filled  []intake.Filled
	parts   []intake.Part
	sized   int
	changes geo.Changes
}

// run makes the frame, settles what becomes of an earlier one, writes and
// reports. Whatever fails before the writing leaves everything as it was.
func (b *building) run(ctx context.Context) error {
	if err := b.readEarlier(ctx); err != nil {
		return err
	}
	mode := intake.Mode(b.options.mode)
	if err := b.refuseStrangers(ctx, mode); err != nil {
		return err
	}
	if err := b.build(ctx, mode); err != nil {
		return err
	}
	if b.before != nil {
		again, err := b.settle(ctx, mode)
		if err != nil || !again {
			return err
		}
	}
	review := make(chan intake.Findings, 1)
	go func() {
		roads := slices.Concat(b.merged.Roads, b.roads)
		review <- intake.Review(b.made.frame.Sites(), intake.ReviewOptions{Roads: roads})
	}()
	if err := b.write(ctx); err != nil {
		return err
	}
	b.report(<-review)
	return nil
}

// refuseStrangers refuses an update by sites that are neither known nor whole.
func (b *building) refuseStrangers(ctx context.Context, mode intake.Mode) error {
	if mode != intake.Update {
		return nil
	}
	var register []geo.Site
	if b.before != nil {
		register = b.before.Sites()
	}
	strangers := intake.Strangers(b.results, register)
	if len(strangers) == 0 {
		return nil
	}
	return b.refuse(ctx, strangers)
}

// refuse tells rows that turn out to be wrong after reading.
func (b *building) refuse(ctx context.Context, rejects []*geo.Error) error {
	b.app.tellRejects(rejects, len(rejects))
	if err := b.app.saveRejects(ctx, b.options.rejects, slices.Concat(b.rejects, rejects)); err != nil {
		return err
	}
	return &geo.Error{Code: intake.ErrRejected, At: geo.Place{File: rejects[0].At.File}, Value: count(len(rejects))}
}

// readEarlier reads the frame and the contacts that the results would replace. A
// file that is no frame is not overwritten.
func (b *building) readEarlier(ctx context.Context) (err error) {
	if b.options.contacts != "" && isFile(b.options.contacts) {
		if b.people, err = b.app.readContacts(ctx, b.options.contacts); err != nil {
			return err
		}
	}
	if !isFile(b.options.output) {
		return nil
	}
	b.before, err = b.app.readFrame(ctx, b.options.output)
	return err
}

// readContacts reads a contacts file that is to be written anew. One that holds
// anything else is not.
func (a *app) readContacts(ctx context.Context, name string) ([]geo.Contact, error) {
	earlier, err := a.readSitesFile(ctx, name, intake.Options{})
	switch {
	case errors.Is(err, intake.ErrNoRows):
		return nil, nil // a heading alone
	case err != nil:
		return nil, err
	case earlier.Format != contactsFormat:
		return nil, &geo.Error{Code: errNoContacts, Kind: geo.Conflict, At: geo.Place{File: name}}
	}
	return earlier.People, nil
}

// contactsFormat is the format of what --contacts writes.
const contactsFormat = "people-csv"

// isFile reports whether there is a file of the name that holds something.
func isFile(name string) bool {
	if name == "" || name == stdio {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist)
}

// build makes the frame of the sites that the mode leaves.
func (b *building) build(ctx context.Context, mode intake.Mode) error {
	merged := b.merged
	if b.before != nil {
		merged = merged.Into(b.before.Sites(), mode)
	}
	b.made = made{}
	if err := b.nameAreas(ctx, merged); err != nil {
		return err
	}
	b.made.people = merged.Contacts(b.people, mode)
	options := intake.AreaOptions{Categories: b.categories, Nearest: b.options.nearest}
	b.made.filled = intake.FillAreas(merged.Sites, options)
	b.made.parts = intake.FillParts(merged.Sites, b.categories)
	if b.options.size == sizeByLength {
		b.made.sized = intake.SizeByLength(merged.Sites)
	}
	frame, err := sampler.NewFrame(merged.Sites)
	if err != nil {
		return err
	}
	if frame.Len() == 0 {
		b.tellFiles()
		return &geo.Error{Code: errNoSites}
	}
	b.made.frame = frame
	if b.before != nil {
		b.made.changes = geo.Compare(b.before.Sites(), frame.Sites())
	}
	return nil
}

// nameAreas looks the names of townships and villages up. One that means none
// makes its row a bad one.
func (b *building) nameAreas(ctx context.Context, merged *intake.Merged) error {
	named, rejects := merged.NameAreas(b.categories)
	b.made.named = named
	if len(rejects) == 0 {
		return nil
	}
	if err := b.refuse(ctx, rejects); !errors.Is(err, intake.ErrRejected) || !b.options.skipBad {
		return err
	}
	merged.Drop(rejects)
	return nil
}

// write writes contacts and frame; the frame last, since it is what counts.
func (b *building) write(ctx context.Context) error {
	if b.options.contacts != "" {
		err := b.app.savePrivate(ctx, b.options.contacts, func(w io.Writer) error {
			return report.ContactsCSV(w, b.made.people, b.app.texts)
		})
		if err != nil {
			return err
		}
	}
	return b.app.save(ctx, b.options.output, func(w io.Writer) error { return sampler.WriteFrame(w, b.made.frame) })
}

// report tells what came in and what was done with it.
func (b *building) report(found intake.Findings) {
	a, m := b.app, &b.made
	b.tellFiles()
	a.tellSame("frame.merged", b.merged.Same)
	if m.named > 0 {
		a.tell("frame.area-named", text.Args{"count": count(m.named)})
	}
	a.tellAreas(m.frame, m.filled, b.options.nearest)
	if len(m.parts) > 0 {
		a.tell("frame.parts", text.Args{"count": count(len(m.parts))})
	}
	if b.options.size == sizeByLength {
		a.tell("frame.sized", text.Args{"count": count(m.sized)})
	}
	a.tellLine("")
	for _, line := range aligned(a.areaTable(m.frame, b.categories), []int{2, 3}) {
		a.tellLine(line)
	}
	a.tellLine("")
	b.tellPeople()
	a.tellReview(m.frame, &found, a.categoryNames(b.categories))
	a.tell("frame.done", text.Args{
		"sites": count(m.frame.Len()), "digest": m.frame.Digest().String(),
		"located": count(countSites(m.frame, isLocated)),
	})
}

func (b *building) tellFiles() { b.app.tellFiles(b.results, b.categories) }

// tellPeople tells where people's fields went, and which are of no site.
func (b *building) tellPeople() {
	if len(b.made.people) == 0 {
		return
	}
	var strangers []string
	for i := range b.made.people {
		if _, known := b.made.frame.Site(b.made.people[i].ID); !known {
			strangers = append(strangers, b.made.people[i].ID)
		}
	}
	if b.options.contacts == "" {
		b.app.tell("frame.people-left", text.Args{"count": count(len(b.made.people))})
	} else {
		b.app.tell("frame.people", text.Args{"count": count(len(b.made.people)), "file": text.Visible(b.options.contacts)})
	}
	if len(strangers) > 0 {
		b.app.tell("frame.people-unknown", text.Args{"count": count(len(strangers)), "names": b.app.someNames(strangers)})
	}
}
