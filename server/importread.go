package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// readEarlier reads the draft as it is, with what belongs to it.
func (w *importing) readEarlier(ctx context.Context) (err error) {
	s := w.server
	if w.draft, err = s.draft(ctx, w.register); err != nil {
		return err
	}
	o, err := s.openDraft(w.draft)
	if err != nil {
		return err
	}
	w.before = intake.Earlier{Known: o.frame.Len() > 0, Sites: o.frame.Sites()}
	if w.before.People, err = s.people(ctx, w.draft.Attachments); err != nil {
		return err
	}
	for _, a := range w.draft.Attachments {
		if a.Kind != kindRoads || a.Erased {
			continue
		}
		read, err := s.readAttachment(ctx, a)
		if err != nil {
			return err
		}
		w.roads = append(w.roads, read.Roads...)
	}
	w.official, err = s.officials.of(ctx, w.draft.Attachments)
	return err
}

// readAttachment reads an attachment that holds sites or roads.
func (s *Server) readAttachment(ctx context.Context, a store.Attachment) (*intake.Result, error) {
	body, err := s.blob(ctx, a.Digest)
	if err != nil {
		return nil, err
	}
	return intake.Read(a.Name, bytes.NewReader(body), intake.Options{
		Categories: s.Categories, SkipBad: a.Kind == kindRoads, Bytes: int64(len(body)),
	})
}

// readFile reads the file that was sent.
func (w *importing) readFile(ctx context.Context) error {
	w.job.at(stepReading, 0)
	file, err := os.Open(w.upload.path)
	if err != nil {
		return diskError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	in := bufio.NewReaderSize(&watched{ctx: ctx, r: file, job: w.job, total: w.upload.bytes}, 64<<10)
	if isFrameFile(w.upload.name, in) {
		frame, err := sampler.ReadFrame(in)
		if err != nil {
			return geo.InFile(err, w.upload.name)
		}
		w.read = &intake.Result{File: w.upload.name, Format: "frame", Sites: slices.Clone(frame.Sites())}
		return nil
	}
	o := w.options.input
	o.Bytes = w.upload.bytes
	w.read, err = intake.Read(w.upload.name, in, o)
	return err
}

// frameBegins are the ways in which a frame file may begin; no other JSON does.
var frameBegins = []string{`{"area":`, `{"category":`, `{"geometry":{"coordinates":`, `{"id":`}

// isFrameFile tells a frame by its name or its first bytes.
func isFrameFile(name string, in *bufio.Reader) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".ndjson":
		return true
	case ".json", ".geojson", ".geojsonl":
		return false
	}
	head, err := in.Peek(32)
	if err != nil && !errors.Is(err, io.EOF) {
		return false // its reader says why
	}
	return slices.ContainsFunc(frameBegins, func(begin string) bool { return strings.HasPrefix(string(head), begin) })
}

// watched is a file whose reading can be stopped, and of which the job tells how
// far it is.
type watched struct {
	ctx         context.Context
	r           io.Reader
	job         *job
	done, total int64
}

// Read is io.Reader's.
func (w *watched) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(b)
	w.done += int64(n)
	w.job.at(stepReading, int(600*w.done/max(1, w.total)))
	return n, err
}

// completenessAnswer says how the areas of a register differ from the official
// list.
type completenessAnswer struct {
	Level    string        `json:"level"`
	Official int           `json:"official"` // areas of the list
	Register int           `json:"register"` // sites that stand for areas
	Missing  int           `json:"missing"`
	Unknown  int           `json:"unknown"`
	Total    int           `json:"total"`    // findings of all kinds
	Findings []areaFinding `json:"findings"` // the first of them, the gravest first
}

// areaFinding is one difference.
type areaFinding struct {
	Kind         string `json:"kind"`
	Code         string `json:"code,omitempty"` // of the official list
	Name         string `json:"name,omitempty"`
	Site         string `json:"site,omitempty"`
	RegisterCode string `json:"register_code,omitempty"`
	RegisterName string `json:"register_name,omitempty"`
}

// maxFindings is how many differences are told.
const maxFindings = 100

// completenessOf compares sites with the list; nil if there is none.
func (l *officialList) completenessOf(sites []geo.Site, categories *geo.Categories) []completenessAnswer {
	if len(l.sites) == 0 {
		return nil
	}
	var answers []completenessAnswer
	for _, c := range geo.CompareAreas(sites, l.sites, categories) {
		a := completenessAnswer{
			Level: levelNames[c.Level], Official: c.Official, Register: c.Register, Missing: c.Count(geo.AreaMissing),
			Unknown: c.Count(geo.AreaUnknown), Total: len(c.Findings), Findings: []areaFinding{},
		}
		for _, f := range c.Findings[:min(len(c.Findings), maxFindings)] {
			a.Findings = append(a.Findings, areaFinding{
				string(f.Kind), string(f.Official.Code), f.Official.Name, f.Site, string(f.Found.Code), f.Found.Name,
			})
		}
		answers = append(answers, a)
	}
	return answers
}
