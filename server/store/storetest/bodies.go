package storetest

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

func bodies() []scenario {
	return []scenario{
		{"Blob", (*house).checkBlob},
		{"EraseBlob", (*house).checkEraseBlob},
		{"EraseBlobInUse", (*house).checkEraseInUse},
		{"Frame", (*house).checkFrame},
		{"FrameShares", (*house).checkFrameShares},
		{"Sweep", (*house).checkSweep},
	}
}

func (h *house) checkBlob() {
	long := strings.Repeat("示例\n", 100_000)
	first, second := h.body(""), h.body(long)
	h.body(long) // again
	absent := h.pack("absent").Digest
	h.see(func(r store.Reader) error {
		for d, want := range map[sampler.Digest]string{first: "", second: long} {
			got, err := r.Blob(d)
			if err != nil {
				return err
			}
			same(h, "blob", string(got), want)
		}
		lacking, err := r.Lacking([]sampler.Digest{second, absent, first, absent})
		same(h, "Lacking", lacking, []sampler.Digest{absent, absent})
		return err
	})
	h.lack(notFound("blob"), func(r store.Reader) error {
		_, err := r.Blob(absent)
		return err
	})
}

func (h *house) checkEraseBlob() {
	d := h.body("张三 13800000000")
	for range 2 { // the second changes nothing
		h.do(func(w store.Writer) error { return w.EraseBlob(d) })
	}
	h.lack(erased("blob"), func(r store.Reader) error {
		_, err := r.Blob(d)
		return err
	})
	h.see(func(r store.Reader) error {
		lacking, err := r.Lacking([]sampler.Digest{d})
		same(h, "Lacking", lacking, []sampler.Digest{d})
		return err
	})
	h.refuse(erased("blob"), func(w store.Writer) error { return w.PutBlob(h.pack("张三 13800000000")) })
	h.refuse(notFound("blob"), func(w store.Writer) error { return w.EraseBlob(h.pack("absent").Digest) })
}

// What a version, a plan or a draw is made of is no personal data, and stays.
func (h *house) checkEraseInUse() {
	v := h.county()
	d := h.draw(v, 1)
	h.do(func(w store.Writer) error { return w.AddDraw(d) })
	var frame store.Frame
	h.see(func(r store.Reader) (err error) {
		frame, err = r.Frame(v.Frame)
		return err
	})
	for _, digest := range []sampler.Digest{frame.Chunks[0], d.Plan, d.Record} {
		h.refuse(state("blob"), func(w store.Writer) error { return w.EraseBlob(digest) })
	}
}

func (h *house) checkFrame() {
	ctx := context.Background()
	f := h.frame("")
	h.frame("") // again
	got, err := store.OpenFrame(ctx, h, f.Digest())
	if err != nil {
		h.t.Fatalf("OpenFrame() = %v, want nil", err)
	}
	var want, file bytes.Buffer
	for _, part := range []struct {
		to   *bytes.Buffer
		from *sampler.Frame
	}{{&want, f}, {&file, got}} {
		if err := sampler.WriteFrame(part.to, part.from); err != nil {
			h.t.Fatal(err)
		}
	}
	same(h, "frame file", file.String(), want.String())
	h.see(func(r store.Reader) error {
		kept, err := r.Frame(f.Digest())
		same(h, "Sites", kept.Sites, 600)
		same(h, "Bytes", kept.Bytes, int64(want.Len()))
		return err
	})
	h.lack(notFound("frame"), func(r store.Reader) error {
		_, err := r.Frame(sampler.Digest{1})
		return err
	})
	chunk := h.pack("never put").Digest
	h.refuse(state("blob"), func(w store.Writer) error {
		return w.AddFrame(store.Frame{Digest: sampler.Digest{1}, Chunks: []sampler.Digest{chunk}})
	})
}

func (h *house) checkFrameShares() {
	a, b := h.frame(""), h.frame(" 甲")
	h.see(func(r store.Reader) error {
		one, err := r.Frame(a.Digest())
		if err != nil {
			return err
		}
		other, err := r.Frame(b.Digest())
		same(h, "chunks", len(other.Chunks), len(one.Chunks))
		same(h, "chunks after the first", other.Chunks[1:], one.Chunks[1:])
		if len(one.Chunks) < 2 || one.Chunks[0] == other.Chunks[0] {
			h.t.Errorf("chunks = %v and %v, want the first alone to differ", one.Chunks, other.Chunks)
		}
		return err
	})
}

// Everything that something refers to stays, and everything else goes.
func (h *house) checkSweep() {
	v := h.county()
	d, s := h.draw(v, 1), h.seal(v, 1)
	draft, dead := h.frame(" 草稿"), h.frame(" 无用")
	kept := []sampler.Digest{d.Plan, d.Record, h.body("areas"), h.body("old plan")}
	loose := []sampler.Digest{h.body("loose"), h.body("looser")}
	h.do(func(w store.Writer) error {
		return firstError(
			func() error { return w.AddDraw(d) },
			func() error { return w.AddSeal(s) },
			func() error { return w.RebaseDraft("county", draft.Digest(), act(1, 3)) },
			func() error {
				return w.PutAttachment("county", store.Attachment{Kind: "areas", Digest: kept[2]}, act(1, 3))
			},
			func() error { return w.AddPlan(store.Plan{Name: "p", Digest: kept[3]}) },
			func() error { return w.AddPlan(store.Plan{Name: "p", Digest: kept[0]}) },
		)
	})
	h.sweep(time.Unix(0, 0), 0) // nothing is that old
	h.sweep(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 3)
	h.see(func(r store.Reader) error {
		lacking, err := r.Lacking(slices.Concat(kept, loose))
		same(h, "swept", lacking, loose)
		return err
	})
	for _, f := range []*sampler.Frame{draft, h.frame("")} {
		if _, err := store.OpenFrame(context.Background(), h, f.Digest()); err != nil {
			h.t.Errorf("OpenFrame() after Sweep = %v, want nil", err)
		}
	}
	h.lack(notFound("frame"), func(r store.Reader) error {
		_, err := r.Frame(dead.Digest())
		return err
	})
}

func (h *house) sweep(before time.Time, want int) {
	h.t.Helper()
	h.do(func(w store.Writer) error {
		n, err := w.Sweep(before)
		same(h, "Sweep", n, want)
		return err
	})
}

// firstError calls one after the other until one fails.
func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
