package transparency

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestLeavesReadBack(t *testing.T) {
	seen := map[Kind]bool{}
	for _, e := range entriesOf() {
		line := bytesOf(t, e)
		leaf, err := ParseLeaf(line)
		if err != nil {
			t.Errorf("ParseLeaf(%s) = %v", line, err)
			continue
		}
		if again := AppendLeaf(nil, leaf); !bytes.Equal(again, line) {
			t.Errorf("AppendLeaf(ParseLeaf(%s)) = %s", line, again)
		}
		if c, none := e.(Closed); none && c.Texts == nil {
			e = Closed{Seal: c.Seal, Texts: []string{}} // a list without items is read as one
		}
		if diff := cmp.Diff(Leaf{At: noon, Entry: e}, leaf); diff != "" {
			t.Errorf("ParseLeaf(%s) differs:\n%s", line, diff)
		}
		seen[leaf.Entry.Kind()] = true
	}
	for _, k := range Kinds() {
		if !seen[k] {
			t.Errorf("kind %q is in no test", k)
		}
	}
}

// The bytes of leaves are hashed for ever: they never change.
func TestLeafBytes(t *testing.T) {
	d, seal := strings.Repeat("ab", 32), sealText("")
	digest := Digest(bytes.Repeat([]byte{0xab}, 32))
	for _, test := range []struct {
		entry Entry
		want  string
	}{
		{Version{"county", 3, digest, 0}, `{"at":"T","digest":"` + d + `","kind":"version","number":3,"register":"county","sites":0}`},
		{Current{"county", 3}, `{"at":"T","kind":"current","number":3,"register":"county"}`},
		{
			Seal{seal, "county", 3, noon.Add(time.Hour)},
			`{"at":"T","kind":"seal","number":3,"object":` + string(seal) + `,"register":"county","release":"2026-12-01T05:00:00Z","seal":"` +
				Digest(sha256.Sum256(seal)).String() + `"}`,
		},
		{Closed{Seal: digest}, `{"at":"T","kind":"closed","seal":"` + d + `","texts":[]}`},
		{Closed{digest, []string{"a", `"\甲`}}, `{"at":"T","kind":"closed","seal":"` + d + `","texts":["a","\"\\甲"]}`},
		{Draw{7, digest, Practice, Digest{}, noon}, `{"at":"T","commitment":"` + d + `","draw":7,"kind":"draw","purpose":"practice","release":"T"}`},
		{Draw{7, digest, Official, digest, noon}, `{"at":"T","commitment":"` + d + `","draw":7,"kind":"draw","purpose":"official","release":"T","seal":"` + d + `"}`},
		{Released{7, digest, digest}, `{"at":"T","draw":7,"kind":"released","record":"` + d + `","salt":"` + d + `"}`},
		{Concluded{Number: 7, Secret: d, Signature: "ff"}, `{"at":"T","draw":7,"kind":"concluded","secret":"` + d + `","signature":"ff"}`},
		{Concluded{Number: 7, Seed: "s"}, `{"at":"T","draw":7,"kind":"concluded","seed":"s"}`},
		{Withdrawn{7}, `{"at":"T","draw":7,"kind":"withdrawn"}`},
		{Reserve{7, digest}, `{"at":"T","draw":7,"kind":"reserve","opening":"` + d + `"}`},
		{Restored{"o", 0, digest}, `{"at":"T","kind":"restored","origin":"o","root":"` + d + `","size":0}`},
		{Drill{`乙"`, digest, 26}, `{"at":"T","digest":"` + d + `","drill":"乙\"","kind":"drill","rounds":26}`},
		{Teams{7, 2, digest}, `{"at":"T","commitment":"` + d + `","draw":7,"kind":"teams","lot":2}`},
	} {
		want := strings.ReplaceAll(test.want, `"T"`, `"2026-12-01T04:00:00Z"`)
		got := string(bytesOf(t, test.entry))
		if got != want {
			t.Errorf("AppendLeaf(%+v) = %s, want %s", test.entry, got, want)
		}
		// encoding/json sorts the members of a map too.
		var free map[string]any
		if err := json.Unmarshal([]byte(got), &free); err != nil {
			t.Errorf("%s: %v", got, err)
		}
		if again, err := json.Marshal(free); err != nil || string(again) != got {
			t.Errorf("AppendLeaf(%+v) = %s, want as encoding/json %s", test.entry, got, again)
		}
	}
}

func TestLeafTimes(t *testing.T) {
	beijing := time.FixedZone("", 8*3600)
	leaf, err := NewLeaf(noon.Add(999*time.Millisecond).In(beijing), Withdrawn{1})
	if err != nil || !leaf.At.Equal(noon) {
		t.Errorf("NewLeaf at noon and a bit = %v, %v, want %v", leaf.At, err, noon)
	}
	for _, at := range []time.Time{{}, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, err := NewLeaf(at, Withdrawn{1}); err == nil {
			t.Errorf("NewLeaf(%v) passes", at)
		}
		if _, err := NewLeaf(noon, Draw{1, digestOf("a"), Official, Digest{}, at}); err == nil {
			t.Errorf("NewLeaf of a draw released %v passes", at)
		}
	}
}

func TestEntriesRefused(t *testing.T) {
	d, long := digestOf("a"), strings.Repeat("a", 256)
	seal := func(object string) Seal { return Seal{json.RawMessage(object), "r", 1, noon} }
	good := string(sealText(someBeacon()))
	swap := func(old, now string) Seal { return seal(strings.Replace(good, old, now, 1)) }
	for _, test := range []struct {
		entry  Entry
		want   geo.Code
		column string
	}{
		{Version{"", 1, d, 1}, geo.ErrTextLength, "register"},
		{Version{long, 1, d, 1}, geo.ErrTextLength, "register"},
		{Version{"e\u0301", 1, d, 1}, geo.ErrTextNotNFC, "register"},
		{Version{"a\nb", 1, d, 1}, geo.ErrTextControl, "register"},
		{Version{"\xff", 1, d, 1}, geo.ErrTextEncoding, "register"},
		{Version{"r", 0, d, 1}, ErrNumber, "number"},
		{Version{"r", 1 << 53, d, 1}, ErrNumber, "number"},
		{Version{"r", 1, Digest{}, 1}, ErrMissing, "digest"},
		{Version{"r", 1, d, -1}, ErrNumber, "sites"},
		{Current{"r", -1}, ErrNumber, "number"},
		{Current{"", 1}, geo.ErrTextLength, "register"},
		{seal(""), ErrMissing, "object"},
		{seal("{"), ErrLeaf, "object"},
		{seal("null"), ErrTime, "closes"},
		{seal("[]"), ErrLeaf, "object"},
		{seal(good + " "), ErrCanonical, "@" + strconv.Itoa(len(good)+1)},
		{seal(strings.Replace(good, `,"closes"`, `, "closes"`, 1)), ErrCanonical, ""},
		{swap(`"closes"`, `"Closes"`), ErrCanonical, ""},
		{swap(`"closes":"2026-12-01`, `"closes":"2026-13-01`), ErrTime, "closes"},
		{swap(`"opens":"2026-12-01`, `"opens":"`), ErrTime, "opens"},
		{swap(`"round":123`, `"round":0`), ErrNumber, "round"},
		{swap(`"round":123`, `"round":1.5`), ErrLeaf, "beacon.round"},
		{swap(`"chain":"`, `"chain":"A`), ErrHex, "chain"},
		{swap(`"plan":"`, `"plan":"0`), ErrHex, "object"},
		{swap(`}`, `,"word":1}`), ErrCanonical, ""},
		{Seal{sealText(""), "", 1, noon}, geo.ErrTextLength, "register"},
		{Seal{sealText(""), "r", 1, time.Time{}}, ErrMissing, "release"},
		{Closed{Digest{}, nil}, ErrMissing, "seal"},
		{Closed{d, []string{"a", "b\x00"}}, geo.ErrTextControl, "texts"},
		{Draw{0, d, Official, d, noon}, ErrNumber, "draw"},
		{Draw{1, Digest{}, Official, d, noon}, ErrMissing, "commitment"},
		{Draw{1, d, "", d, noon}, ErrKind, "purpose"},
		{Draw{1, d, Official, d, time.Time{}}, ErrMissing, "release"},
		{Released{1, Digest{}, d}, ErrMissing, "record"},
		{Released{1, d, Digest{}}, ErrMissing, "salt"},
		{Released{0, d, d}, ErrNumber, "draw"},
		{Concluded{}, ErrNumber, "draw"},
		{Concluded{Number: 1}, geo.ErrTextLength, "seed"},
		{Concluded{Number: 1, Seed: strings.Repeat("a", 1025)}, geo.ErrTextLength, "seed"},
		{Concluded{Number: 1, Seed: "s", Signature: "00"}, ErrMember, "signature"},
		{Concluded{Number: 1, Seed: "s", Secret: d.String()}, ErrMember, "seed"},
		{Concluded{Number: 1, Secret: "aa"}, ErrHex, "secret"},
		{Concluded{Number: 1, Secret: strings.ToUpper(d.String())}, ErrHex, "secret"},
		{Concluded{Number: 1, Secret: d.String(), Signature: "0"}, ErrHex, "signature"},
		{Concluded{Number: 1, Secret: d.String(), Signature: "FF"}, ErrHex, "signature"},
		{Concluded{Number: 1, Secret: d.String(), Signature: strings.Repeat("00", 257)}, ErrHex, "signature"},
		{Withdrawn{0}, ErrNumber, "draw"},
		{Reserve{0, d}, ErrNumber, "draw"},
		{Reserve{1, Digest{}}, ErrMissing, "opening"},
		{Restored{"a b", 1, d}, ErrOriginName, "origin"},
		{Restored{"", 1, d}, geo.ErrTextLength, "origin"},
		{Restored{"o", -1, d}, ErrNumber, "size"},
		{Restored{"o", 1, Digest{}}, ErrMissing, "root"},
		{Drill{"", d, 1}, geo.ErrTextLength, "drill"},
		{Drill{"a", Digest{}, 1}, ErrMissing, "digest"},
		{Drill{"a", d, 0}, ErrNumber, "rounds"},
		{Teams{0, 1, d}, ErrNumber, "draw"},
		{Teams{1, 0, d}, ErrNumber, "lot"},
		{Teams{1, 1, Digest{}}, ErrMissing, "commitment"},
	} {
		leaf, err := NewLeaf(noon, test.entry)
		if !errors.Is(err, test.want) || leaf.Entry != nil {
			t.Errorf("NewLeaf(%+v) = %v, %v, want %s", test.entry, leaf, err, test.want)
		}
		if e, ok := errors.AsType[*geo.Error](err); ok && test.column != "" && e.At.Column != test.column {
			t.Errorf("NewLeaf(%+v) blames %q, want %q", test.entry, e.At.Column, test.column)
		}
	}
}

func TestParseLeafRefuses(t *testing.T) {
	for _, test := range []struct {
		line string
		want geo.Code
	}{
		{``, ErrLeaf},
		{`null`, ErrKind},
		{`[]`, ErrLeaf},
		{`{}`, ErrKind},
		{`{"kind":"draws"}`, ErrKind},
		{`{"kind":7}`, ErrLeaf},
		{`{"kind":"withdrawn"}`, ErrMissing},
		{`{"at":"2026-12-01","kind":"withdrawn"}`, ErrLeaf},
		{`{"at":"2026-12-01T04:00:00Z","kind":"withdrawn"}`, ErrNumber},
		{`{"at":"2026-12-01T04:00:00Z","draw":"7","kind":"withdrawn"}`, ErrLeaf},
		{`{"at":"2026-12-01T04:00:00Z","draw":7.0,"kind":"withdrawn"}`, ErrLeaf},
		{`{"at":"2026-12-01T04:00:00Z","draw":1e1,"kind":"withdrawn"}`, ErrLeaf},
		{`{"at":"2026-12-01T12:00:00+08:00","draw":7,"kind":"withdrawn"}`, ErrCanonical},
		{`{"at":"2026-12-01T04:00:00.5Z","draw":7,"kind":"withdrawn"}`, ErrCanonical},
		{`{"draw":7,"at":"2026-12-01T04:00:00Z","kind":"withdrawn"}`, ErrCanonical},
		{`{"at":"2026-12-01T04:00:00Z","draw":7,"kind":"withdrawn","x":1}`, ErrCanonical},
		{`{"at":"2026-12-01T04:00:00Z","draw":7,"draw":7,"kind":"withdrawn"}`, ErrCanonical},
		{`{"at":"2026-12-01T04:00:00Z","draw":7,"kind":"withdraw\u006e"}`, ErrCanonical},
		{`{"at":"2026-12-01T04:00:00Z","draw":7,"kind":"withdrawn"}` + "\n", ErrCanonical},
		{`{"at":"2026-12-01T04:00:00Z","draw":7,"kind":"withdrawn"}{}`, ErrLeaf},
		{`{"at":"2026-12-01T04:00:00Z","kind":"closed","seal":"` + digestOf("a").String() + `","texts":null}`, ErrCanonical},
		{`{"at":"2026-12-01T04:00:00Z","kind":"closed","seal":"zz","texts":[]}`, ErrHex},
		{strings.Repeat("[", 1<<19), ErrLeaf},
		{strings.Repeat(" ", MaxLeaf+1), ErrLong},
	} {
		if leaf, err := ParseLeaf([]byte(test.line)); !errors.Is(err, test.want) || leaf.Entry != nil {
			t.Errorf("ParseLeaf(%.80q) = %v, %v, want %s", test.line, leaf, err, test.want)
		}
	}
}

func TestLongLeafIsRefused(t *testing.T) {
	c := Closed{Seal: digestOf("a"), Texts: slices.Repeat([]string{strings.Repeat("a", 1000)}, 1050)}
	if _, err := NewLeaf(noon, c); !errors.Is(err, ErrLong) {
		t.Errorf("NewLeaf of %d texts = %v, want %s", len(c.Texts), err, ErrLong)
	}
}

// A leaf with another byte is none, or it is one that says something else, which
// writes it as it was read.
func TestEveryByteOfALeafCounts(t *testing.T) {
	for _, e := range entriesOf() {
		line := string(bytesOf(t, e))
		flips(line, func(at int, flipped string) {
			leaf, err := ParseLeaf([]byte(flipped))
			if err != nil || flipped == line {
				return
			}
			if reflect.DeepEqual(leaf, Leaf{noon, e}) || string(AppendLeaf(nil, leaf)) != flipped {
				t.Errorf("byte %d of %s may be changed: %s", at, line, flipped)
			}
		})
	}
}

func TestTextsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.String()).Draw(t, "texts")
		leaf, err := NewLeaf(noon, Closed{digestOf("a"), words})
		if err != nil {
			return // not in NFC, control characters
		}
		line := AppendLeaf(nil, leaf)
		var free struct{ Texts []string }
		if err := json.Unmarshal(line, &free); err != nil || !slices.Equal(free.Texts, words) {
			t.Fatalf("%s holds %q, %v, want %q", line, free.Texts, err, words)
		}
		if _, err := ParseLeaf(line); err != nil {
			t.Fatalf("ParseLeaf(%s) = %v", line, err)
		}
	})
}

func TestCommitment(t *testing.T) {
	salt, record := [32]byte(digestOf("salt")), digestOf("record")
	want := sha256.Sum256(slices.Concat(salt[:], record[:]))
	if got := Commitment(salt, record); got != want {
		t.Errorf("Commitment = %s, want %x", got, want)
	}
	opening := []byte(`{"reason":"雨"}`)
	want = sha256.Sum256(slices.Concat(salt[:], opening))
	if got := OpeningCommitment(salt, opening); got != want {
		t.Errorf("OpeningCommitment = %s, want %x", got, want)
	}
}

func FuzzLeaf(f *testing.F) {
	for _, e := range entriesOf() {
		f.Add(bytesOf(f, e))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		leaf, err := ParseLeaf(data)
		if err != nil {
			return
		}
		if again := AppendLeaf(nil, leaf); !bytes.Equal(again, data) {
			t.Errorf("written again = %s, want %s", again, data)
		}
		if _, err := NewLeaf(leaf.At, leaf.Entry); err != nil {
			t.Errorf("NewLeaf of what was read = %v", err)
		}
	})
}
