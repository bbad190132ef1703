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

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// errFolderUsed means that a folder to write into holds something already.
const errFolderUsed geo.Code = "demo.folder-used"

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
	plan, err := sampler.ShippedPlanSource(demoPlan)
	if err != nil {
		return nil, err
	}
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
		{"plan.yaml", given(plan)},
		{"README.txt", given([]byte(a.t("demo.readme") + "\n"))},
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
