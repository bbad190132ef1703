package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// Finding is what one person found at a site, or in one item of its check sheet: either
// checks, of which Met of Observed were met, or a Score from 0, nothing met, to 1, all
// met. Observed 0 means that there are no checks.
type Finding struct {
	Number   int64   `json:"number,omitempty"` // order of arrival, from 1, each once
	Site     string  `json:"site"`             // id
	Item     string  `json:"item,omitempty"`   // id in the check sheet; empty: of the site as a whole
	Met      int     `json:"met,omitempty"`
	Observed int     `json:"observed,omitempty"`
	Score    float64 `json:"score,omitempty"`
	HasScore bool    `json:"has_score,omitempty"`
	When     string  `json:"when,omitempty"`  // 2026-11-16 or RFC 3339; empty: not said
	By       string  `json:"by,omitempty"`    // who found it; empty: not said, which is nobody else's
	Photo    string  `json:"photo,omitempty"` // SHA-256 of a photo, 64 digits of lower case; empty: none
	Line     int     `json:"-"`               // of the file it was read from, for errors; 0: none
}

// mostChecks is more than any sheet has, as in tables of results.
const mostChecks = 100_000

// value is the share of the checks that were met, or the score.
func (f *Finding) value() float64 {
	if f.HasScore {
		return f.Score
	}
	return float64(f.Met) / float64(f.Observed)
}

// weight is how many checks a finding stands for.
func (f *Finding) weight() int {
	if f.HasScore {
		return 1
	}
	return f.Observed
}

// agrees reports whether two findings say the same.
func (f *Finding) agrees(g *Finding) bool {
	return f.HasScore == g.HasScore && f.Met == g.Met && f.Observed == g.Observed && f.Score == g.Score
}

// check looks at what a finding says by itself; nil if nothing is wrong.
func (f *Finding) check() *geo.Error {
	for _, look := range []func() *geo.Error{f.checkResult, f.checkPhoto, f.checkWhen, f.checkBy} {
		if fault := look(); fault != nil {
			return fault
		}
	}
	return nil
}

func (f *Finding) checkResult() *geo.Error {
	score := strconv.FormatFloat(f.Score, 'g', -1, 64)
	switch {
	case f.HasScore && (f.Met != 0 || f.Observed != 0), !f.HasScore && f.Score != 0:
		return f.wrong(ErrTwoResults, "score", score, "")
	case f.HasScore && !(f.Score >= 0 && f.Score <= 1):
		return f.wrong(ErrScore, "score", score, "0 … 1")
	case f.HasScore:
		return nil
	case f.Met == 0 && f.Observed == 0:
		return f.wrong(ErrNoResult, "score", f.Site, "")
	case f.Observed < 1 || f.Observed > mostChecks:
		return f.wrong(ErrChecks, "observed", strconv.Itoa(f.Observed), "1 … "+strconv.Itoa(mostChecks))
	case f.Met < 0 || f.Met > f.Observed:
		return f.wrong(ErrChecks, "met", strconv.Itoa(f.Met), "0 … "+strconv.Itoa(f.Observed))
	default:
		return nil
	}
}

func (f *Finding) checkPhoto() *geo.Error {
	digest, err := hex.DecodeString(f.Photo)
	right := err == nil && len(digest) == sha256.Size && strings.ToLower(f.Photo) == f.Photo
	if f.Photo == "" || right {
		return nil
	}
	return f.wrong(ErrPhoto, "photo", f.Photo, strconv.Itoa(2*sha256.Size))
}

func (f *Finding) checkWhen() *geo.Error {
	_, notDay := time.Parse(time.DateOnly, f.When)
	_, notTime := time.Parse(time.RFC3339, f.When)
	if f.When == "" || notDay == nil || notTime == nil {
		return nil
	}
	return f.wrong(ErrWhen, "when", f.When, "2026-11-16")
}

func (f *Finding) checkBy() *geo.Error {
	if f.By == "" {
		return nil
	}
	return f.located(geo.InColumn(geo.CheckIdentifier(f.By), "by"))
}

// wrong is what is wrong with a member of the finding.
func (f *Finding) wrong(code geo.Code, member, value, want string) *geo.Error {
	return &geo.Error{Code: code, At: geo.Place{Line: f.Line, Column: member}, Value: value, Want: want, Names: []string{f.Site}}
}
