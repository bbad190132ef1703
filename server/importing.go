package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// importing is an import at work. It has nothing of the request that asked for it,
// which may have ended.
type importing struct {
	server   *Server
	register string
	options  importOptions
	upload   *upload
	texts    *text.Catalogue
	by       int64
	once     store.Answer

	job       *job
	draft     *draft
	before    intake.Earlier
	roads     []geo.Line
	official  *officialList
	read      *intake.Result
	assembled *intake.Assembled
	frame     *sampler.Frame
	findings  *intake.Findings
	placed    *intake.Findings // of the read sites alone, against the roads
	changed   bool             // of the draft
}

// run does the import. What is refused says so in the job's result too.
func (w *importing) run(ctx context.Context, j *job) (jobResult, error) {
	w.job = j
	refused := w.work(ctx)
	if err := ctx.Err(); err != nil {
		return jobResult{}, err
	}
	if refused != nil && w.read == nil {
		return jobResult{}, refused
	}
	if err := w.saveRejects(); err != nil {
		return jobResult{}, err
	}
	result, err := w.answer(refused)
	switch {
	case err != nil:
		return jobResult{}, err
	case w.options.dry:
		return result, nil
	case refused != nil:
		return result, refused
	}
	return result, w.store(ctx, result)
}

// work reads the file and makes of it what the draft would be.
func (w *importing) work(ctx context.Context) error {
	if err := w.readEarlier(ctx); err != nil {
		return err
	}
	if err := w.readFile(ctx); err != nil {
		return err
	}
	w.job.at(stepJoining, 600)
	o := w.options
	assembled, err := intake.Assemble(ctx, []*intake.Result{w.read}, w.before, intake.AssembleOptions{
		Mode: o.mode, Categories: w.server.Categories, SkipBad: o.input.SkipBad, Nearest: o.nearest,
		SizeByLength: o.sized, Roads: w.roads,
	})
	w.assembled = assembled
	if err != nil {
		return err
	}
	if w.frame, err = sampler.NewFrame(assembled.Sites); err != nil {
		return err
	}
	w.changed = w.frame.Digest() != w.draftDigest() || !slices.Equal(w.before.People, assembled.People)
	if err := ctx.Err(); err != nil {
		return err
	}
	w.job.at(stepReviewing, 800)
	found := intake.Review(w.frame.Sites(), intake.ReviewOptions{Roads: assembled.Roads})
	w.findings = &found
	if w.options.dry { // somebody looks at it
		placed := intake.ReviewRoads(w.read.Sites, intake.ReviewOptions{Roads: assembled.Roads})
		w.placed = &placed
	}
	return w.settle()
}

// settle asks what is not said: what becomes of the sites that are there.
func (w *importing) settle() error {
	changes := &w.assembled.Changes
	switch {
	case !w.before.Known || changes.None():
		return nil
	case w.options.mode == "" && !w.options.dry:
		return &geo.Error{Code: ErrModeNeeded, Kind: geo.Conflict, Want: modeNames()}
	case w.before.Vanishing(changes) && !w.options.yes:
		return &geo.Error{Code: ErrVanish, Kind: geo.Conflict, Value: strconv.Itoa(len(changes.Removed))}
	}
	return nil
}

// draftDigest is the digest of what the draft was; zero of nothing.
func (w *importing) draftDigest() sampler.Digest {
	if !w.before.Known {
		return sampler.Digest{}
	}
	o, err := w.server.openDraft(w.draft)
	if err != nil {
		return sampler.Digest{}
	}
	return o.frame.Digest()
}

// store puts the frame into the draft, unless somebody has changed that meanwhile.
// The answer to the request's key is kept in the same moment.
func (w *importing) store(ctx context.Context, result jobResult) error {
	w.job.at(stepStoring, 900)
	if w.changed {
		if err := store.PutFrame(ctx, w.server.Store, w.frame); err != nil {
			return err
		}
	}
	contacts, err := w.contacts()
	if err != nil {
		return err
	}
	act := store.Act{By: w.by, At: w.server.now()}
	err = w.server.Store.Update(ctx, func(to store.Writer) error {
		if w.changed {
			if err := w.write(to, contacts, act); err != nil {
				return err
			}
		}
		return w.keepAnswer(to, result)
	})
	if err == nil && w.changed {
		w.server.frames.keep(w.frame)
	}
	return err
}

func (w *importing) write(to store.Writer, contacts []byte, act store.Act) error {
	now, err := to.Draft(w.register)
	if err != nil {
		return err
	}
	if !w.draft.same(now) {
		return &geo.Error{Code: ErrDraftMoved, Kind: geo.Conflict, Value: w.register}
	}
	if err := to.RebaseDraft(w.register, w.frame.Digest(), act); err != nil {
		return err
	}
	if contacts != nil {
		if err := w.putContacts(to, now.Attachments, contacts, act); err != nil {
			return err
		}
	}
	c := &w.assembled.Changes
	return journal(to, w.register, "import", act, map[string]any{
		"file": w.upload.name, "sha256": hex.EncodeToString(w.upload.digest[:]), "bytes": w.upload.bytes, "mode": w.options.mode,
		"frame": w.frame.Digest().String(), "sites": w.frame.Len(),
		"added": len(c.Added), "removed": len(c.Removed), "changed": len(c.Changed),
	})
}

// contacts are the table of people that the draft is to have; nil: as before.
func (w *importing) contacts() ([]byte, error) {
	if slices.Equal(w.before.People, w.assembled.People) {
		return nil, nil
	}
	return contactsTable(w.assembled.People)
}

// putContacts puts one table in the place of all that the draft had.
func (w *importing) putContacts(to store.Writer, had []store.Attachment, table []byte, act store.Act) error {
	for _, a := range had {
		if a.Kind != kindContacts || a.Name == contactsFile {
			continue
		}
		if err := to.DropAttachment(w.register, a.Kind, a.Name, act); err != nil {
			return err
		}
	}
	packed, err := store.Pack(table)
	if err != nil {
		return err
	}
	a := store.Attachment{Kind: kindContacts, Name: contactsFile, Media: contactsMedia, Digest: packed.Digest, Bytes: packed.Size}
	return addAttachment(to, w.register, a, packed, act)
}

func (w *importing) keepAnswer(to store.Writer, result jobResult) error {
	if w.once.Key == "" {
		return nil
	}
	answer, err := encodeAnswer(w.once, answered{status: result.status, body: result.body})
	if err != nil {
		return err
	}
	if result.location != "" {
		if answer.Header, err = json.Marshal(map[string]string{"Location": result.location}); err != nil {
			return err
		}
	}
	return to.AddAnswer(answer)
}
