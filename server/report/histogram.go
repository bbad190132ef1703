package report

import (
	"bytes"
	htmltemplate "html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Histogram is counts by classes of a figure, drawn as SVG: how many sites are how
// likely, how many draws score how much.
type Histogram struct {
	Title   string
	Notes   []string // below the title, a line each
	Across  string   // what the classes are of
	Up      string   // what is counted
	Edges   []string // labels of the classes' edges, one more than counts; an empty text is none
	Classes []string // or labels of the classes themselves
	Counts  []int
	Aside   int // so many of the first classes do not set the scale: a bar of theirs that is too high is broken
	Marks   []Mark
	Lang    string // of the texts, as HTML has it
}

// Mark is a line across a histogram, such as a mean.
type Mark struct {
	At    float64 // in classes from the first one's low edge
	Label string
}

// Size and margins of a histogram in units of the drawing; a line of text takes
// histogramLine.
const (
	histogramWidth  = 900
	histogramHeight = 460
	histogramLeft   = 80
	histogramRight  = 30
	histogramLine   = 22
	histogramFoot   = 70
	histogramTop    = 50
	histogramGap    = 10 // for the count above the highest bar
	histogramBreak  = 40 // from the top of a bar to where it is broken
)

// histogramDrawing is what the template reads.
type histogramDrawing struct {
	Histogram

	Width, Height, Left, Top, Bottom, End int
	Middle, Half                          int // of the axes
	NoteLines                             []histogramText
	Bars                                  []histogramBar
	Labels, Levels                        []histogramText
	Lines                                 []histogramText
}

// histogramText is a text at a place.
type histogramText struct{ X, Y, Text string }

// histogramBar is the bar of one class.
type histogramBar struct {
	X, Y, Width, Height string
	Count               string
	Middle, Above       string // where the count stands
	Break               string // where the bar is broken; empty: it is whole
	Fill                string
}

const histogramSource = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{.Width}} {{.Height}}" width="{{.Width}}" height="{{.Height}}"{{if .Lang}} lang="{{.Lang}}"{{end}} role="img" font-family="sans-serif" font-size="15" fill="#222">
<title>{{.Title}}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="{{.Left}}" y="34" font-size="21" font-weight="bold">{{.Title}}</text>
{{- range .NoteLines}}
<text x="{{.X}}" y="{{.Y}}" fill="#555">{{.Text}}</text>
{{- end}}
{{- range .Levels}}
<line x1="{{$.Left}}" x2="{{$.End}}" y1="{{.Y}}" y2="{{.Y}}" stroke="#ddd"/>
<text x="{{.X}}" y="{{.Y}}" dy="5" text-anchor="end">{{.Text}}</text>
{{- end}}
{{- range .Bars}}
<rect x="{{.X}}" y="{{.Y}}" width="{{.Width}}" height="{{.Height}}" fill="{{.Fill}}"/>
{{- if .Break}}
<path d="{{.Break}}" fill="#fff"/>
{{- end}}
<text x="{{.Middle}}" y="{{.Above}}" font-size="13" text-anchor="middle">{{.Count}}</text>
{{- end}}
<line x1="{{.Left}}" x2="{{.End}}" y1="{{.Bottom}}" y2="{{.Bottom}}" stroke="#222"/>
{{- range .Labels}}
<text x="{{.X}}" y="{{.Y}}" text-anchor="middle">{{.Text}}</text>
{{- end}}
{{- range .Lines}}
<line x1="{{.X}}" x2="{{.X}}" y1="{{$.Top}}" y2="{{$.Bottom}}" stroke="#b3261e" stroke-width="2" stroke-dasharray="6 4"/>
<text x="{{.X}}" y="{{.Y}}" dx="5" fill="#b3261e" font-size="13">{{.Text}}</text>
{{- end}}
<text x="{{.Middle}}" y="{{.Bottom}}" dy="50" text-anchor="middle">{{.Across}}</text>
<text transform="translate(22 {{.Half}}) rotate(-90)" text-anchor="middle">{{.Up}}</text>
</svg>
`

var histogramTemplate = htmltemplate.Must(htmltemplate.New("histogram").Parse(histogramSource))

// SVG writes the drawing: the same histogram gives the same bytes.
func (h Histogram) SVG(w io.Writer) error {
	var b bytes.Buffer
	if err := histogramTemplate.Execute(&b, h.drawing()); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (h Histogram) drawing() histogramDrawing {
	var notes []string
	for _, note := range h.Notes {
		notes = append(notes, wrapped(note, noteColumns)...)
	}
	top := histogramTop + histogramLine*(len(notes)+1) + histogramGap
	d := histogramDrawing{
		Histogram: h, Width: histogramWidth, Height: top + histogramHeight + histogramFoot,
		Left: histogramLeft, Top: top, Bottom: top + histogramHeight, End: histogramWidth - histogramRight,
	}
	d.Middle, d.Half = (d.Left+d.End)/2, (d.Top+d.Bottom)/2
	for i, note := range notes {
		d.NoteLines = append(d.NoteLines, histogramText{X: strconv.Itoa(d.Left), Y: strconv.Itoa(histogramTop + histogramLine*(i+1)), Text: note})
	}
	step, most := d.levels()
	for level := 0; level <= most; level += step {
		d.Levels = append(d.Levels, histogramText{X: strconv.Itoa(d.Left - 8), Y: d.height(level, most), Text: strconv.Itoa(level)})
	}
	wide := float64(d.End-d.Left) / float64(max(1, len(h.Counts)))
	at := func(class float64) string { return tenth(float64(d.Left) + float64(class*wide)) }
	for i := range h.Counts {
		d.Bars = append(d.Bars, d.bar(i, wide))
	}
	d.Labels = d.labels(at)
	for i, mark := range h.Marks {
		d.Lines = append(d.Lines, histogramText{X: at(mark.At), Y: strconv.Itoa(d.Top + 16*(i+1)), Text: mark.Label})
	}
	return d
}

// bar is that of a class, each of which is so wide.
func (d *histogramDrawing) bar(class int, wide float64) histogramBar {
	_, most := d.levels()
	count, left := d.Counts[class], float64(d.Left)+float64(float64(class)*wide)
	x, y := left+float64(0.05*wide), d.y(min(count, most), most)
	bar := histogramBar{
		X: tenth(x), Y: tenth(y), Width: tenth(0.9 * wide), Height: tenth(float64(d.Bottom) - y),
		Count: unlessNone(count), Middle: tenth(left + float64(0.5*wide)), Above: tenth(y - 5), Fill: "#2f6db5",
	}
	if class < d.Aside {
		bar.Fill = "#8a94a0"
	}
	if d.broken(class) {
		bar.Break = breakAt(x, y+histogramBreak, 0.9*wide)
	}
	return bar
}

// noteColumns is how many letters a line of notes holds; ideographs take two.
const noteColumns = 104

// wrapped breaks a text into lines of so many columns at most, where it can at
// spaces.
func wrapped(s string, columns int) (lines []string) {
	start, space, taken := 0, -1, 0
	for i, r := range s {
		wide := 1
		if r >= 0x2e80 {
			wide = 2
		}
		if r == ' ' {
			space = i
		}
		if taken += wide; taken <= columns {
			continue
		}
		end := i
		if space > start {
			end = space
		}
		lines = append(lines, strings.TrimSpace(s[start:end]))
		start, space, taken = end, -1, wide+columnsFrom(s[end:i])
	}
	return append(lines, strings.TrimSpace(s[start:]))
}

// columnsFrom counts the columns of a text.
func columnsFrom(s string) (n int) {
	for _, r := range s {
		if n++; r >= 0x2e80 {
			n++
		}
	}
	return n
}

// labels are those of edges and of classes.
func (d *histogramDrawing) labels(at func(class float64) string) (list []histogramText) {
	for _, of := range []struct {
		texts []string
		from  float64
	}{{d.Edges, 0}, {d.Classes, 0.5}} {
		for i, label := range of.texts {
			if label != "" {
				list = append(list, histogramText{X: at(float64(i) + of.from), Y: strconv.Itoa(d.Bottom + histogramLine), Text: label})
			}
		}
	}
	return list
}

func unlessNone(count int) string {
	if count == 0 {
		return ""
	}
	return strconv.Itoa(count)
}

// broken reports whether the bar of a class is too high to be drawn whole.
func (h Histogram) broken(class int) bool {
	_, most := h.levels()
	return h.Counts[class] > most
}

// breakAt is a slanting gap across a bar, as a path.
func breakAt(x, y, wide float64) string {
	corners := []string{tenth(x - 3), tenth(y + 6), tenth(x + wide + 3), tenth(y - 6), tenth(x + wide + 3), tenth(y + 2), tenth(x - 3), tenth(y + 14)}
	return "M" + strings.Join(corners, " ") + "Z"
}

// levels are the round steps of the upward axis, at most six, and its end. Where only
// classes aside hold anything, these set the scale.
func (h Histogram) levels() (step, most int) {
	highest := 0
	for _, count := range h.Counts[min(h.Aside, len(h.Counts)):] {
		highest = max(highest, count)
	}
	if highest == 0 {
		highest = max(1, slices.Max(append([]int{0}, h.Counts...)))
	}
	for size := 1; ; size *= 10 {
		for _, times := range []int{1, 2, 5} {
			if step = times * size; highest <= 6*step {
				return step, step * int(math.Ceil(float64(highest)/float64(step)))
			}
		}
	}
}

// y is where a count lies on the upward axis.
func (d *histogramDrawing) y(count, most int) float64 {
	return float64(d.Bottom) - float64(histogramHeight*float64(count))/float64(most)
}

func (d *histogramDrawing) height(count, most int) string { return tenth(d.y(count, most)) }
