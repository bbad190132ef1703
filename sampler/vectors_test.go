package sampler_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

const vectorDir = "../docs/spec/vectors"

// vector is one file of the specification's vectors: a draw and its record.
type vector struct {
	Name          string          `json:"name"`
	FrameFile     string          `json:"frame_file"`
	PlanDigest    string          `json:"plan_digest"`
	RecordDigest  string          `json:"record_digest"`
	PlanAsWritten json.RawMessage `json:"plan_as_written"`
	Record        struct {
		Plan json.RawMessage `json:"plan"`
		Seed string          `json:"seed"`
	} `json:"record"`
	canonical string // the record as it should be, to the byte
}

// vectors loads every draw of the folder.
func vectors(t testing.TB) []vector {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(files) < 60 {
		t.Fatalf("Glob(%q) = %d files, %v", vectorDir, len(files), err)
	}
	var list []vector
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if name := filepath.Base(file); name == "primitives.json" || name == "refused.json" {
			continue
		}
		var v vector
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		v.canonical = canonicalMember(t, text, "record")
		list = append(list, v)
	}
	return list
}

// canonicalMember writes a member of a JSON file in canonical form with the
// standard library, independently of package sampler.
func canonicalMember(t testing.TB, text []byte, member string) string {
	t.Helper()
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		t.Fatal(err)
	}
	return canonicalJSON(t, object[member])
}

func canonicalJSON(t testing.TB, value any) string {
	t.Helper()
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	// RFC 8785 leaves these two as they are.
	plain := strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029")
	return plain.Replace(strings.TrimSuffix(out.String(), "\n"))
}

// frames reads each frame of the vectors once.
type frames map[string]*sampler.Frame

func (fs frames) read(t testing.TB, name string) *sampler.Frame {
	t.Helper()
	if fs[name] == nil {
		fs[name] = readFrame(t, filepath.Join(vectorDir, name))
	}
	return fs[name]
}

func readFrame(t testing.TB, path string) *sampler.Frame {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, err := sampler.ReadFrame(file)
	if err != nil {
		t.Fatalf("ReadFrame(%s) = %v", path, err)
	}
	return f
}

func parsePlan(t testing.TB, text string) sampler.Plan {
	t.Helper()
	p, err := sampler.ParsePlan(text)
	if err != nil {
		t.Fatalf("ParsePlan(%s) = %v", text, err)
	}
	return p
}

func TestVectors(t *testing.T) {
	fs := frames{}
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			f := fs.read(t, v.FrameFile)
			p := parsePlan(t, string(v.Record.Plan))
			if got := p.Digest().String(); got != v.PlanDigest {
				t.Errorf("plan digest = %s, want %s", got, v.PlanDigest)
			}
			if v.PlanAsWritten != nil {
				written := parsePlan(t, string(v.PlanAsWritten))
				if got := written.Digest().String(); got != v.PlanDigest {
					t.Errorf("digest of the plan as written = %s, want %s", got, v.PlanDigest)
				}
			}
			r, err := sampler.Draw(context.Background(), f, p, v.Record.Seed, sampler.Options{})
			if err != nil {
				t.Fatalf("Draw = %v", err)
			}
			got := string(sampler.AppendRecord(nil, r))
			if got != v.canonical {
				want, err := sampler.ParseRecord(v.canonical)
				if err != nil {
					t.Fatalf("ParseRecord = %v", err)
				}
				t.Fatalf("first difference: %v", sampler.Verify(context.Background(), want, f, sampler.Options{}))
			}
			if d := r.Digest().String(); d != v.RecordDigest {
				t.Errorf("record digest = %s, want %s", d, v.RecordDigest)
			}
		})
	}
}

// TestVectorsInAnyOrder shuffles the frame's sites and draws on many goroutines.
func TestVectorsInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	fs := frames{}
	for _, v := range vectors(t) {
		sites := slices.Clone(fs.read(t, v.FrameFile).Sites())
		random.Shuffle(len(sites), func(i, j int) { sites[i], sites[j] = sites[j], sites[i] })
		f, err := sampler.NewFrame(sites)
		if err != nil {
			t.Fatalf("%s: NewFrame = %v", v.Name, err)
		}
		p := parsePlan(t, string(v.Record.Plan))
		r, err := sampler.Draw(context.Background(), f, p, v.Record.Seed, sampler.Options{Workers: 7})
		if err != nil {
			t.Fatalf("%s: Draw = %v", v.Name, err)
		}
		if got := r.Digest().String(); got != v.RecordDigest {
			t.Errorf("%s: record digest = %s, want %s", v.Name, got, v.RecordDigest)
		}
	}
}

// TestRecordsReadBack reads every vector's record, verifies it, and writes the
// same bytes again.
func TestRecordsReadBack(t *testing.T) {
	fs := frames{}
	for _, v := range vectors(t) {
		r, err := sampler.ReadRecord(strings.NewReader(v.canonical))
		if err != nil {
			t.Errorf("%s: ReadRecord = %v", v.Name, err)
			continue
		}
		if got := string(sampler.AppendRecord(nil, r)); got != v.canonical {
			t.Errorf("%s: written again = %s, want %s", v.Name, got, v.canonical)
		}
		if err := sampler.Verify(context.Background(), r, fs.read(t, v.FrameFile), sampler.Options{}); err != nil {
			t.Errorf("%s: Verify = %v", v.Name, err)
		}
	}
}

// refusals pairs each entry of refused.json with the code it is refused for.
var refusals = map[string]geo.Code{
	"seed not NFC":                        geo.ErrTextNotNFC,
	"seed empty":                          sampler.ErrSeedLength,
	"seed over 1024 bytes":                sampler.ErrSeedLength,
	"control character in an id":          geo.ErrTextControl,
	"id over 255 bytes":                   geo.ErrTextLength,
	"name not NFC":                        geo.ErrTextNotNFC,
	"duplicate id":                        geo.ErrDuplicateID,
	"frame not sorted":                    sampler.ErrFrameSorted,
	"line not canonical: a space":         sampler.ErrCanonical,
	"line not canonical: keys not sorted": sampler.ErrCanonical,
	"number with a fraction":              sampler.ErrWholeNumber,
	"number with an exponent":             sampler.ErrWholeNumber,
	"unknown member of a site":            sampler.ErrMember,
	"size 0":                              geo.ErrSiteSize,
	"tags not sorted":                     geo.ErrSiteTags,
	"latitude beyond the pole":            geo.ErrLatitude,
	"polygon of zero area":                geo.ErrPolygonSurface,
	"ring not closed":                     geo.ErrRingOpen,
	"step id with a reserved character":   sampler.ErrStepID,
	"two steps of one id":                 sampler.ErrStepTwice,
	"unknown member of a step":            sampler.ErrMember,
	"unknown member of at_most":           sampler.ErrMember,
	"unknown method":                      sampler.ErrChoice,
	"n is 0":                              sampler.ErrNumberRange,
	"n missing":                           sampler.ErrMemberMissing,
	"category listed twice":               sampler.ErrListTwice,
	"within a step that comes later":      sampler.ErrStepEarlier,
	"within a pick without area":          sampler.ErrNoArea,
	"within and of together":              sampler.ErrCombination,
	"apart with balanced":                 sampler.ErrCombination,
	"at_most with map":                    sampler.ErrCombination,
	"reserve with balanced by size":       sampler.ErrCombination,
	"reserve with all":                    sampler.ErrCombination,
	"pareto without size":                 sampler.ErrSizeMissing,
	"map with an unlocated candidate":     sampler.ErrUnlocated,
	"map parameters without the method":   sampler.ErrCombination,
	"in and anchor together":              sampler.ErrCombination,
	"map in a category without polygons":  sampler.ErrNoPolygons,
}

// refusedEntry is one entry of refused.json.
type refusedEntry struct {
	Frame   []string        `json:"frame"`
	Plan    json.RawMessage `json:"plan"`
	Seed    string          `json:"seed"`
	Refused string          `json:"refused"`
}

func refusedEntries(t *testing.T) []refusedEntry {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(vectorDir, "refused.json"))
	if err != nil {
		t.Fatal(err)
	}
	var entries []refusedEntry
	if err := json.Unmarshal(text, &entries); err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestRefused(t *testing.T) {
	entries := refusedEntries(t)
	reasons := map[string]string{}
	for _, e := range entries {
		err := func() error {
			f, err := sampler.ReadFrame(strings.NewReader(strings.Join(e.Frame, "\n") + "\n"))
			if err != nil {
				return err
			}
			p, err := sampler.ParsePlan(string(e.Plan))
			if err != nil {
				return err
			}
			_, err = sampler.Draw(context.Background(), f, p, e.Seed, sampler.Options{})
			return err
		}()
		want, known := refusals[e.Refused]
		if !known || !errors.Is(err, want) {
			t.Errorf("%s: error = %v, want %s", e.Refused, err, want)
			continue
		}
		if other, taken := reasons[err.Error()]; taken && other != e.Refused {
			t.Errorf("%s and %s are refused with the same words: %v", other, e.Refused, err)
		}
		reasons[err.Error()] = e.Refused
	}
	if len(entries) < 40 {
		t.Errorf("%d entries, want 40 or more", len(entries))
	}
}

// TestSpecificationIsThatOfShared compares our copy with the original, where that
// lies beside the project.
func TestSpecificationIsThatOfShared(t *testing.T) {
	const original = "../../shared/spec"
	files, err := filepath.Glob(original + "/vectors/*.*json")
	if err != nil || len(files) == 0 {
		t.Skip("../shared/spec is absent")
	}
	for _, file := range append(files, original+"/draw-v1.md") {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join("../docs/spec", strings.TrimPrefix(file, original))
		if got, err := os.ReadFile(copied); err != nil || string(got) != string(want) {
			t.Errorf("%s differs from %s (%v)", copied, file, err)
		}
	}
}
