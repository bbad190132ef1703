package report

import (
	htmltemplate "html/template"
	"io"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"sitedraw/geo"
)

// ErrQR means that a text of Value bytes does not go into a QR code, which holds 1
// to Want. The text itself may be a secret and is in no error.
const ErrQR geo.Code = "report.qr"

// maxQR is how many bytes the largest QR code holds at the level of correction
// used here: ISO/IEC 18004, version 40-M.
const maxQR = 2331

// QRPNG writes a text as a QR code in PNG, eight pixels a module, with the quiet
// zone that readers need.
func QRPNG(w io.Writer, text string) error {
	code, err := newQR(text)
	if err != nil {
		return err
	}
	const eightAModule = -8 // as qrcode counts
	png, err := code.PNG(eightAModule)
	if err != nil {
		return err
	}
	_, err = w.Write(png)
	return err
}

var qrTemplate = htmltemplate.Must(htmltemplate.New("qr").Parse(qrFigure))

// qrFigure is the picture of a code, black on white whatever lies around it.
const qrFigure = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{.Side}} {{.Side}}" shape-rendering="crispEdges">` +
	`<rect width="{{.Side}}" height="{{.Side}}" fill="#fff"/><path d="{{.Path}}" fill="#000"/></svg>`

// QRSVG writes a text as a QR code in SVG, one unit a module.
func QRSVG(w io.Writer, text string) error {
	p, err := newQRPicture(text)
	if err != nil {
		return err
	}
	return qrTemplate.Execute(w, p)
}

// newQR makes a code that can be read with a seventh of it spoiled.
func newQR(text string) (*qrcode.QRCode, error) {
	wrong := &geo.Error{Code: ErrQR, Value: strconv.Itoa(len(text)), Want: strconv.Itoa(maxQR)}
	if text == "" || len(text) > maxQR {
		return nil, wrong
	}
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		wrong.Err = err
		return nil, wrong
	}
	return code, nil
}

// qrPicture is a code as a path of black runs, one row after another.
type qrPicture struct {
	Side int
	Path string
}

func newQRPicture(text string) (qrPicture, error) {
	code, err := newQR(text)
	if err != nil {
		return qrPicture{}, err
	}
	var path strings.Builder
	rows := code.Bitmap()
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			first := x
			for x < len(row) && row[x] {
				x++
			}
			length := strconv.Itoa(x - first)
			path.WriteString("M" + strconv.Itoa(first) + " " + strconv.Itoa(y) + "h" + length + "v1h-" + length + "z")
		}
	}
	return qrPicture{Side: len(rows), Path: path.String()}, nil
}
