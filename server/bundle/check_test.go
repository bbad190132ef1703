package bundle

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/transparency"
)

// Somebody who keeps the log's key himself can sign what he likes: what he then
// says must still fit together.
func TestCheckFindsForgedStories(t *testing.T) {
	other := transparency.Digest{1}
	for _, test := range []struct {
		name  string
		forge func(*story)
		want  geo.Code
	}{
		{"another record than committed to", func(s *story) {
			change(s, func(e *transparency.Draw) { e.Commitment = other })
		}, ErrCommitment},
		{"another salt", func(s *story) { change(s, func(e *transparency.Released) { e.Salt = other }) }, ErrCommitment},
		{"another record released", func(s *story) { change(s, func(e *transparency.Released) { e.Record = other }) }, ErrDiffers},
		{"another draw released", func(s *story) { change(s, func(e *transparency.Released) { e.Number = 9 }) }, ErrDiffers},
		{"another draw concluded", func(s *story) { change(s, func(e *transparency.Concluded) { e.Number = 9 }) }, ErrDiffers},
		{"another secret concluded", func(s *story) { change(s, func(e *transparency.Concluded) { e.Secret = other.String() }) }, ErrDiffers},
		{"no signature concluded", func(s *story) { change(s, func(e *transparency.Concluded) { e.Signature = "" }) }, ErrDiffers},
		{"another frame published", func(s *story) { change(s, func(e *transparency.Version) { e.Digest = other }) }, ErrDiffers},
		{"another seal logged", func(s *story) {
			other := *s.seal
			other.Opens = "2024-01-01T00:00:00Z"
			change(s, func(e *transparency.Seal) { e.Object = sampler.AppendSeal(nil, &other) })
		}, ErrDiffers},
		{"a draw of another seal", func(s *story) { change(s, func(e *transparency.Draw) { e.Seal = other }) }, ErrDiffers},
		{"a draw of no seal", func(s *story) { change(s, func(e *transparency.Draw) { e.Seal = transparency.Digest{} }) }, ErrDiffers},
		{"texts of another seal", func(s *story) { change(s, func(e *transparency.Closed) { e.Seal = other }) }, ErrDiffers},
		{"other texts", func(s *story) { change(s, func(e *transparency.Closed) { e.Texts = e.Texts[:1] }) }, ErrDiffers},
		{"the same texts in another order", func(s *story) {
			change(s, func(e *transparency.Closed) { e.Texts = []string{e.Texts[1], e.Texts[0]} })
		}, ErrDiffers},
		{"a seal that was logged late", func(s *story) { s.entries[1].at = s.seal.ClosesAt() }, ErrSealLate},
		{"a seal after its draw", func(s *story) { s.entries[1], s.entries[3] = s.entries[3], s.entries[1] }, ErrOrder},
		{"texts after the draw", func(s *story) { s.entries[2], s.entries[3] = s.entries[3], s.entries[2] }, ErrOrder},
		{"a conclusion before the release", func(s *story) { s.entries[4], s.entries[5] = s.entries[5], s.entries[4] }, ErrOrder},
		{"a conclusion without a release", func(s *story) { s.entries = slices.Delete(s.entries, 4, 5) }, ErrAlone},
		{"no leaf of the draw", func(s *story) { s.entries = s.entries[:3] }, ErrAlone},
		{"no leaf of the seal", func(s *story) { s.entries = slices.Delete(s.entries, 1, 2) }, ErrAlone},
		{"no leaf of the closing", func(s *story) { s.entries = slices.Delete(s.entries, 2, 3) }, ErrAlone},
		{"another seed", func(s *story) {
			s.record = draw(s.t, s.frame, s.record.Plan, "the seed that I like")
			change(s, func(e *transparency.Draw) { e.Commitment = transparency.Commitment(s.salt, s.record.Digest()) })
			change(s, func(e *transparency.Released) { e.Record = transparency.Digest(s.record.Digest()) })
		}, ErrSeed},
		{"another plan", func(s *story) {
			plan := s.record.Plan
			plan.Title = "又一个"
			s.record = draw(s.t, s.frame, plan, s.record.Seed)
		}, sampler.ErrSealPlan},
		{"a pick that was exchanged", func(s *story) { s.record.Picks[0].ID = s.record.Picks[2].ID }, sampler.DiffPick},
		{"a signature of another round", func(s *story) { s.seal.Beacon.Round = 1001 }, sampler.ErrBeaconSignature},
		{"another secret", func(s *story) { s.opening.Secret = other.String() }, sampler.ErrSecret},
	} {
		s := sealedStory(t)
		test.forge(s)
		report, err := check(packed(t, s.bundle()), Options{Key: s.key.Public()})
		if err != nil || !errors.Is(report.Wrong, test.want) {
			t.Errorf("%s: Check = %v, %v, want %s", test.name, report, err, test.want)
		}
	}
}

func TestCheckWithdrawn(t *testing.T) {
	s := plainStory(t)
	s.entries = append(s.entries, event{s.entries[0].at.Add(time.Hour), transparency.Withdrawn{Number: 8}})
	report, err := check(packed(t, s.bundle()), Options{Key: s.key.Public()})
	if err != nil || report.Wrong != nil || codesOf(report.Notes) != "no-seal exercise withdrawn" {
		t.Errorf("Check of a withdrawn draw = %+v, %v", report, err)
	}
	change(s, func(e *transparency.Concluded) { e.Seed = "another" })
	if report, err = check(packed(t, s.bundle()), Options{}); err != nil || !errors.Is(report.Wrong, ErrDiffers) {
		t.Errorf("Check with another seed concluded = %+v, %v, want %s", report, err, ErrDiffers)
	}
}

func TestCheckPractice(t *testing.T) {
	s := sealedStory(t)
	s.seal.Beacon, s.opening.Signature, s.opening.Texts = nil, "", nil
	seed, err := s.seal.Seed(s.opening)
	if err != nil {
		t.Fatal(err)
	}
	s.record = draw(t, s.frame, s.record.Plan, seed)
	b := s.bundle()
	b.Log = nil
	report, err := check(packed(t, b), Options{})
	if err != nil || report.Wrong != nil || codesOf(report.Notes) != "practice no-log" {
		t.Errorf("Check of a seal without beacon and texts = %+v, %v", report, err)
	}
}

// What somebody changes in the zip of others is found, whatever file it is in.
func TestCheckFindsChangedFiles(t *testing.T) {
	s := sealedStory(t)
	files := unpack(t, packed(t, s.bundle()))
	key, stranger := s.key.Public(), someKey(t, "draws.example/other")
	harmless := map[string]bool{readmeChinese: true, readmeEnglish: true}
	for _, tool := range allTools() {
		harmless[tool.name] = true
	}
	for at, f := range files {
		changes := map[string]string{
			"cut":  f.body[:len(f.body)-1],
			"more": f.body + "x",
			"bit":  f.body[:len(f.body)/2] + string(f.body[len(f.body)/2]^1) + f.body[len(f.body)/2+1:],
			"none": "",
		}
		for how, body := range changes {
			if f.name == keyPart && how == "cut" {
				continue // its end of line says nothing
			}
			changed := slices.Clone(files)
			changed[at].body = body
			report, err := check(repack(t, changed), Options{Key: key})
			found := err != nil || report.Wrong != nil
			if found == harmless[f.name] {
				t.Errorf("%s, %s: Check = %+v, %v, want it found: %t", f.name, how, report, err, !harmless[f.name])
			}
			if _, isTool := toolNamed(f.name); isTool && codesOf(report.Notes) != "other-tool" {
				t.Errorf("%s, %s: notes = %s, want it noted", f.name, how, codesOf(report.Notes))
			}
		}
		without := slices.Delete(slices.Clone(files), at, at+1)
		report, err := check(repack(t, without), Options{Key: key})
		optional := harmless[f.name] || f.name == PlanPart
		if found := err != nil || report.Wrong != nil; found == optional {
			t.Errorf("without %s: Check = %+v, %v, want it found: %t", f.name, report, err, !optional)
		}
	}
	for name, known := range map[string]string{"a stranger's key": stranger.Public(), "a shorter key": key[:len(key)-1]} {
		if report, err := check(repack(t, files), Options{Key: known}); err != nil || !errors.Is(report.Wrong, ErrKeyOther) {
			t.Errorf("with %s: Check = %+v, %v, want %s", name, report, err, ErrKeyOther)
		}
	}
	b := s.bundle()
	b.Log = nil
	if report, err := check(packed(t, b), Options{Key: key}); err != nil || !errors.Is(report.Wrong, ErrNoLog) {
		t.Errorf("without log, with a key: Check = %+v, %v, want %s", report, err, ErrNoLog)
	}
}

func toolNamed(name string) (tool, bool) {
	for _, t := range allTools() {
		if t.name == name {
			return t, true
		}
	}
	return tool{}, false
}

// Every byte of every small file counts; some of them are tried.
func TestCheckFindsChangedBytes(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	s := sealedStory(t)
	files := unpack(t, packed(t, s.bundle()))
	for at, f := range files {
		if strings.HasSuffix(f.name, ".py") || strings.HasSuffix(f.name, ".md") || f.name == readmeChinese || f.name == readmeEnglish {
			continue
		}
		for i := at % 11; i < len(f.body); i += 11 {
			changed := slices.Clone(files)
			changed[at].body = f.body[:i] + string(f.body[i]^4) + f.body[i+1:]
			report, err := check(repack(t, changed), Options{Key: s.key.Public()})
			if err == nil && report.Wrong == nil {
				t.Errorf("%s: byte %d changed, Check = %+v", f.name, i, report)
			}
		}
	}
}

// Files that are right by themselves are not believed in each other's place.
func TestCheckFindsExchangedFiles(t *testing.T) {
	s := sealedStory(t)
	files := unpack(t, packed(t, s.bundle()))
	exchange := func(a, b string) func(content) string {
		return func(f content) string {
			switch f.name {
			case a:
				return bodyOf(files, b)
			case b:
				return bodyOf(files, a)
			default:
				return f.body
			}
		}
	}
	of := func(name string, change func(string) string) func(content) string {
		return func(f content) string {
			if f.name == name {
				return change(f.body)
			}
			return f.body
		}
	}
	for _, test := range []struct {
		name string
		body func(content) string
		want geo.Code
	}{
		{"leaves of one kind as another", func(f content) string {
			switch f.name {
			case leafPart(transparency.KindReleased):
				return bodyOf(files, leafPart(transparency.KindConcluded))
			case proofPart(transparency.KindReleased):
				return bodyOf(files, proofPart(transparency.KindConcluded))
			default:
				return f.body
			}
		}, ErrDiffers},
		{"a proof of another leaf", exchange(proofPart(transparency.KindReleased), proofPart(transparency.KindConcluded)), transparency.ErrProof},
		{"a leaf of another proof", exchange(leafPart(transparency.KindSeal), leafPart(transparency.KindVersion)), ErrDiffers},
		{"another round", of(beaconPart, func(s string) string { return strings.Replace(s, ":1000,", ":1001,", 1) }), ErrBeacon},
		{"a beacon with more in it", of(beaconPart, func(s string) string { return strings.Replace(s, "}", `,"x":1}`, 1) }), ErrBeacon},
		{"texts in one line", of(textsPart, func(s string) string { return strings.Replace(s, "\n", " ", 1) }), ErrSeed},
		{"texts without an end", of(textsPart, func(s string) string { return strings.TrimSuffix(s, "\n") }), ErrText},
		{"a checkpoint of another log", of(checkpointPart, func(string) string {
			other := sealedStory(t)
			other.key = someKey(t, "draws.example/other")
			return other.bundle().Log.Checkpoint
		}), transparency.ErrSignature},
		{"a checkpoint of another day", of(checkpointPart, func(string) string {
			other := sealedStory(t)
			other.before++
			return other.bundle().Log.Checkpoint
		}), transparency.ErrProofSize},
	} {
		changed := slices.Clone(files)
		for i := range changed {
			changed[i].body = test.body(changed[i])
		}
		report, err := check(repack(t, changed), Options{Key: s.key.Public()})
		if err != nil || !errors.Is(report.Wrong, test.want) {
			t.Errorf("%s: Check = %+v, %v, want %s", test.name, report, err, test.want)
		}
	}
}

func bodyOf(files []content, name string) string {
	i := slices.IndexFunc(files, func(f content) bool { return f.name == name })
	return files[i].body
}
