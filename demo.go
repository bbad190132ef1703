package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// demoPlan is the plan that the demo draws by.
const demoPlan = "county-31x131"

// errFolderUsed means that a folder to write into holds something already.
const errFolderUsed geo.Code = "demo.folder-used"

// demoCommand is the verb demo: a draw in the made-up county, or its files.
func (a *app) demoCommand() *cobra.Command {
	var seed, export string
	cmd := a.command(verbTexts{name: "demo", short: "demo.short", long: "demo.long", usage: "demo.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.demo-seed"})
	a.flag(cmd.Flags(), &export, flagTexts{name: "export", argument: "argument.folder", usage: "flag.demo-export"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if cmd.Flags().Changed("export") {
			if cmd.Flags().Changed("seed") {
				return misuse(cmd, errFlagsTogether, "--export", "--seed")
			}
			return a.exportDemo(cmd.Context(), export)
		}
		if !cmd.Flags().Changed("seed") {
			var err error
			if seed, err = a.randomSeed(); err != nil {
				return err
			}
		}
		return a.demoDraw(cmd.Context(), seed)
	}
	return cmd
}

// demoDraw draws, verifies and shows what was picked.
func (a *app) demoDraw(ctx context.Context, seed string) error {
	frame, err := fixtures.County()
	if err != nil {
		return err
	}
	plan, err := sampler.ShippedPlan(demoPlan)
	if err != nil {
		return err
	}
	record, err := sampler.Draw(ctx, frame, plan, seed, a.drawOptions())
	if err != nil {
		return err
	}
	if err := sampler.Verify(ctx, record, frame, a.drawOptions()); err != nil {
		return no{err}
	}
	a.printTable(a.pickRows(record, frame), 2)
	a.tellDraw(record, drawing{frame: frame, practice: true, categories: geo.ShippedCategories()})
	a.tell("demo.verified", nil)
	return nil
}

// pickRows are the steps of a draw with the names of what each picked.
func (a *app) pickRows(r *sampler.Record, frame *sampler.Frame) [][]string {
	names := a.categoryNames(geo.ShippedCategories())
	rows := [][]string{{a.t("column.step"), a.t("column.category-name"), a.t("column.got"), a.t("column.sites")}}
	for i := range r.Plan.Steps {
		step := &r.Plan.Steps[i]
		var picked []string
		for j := range r.Picks {
			if r.Picks[j].Step != step.ID {
				continue
			}
			if site, known := frame.Site(r.Picks[j].ID); known {
				picked = append(picked, text.Visible(site.Name))
			}
		}
		rows = append(rows, []string{step.ID, names[step.Category[0]], count(len(picked)), a.someNames(picked)})
	}
	return rows
}

// demoFile is one of the demo county's files.
type demoFile struct {
	name  string
	write func(io.Writer) error
}

// demoFiles are the county as an office could have it.
func (a *app) demoFiles() ([]demoFile, error) {
	frame, err := fixtures.County()
	if err != nil {
		return nil, err
	}
	contacts, err := fixtures.Contacts()
	if err != nil {
		return nil, err
	}
	plain := report.Register{Sites: frame.Sites(), Texts: a.texts}
	people := plain
	people.Contacts = contacts
	given := func(data []byte) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.Copy(w, bytes.NewReader(data))
			return err
		}
	}
	return []demoFile{
		{"register.ndjson", func(w io.Writer) error { return sampler.WriteFrame(w, frame) }},
		{"register.xlsx", func(w io.Writer) error { return report.RegisterXLSX(w, people) }},
		{"register-gb18030.csv", func(w io.Writer) error { return report.RegisterCSV(w, plain, report.GB18030) }},
		{"register.geojson", func(w io.Writer) error { return report.RegisterGeoJSON(w, plain) }},
		{"contacts.csv", func(w io.Writer) error { return report.ContactsCSV(w, contacts, a.texts) }},
		{"official.csv", given(fixtures.Official())},
		{"roads.osm.gz", given(fixtures.Roads())},
		{"county.svg", fixtures.Picture},
	}, nil
}

// exportDemo writes the county's files into a folder that is new or empty.
func (a *app) exportDemo(ctx context.Context, folder string) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		const everybody = 0o777 // the umask takes away
		if err := os.MkdirAll(folder, everybody); err != nil {
			return err
		}
	case err != nil:
		return err
	case len(entries) > 0:
		return &geo.Error{Code: errFolderUsed, Kind: geo.Conflict, At: geo.Place{File: folder}}
	}
	files, err := a.demoFiles()
	if err != nil {
		return err
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
		if err := a.save(ctx, filepath.Join(folder, f.name), f.write); err != nil {
			return err
		}
	}
	a.tell("demo.exported", text.Args{"folder": text.Visible(folder)})
	a.tellLine("  " + strings.Join(names, "  "))
	return nil
}
