package transparency

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// MaxLeaf is the longest leaf in bytes. Only the texts contributed to a seal
// could make one longer: whoever takes them stops before.
const MaxLeaf = 1 << 20

// Leaf is what the log says of one thing that happened. [NewLeaf] checks it; the
// zero value is none.
type Leaf struct {
	At    time.Time // when it was logged; whole seconds are kept
	Entry Entry
}

// Kind names what happened: the member "kind" of a leaf.
type Kind string

// The kinds of entries, a closed set.
const (
	KindVersion   Kind = "version"   // Version
	KindCurrent   Kind = "current"   // Current
	KindSeal      Kind = "seal"      // Seal
	KindClosed    Kind = "closed"    // Closed
	KindDraw      Kind = "draw"      // Draw
	KindReleased  Kind = "released"  // Released
	KindConcluded Kind = "concluded" // Concluded
	KindWithdrawn Kind = "withdrawn" // Withdrawn
	KindReserve   Kind = "reserve"   // Reserve
	KindRestored  Kind = "restored"  // Restored
	KindDrill     Kind = "drill"     // Drill
	KindTeams     Kind = "teams"     // Teams
)

// entries says how each kind is read.
var entries = []struct {
	kind Kind
	read func(data []byte) (Entry, error)
}{
	{KindVersion, read[Version]},
	{KindCurrent, read[Current]},
	{KindSeal, read[Seal]},
	{KindClosed, read[Closed]},
	{KindDraw, read[Draw]},
	{KindReleased, read[Released]},
	{KindConcluded, read[Concluded]},
	{KindWithdrawn, read[Withdrawn]},
	{KindReserve, read[Reserve]},
	{KindRestored, read[Restored]},
	{KindDrill, read[Drill]},
	{KindTeams, read[Teams]},
}

// Kinds lists all kinds.
func Kinds() []Kind {
	kinds := make([]Kind, len(entries))
	for i, e := range entries {
		kinds[i] = e.kind
	}
	return kinds
}

// NewLeaf checks an entry and drops fractions of a second.
func NewLeaf(at time.Time, entry Entry) (Leaf, error) {
	if err := cmp.Or(checkTime("at", at), entry.check()); err != nil {
		return Leaf{}, err
	}
	leaf := Leaf{At: at.UTC().Truncate(time.Second), Entry: entry}
	if err := checkLength(len(AppendLeaf(nil, leaf)), MaxLeaf); err != nil {
		return Leaf{}, err
	}
	return leaf, nil
}

// AppendLeaf appends a leaf that NewLeaf or ParseLeaf made in canonical form,
// without an end of line. These bytes are what the tree hashes.
func AppendLeaf(b []byte, leaf Leaf) []byte {
	members := append(leaf.Entry.members(), moment("at", leaf.At), text("kind", string(leaf.Entry.Kind())))
	return appendObject(b, members)
}

// ParseLeaf reads what AppendLeaf writes, and refuses every byte that is not
// canonical.
func ParseLeaf(data []byte) (Leaf, error) {
	if err := checkLength(len(data), MaxLeaf); err != nil {
		return Leaf{}, err
	}
	var head struct {
		At   time.Time `json:"at"`
		Kind Kind      `json:"kind"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return Leaf{}, unread(err)
	}
	entry, err := readEntry(head.Kind, data)
	if err != nil {
		return Leaf{}, err
	}
	leaf, err := NewLeaf(head.At, entry)
	if err == nil {
		err = sameBytes(string(data), string(AppendLeaf(nil, leaf)))
	}
	if err != nil {
		return Leaf{}, err
	}
	return leaf, nil
}

func readEntry(kind Kind, data []byte) (Entry, error) {
	for _, e := range entries {
		if e.kind == kind {
			return e.read(data)
		}
	}
	return nil, &geo.Error{
		Code: ErrKind, At: geo.Place{Column: "kind"},
		Value: excerpt(string(kind), 0), Want: joined(Kinds()),
	}
}

// read takes an entry's members from a leaf. What it lets pass, such as members
// nobody knows, the comparison of the bytes finds.
func read[E Entry](data []byte) (Entry, error) {
	var entry E
	if err := json.Unmarshal(data, &entry); err != nil {
		return nil, unread(err)
	}
	return entry, nil
}

// unread is the error for what encoding/json cannot read.
func unread(err error) error {
	if located, ok := errors.AsType[*geo.Error](err); ok {
		return located
	}
	e := &geo.Error{Code: ErrLeaf, Err: err}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		e.At.Column = kind.Field
	}
	return e
}

func checkLength(length, limit int) error {
	if length > limit {
		return &geo.Error{Code: ErrLong, Value: strconv.Itoa(length), Want: strconv.Itoa(limit)}
	}
	return nil
}

func joined[T ~string](values []T) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
