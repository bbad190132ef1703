package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// modulesOfPNG are the black modules of a code as rows of "#" and ".".
func modulesOfPNG(t interface{ Fatal(...any) }, text string) string {
	var b bytes.Buffer
	if err := QRPNG(&b, text); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for y := 4; y < picture.Bounds().Dy(); y += 8 {
		for x := 4; x < picture.Bounds().Dx(); x += 8 {
			r, _, _, _ := picture.At(x, y).RGBA()
			rows.WriteByte("#."[min(r, 1)])
		}
		rows.WriteByte('\n')
	}
	return rows.String()
}

// modulesOfSVG are the same, painted from the path.
func modulesOfSVG(t interface{ Fatal(...any) }, text string) string {
	var b bytes.Buffer
	if err := QRSVG(&b, text); err != nil {
		t.Fatal(err)
	}
	var svg struct {
		ViewBox string `xml:"viewBox,attr"`
		Path    struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(b.Bytes(), &svg); err != nil {
		t.Fatal(err)
	}
	side := 0
	if _, err := fmt.Sscanf(svg.ViewBox, "0 0 %d", &side); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSuffix(strings.Repeat(strings.Repeat(".", side)+"\n", side), "\n"), "\n")
	for run := range strings.SplitSeq(strings.TrimSuffix(svg.Path.D, "z"), "z") {
		var x, y, length, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &length, &back); err != nil || length != back {
			t.Fatal(run, err)
		}
		rows[y] = rows[y][:x] + strings.Repeat("#", length) + rows[y][x+length:]
	}
	return strings.Join(rows, "\n") + "\n"
}

// A code of version 1 has its three finders where ISO/IEC 18004 puts them, within
// a quiet zone of four modules.
func TestQR(t *testing.T) {
	rows := strings.Split(modulesOfPNG(t, "A"), "\n")
	if len(rows) != 21+8+1 {
		t.Fatalf("the code has %d rows, want 29", len(rows)-1)
	}
	finder := []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}
	for i, want := range finder {
		for _, at := range []struct{ x, y int }{{4, 4}, {18, 4}, {4, 18}} {
			if got := rows[at.y+i][at.x : at.x+7]; got != want {
				t.Errorf("row %d of the finder at %v = %q, want %q", i, at, got, want)
			}
		}
	}
	if strings.Contains(rows[0]+rows[3]+rows[25]+rows[28], "#") {
		t.Error("the quiet zone is not quiet")
	}
}

func TestQRIsTheSameInBothForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(1, 60, 200).Draw(t, "text")
		if png, svg := modulesOfPNG(t, text), modulesOfSVG(t, text); png != svg {
			t.Fatalf("PNG and SVG of %q differ:\n%s\n%s", text, png, svg)
		}
	})
}

func TestQRHolds(t *testing.T) {
	for _, test := range []struct {
		length int
		fits   bool
	}{{0, false}, {1, true}, {maxQR, true}, {maxQR + 1, false}} {
		err := QRPNG(io.Discard, strings.Repeat("é", test.length)[:test.length])
		if (err == nil) != test.fits || err != nil && !errors.Is(err, ErrQR) {
			t.Errorf("QRPNG of %d bytes: %v, want it to fit: %v", test.length, err, test.fits)
		}
	}
}
