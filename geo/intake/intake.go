package intake

import (
	"cmp"
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/osm"
	"sitedraw/geo/stream"
)

// Options say how files are read. The zero value is right for most.
type Options struct {
	Categories *geo.Categories // nil: geo.ShippedCategories
	SkipBad    bool            // keep the good rows of a file that has bad ones
	Sheet      string          // of a workbook; empty: the first that is shown
	Datum      *geo.Datum      // of the coordinates in tables and GeoJSON; nil: not said
	Columns    ColumnMap       // what an office's own headings mean
	Category   string          // of rows that name none
	Partial    bool            // tables may leave the category out: they update sites that are known
	Source     string          // stands in the ids of sites that have none; empty: the file's name
	Bytes      int64           // length of the file, if it is known: memory is taken once
	Limits     Limits
}

// Limits bound what a file may ask of memory. A zero member means its default.
type Limits struct {
	FileBytes  int64 // the file, also what it unpacks to; 16 GiB
	TokenBytes int   // one row of a table, or one token of XML; 1 MiB
	Elements   int   // rows, or OSM elements, node references, members and tags; 2²⁵
	Sites      int   // rows, or OSM elements that a category takes; 2²¹
	Rejects    int   // errors listed for one file, after which others are only counted; 1000
}

// Defaults of Limits. A county's OSM extract has some 10⁶ elements; 2²⁵ nodes
// take 512 MiB, 2²¹ sites 2 to 3 GiB on their way into a frame. Rows may be long:
// what they take together is bounded by FileBytes alone, which a server should
// set to what it can spare.
const (
	DefaultFileBytes  = stream.DefaultFileBytes
	DefaultTokenBytes = stream.DefaultTokenBytes
	DefaultElements   = 1 << 25
	DefaultSites      = 1 << 21
	DefaultRejects    = 1000
)

// Result is what one file holds.
type Result struct {
	File    string
	Format  string        // name of the format that was found
	Sites   []geo.Site    // sorted by id; nil if the file was refused
	Lines   []int32       // row of each site in a table, feature in GeoJSON; nil for other formats
	People  []geo.Contact // what tables say of people, sorted by id; not part of any frame
	Named   []Named       // sites whose area is said by name, sorted by id
	Columns []Column      // what the columns of a table, or the properties of GeoJSON, were taken for
	Unused  []string      // headings of columns that mean nothing here
	Charset string        // of a table of text: "utf-8", "gb18030", "utf-16"
	Datum   geo.Datum     // in which a table's or GeoJSON's coordinates were read
	Same    []Same        // rows of a list that are elements of OSM: Gone is the element
	Roads   []geo.Line    // every street and road of an OSM extract, named or not
	Doubles []Same        // elements left out because another maps the same place, sorted by Gone
	Matches []Match       // how OSM elements became sites, by category and tag
	Skipped int           // rows that are no sites: counties of administrative lists
	Rejects []*geo.Error  // bad rows, in the file's order, at most Limits.Rejects
	Bad     int           // how many rows are bad
	Broken  []*geo.Error  // OSM elements left out because extracts break them, at most Limits.Rejects
	LeftOut int           // how many were left out
}

// Column is a heading, as it was written, with what it was taken for.
type Column struct {
	Heading string
	Field   Field
}

// Same says that two ids mean one place, which enters as Kept.
type Same struct{ Kept, Gone string }

// Named is a site whose township or village a table gives by name.
type Named struct {
	ID            string
	File          string
	Line          int
	Town, Village string // as written; at least one is not empty

	TownHeading, VillageHeading string // of their columns
}

// Match counts what a tag found: so many elements, which made so many sites.
type Match struct {
	Category  string
	Tag       string // "amenity=bank", or CrossingsOf and a category
	Nodes     int
	Ways      int
	Relations int
	Sites     int
}

// format is one kind of file that Read knows.
type format struct {
	name string
	fits func(head []byte) bool
	read func(*reading) error
}

// formats are all formats; the first that fits the head of a file reads it.
func formats() []format {
	return []format{
		{osm.PBFFormat, osm.IsPBF, readPBF},
		{osm.XMLFormat, osm.IsXML, readXML},
		{"xlsx", isWorkbook, readXLSX},
		{"geojson", isGeoJSON, readGeoJSON},
		{"csv", fitsCSV, readCSV},
	}
}

// reading is the state of one Read.
type reading struct {
	Options
	in     *stream.Reader
	result *Result
	words  map[string]string // of a table of results: what headings mean; nil: a register's
	count  int               // towards Limits.Elements
	sites  int               // towards Limits.Sites
}

// Read reads a file whose format is found from its content; gzip is undone.
// name stands in errors and decides nothing.
//
// The error is a *geo.Error: of code ErrRejected if the file is refused because
// of bad rows, which the Result then lists, without sites; with any other code
// the Result is nil.
func Read(name string, r io.Reader, o Options) (*Result, error) {
	x := newReading(name, r, o)
	if err := x.read(); err != nil {
		return nil, x.inFile(err)
	}
	if err := geo.SortSites(x.result.Sites); err != nil {
		return nil, x.inFile(err)
	}
	if x.result.Bad > 0 && !x.SkipBad {
		x.result.Sites = nil
		return x.result, &geo.Error{Code: ErrRejected, At: geo.Place{File: name}, Value: strconv.Itoa(x.result.Bad)}
	}
	return x.result, nil
}

func newReading(name string, r io.Reader, o Options) *reading {
	if o.Categories == nil {
		o.Categories = geo.ShippedCategories()
	}
	o.Limits.FileBytes = cmp.Or(o.Limits.FileBytes, DefaultFileBytes)
	o.Limits.TokenBytes = cmp.Or(o.Limits.TokenBytes, DefaultTokenBytes)
	o.Limits.Elements = cmp.Or(o.Limits.Elements, DefaultElements)
	o.Limits.Sites = cmp.Or(o.Limits.Sites, DefaultSites)
	o.Limits.Rejects = cmp.Or(o.Limits.Rejects, DefaultRejects)
	x := &reading{Options: o, result: &Result{File: name}}
	x.in = stream.Open(r, stream.Limits{FileBytes: o.Limits.FileBytes, TokenBytes: o.Limits.TokenBytes})
	return x
}

// unpack undoes gzip, once, and returns the head of the content.
func (x *reading) unpack() ([]byte, error) {
	head, packed, err := x.in.Unpack()
	if packed {
		x.Bytes = 0 // what comes out is longer
	}
	return head, err
}

func (x *reading) read() error {
	head, err := x.unpack()
	if err != nil {
		return err
	}
	var known []string
	for _, f := range formats() {
		if f.fits(head) {
			x.result.Format = f.name
			return f.read(x)
		}
		known = append(known, f.name)
	}
	return &geo.Error{Code: ErrFormat, Value: stream.Quote(head), Want: strings.Join(known, ", ")}
}

// inFile names the file in an error, and wraps one that is no *geo.Error.
func (x *reading) inFile(err error) *geo.Error {
	e := stream.InFile(x.result.File, err)
	if e == nil {
		return &geo.Error{Code: ErrRead, Kind: geo.Unavailable, At: geo.Place{File: x.result.File}, Err: err}
	}
	return e
}

// tick counts n elements, or returns ErrTooMany, also if there are too many sites.
func (x *reading) tick(n int) error {
	x.count += n
	switch {
	case x.count > x.Limits.Elements:
		return &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(x.Limits.Elements)}
	case x.sites > x.Limits.Sites:
		return &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(x.Limits.Sites)}
	}
	return nil
}

// reject notes a bad row.
func (x *reading) reject(err error) {
	x.result.Bad++
	if len(x.result.Rejects) < x.Limits.Rejects {
		x.result.Rejects = append(x.result.Rejects, brief(x.inFile(err)))
	}
}

// leave notes an OSM element that is left out.
func (x *reading) leave(id string, err error) {
	x.result.LeftOut++
	if len(x.result.Broken) < x.Limits.Rejects {
		e := brief(x.inFile(err))
		e.At.Column = id
		x.result.Broken = append(x.result.Broken, e)
	}
}

// briefBytes is more of a value than anybody is shown.
const briefBytes = 1 << 10

// brief cuts the texts of an error that is kept: its own copies, as a text holds
// the whole row it is of.
func brief(e *geo.Error) *geo.Error {
	e.Value = strings.Clone(e.Value[:min(len(e.Value), briefBytes)])
	e.Want = strings.Clone(e.Want[:min(len(e.Want), briefBytes)])
	return e
}
