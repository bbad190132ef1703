package report

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// kmlFile is KML as a reader that is not ours takes it apart: encoding/xml.
type kmlFile struct {
	XMLName  xml.Name `xml:"http://www.opengis.net/kml/2.2 kml"`
	Document struct {
		Name        string      `xml:"name"`
		Description string      `xml:"description"`
		Styles      []kmlStyle  `xml:"Style"`
		Folders     []kmlFolder `xml:"Folder"`
	} `xml:"Document"`
}

type kmlStyle struct {
	ID     string `xml:"id,attr"`
	Colour string `xml:"LineStyle>color"`
	Width  int    `xml:"LineStyle>width"`
}

type kmlFolder struct {
	Name    string      `xml:"name"`
	Folders []kmlFolder `xml:"Folder"`
	Places  []struct {
		Name        string `xml:"name"`
		Description string `xml:"description"`
		Style       string `xml:"styleUrl"`
		Point       string `xml:"Point>coordinates"`
		Line        string `xml:"LineString>coordinates"`
	} `xml:"Placemark"`
}

// Colours are written as aabbggrr, and each style that a place names is there.
func TestRoutesKMLStyles(t *testing.T) {
	var file kmlFile
	out := wayOut(t, "kml", driven(t, text.EN))
	if err := xml.Unmarshal([]byte(out), &file); err != nil {
		t.Fatal(err)
	}
	want := map[string]kmlStyle{
		"road": {"road", "ffb4501e", 4}, "estimated": {"estimated", "ff888888", 3}, "walk": {"walk", "ff2832c8", 5},
	}
	for _, s := range file.Document.Styles {
		if s != want[s.ID] {
			t.Errorf("style = %+v, want %+v", s, want[s.ID])
		}
		delete(want, s.ID)
	}
	if len(want) > 0 {
		t.Errorf("there is no style for %v", want)
	}
	if at := strings.Index(out, "<description>"); at < 0 || at > strings.Index(out, "<Style") {
		t.Error("the notice does not stand before the styles, where the schema has it")
	}
}

// Coordinates are those of frames, digit by digit.
func TestRoutesKMLCoordinates(t *testing.T) {
	for _, p := range []geo.Point{
		{Lon: 1172100003, Lat: 282800001}, {Lon: -1, Lat: 1}, {}, {Lon: 1800000000, Lat: -900000000}, {Lon: 999999999, Lat: 10},
	} {
		b, err := xml.Marshal(kmlCoordinates(geo.Line{p}))
		if want := "<coordinates>" + position(p) + "</coordinates>"; err != nil || string(b) != want {
			t.Errorf("coordinates of %v = %s, %v, want %s", p, b, err, want)
		}
	}
}

// GDAL reads every place and way, folder by folder.
func TestRoutesKMLByGDAL(t *testing.T) {
	ogrinfo, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("no ogrinfo (GDAL) here")
	}
	path := filepath.Join(t.TempDir(), "routes.kml")
	written := wayOut(t, "kml", driven(t, text.ZH))
	if err := os.WriteFile(path, []byte(written), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := exec.CommandContext(t.Context(), ogrinfo, "-ro", "-al", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ogrinfo: %v\n%s", err, read)
	}
	for _, want := range []string{"甲 · 2026-11-23", "Layer name: 乙", "Layer name: 未排入的点位", "(117.219 28.286", "(117.21 28.28"} {
		if !strings.Contains(string(read), want) {
			t.Errorf("ogrinfo does not show %q", want)
		}
	}
	if got, want := strings.Count(string(read), "OGRFeature("), strings.Count(written, "<Placemark>"); got != want {
		t.Errorf("ogrinfo shows %d features, want %d", got, want)
	}
}
