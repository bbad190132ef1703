package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/bundle"
)

// Files that anybody sends to be checked are refused with the reason when they are
// too long, whether that is announced or not, and take no memory meanwhile.
func TestServeHugeVerify(t *testing.T) {
	const size = 100 << 20
	o := newOffice(t)
	p := o.start()
	p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers"}, nil)
	before := p.memory(t, "VmHWM")
	stop := p.watchOthers()
	for _, way := range []struct {
		name, head string
		announced  bool
	}{
		{"announced", "Content-Type: application/zip\r\nContent-Length: " + strconv.Itoa(size) + "\r\n", true},
		{"in chunks", "Content-Type: application/zip\r\nTransfer-Encoding: chunked\r\n", false},
		{"packed, in chunks", "Content-Type: application/zip\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", false},
	} {
		c := p.dial()
		if _, err := io.WriteString(c, p.head("POST", "/verify", way.head)); err != nil {
			t.Fatal(err)
		}
		go sendZeros(c, size, way.announced)
		got, err := readReply(c)
		if err != nil || got.status != http.StatusRequestEntityTooLarge || problemOf(got) != "http.long" {
			t.Errorf("100 MB to check, %s = %d %s, %v, want 413 http.long", way.name, got.status, got.body, err)
		}
		c.Close()
		eventually(t, way.name+": nothing is left", func() bool { return o.uploads() == 0 })
	}
	tellOthers(t, stop())
	p.grewAtMost(before, 64<<20)
}

// grewAtMost checks how much memory the server took since it had taken so much.
func (p *serverProcess) grewAtMost(before, most int64) {
	p.t.Helper()
	grown := p.memory(p.t, "VmHWM") - before
	if grown > most {
		p.t.Errorf("the server grew by %d MB, want %d at most", grown>>20, most>>20)
	}
	p.t.Logf("%d MB before, at most %d MB more", before>>20, grown>>20)
}

// deflated packs what write writes.
func deflated(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// zipOf is a bundle whose frame is packed so and claims to unpack to so many bytes.
func zipOf(t *testing.T, packed []byte, claimed uint64) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for _, part := range []struct {
		name    string
		packed  []byte
		claimed uint64
	}{
		{bundle.RecordPart, deflated(t, func(w io.Writer) error { _, err := io.WriteString(w, emptyRecord); return err }), uint64(len(emptyRecord))},
		{bundle.FramePart, packed, claimed},
	} {
		w, err := z.CreateRaw(&zip.FileHeader{
			Name: part.name, Method: zip.Deflate, CompressedSize64: uint64(len(part.packed)), UncompressedSize64: part.claimed,
		})
		if err == nil {
			_, err = w.Write(part.packed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// emptyRecord is a record of no picks, over a frame that nobody has.
const emptyRecord = `{"frame":{"digest":"0000000000000000000000000000000000000000000000000000000000000000","sites":1},` +
	`"plan":{"steps":[{"category":["SC"],"id":"m","n":1}]},"seed":"x","spec":"draw-v1"}`

// zerosOf writes so many bytes that pack to next to nothing.
func zerosOf(n int64) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.CopyN(w, zeros{}, n)
		return err
	}
}

// A bundle that unpacks to very much more than it is, or than it says, is refused
// with the reason, and takes no memory.
func TestServeZipBombs(t *testing.T) {
	const size = 64 << 20
	packed := deflated(t, zerosOf(size))
	var stream bytes.Buffer
	pack := gzip.NewWriter(&stream)
	if err := zerosOf(size)(pack); err != nil {
		t.Fatal(err)
	}
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	p := newOffice(t).start()
	p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers"}, nil)
	before := p.memory(t, "VmHWM")
	stop := p.watchOthers()
	for _, bomb := range []struct {
		name string
		body []byte
		want geo.Code
	}{
		{"that says so", zipOf(t, packed, size), bundle.ErrBomb},
		{"that says more", zipOf(t, packed, 4<<30), bundle.ErrLarge},
		{"that says less", zipOf(t, packed, 1000), bundle.ErrZip},
		{"that is no zip", stream.Bytes(), bundle.ErrZip},
	} {
		p.refusesBundle(bomb.name, bomb.body, bomb.want)
	}
	tellOthers(t, stop())
	p.grewAtMost(before, 64<<20)
	if left := p.uploads(); left > 0 {
		t.Errorf("%d files are left", left)
	}
}

// Bundles that stay just within what may be asked take some hundreds of MB and no
// more, one after the other.
func TestServeLargestBundles(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	const size = 255 << 20
	p := newOffice(t).start()
	p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers"}, nil)
	before := p.memory(t, "VmHWM")
	stop := p.watchOthers()
	line := deflated(t, func(w io.Writer) error { return noisyLine(w, size) })
	p.refusesBundle("of one line", zipOf(t, line, size), sampler.ErrFrameLine)
	const sites, site = 1_000_001, `{"category":"SC","id":"s%07d"}` + "\n"
	var list bytes.Buffer
	for i := range sites {
		fmt.Fprintf(&list, site, i)
	}
	n := uint64(list.Len())
	p.refusesBundle("of too many sites", zipOf(t, deflated(t, func(w io.Writer) error { _, err := list.WriteTo(w); return err }), n), bundle.ErrSites)
	tellOthers(t, stop())
	p.grewAtMost(before, 600<<20)
}

// noisyLine writes a line that packs to a hundredth of its length.
func noisyLine(w io.Writer, size int) error {
	noise := rand.NewChaCha8([32]byte{})
	piece := make([]byte, 1<<16)
	_, _ = zeros{}.Read(piece)
	for range size / len(piece) {
		_, _ = noise.Read(piece[:len(piece)/100]) // it reads to the end
		for i, b := range piece[:len(piece)/100] {
			piece[i] = 'a' + b%16
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// refusesBundle sends a bundle to be checked; the answer names what is wrong.
func (p *serverProcess) refusesBundle(name string, body []byte, want geo.Code) {
	p.t.Helper()
	got, err := p.send(call{method: http.MethodPost, path: "/verify", body: body})
	if err != nil {
		p.t.Fatalf("a bundle %s: %v", name, err)
	}
	var checked struct{ Difference struct{ Code geo.Code } }
	if got.status == http.StatusOK && json.Unmarshal(got.body, &checked) == nil && checked.Difference.Code == want {
		return
	}
	if got.status != http.StatusUnprocessableEntity || problemOf(got) != want {
		p.t.Errorf("a bundle %s, %d KB = %d %s, want %s", name, len(body)>>10, got.status, got.body, want)
	}
}
