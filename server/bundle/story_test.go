package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/transparency"
)

// Round 1000 of quicknet, as published.
const round1000 = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"

// story is a sealed draw from its sealing to its conclusion, every part of which a
// test may change before the log is made of it.
type story struct {
	t       testing.TB
	frame   *sampler.Frame
	seal    *sampler.Seal // nil: none
	opening sampler.Opening
	record  *sampler.Record
	salt    [32]byte
	key     transparency.Key
	entries []event
	before  int // other leaves before these
}

// event is something that is logged.
type event struct {
	at    time.Time
	entry transparency.Entry
}

func someFrame(t testing.TB) *sampler.Frame {
	t.Helper()
	var sites []geo.Site
	for _, id := range []string{"市场-a", "市场-b", "市场-c", "市场-d", "😀"} {
		sites = append(sites, geo.Site{ID: id, Category: "SC", Name: "名称 " + id})
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func somePlan(t testing.TB) sampler.Plan {
	t.Helper()
	p, err := sampler.ParsePlan(`{"name":"markets","title":"市场","steps":[{"id":"m","category":["SC"],"n":2,"reserve":1}]}`)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func draw(t testing.TB, f *sampler.Frame, p sampler.Plan, seed string) *sampler.Record {
	t.Helper()
	r, err := sampler.Draw(context.Background(), f, p, seed, sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func someKey(t testing.TB, name string) transparency.Key {
	t.Helper()
	k, err := transparency.NewKey(name, rand.NewChaCha8(sha256.Sum256([]byte(name))))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sealedStory has a beacon and two texts.
func sealedStory(t testing.TB) *story {
	t.Helper()
	s := &story{t: t, frame: someFrame(t), key: someKey(t, "draws.example/2023"), salt: sha256.Sum256([]byte("salt")), before: 5}
	plan := somePlan(t)
	opens := sampler.BeaconTime(1000).Add(time.Minute)
	closes := opens.Add(-2 * time.Minute)
	s.opening = sampler.Opening{Secret: sampler.Digest(sha256.Sum256([]byte("x"))).String(), Signature: round1000, Texts: []string{"大家好", `quo"tes \ %s and $HOME`}}
	seal, err := sampler.NewSeal(sampler.Seal{
		Frame: s.frame.Digest(), Plan: plan.Digest(), Secret: sampler.SecretDigest(s.opening.Secret),
		Beacon: &sampler.BeaconRound{Chain: sampler.Quicknet, Round: 1000},
		Closes: closes.Format(time.RFC3339), Opens: opens.Format(time.RFC3339),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.seal = &seal
	seed, err := seal.Seed(s.opening)
	if err != nil {
		t.Fatal(err)
	}
	s.record = draw(t, s.frame, plan, seed)
	digest := transparency.Digest(seal.Digest())
	s.entries = []event{
		{closes.Add(-time.Hour), transparency.Version{Register: "county", Number: 1, Digest: transparency.Digest(s.frame.Digest()), Sites: int64(s.frame.Len())}},
		{closes.Add(-time.Hour), transparency.Seal{Object: sampler.AppendSeal(nil, &seal), Register: "county", Number: 1, Release: opens}},
		{closes, transparency.Closed{Seal: digest, Texts: s.opening.Texts}},
		{opens, transparency.Draw{Number: 7, Commitment: transparency.Commitment(s.salt, s.record.Digest()), Purpose: transparency.Official, Seal: digest, Release: opens}},
		{opens, transparency.Released{Number: 7, Record: transparency.Digest(s.record.Digest()), Salt: s.salt}},
		{opens, transparency.Concluded{Number: 7, Secret: s.opening.Secret, Signature: round1000}},
	}
	return s
}

// plainStory is a draw without seal.
func plainStory(t testing.TB) *story {
	t.Helper()
	s := sealedStory(t)
	at := s.entries[0].at
	s.seal, s.opening = nil, sampler.Opening{}
	s.record = draw(t, s.frame, somePlan(t), "0123456789abcdef")
	s.entries = []event{
		{at, transparency.Draw{Number: 8, Commitment: transparency.Commitment(s.salt, s.record.Digest()), Purpose: transparency.Practice, Release: at}},
		{at, transparency.Released{Number: 8, Record: transparency.Digest(s.record.Digest()), Salt: s.salt}},
		{at, transparency.Concluded{Number: 8, Seed: s.record.Seed}},
	}
	return s
}

// change replaces the entry of a kind by what a function makes of it.
func change[E transparency.Entry](s *story, f func(*E)) {
	s.t.Helper()
	for i := range s.entries {
		if e, is := s.entries[i].entry.(E); is {
			f(&e)
			s.entries[i].entry = e
			return
		}
	}
	s.t.Fatal("no such entry")
}

// bundle makes the log and what is packed.
func (s *story) bundle() Bundle {
	s.t.Helper()
	b := Bundle{Record: s.record, Frame: func(w io.Writer) error { return sampler.WriteFrame(w, s.frame) }, At: s.entries[0].at}
	if s.seal != nil {
		b.Seal = &Sealed{Seal: *s.seal, Opening: s.opening, Published: true}
	}
	b.Log = s.log()
	return b
}

func (s *story) log() *Log {
	s.t.Helper()
	var hashes transparency.Hashes
	var size int64
	add := func(e event) []byte {
		leaf, err := transparency.NewLeaf(e.at, e.entry)
		if err != nil {
			s.t.Fatal(err)
		}
		data := transparency.AppendLeaf(nil, leaf)
		stored, err := transparency.Append(size, data, hashes)
		if err != nil {
			s.t.Fatal(err)
		}
		hashes = append(hashes, stored...)
		size++
		return data
	}
	for i := range s.before {
		add(event{s.entries[0].at, transparency.Withdrawn{Number: int64(i + 1)}})
	}
	l := &Log{Key: s.key.Public()}
	for _, e := range s.entries {
		l.Leaves = append(l.Leaves, Leaf{Kind: e.entry.Kind(), Data: add(e)})
	}
	root, err := transparency.Root(size, hashes)
	if err != nil {
		s.t.Fatal(err)
	}
	l.Checkpoint, err = transparency.Sign(transparency.Checkpoint{Origin: s.key.Origin(), Size: size, Root: root}, s.key.Signer())
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range l.Leaves {
		if l.Leaves[i].Proof, err = transparency.ProveInclusion(size, int64(s.before+i), hashes); err != nil {
			s.t.Fatal(err)
		}
	}
	return l
}

// packed is a bundle as Write writes it.
func packed(t testing.TB, b Bundle) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatalf("Write = %v", err)
	}
	return out.Bytes()
}

// content is an unpacked file.
type content struct{ name, body string }

func unpack(t testing.TB, data []byte) (list []content) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, content{f.Name, string(body)})
	}
	return list
}

func repack(t testing.TB, files []content) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// check reads and checks a zip.
func check(data []byte, o Options) (*Report, error) {
	if o.Limits == (Limits{}) {
		o.Limits = PublicLimits()
	}
	parts, err := Read(bytes.NewReader(data), int64(len(data)), o.Limits)
	if err != nil {
		return nil, err
	}
	return Check(context.Background(), parts, o)
}
