package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func frameOf(t interface{ Fatal(args ...any) }, ids []string, mark string) *sampler.Frame {
	sites := make([]geo.Site, len(ids))
	for i, id := range ids {
		sites[i] = geo.Site{ID: id, Name: "点位 " + id + mark}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func numbered(count int) []string {
	ids := make([]string, count)
	for i := range ids {
		ids[i] = fmt.Sprintf("P%06d", i)
	}
	return ids
}

// collect copies the chunks, which are good until the next alone.
func collect(f *sampler.Frame) (list []string) {
	for chunk := range chunks(f) {
		list = append(list, string(chunk))
	}
	return list
}

// Joined, the chunks are the frame's file; each holds whole lines.
func TestChunksAreTheFile(t *testing.T) {
	for _, ids := range [][]string{nil, {"a"}, numbered(255), numbered(10_000)} {
		f := frameOf(t, ids, "")
		var file bytes.Buffer
		if err := sampler.WriteFrame(&file, f); err != nil {
			t.Fatal(err)
		}
		list := collect(f)
		if got := strings.Join(list, ""); got != file.String() {
			t.Errorf("chunks of %d sites join to %d bytes, want the file's %d", len(ids), len(got), file.Len())
		}
		for _, chunk := range list {
			if !strings.HasSuffix(chunk, "\n") {
				t.Errorf("a chunk ends with %.20q, want a whole line", chunk[max(0, len(chunk)-20):])
			}
		}
		if mean := len(ids) / max(1, len(list)); len(ids) >= 10_000 && (mean < meanSites/2 || mean > meanSites*2) {
			t.Errorf("%d sites in %d chunks, want about %d a chunk", len(ids), len(list), meanSites)
		}
	}
}

// Long sites end a chunk before it is full of them.
func TestChunksAreBounded(t *testing.T) {
	f := frameOf(t, numbered(300), strings.Repeat("长", 30_000))
	for _, chunk := range collect(f) {
		if len(chunk) > maxChunkBytes+100_000 {
			t.Errorf("a chunk has %d bytes, want at most %d and a site", len(chunk), maxChunkBytes)
		}
	}
}

// A site that comes, goes or changes touches the chunk it is in, and the next if it
// is a border.
func TestChunksStay(t *testing.T) {
	all := numbered(4000)
	before := collect(frameOf(t, all, ""))
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(all)-1).Draw(t, "site")
		sites := slices.Clone(frameOf(t, all, "").Sites())
		switch rapid.IntRange(0, 2).Draw(t, "what") {
		case 0:
			sites = slices.Delete(sites, i, i+1)
		case 1:
			sites[i].Name = "新"
		default:
			sites = append(sites, geo.Site{ID: all[i] + "x"})
		}
		f, err := sampler.NewFrame(sites)
		if err != nil {
			t.Fatal(err)
		}
		lost := 0
		after := collect(f)
		for _, chunk := range before {
			if !slices.Contains(after, chunk) {
				lost++
			}
		}
		if lost > 2 || len(after) > len(before)+1 {
			t.Errorf("one site changed %d of %d chunks, want 2 at most", lost, len(before))
		}
	})
}

// forgetful is a store that sweeps a chunk while a frame is put.
type forgetful struct {
	Writer

	refusals int
	frames   int
	puts     int
}

func (s *forgetful) View(_ context.Context, f func(Reader) error) error   { return f(s) }
func (s *forgetful) Update(_ context.Context, f func(Writer) error) error { return f(s) }
func (s *forgetful) Close() error                                         { return nil }

func (s *forgetful) Lacking(list []sampler.Digest) ([]sampler.Digest, error) { return list, nil }

func (s *forgetful) PutBlob(Packed) error {
	s.puts++
	return nil
}

func (s *forgetful) AddFrame(Frame) error {
	s.frames++
	if s.frames <= s.refusals {
		return &geo.Error{Code: ErrState, Kind: geo.Conflict}
	}
	return nil
}

func TestPutFrameAgain(t *testing.T) {
	f := frameOf(t, numbered(1000), "")
	s := &forgetful{refusals: 2}
	if err := PutFrame(context.Background(), s, f); err != nil || s.frames != 3 || s.puts != 3*len(collect(f)) {
		t.Errorf("PutFrame() = %v after %d frames and %d bodies, want nil after 3 and all bodies each time", err, s.frames, s.puts)
	}
	s = &forgetful{refusals: 9}
	if err := PutFrame(context.Background(), s, f); !errors.Is(err, ErrState) || s.frames != 3 {
		t.Errorf("PutFrame() = %v after %d attempts, want %v after 3", err, s.frames, ErrState)
	}
}
