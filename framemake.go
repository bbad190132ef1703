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
	rejects    []*geo.Error // rows that were wrong
	roads      []geo.Line   // of --roads

	before *sampler.Frame // what the output file holds, nil if it is new
	people []geo.Contact  // what the contacts file holds
	made   made
}

// made is a frame and what was done for it.
type made struct {
	*intake.Assembled

	frame *sampler.Frame
}

// run makes the frame, settles what becomes of an earlier one, writes and
// reports. Whatever fails before the writing leaves everything as it was.
func (b *building) run(ctx context.Context) error {
	if err := b.readEarlier(ctx); err != nil {
		return err
	}
	mode := intake.Mode(b.options.mode)
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
		review <- intake.Review(b.made.frame.Sites(), intake.ReviewOptions{Roads: b.made.Roads})
	}()
	if err := b.write(ctx); err != nil {
		return err
	}
	b.report(<-review)
	return nil
}

// earlier is what there was before the import.
func (b *building) earlier() intake.Earlier {
	if b.before == nil {
		return intake.Earlier{People: b.people}
	}
	return intake.Earlier{Known: true, Sites: b.before.Sites(), People: b.people}
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

// build makes the frame of the sites that the mode leaves. Rows that turn out to
// be wrong only now are told as those that were wrong when they were read.
func (b *building) build(ctx context.Context, mode intake.Mode) error {
	assembled, err := intake.Assemble(ctx, b.results, b.earlier(), intake.AssembleOptions{
		Mode: mode, Categories: b.categories, SkipBad: b.options.skipBad, Nearest: b.options.nearest,
		SizeByLength: b.options.size == sizeByLength, Roads: b.roads,
	})
	if assembled != nil && len(assembled.Rejects) > 0 {
		b.app.tellRejects(assembled.Rejects, len(assembled.Rejects))
		all := slices.Concat(b.rejects, assembled.Rejects)
		if err := b.app.saveRejects(ctx, b.options.rejects, all); err != nil {
			return err
		}
	}
	if errors.Is(err, intake.ErrNoSites) {
		b.tellFiles()
		return &geo.Error{Code: errNoSites}
	}
	if err != nil {
		return err
	}
	frame, err := sampler.NewFrame(assembled.Sites)
	if err != nil {
		return err
	}
	b.made = made{Assembled: assembled, frame: frame}
	return nil
}

// write writes contacts and frame; the frame last, since it is what counts.
func (b *building) write(ctx context.Context) error {
	if b.options.contacts != "" {
		err := b.app.savePrivate(ctx, b.options.contacts, func(w io.Writer) error {
			return report.ContactsCSV(w, b.made.People, b.app.texts)
		})
		if err != nil {
			return err
		}
	}
	return b.app.save(ctx, b.options.output, func(w io.Writer) error { return sampler.WriteFrame(w, b.made.frame) })
}

// importOf is what is told of the import.
func (b *building) importOf() report.ImportOf {
	return report.ImportOf{Results: b.results, Categories: b.categories, Texts: b.app.texts}
}

// report tells what came in and what was done with it.
func (b *building) report(found intake.Findings) {
	of := b.importOf()
	of.Made, of.Before, of.Digest, of.Findings = b.made.Assembled, b.earlier(), b.made.frame.Digest().String(), &found
	a, done := b.app, report.NewImport(of)
	a.tellFiles(done.Files)
	a.tellSame("frame.merged", done.Same)
	if done.Named > 0 {
		a.tell("frame.area-named", text.Args{"count": count(done.Named)})
	}
	a.tellAreas(done.Filled, b.options.nearest)
	if done.Parts > 0 {
		a.tell("frame.parts", text.Args{"count": count(done.Parts)})
	}
	if b.options.size == sizeByLength {
		a.tell("frame.sized", text.Args{"count": count(done.Sized)})
	}
	a.tellLine("")
	for _, line := range aligned(a.areaTable(b.made.frame, b.categories), []int{2, 3}) {
		a.tellLine(line)
	}
	a.tellLine("")
	b.tellPeople(done)
	a.tellReview(done.Review)
	a.tell("frame.done", text.Args{
		"sites": count(done.Sites), "digest": done.Digest, "located": count(done.Located),
	})
}

func (b *building) tellFiles() { b.app.tellFiles(report.ImportFiles(b.importOf())) }

// tellPeople tells where people's fields went, and which are of no site.
func (b *building) tellPeople(done *report.Import) {
	if done.People == 0 {
		return
	}
	if b.options.contacts == "" {
		b.app.tell("frame.people-left", text.Args{"count": count(done.People)})
	} else {
		b.app.tell("frame.people", text.Args{"count": count(done.People), "file": text.Visible(b.options.contacts)})
	}
	if done.Strangers.Total > 0 {
		b.app.tell("frame.people-unknown", text.Args{
			"count": count(done.Strangers.Total), "names": b.app.someOf(done.Strangers)})
	}
}
