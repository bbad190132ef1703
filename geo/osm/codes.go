package osm

import "sitedraw/geo"

// What can be wrong with an extract. Each is a key of the catalogue in
// server/text; those of package stream occur too.
const (
	ErrFormat     geo.Code = "intake.format"      // none of the formats in Want
	ErrXML        geo.Code = "intake.xml"         // not well-formed XML
	ErrXMLDoctype geo.Code = "intake.xml-doctype" // declares a document type or entities
	ErrXMLRoot    geo.Code = "intake.xml-root"    // the outermost element is not Want
	ErrXMLDepth   geo.Code = "intake.xml-depth"   // elements nested more than Want deep
	ErrPBF        geo.Code = "intake.pbf"         // not a well-formed PBF file
	ErrPBFFeature geo.Code = "intake.pbf-feature" // needs a feature or compression we lack
	ErrElementID  geo.Code = "intake.element-id"  // not the id of an OSM element
	ErrTooMany    geo.Code = "intake.too-many"    // more than Want elements
)
