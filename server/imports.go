package server

import (
	"encoding/json"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/store"
)

// importOptions are what an import is told beside its file, as the command line's
// frame verb is.
type importOptions struct {
	mode    intake.Mode // empty: nobody said
	input   intake.Options
	sized   bool // lines get their length as size
	nearest bool // areas are guessed from the nearest site that stands for one
	dry     bool // nothing is to be changed
	yes     bool // many sites may vanish
	rejects bool // all refused rows are wanted
}

// The most that an import may ask of memory, and how many refused rows are listed
// at most.
const (
	maxImportSites   = 1 << 20
	maxImportRejects = 1 << 20
)

// importFile takes a file of sites into the draft: by a job, whose end it waits for
// a little.
func (s *Server) importFile(r *request) error {
	o, err := r.importOptions()
	if err != nil {
		return err
	}
	register, err := r.param("register")
	if err != nil {
		return err
	}
	if err := s.Store.View(r.Request().Context(), func(v store.Reader) error { _, err := v.Register(register); return err }); err != nil {
		return err
	}
	u, err := r.spool(fileBody)
	if err != nil {
		return err
	}
	r.seen = u.digest[:]
	if answered, err := r.answeredBefore(); answered || err != nil {
		u.remove()
		return err
	}
	once, err := r.onceKey()
	if err != nil {
		u.remove()
		return err
	}
	w := &importing{server: s, register: register, options: o, upload: u, texts: r.texts, by: r.who.UserID, once: once}
	return r.runImport(w)
}

// runImport queues an import and answers with what became of it, or where that
// will be said.
func (r *request) runImport(w *importing) error {
	mine := r.newJob(jobImport, w.once)
	mine.work, mine.clean = w.run, w.upload.remove
	j, err := r.server.jobs.add(mine)
	if err != nil || j != mine {
		w.upload.remove()
	}
	if err != nil {
		return err
	}
	if !j.wait(r.Request().Context()) {
		return r.tellWhere(j)
	}
	if j.err != nil {
		r.Response().Header().Set("Location", base+jobPath(j.id)) // of the report, with the rows that were wrong
	}
	return r.tellResult(j)
}

var importQueries = []string{
	"filename", "mode", "crs", "sheet", "columns", "column", "category", "source", "size", "nearest_area", "skip_bad",
	"dry_run", "yes", "rejects",
}

// importOptions reads the parameters of an import, before its file is read.
func (r *request) importOptions() (o importOptions, err error) {
	if err = r.knownQueries(importQueries...); err != nil {
		return o, err
	}
	o.mode = intake.Mode(r.query("mode"))
	if o.mode != "" && !slices.Contains(intake.Modes(), o.mode) {
		return o, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "mode"}, Value: string(o.mode), Want: modeNames()}
	}
	if size := r.query("size"); size != "" && size != "length" {
		return o, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "size"}, Value: size, Want: "length"}
	}
	if rejects := r.query("rejects"); rejects != "" && rejects != "csv" {
		return o, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "rejects"}, Value: rejects, Want: "csv"}
	}
	o.sized, o.rejects = r.query("size") != "", r.query("rejects") != ""
	for _, flag := range []struct {
		name string
		to   *bool
	}{{"nearest_area", &o.nearest}, {"skip_bad", &o.input.SkipBad}, {"dry_run", &o.dry}, {"yes", &o.yes}} {
		if *flag.to, err = r.flagQuery(flag.name); err != nil {
			return o, err
		}
	}
	return o, r.intakeOptions(&o)
}

// intakeOptions are what the readers of files are told.
func (r *request) intakeOptions(o *importOptions) (err error) {
	in := &o.input
	in.Categories, in.Partial = r.server.Categories, o.mode == intake.Update
	in.Sheet, in.Category, in.Source = r.query("sheet"), r.query("category"), r.query("source")
	in.Limits.Sites = maxImportSites
	if o.rejects {
		in.Limits.Rejects = maxImportRejects
	}
	if crs := r.query("crs"); crs != "" {
		datum, err := geo.ParseDatum(crs)
		if err != nil {
			return geo.InColumn(err, "crs")
		}
		in.Datum = &datum
	}
	if in.Category != "" {
		if _, err := in.Categories.Find(in.Category); err != nil {
			return geo.InColumn(err, "category")
		}
	}
	if in.Source != "" {
		if err := checkTexts(textMember{"source", in.Source}); err != nil {
			return err
		}
	}
	in.Columns, err = parseColumns(r.query("columns"), r.QueryParams()["column"])
	return err
}

// parseColumns reads what an office's own headings mean: a JSON object, or pairs
// such as "X坐标:lon", of which "内部编号:" is to be left alone.
func parseColumns(object string, pairs []string) (intake.ColumnMap, error) {
	if object == "" && len(pairs) == 0 {
		return intake.ColumnMap{}, nil
	}
	headings := map[string]string{}
	if object != "" {
		if err := json.Unmarshal([]byte(object), &headings); err != nil || headings == nil {
			return intake.ColumnMap{}, &geo.Error{Code: intake.ErrColumnMap, At: geo.Place{Column: "columns"}, Want: `{"X坐标":"lon"}`, Err: err}
		}
	}
	for _, pair := range pairs {
		i := strings.LastIndexByte(pair, ':')
		if i < 1 {
			return intake.ColumnMap{}, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "column"}, Value: pair, Want: "X坐标:lon"}
		}
		headings[pair[:i]] = pair[i+1:]
	}
	encoded, err := json.Marshal(headings)
	if err != nil {
		return intake.ColumnMap{}, err
	}
	return intake.ReadColumnMap(strings.NewReader(string(encoded)))
}

func modeNames() string {
	names := make([]string, len(intake.Modes()))
	for i, m := range intake.Modes() {
		names[i] = string(m)
	}
	return strings.Join(names, ", ")
}
