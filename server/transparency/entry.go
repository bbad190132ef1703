package transparency

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"time"

	"sitedraw/geo"
)

// Entry is what happened: one of the types of this file, a closed set.
type Entry interface {
	Kind() Kind
	check() error
	members() []member
}

// Version is a version of a register that was published. It never changes.
type Version struct {
	Register string `json:"register"` // its id
	Number   int64  `json:"number"`   // from 1
	Digest   Digest `json:"digest"`   // of the frame file
	Sites    int64  `json:"sites"`
}

// Current makes a version the one that draws use, also an old one again.
type Current struct {
	Register string `json:"register"`
	Number   int64  `json:"number"`
}

// Seal fixes a draw before anybody can know its seed (draw-v1 §10). It is logged
// before it closes; without a draw that names it, it was never opened.
type Seal struct {
	Object   json.RawMessage `json:"object"` // the canonical object whose SHA-256 is the seal
	Register string          `json:"register"`
	Number   int64           `json:"number"`  // of the version
	Release  time.Time       `json:"release"` // of the draw
}

// Closed holds the texts contributed to a seal, all of them in order of arrival.
type Closed struct {
	Seal  Digest   `json:"seal"`
	Texts []string `json:"texts"` // public; may be none
}

// Purpose says whether a draw decides anything.
type Purpose string

// The purposes, a closed set.
const (
	Official Purpose = "official"
	Practice Purpose = "practice"
)

// Purposes lists them.
func Purposes() []Purpose { return []Purpose{Official, Practice} }

// Draw says that a draw was made, and of its record only what tells nothing.
type Draw struct {
	Number     int64     `json:"draw"`       // from 1
	Commitment Digest    `json:"commitment"` // Commitment(salt, digest of the record)
	Purpose    Purpose   `json:"purpose"`
	Seal       Digest    `json:"seal"` // zero without one
	Release    time.Time `json:"release"`
}

// Released publishes a draw: its commitment can be checked from now on.
type Released struct {
	Number int64  `json:"draw"`
	Record Digest `json:"record"`
	Salt   Digest `json:"salt"` // the 32 bytes themselves, written like a digest
}

// Concluded publishes where a draw's seed came from: the seal's secret and, if it
// names a beacon, the signature, or else the seed itself.
type Concluded struct {
	Number    int64  `json:"draw"`
	Secret    string `json:"secret"`    // 64 hex digits; empty without a seal
	Signature string `json:"signature"` // hex in lower case; empty without a beacon
	Seed      string `json:"seed"`      // empty with a seal
}

// Withdrawn says that a draw no longer counts. It stays in the log.
type Withdrawn struct {
	Number int64 `json:"draw"`
}

// Reserve says that a reserve was opened, and of which and why only what tells
// nothing.
type Reserve struct {
	Number  int64  `json:"draw"`
	Opening Digest `json:"opening"` // OpeningCommitment(salt, canonical opening)
}

// Restored begins a log after an old back-up was brought back: it names the last
// known checkpoint of the log that ended.
type Restored struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   Digest `json:"root"` // in hex; a checkpoint has it in base64
}

// Drill fixes a series of rounds before the first of them: its plan, dates and rule
// for seeds follow from the definition, which nobody can bend later.
type Drill struct {
	Name   string `json:"drill"`  // unique in the house, for good
	Digest Digest `json:"digest"` // of the canonical definition
	Rounds int64  `json:"rounds"` // how many it plans
}

// Teams says that teams were drawn by lot for a draw, and of whom they are and where
// they go only what tells nothing.
type Teams struct {
	Number     int64  `json:"draw"`
	Lot        int64  `json:"lot"`        // from 1 in each draw; the last one counts
	Commitment Digest `json:"commitment"` // Commitment(the draw's salt, digest of the assignment)
}

// Kind is KindVersion.
func (Version) Kind() Kind { return KindVersion }

// Kind is KindCurrent.
func (Current) Kind() Kind { return KindCurrent }

// Kind is KindSeal.
func (Seal) Kind() Kind { return KindSeal }

// Kind is KindClosed.
func (Closed) Kind() Kind { return KindClosed }

// Kind is KindDraw.
func (Draw) Kind() Kind { return KindDraw }

// Kind is KindReleased.
func (Released) Kind() Kind { return KindReleased }

// Kind is KindConcluded.
func (Concluded) Kind() Kind { return KindConcluded }

// Kind is KindWithdrawn.
func (Withdrawn) Kind() Kind { return KindWithdrawn }

// Kind is KindReserve.
func (Reserve) Kind() Kind { return KindReserve }

// Kind is KindRestored.
func (Restored) Kind() Kind { return KindRestored }

// Kind is KindDrill.
func (Drill) Kind() Kind { return KindDrill }

// Kind is KindTeams.
func (Teams) Kind() Kind { return KindTeams }

// Digest returns the seal itself: the SHA-256 of its object.
func (s Seal) Digest() Digest { return sha256.Sum256(s.Object) }

func (v Version) members() []member {
	return []member{
		text("register", v.Register), number("number", v.Number),
		text("digest", v.Digest.String()), number("sites", v.Sites),
	}
}

func (c Current) members() []member {
	return []member{text("register", c.Register), number("number", c.Number)}
}

func (s Seal) members() []member {
	return []member{
		text("seal", s.Digest().String()), {"object", s.Object},
		text("register", s.Register), number("number", s.Number), moment("release", s.Release),
	}
}

func (c Closed) members() []member {
	return []member{text("seal", c.Seal.String()), texts("texts", c.Texts)}
}

func (d Draw) members() []member {
	return []member{
		number("draw", d.Number), text("commitment", d.Commitment.String()), text("purpose", string(d.Purpose)),
		digestIfAny("seal", d.Seal), moment("release", d.Release),
	}
}

func (r Released) members() []member {
	return []member{number("draw", r.Number), text("record", r.Record.String()), text("salt", r.Salt.String())}
}

func (c Concluded) members() []member {
	return []member{
		number("draw", c.Number), textIfAny("secret", c.Secret),
		textIfAny("signature", c.Signature), textIfAny("seed", c.Seed),
	}
}

func (w Withdrawn) members() []member { return []member{number("draw", w.Number)} }

func (r Reserve) members() []member {
	return []member{number("draw", r.Number), text("opening", r.Opening.String())}
}

func (r Restored) members() []member {
	return []member{text("origin", r.Origin), number("size", r.Size), text("root", r.Root.String())}
}

func (d Drill) members() []member {
	return []member{text("drill", d.Name), text("digest", d.Digest.String()), number("rounds", d.Rounds)}
}

func (t Teams) members() []member {
	return []member{number("draw", t.Number), number("lot", t.Lot), text("commitment", t.Commitment.String())}
}

func (v Version) check() error {
	return cmp.Or(checkRegister(v.Register, v.Number), given("digest", v.Digest), checkFrom(0, "sites", v.Sites))
}

func (c Current) check() error { return checkRegister(c.Register, c.Number) }

func (s Seal) check() error {
	return cmp.Or(checkSealObject(s.Object), checkRegister(s.Register, s.Number), checkTime("release", s.Release))
}

func (c Closed) check() error { return cmp.Or(given("seal", c.Seal), checkTexts("texts", c.Texts)) }

func (d Draw) check() error {
	return cmp.Or(
		checkDraw(d.Number), given("commitment", d.Commitment),
		checkPurpose(d.Purpose), checkTime("release", d.Release),
	)
}

func (r Released) check() error {
	return cmp.Or(checkDraw(r.Number), given("record", r.Record), given("salt", r.Salt))
}

func (c Concluded) check() error {
	return cmp.Or(checkDraw(c.Number), checkSource(c))
}

func (w Withdrawn) check() error { return checkDraw(w.Number) }

func (r Reserve) check() error { return cmp.Or(checkDraw(r.Number), given("opening", r.Opening)) }

func (r Restored) check() error {
	return cmp.Or(inColumn("origin", CheckOrigin(r.Origin)), checkFrom(0, "size", r.Size), given("root", r.Root))
}

func (d Drill) check() error {
	return cmp.Or(inColumn("drill", geo.CheckIdentifier(d.Name)), given("digest", d.Digest), checkFrom(1, "rounds", d.Rounds))
}

func (t Teams) check() error {
	return cmp.Or(checkDraw(t.Number), checkFrom(1, "lot", t.Lot), given("commitment", t.Commitment))
}
