package bundle

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/transparency"
)

// saltedStory is a draw for practice, of which the log has the commitment only.
func saltedStory(t testing.TB) *story {
	t.Helper()
	s := plainStory(t)
	s.entries = s.entries[:1]
	return s
}

// salted adds the salt to a story's bundle.
func (s *story) salted() Bundle {
	b := s.bundle()
	b.Log.Salt = s.salt
	return b
}

// A salt beside the log opens the commitment of a draw that the log never releases.
func TestCheckOpensTheCommitmentBySalt(t *testing.T) {
	s := saltedStory(t)
	o := Options{Key: s.key.Public()}
	report, err := check(packed(t, s.bundle()), o)
	if err != nil || report.Wrong != nil || codesOf(report.Notes) != "no-seal exercise committed" {
		t.Errorf("Check without the salt = %+v, %v, want the commitment noted", report, err)
	}
	report, err = check(packed(t, s.salted()), o)
	held := Fact{Code: HeldCommitment, Value: transparency.Commitment(s.salt, s.record.Digest()).String()}
	if err != nil || report.Wrong != nil || codesOf(report.Notes) != "no-seal exercise" || !slices.Contains(report.Held, held) {
		t.Errorf("Check with the salt = %+v, %v, want the commitment opened", report, err)
	}
	readme := bodyOf(unpack(t, packed(t, s.salted())), readmeEnglish)
	want := "printf " + transparency.Digest(s.salt).String() + s.record.Digest().String() + " | xxd -r -p | sha256sum\n    = " + held.Value
	if !strings.Contains(readme, want) || !strings.Contains(readme, saltPart) {
		t.Errorf("the readme lacks %q:\n%s", want, readme)
	}
}

func TestCheckRefusesWrongSalts(t *testing.T) {
	other := transparency.Digest{1}
	for _, test := range []struct {
		name  string
		story func(testing.TB) *story
		salt  string
		want  geo.Code
	}{
		{"another", saltedStory, other.String() + "\n", ErrCommitment},
		{"zero", saltedStory, transparency.Digest{}.String() + "\n", ErrCommitment},
		{"none", saltedStory, "", transparency.ErrHex},
		{"in capitals", saltedStory, strings.Repeat("AB", 32), transparency.ErrHex},
		{"than the log's", plainStory, other.String() + "\n", ErrDiffers},
	} {
		s := test.story(t)
		files := append(unpack(t, packed(t, s.bundle())), content{saltPart, test.salt})
		report, err := check(repack(t, files), Options{})
		if err != nil || !errors.Is(report.Wrong, test.want) {
			t.Errorf("Check with another salt, %s = %+v, %v, want %s", test.name, report, err, test.want)
		}
	}
	s := saltedStory(t)
	s.record = draw(t, s.frame, s.record.Plan, "another seed")
	report, err := check(packed(t, s.salted()), Options{})
	if err != nil || !errors.Is(report.Wrong, ErrCommitment) {
		t.Errorf("Check of another record = %+v, %v, want %s", report, err, ErrCommitment)
	}
	b := s.salted()
	b.Log = nil
	files := append(unpack(t, packed(t, b)), content{saltPart, sampler.Digest(s.salt).String() + "\n"})
	if report, err := check(repack(t, files), Options{}); err != nil || !errors.Is(report.Wrong, ErrAlone) {
		t.Errorf("Check of a salt without a log = %+v, %v, want %s", report, err, ErrAlone)
	}
}
