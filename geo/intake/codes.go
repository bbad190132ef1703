package intake

import "sitedraw/geo"

// What can be wrong with a file, one of its rows or an element. Each is a key of
// the catalogue in server/text; geo's own codes occur too.
const (
	ErrEmpty         geo.Code = "intake.empty"          // the file holds nothing
	ErrTruncated     geo.Code = "intake.truncated"      // the file ends too early
	ErrRead          geo.Code = "intake.read"           // the file cannot be read
	ErrFormat        geo.Code = "intake.format"         // none of the formats in Want
	ErrGzip          geo.Code = "intake.gzip"           // the compressed data is damaged
	ErrXML           geo.Code = "intake.xml"            // not well-formed XML
	ErrXMLDoctype    geo.Code = "intake.xml-doctype"    // declares a document type or entities
	ErrXMLRoot       geo.Code = "intake.xml-root"       // the outermost element is not Want
	ErrXMLDepth      geo.Code = "intake.xml-depth"      // elements nested more than Want deep
	ErrPBF           geo.Code = "intake.pbf"            // not a well-formed PBF file
	ErrPBFFeature    geo.Code = "intake.pbf-feature"    // needs a feature or compression we lack
	ErrTooLong       geo.Code = "intake.too-long"       // a row or token beyond Want bytes
	ErrTooMany       geo.Code = "intake.too-many"       // more than Want elements or rows
	ErrRejected      geo.Code = "intake.rejected"       // Value rows were refused, so the file is
	ErrNoRows        geo.Code = "intake.no-rows"        // the table has a header and nothing else
	ErrColumnMissing geo.Code = "intake.column-missing" // no column named Want
	ErrColumnUnknown geo.Code = "intake.column-unknown" // a column that means nothing; Want is near
	ErrColumnTwice   geo.Code = "intake.column-twice"   // two columns of one name
	ErrRowWidth      geo.Code = "intake.row-width"      // the row has not Want cells
	ErrQuote         geo.Code = "intake.quote"          // a stray or unclosed quotation mark
	ErrCellEmpty     geo.Code = "intake.cell-empty"     // a cell that must be filled is empty
	ErrHalfPosition  geo.Code = "intake.half-position"  // longitude without latitude or vice versa
	ErrLevel         geo.Code = "intake.level"          // level does not agree with the code; Want would
	ErrParent        geo.Code = "intake.parent"         // parent is not the code's upper area Want
	ErrListKind      geo.Code = "intake.list-kind"      // no category takes rows of this level and kind
	ErrSameTwice     geo.Code = "intake.same-twice"     // another row is already this OSM element
	ErrElementID     geo.Code = "intake.element-id"     // not the id of an OSM element
	ErrElementTwice  geo.Code = "intake.element-twice"  // a second OSM element of one id
	ErrElementCut    geo.Code = "intake.element-cut"    // Value of its nodes or ways are not in the file
	ErrAreaOpen      geo.Code = "intake.area-open"      // the outline of an area does not close
)
