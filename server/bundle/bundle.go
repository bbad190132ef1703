package bundle

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// Bundle is what is known of a draw.
type Bundle struct {
	Record *sampler.Record
	Frame  func(io.Writer) error // writes the frame file
	Seal   *Sealed               // nil: none
	Log    *Log                  // nil: none
	At     time.Time             // of the draw; the zero time: not known
}

// Sealed is a seal with what it was opened with.
type Sealed struct {
	Seal      sampler.Seal
	Opening   sampler.Opening
	Published bool // whether secret and signature may be shown; the texts always may
}

// Log is what the transparency log has of a draw.
type Log struct {
	Key        string              // public
	Checkpoint string              // signed, of the log that all proofs lead to
	Leaves     []Leaf              // one of each kind at most; that of the draw is among them
	Salt       transparency.Digest // opens the commitment where no leaf does; zero: it is not given
}

// Leaf is a leaf of the log with its proof.
type Leaf struct {
	Kind  transparency.Kind
	Data  []byte
	Proof transparency.Inclusion
}

// file is one file about to be written.
type file struct {
	name  string
	write func(io.Writer) error
}

func fileOf(name string, body []byte) file {
	return file{name, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}}
}

// earliest is the time of a zip's file when no other is known: the first that the
// format can write.
var earliest = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Write writes a bundle. It checks nothing: Check does.
func Write(w io.Writer, b Bundle) error {
	at := b.At.UTC()
	if at.Before(earliest) {
		at = earliest
	}
	z := zip.NewWriter(w)
	for _, f := range b.files() {
		to, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return err
		}
		if err := f.write(to); err != nil {
			return err
		}
	}
	return z.Close()
}

// files lists the files of a bundle, the readmes first.
func (b *Bundle) files() []file {
	list := []file{
		fileOf(RecordPart, sampler.AppendRecord(nil, b.Record)), fileOf(PlanPart, sampler.AppendPlan(nil, &b.Record.Plan)),
		{FramePart, b.Frame},
	}
	if b.Seal != nil {
		list = append(list, b.Seal.files()...)
	}
	if b.Log != nil {
		list = append(list, b.Log.files()...)
	}
	for _, t := range tools(b.Record) {
		list = append(list, fileOf(t.name, t.body))
	}
	const mark = "\ufeff" // without it older Windows takes Chinese for GBK
	return append([]file{
		fileOf(readmeChinese, []byte(mark+b.readme(text.For(text.ZH), list))),
		fileOf(readmeEnglish, []byte(b.readme(text.For(text.EN), list))),
	}, list...)
}

func (s *Sealed) files() []file {
	list := []file{fileOf(sealPart, sampler.AppendSeal(nil, &s.Seal))}
	if s.Published {
		list = append(list, fileOf(secretPart, []byte(s.Opening.Secret)))
	}
	if len(s.Opening.Texts) > 0 {
		list = append(list, fileOf(textsPart, []byte(strings.Join(s.Opening.Texts, "\n")+"\n")))
	}
	if s.Published && s.Opening.Signature != "" && s.Seal.Beacon != nil {
		list = append(list, fileOf(beaconPart, appendBeacon(s.Seal.Beacon, s.Opening.Signature)))
	}
	return list
}

// beacon is what beacon.json holds.
type beacon struct {
	Chain     string `json:"chain"`
	Round     uint64 `json:"round"`
	Signature string `json:"signature"` // hex in lower case
}

// appendBeacon writes beacon.json. A chain's name and a signature in hex need no
// escapes.
func appendBeacon(round *sampler.BeaconRound, signature string) []byte {
	b := []byte(`{"chain":"` + round.Chain + `","round":`)
	b = strconv.AppendUint(b, round.Round, 10)
	return append(b, `,"signature":"`+strings.ToLower(signature)+`"}`...)
}

func (l *Log) files() []file {
	var list []file
	for _, kind := range leafKinds() {
		for i := range l.Leaves {
			if leaf := &l.Leaves[i]; leaf.Kind == kind {
				list = append(list, fileOf(leafPart(kind), leaf.Data),
					fileOf(proofPart(kind), transparency.AppendInclusion(nil, leaf.Proof)))
			}
		}
	}
	if l.Salt != (transparency.Digest{}) {
		list = append(list, fileOf(saltPart, []byte(l.Salt.String()+"\n")))
	}
	return append(list, fileOf(checkpointPart, []byte(l.Checkpoint)), fileOf(keyPart, []byte(l.Key+"\n")))
}

// Tag is a digest of all that decides the bundle's bytes but the frame's, which
// the record names. It is known before the bundle is written.
func (b *Bundle) Tag() string {
	h := sha256.New()
	digest := b.Record.FrameDigest
	_, _ = h.Write(digest[:]) // a hash takes everything, here and below
	for _, f := range b.files() {
		_, _ = io.WriteString(h, f.name+"\n")
		if f.name != FramePart {
			_ = f.write(h)
		}
	}
	_, _ = io.WriteString(h, b.At.UTC().Format(time.RFC3339))
	return hex.EncodeToString(h.Sum(nil))
}
