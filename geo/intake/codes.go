package intake

import (
	"sitedraw/geo"
	"sitedraw/geo/osm"
	"sitedraw/geo/stream"
)

// What can be wrong with a file, one of its rows or an element. Each is a key of
// the catalogue in server/text; geo's own codes occur too.
const (
	ErrEmpty                   = stream.ErrEmpty          // the file holds nothing
	ErrTruncated               = stream.ErrTruncated      // the file ends too early
	ErrRead                    = stream.ErrRead           // the file cannot be read
	ErrFormat                  = osm.ErrFormat            // none of the formats in Want
	ErrGzip                    = stream.ErrGzip           // the compressed data is damaged
	ErrXML                     = osm.ErrXML               // not well-formed XML
	ErrXMLDoctype              = osm.ErrXMLDoctype        // declares a document type or entities
	ErrXMLRoot                 = osm.ErrXMLRoot           // the outermost element is not Want
	ErrXMLDepth                = osm.ErrXMLDepth          // elements nested more than Want deep
	ErrPBF                     = osm.ErrPBF               // not a well-formed PBF file
	ErrPBFFeature              = osm.ErrPBFFeature        // needs a feature or compression we lack
	ErrTooLong                 = stream.ErrTooLong        // a row or token beyond Want bytes
	ErrTooBig                  = stream.ErrTooBig         // the file, or what it unpacks to, is beyond Want bytes
	ErrTooMany                 = osm.ErrTooMany           // more than Want elements or rows
	ErrRejected       geo.Code = "intake.rejected"        // Value rows were refused, so the file is
	ErrNoSites        geo.Code = "intake.no-sites"        // the files hold no site, and none was there
	ErrNoRows         geo.Code = "intake.no-rows"         // the table has a header and nothing else
	ErrColumnMissing  geo.Code = "intake.column-missing"  // no column named Want
	ErrColumnUnknown  geo.Code = "intake.column-unknown"  // a column that means nothing; Want is near
	ErrColumnTwice    geo.Code = "intake.column-twice"    // two columns of one name
	ErrRowWidth       geo.Code = "intake.row-width"       // the row has not Want cells
	ErrQuote          geo.Code = "intake.quote"           // a stray or unclosed quotation mark
	ErrCharset        geo.Code = "intake.charset"         // the cell is not in the encoding Want of the file's other rows
	ErrArchive        geo.Code = "intake.archive"         // the zip archive a workbook is in is damaged, or has a part twice
	ErrArchiveSize    geo.Code = "intake.archive-size"    // a workbook, or a part unpacked, beyond Want bytes
	ErrArchiveDense   geo.Code = "intake.archive-dense"   // unpacks to more than Want times its size
	ErrEncrypted      geo.Code = "intake.encrypted"       // the workbook has a password
	ErrOldWorkbook    geo.Code = "intake.old-workbook"    // Excel's format before 2007
	ErrWorkbookKind   geo.Code = "intake.workbook-kind"   // a file of kind Value, not a workbook
	ErrPart           geo.Code = "intake.part"            // the workbook lacks the part Want
	ErrSheets         geo.Code = "intake.sheets"          // more than Want sheets
	ErrSheet          geo.Code = "intake.sheet"           // no sheet Value among Names, or none that is shown; Want is near
	ErrCellPlace      geo.Code = "intake.cell-place"      // not the place of a cell, or beyond Want
	ErrCellOrder      geo.Code = "intake.cell-order"      // a row or cell that does not come after Want
	ErrCellIndex      geo.Code = "intake.cell-index"      // refers to string or style Value, of which there are Want
	ErrCellValue      geo.Code = "intake.cell-value"      // not a value of the cell's type
	ErrCellEmpty      geo.Code = "intake.cell-empty"      // a cell that must be filled is empty
	ErrHeader         geo.Code = "intake.header"          // none of the first Count rows holds headings
	ErrCellFormula    geo.Code = "intake.cell-formula"    // a formula where a value is needed
	ErrCellDate       geo.Code = "intake.cell-date"       // a date where a text is needed
	ErrCellError      geo.Code = "intake.cell-error"      // a spreadsheet's error value
	ErrFullWidth      geo.Code = "intake.full-width"      // digits of full width; Want has the plain ones
	ErrProviderDatum  geo.Code = "intake.provider-datum"  // a map provider's export without a coordinate system
	ErrLocation       geo.Code = "intake.location"        // not "longitude,latitude"
	ErrSexagesimal    geo.Code = "intake.sexagesimal"     // degrees, minutes, seconds; Want has decimal degrees
	ErrSwapped        geo.Code = "intake.swapped"         // latitude before longitude
	ErrTotalLine      geo.Code = "intake.after-total"     // a row below the total line in Names
	ErrColumnMap      geo.Code = "intake.column-map"      // not a mapping of headings to fields
	ErrColumnsSwapped geo.Code = "intake.columns-swapped" // Value is no category, but the name Want is
	ErrStranger       geo.Code = "intake.stranger"        // a site without category that is not in the register
	ErrHalfPosition   geo.Code = "intake.half-position"   // longitude without latitude or vice versa
	ErrLevel          geo.Code = "intake.level"           // level does not agree with the code; Want would
	ErrParent         geo.Code = "intake.parent"          // parent is not the code's upper area Want
	ErrListKind       geo.Code = "intake.list-kind"       // no category takes rows of this level and kind
	ErrSameTwice      geo.Code = "intake.same-twice"      // another row is already this OSM element
	ErrElementID               = osm.ErrElementID         // not the id of an OSM element
	ErrElementTwice   geo.Code = "intake.element-twice"   // a second OSM element of one id
	ErrElementCut     geo.Code = "intake.element-cut"     // Value of its nodes or ways are not in the file
	ErrAreaOpen       geo.Code = "intake.area-open"       // the outline of an area does not close
	ErrJSON           geo.Code = "intake.json"            // not well-formed JSON
	ErrGeoJSON        geo.Code = "intake.geojson"         // not as RFC 7946 has it: Want should stand there
	ErrNoFeatures     geo.Code = "intake.no-features"     // GeoJSON without features
	ErrProperty       geo.Code = "intake.property"        // a list or an object where a text or number is needed
	ErrCRS            geo.Code = "intake.crs"             // the coordinate system Value; those of Want are read
	ErrChanged        geo.Code = "intake.changed"         // a text that would come back as Want
	ErrNoResults      geo.Code = "intake.no-results"      // none of the Value rows of a table of results has one
	ErrTwoResults     geo.Code = "intake.two-results"     // a score beside checks
	ErrChecks         geo.Code = "intake.checks"          // a number of checks outside Want
	ErrScore          geo.Code = "intake.score"           // a score outside Want
	ErrPercent        geo.Code = "intake.percent"         // a score in per cent; Want is the one it would be
	ErrDay            geo.Code = "intake.day"             // not a date such as Want
)
