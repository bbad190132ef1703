package server

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/docs"
	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/bundle"
	"sitedraw/server/store"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// ErrDrillRuns means that the drill Value has rounds that are still to be held or
// published: until then its bundle is for the office.
const ErrDrillRuns geo.Code = "drill.runs"

// drillFile is one file of a drill's bundle.
type drillFile struct {
	name string
	body []byte // nil: the frame of the digest
	of   sampler.Digest
}

// drillExport is a bundle on its way: all that is needed to compute a drill's rounds and
// teams again, without network and without this program.
type drillExport struct {
	*keptDrill

	server *Server
	office bool    // who asks may have what names inspectors by their ids
	early  bool    // something in it is not public yet
	leaves []int64 // of the log, with proofs
	rounds []exportedRound
	files  []drillFile
	frames []sampler.Digest

	reported []exportedResults
}

// exportedRound is a round as rounds.json lists it.
type exportedRound struct {
	Round     int64          `json:"round"`
	Due       string         `json:"due"`
	State     string         `json:"state"`
	Late      bool           `json:"late,omitempty"`
	Reason    string         `json:"reason,omitempty"`  // why it was skipped
	Failure   string         `json:"failure,omitempty"` // a code
	Draw      int64          `json:"draw,omitempty"`
	Withdrawn bool           `json:"withdrawn,omitempty"`
	Salt      string         `json:"salt,omitempty"` // opens the commitments of draw and teams
	Leaf      int64          `json:"leaf,omitempty"` // of the draw
	Seal      string         `json:"seal,omitempty"`
	Files     []string       `json:"files,omitempty"`
	Teams     []exportedCrew `json:"teams,omitempty"`
}

// exportedCrew is a lot of a round's teams; the last one counts.
type exportedCrew struct {
	Lot        int    `json:"lot"`
	Leaf       int64  `json:"leaf"`
	File       string `json:"file"`
	Inspectors string `json:"inspectors,omitempty"` // file; empty: not given
	Dropped    string `json:"dropped,omitempty"`    // when somebody's data were erased
}

// exportDrill answers with a drill as a zip. The office has it at any time; others when
// all rounds are over and published, and without what tells of inspectors.
func (s *Server) exportDrill(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	ctx := r.Request().Context()
	e := &drillExport{server: s, office: r.who.Role == access.Office && r.who.Has(access.Read)}
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		if e.keptDrill, err = r.pathDrill(v); err != nil {
			return err
		}
		over, err := s.isOver(v, e.keptDrill)
		if err == nil && !over && !e.office {
			err = &geo.Error{Code: ErrDrillRuns, Kind: geo.Conflict, At: geo.Place{Column: "drill"}, Value: e.Name}
		}
		if err == nil {
			err = r.gatherDrill(v, e)
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.early {
		err := s.Store.Update(ctx, func(w store.Writer) error {
			return r.audit(w, "drill.read", drillObject(e.Name), partSeen{"export"})
		})
		if err != nil {
			return err
		}
	}
	if err := r.addResults(ctx, e); err != nil {
		return err
	}
	return r.sendDrill(e)
}

// gatherDrill reads everything that the bundle is made of but the frames.
func (r *request) gatherDrill(v store.Reader, e *drillExport) error {
	e.add("drill.json", e.Object)
	e.leaves = append(e.leaves, e.Leaf)
	rounds, err := v.Rounds(e.Number)
	if err != nil {
		return err
	}
	for i := range rounds {
		shown, err := r.gatherRound(v, e, &rounds[i])
		if err != nil {
			return err
		}
		e.rounds = append(e.rounds, shown)
	}
	list, err := json.MarshalIndent(map[string]any{"drill": e.Name, "rounds": e.rounds}, "", " ")
	if err != nil {
		return err
	}
	e.add("rounds.json", append(list, '\n'))
	if err := e.addLog(v); err != nil {
		return err
	}
	for _, digest := range e.frames {
		e.files = append(e.files, drillFile{name: "frame-" + digest.String() + ".ndjson", of: digest})
	}
	e.addTools()
	return nil
}

func (e *drillExport) add(name string, body []byte) {
	e.files = append(e.files, drillFile{name: name, body: body})
}

// addLog adds what the log has of the drill: each leaf with its proof in the log as it
// was when the last of them came.
func (e *drillExport) addLog(v store.Reader) error {
	slices.Sort(e.leaves)
	log, err := e.server.bundledLog(v, slices.Compact(e.leaves))
	if err != nil {
		return err
	}
	type proven struct {
		Leaf  json.RawMessage `json:"leaf"`
		Proof json.RawMessage `json:"proof"`
	}
	list := make([]proven, len(log.Leaves))
	for i := range log.Leaves {
		list[i] = proven{log.Leaves[i].Data, transparency.AppendInclusion(nil, log.Leaves[i].Proof)}
	}
	body, err := json.Marshal(map[string]any{"leaves": list})
	if err != nil {
		return err
	}
	e.add("log.json", append(body, '\n'))
	e.add("log-checkpoint.txt", []byte(log.Checkpoint))
	e.add("log-key.txt", []byte(log.Key+"\n"))
	return nil
}

// addTools adds the rules, the programs that check, and what is to be known first.
func (e *drillExport) addTools() {
	const mark = "\ufeff" // without it older Windows takes Chinese for GBK
	for _, f := range []struct {
		name string
		body []byte
	}{
		{"spec/draw-v1.md", docs.Spec}, {"spec/rounds-v1.md", docs.RoundsSpec}, {"spec/teams-v1.md", docs.TeamsSpec},
		{"verify.py", docs.Verify}, {"rounds.py", docs.Rounds}, {"teams.py", docs.Teams}, {"logproof.py", docs.LogProof},
		{"drill.py", docs.Drill},
		{"README.txt", []byte(text.For(text.EN).Text("readme.drill", nil) + "\n")},
		{"说明.txt", []byte(mark + text.For(text.ZH).Text("readme.drill", nil) + "\n")},
	} {
		e.add(f.name, f.body)
	}
}

// sendDrill writes the bundle to a file first, so that a fault is answered as one.
func (r *request) sendDrill(e *drillExport) error {
	ctx := r.Request().Context()
	end, err := take(ctx, r.server.checking.packing)
	if err != nil {
		return err
	}
	file, err := e.pack(ctx)
	end()
	if err != nil {
		return err
	}
	defer removeFile(file)
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	header := r.Response().Header()
	header.Set("Cache-Control", "private, no-cache")
	header.Set("Content-Disposition", disposition("drill-"+e.Name+".zip"))
	header.Set(echo.HeaderContentLength, count(size))
	return r.Stream(http.StatusOK, bundleMedia, file)
}

// pack writes the bundle to a file that the caller removes.
func (e *drillExport) pack(ctx context.Context) (*os.File, error) {
	file, err := e.server.spoolFile("drill-*")
	if err != nil {
		return nil, err
	}
	if err := e.write(ctx, file); err != nil {
		removeFile(file)
		return nil, diskError(err)
	}
	return file, nil
}

// write writes the zip. The same drill gives the same bytes.
func (e *drillExport) write(ctx context.Context, w io.Writer) error {
	z := zip.NewWriter(w)
	for _, f := range e.files {
		to, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: e.Made.At.UTC()})
		if err != nil {
			return err
		}
		from := io.Reader(strings.NewReader(string(f.body)))
		if f.body == nil {
			if from, err = store.FrameFile(ctx, e.server.Store, f.of); err != nil {
				return err
			}
		}
		if _, err := io.Copy(to, from); err != nil {
			return err
		}
	}
	return z.Close()
}

// sealFiles are a seal and what it was opened with, as far as it is public.
func sealFiles(prefix string, sealed *bundle.Sealed) (files []drillFile, err error) {
	files = []drillFile{{name: prefix + ".seal.json", body: sampler.AppendSeal(nil, &sealed.Seal)}}
	opened := map[string]any{"texts": append([]string{}, sealed.Opening.Texts...)}
	if sealed.Published {
		opened["secret"], opened["signature"] = sealed.Opening.Secret, sealed.Opening.Signature
	}
	body, err := json.Marshal(opened)
	return append(files, drillFile{name: prefix + ".opening.json", body: append(body, '\n')}), err
}
