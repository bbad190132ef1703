package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// zipped makes a zip by hand.
func zipped(t testing.TB, fill func(*zip.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	if err := fill(z); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zeroes writes n bytes that pack well.
func zeroes(name string, n int64) func(*zip.Writer) error {
	return func(z *zip.Writer) error {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.CopyN(w, endless{}, n)
		}
		return err
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestReadRefuses(t *testing.T) {
	good := packed(t, sealedStory(t).bundle())
	files := unpack(t, good)
	encrypted := bytes.Clone(good)
	for at := 0; ; {
		next := bytes.Index(encrypted[at:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += next
		encrypted[at+8] |= 1
		at += 4
	}
	lying := bytes.Clone(good)
	at := bytes.Index(lying, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(lying[at+24:], 5) // 说明.txt is longer
	for _, test := range []struct {
		name string
		data []byte
		want geo.Code
	}{
		{"nothing", nil, ErrZip},
		{"no zip", []byte(`{"spec":"draw-v1"}`), ErrZip},
		{"cut short", good[:len(good)-10], ErrZip},
		{"its first half", good[:len(good)/2], ErrZip},
		{"a zip in a zip", repack(t, []content{{"draw.zip", string(good)}}), ErrPart},
		{"a folder around it", repack(t, []content{{"draw/record.json", "{}"}}), ErrPart},
		{"a path upwards", repack(t, []content{{"../record.json", "{}"}}), ErrPart},
		{"a path from the root", repack(t, []content{{"/record.json", "{}"}}), ErrPart},
		{"a folder", repack(t, []content{{"spec/", ""}}), ErrPart},
		{"another letter case", repack(t, []content{{"Record.json", "{}"}}), ErrPart},
		{"a file twice", repack(t, append(files, files[3])), ErrTwice},
		{"encrypted", encrypted, ErrPacked},
		{"a bomb", zipped(t, zeroes(FramePart, 4<<20)), ErrBomb},
		{"a long record", zipped(t, zeroes(RecordPart, 9<<20)), ErrLarge},
		{"a long text", zipped(t, func(z *zip.Writer) error {
			w, err := z.CreateHeader(&zip.FileHeader{Name: textsPart, Method: zip.Store})
			if err == nil {
				_, err = io.CopyN(w, endless{}, maxSmall+1)
			}
			return err
		}), ErrLarge},
		{"many files", manyFiles(t), ErrZip},
	} {
		parts, err := Read(bytes.NewReader(test.data), int64(len(test.data)), Limits{Bytes: 8 << 20})
		if !errors.Is(err, test.want) {
			t.Errorf("Read of %s = %d parts, %v, want %s", test.name, len(parts), err, test.want)
		}
	}
	parts, err := Read(bytes.NewReader(lying), int64(len(lying)), PublicLimits())
	if err != nil {
		t.Fatal(err)
	}
	from, err := parts[readmeChinese].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(from); err == nil {
		t.Errorf("a file that is longer than the directory says is read: %d bytes", len(got))
	}
}

// long reports whether the long tests run too.
func long() bool { return os.Getenv("SITEDRAW_LONG") != "" }

// manyFiles is a directory that would take memory.
func manyFiles(t testing.TB) []byte {
	return zipped(t, func(z *zip.Writer) error {
		for i := range 20_000 {
			if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// A frame that is longer than its limits is not read to its end.
func TestCheckKeepsLimits(t *testing.T) {
	s := plainStory(t)
	data := packed(t, s.bundle())
	for _, test := range []struct {
		name   string
		limits Limits
		want   geo.Code
	}{
		{"sites", Limits{Bytes: 1 << 20, Record: 1 << 20, Sites: 4}, ErrSites},
		{"record", Limits{Bytes: 1 << 20, Record: 100, Sites: 5}, ErrLarge},
		{"all", Limits{Bytes: 1000, Record: 1000, Sites: 5}, ErrLarge},
	} {
		if report, err := check(data, Options{Limits: test.limits}); !errors.Is(err, test.want) {
			t.Errorf("Check with little room for %s = %+v, %v, want %s", test.name, report, err, test.want)
		}
	}
	if report, err := check(data, Options{Limits: Limits{Bytes: 1 << 20, Record: 1 << 20, Sites: 5}}); err != nil || report.Wrong != nil {
		t.Errorf("Check with just enough room = %+v, %v", report, err)
	}
}

// A zip of which a byte was changed on its way says so, or still holds.
func TestCheckOfDamagedZips(t *testing.T) {
	good := packed(t, plainStory(t).bundle())
	step := 997
	if long() {
		step = 7
	}
	before, err := check(good, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(good); at += step {
		bad := bytes.Clone(good)
		bad[at] ^= 0x10
		report, err := check(bad, Options{})
		if err == nil && report.Wrong == nil && codesOf(report.Held) != codesOf(before.Held) {
			t.Errorf("byte %d changed: Check = %+v", at, report)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(packed(f, sealedStory(f).bundle()))
	f.Add(packed(f, plainStory(f).bundle()))
	f.Add(repack(f, []content{{RecordPart, "{}"}, {FramePart, "{\"id\":\"a\"}\n"}}))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	limits := Limits{Bytes: 1 << 20, Record: 1 << 16, Sites: 100}
	f.Fuzz(func(t *testing.T, data []byte) {
		parts, err := Read(bytes.NewReader(data), int64(len(data)), limits)
		if err != nil {
			if _, told := errors.AsType[*geo.Error](err); !told {
				t.Errorf("Read = %v, want a code", err)
			}
			return
		}
		report, err := Check(context.Background(), parts, Options{Limits: limits})
		_, told := errors.AsType[*geo.Error](err)
		if err != nil && !told {
			t.Errorf("Check = %v, want a code", err)
		}
		if err == nil && report.Wrong == nil {
			again := sampler.Verify(context.Background(), report.Record, report.Frame, sampler.Options{})
			if again != nil {
				t.Errorf("Check finds all right, Verify = %v", again)
			}
		}
	})
}

// FuzzCheck changes one file of a bundle.
func FuzzCheck(f *testing.F) {
	files := unpack(f, packed(f, sealedStory(f).bundle()))
	for i := range files {
		if len(files[i].body) < 5000 {
			f.Add(uint8(i), []byte(files[i].body))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		parts := Parts{}
		for i := range files {
			data := files[i].body
			if i == int(which)%len(files) {
				data = string(body)
			}
			parts[files[i].name] = Part{func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }, int64(len(data))}
		}
		changed := &files[int(which)%len(files)]
		report, err := Check(context.Background(), parts, Options{Limits: PublicLimits()})
		_, isTool := toolNamed(changed.name)
		if err == nil && report.Wrong == nil && !isTool && changed.name != readmeChinese && changed.name != readmeEnglish &&
			strings.TrimSuffix(string(body), "\n") != strings.TrimSuffix(changed.body, "\n") && changed.name != checkpointPart && changed.name != PlanPart {
			t.Errorf("%s = %q is believed", changed.name, body)
		}
	})
}
