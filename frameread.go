package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// errFolderEmpty means that a folder holds no file of sites.
const errFolderEmpty geo.Code = "frame.folder-empty"

// maxFiles is how many files one frame may be made of.
const maxFiles = 10000

// frameFormat is the format of a frame file, beside those of intake.
const frameFormat = "frame"

// siteFiles are the ends of the names of files that are taken from a folder.
func siteFiles() []string {
	return []string{
		".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".geojson", ".json", ".geojsonl", ".ndjson",
		".osm", ".pbf", ".csv.gz", ".osm.gz", ".geojson.gz", ".ndjson.gz",
	}
}

// expand puts the files of sites of a folder, and of folders in it, in its place,
// in the order of their names. What else lies there is told.
func (a *app) expand(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == stdio || err != nil || !info.IsDir() {
			files = append(files, arg) // reading tells what is wrong with it
			continue
		}
		found, others, err := filesIn(arg)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, &geo.Error{Code: errFolderEmpty, At: geo.Place{File: arg}, Want: strings.Join(siteFiles(), " ")}
		}
		if len(others) > 0 {
			a.tell("frame.others", text.Args{"folder": a.shownFile(arg), "count": count(len(others)),
				"names": a.someNames(others)})
		}
		files = append(files, found...)
	}
	return files, nil
}

// filesIn lists a folder; hidden files and what office programs leave beside an
// open file (~$) are none.
func filesIn(folder string) (found, others []string, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "~$")
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir() && path != folder:
			return fs.SkipDir
		case entry.IsDir() || hidden:
			return nil
		}
		name := strings.ToLower(entry.Name())
		if slices.ContainsFunc(siteFiles(), func(end string) bool { return strings.HasSuffix(name, end) }) {
			found = append(found, path)
		} else {
			others = append(others, path)
		}
		return nil
	})
	return found, others, err
}

// someNames lists the first of a list of names.
func (a *app) someNames(names []string) string {
	return a.someOf(report.Listed[string]{Total: len(names), First: names})
}

// someOf lists the first of the names of a list.
func (a *app) someOf(names report.Listed[string]) string {
	shown := make([]string, 0, fewShown)
	for _, name := range names.First[:min(len(names.First), fewShown)] {
		shown = append(shown, text.Visible(name))
	}
	list := strings.Join(shown, a.t("names.and"))
	if names.Total > fewShown {
		return a.texts.Text("names.more", text.Args{"names": list, "count": count(names.Total)})
	}
	return list
}

// readSites reads all files, and returns the rows that are wrong. If there are
// any, they are told and nothing comes of it, unless bad rows may be skipped.
func (a *app) readSites(ctx context.Context, names []string, o intake.Options) ([]*intake.Result, []*geo.Error, error) {
	var results []*intake.Result
	var rejects []*geo.Error
	var refused []error
	bad := 0
	for _, name := range names {
		result, err := a.readSitesFile(ctx, name, o)
		if err != nil && !errors.Is(err, intake.ErrRejected) {
			return nil, nil, err
		}
		if err != nil {
			refused = append(refused, err)
		}
		bad += result.Bad
		rejects = append(rejects, result.Rejects...)
		results = append(results, result)
	}
	a.tellRejects(rejects, bad)
	return results, rejects, errors.Join(refused...)
}

func (a *app) tellRejects(rejects []*geo.Error, total int) {
	list := make([]error, len(rejects))
	for i, e := range rejects {
		list[i] = e
	}
	a.tellSome(list, total, maxShown)
}

// saveRejects writes the rows that are wrong to a file, if one is named.
func (a *app) saveRejects(ctx context.Context, path string, rejects []*geo.Error) error {
	if path == "" {
		return nil
	}
	return a.save(ctx, path, func(w io.Writer) error { return report.RejectsCSV(w, rejects, a.texts) })
}

func (a *app) readSitesFile(ctx context.Context, name string, o intake.Options) (*intake.Result, error) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		o.Bytes = info.Size()
	}
	return read(ctx, a, name, func(r io.Reader) (*intake.Result, error) {
		in := bufio.NewReader(r)
		if isFrameFile(name, in) {
			frame, err := sampler.ReadFrame(in)
			if err != nil {
				return nil, err
			}
			return &intake.Result{File: name, Format: frameFormat, Sites: slices.Clone(frame.Sites())}, nil
		}
		return intake.Read(name, in, o)
	})
}

// isFrameFile tells a frame by its extension or its first byte; other JSON is told
// by its own.
func isFrameFile(name string, in *bufio.Reader) bool {
	first, _ := in.Peek(1) // what cannot be read is told by its reader
	switch filepath.Ext(name) {
	case ".ndjson":
		return true
	case ".json", ".geojson", ".geojsonl":
		return false
	default:
		return string(first) == "{"
	}
}
