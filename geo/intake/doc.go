// Package intake turns files that a county has into sites: tables (CSV in
// several encodings, XLSX), GeoJSON, extracts of OpenStreetMap (XML, gzipped XML,
// PBF) and administrative lists.
//
// # Model
//
// [Read] finds out from a file's content what it is and returns a [Result]: the
// sites, sorted by id, what is said of people, and a report. [Merge] joins
// results into one register, [Merged.Into] an earlier one with it;
// [Merged.NameAreas], [FillAreas], [FillParts] and [SizeByLength] fill in what
// is missing. [Assemble] does all of that as every import does, [Review] says
// what looks wrong. What belongs to which category, by
// which OSM tags or type codes, and which heading means what, is data
// (geo/categories.json, columns.json), not code.
//
// # Guarantees
//
// The same files give the same sites, whatever the order of their elements.
// Coordinates are the decimal text read, rounded once to E7. Texts come out in
// NFC without control characters: in OSM they are taken out, in tables such a
// row is refused. A table with a bad row gives no sites at all, unless
// Options.SkipBad is set; every bad row is listed with line, column and value.
// OSM elements that an extract breaks – outlines cut at its box, rings that
// cross themselves – are left out one by one and listed in Result.Broken. No
// input makes a reader panic or ask for memory without bound: rows, tokens,
// blocks, elements and files are limited, and archives are unpacked as a stream.
// A file that breaks off gives nothing. To stop reading, let the reader return an
// error, such as a context's: Read ends with it.
//
// # Sites from OpenStreetMap
//
// Ids are osm:node/1, osm:way/1 and osm:relation/1. An element belongs to the
// first category of categories.json of which it fits a rule. Areas become
// polygons with a mark inside, or only the mark where the category is one of
// points. Ways of a category of lines that bear one name are a street: ways
// that touch end to end, and no third with them, are one line. Its id is that
// of the street's least way, further lines of it are called #2, #3 … in the
// order of their least ways. Ways without a name are joined alike if they have
// the same tags. Junctions are the nodes that two differently named main roads
// share; those of the same pair within 30 m are one site, named A/B. The
// relations of one bus line are one site. Elements that map a place twice enter
// once: an outline of a relation, a node in an area of its category without a
// name of its own, and the platform within 50 m of a bus stop (Result.Doubles).
//
// # Tags
//
// Plans choose sites by these:
//
//	class:primary … class:canal   value of highway or waterway that most of a line has (ZCGD, BJXX, GLYX)
//	street:NAME                   the street a line is a part of: take at most one of each
//	named:yes, named:no           lanes with and without a name (BJXX)
//	side:road, side:river         what a GLYX runs along; ref:S215 its number
//	signals:yes                   traffic lights within 30 m of a junction (JTLK)
//	type:…                        sub-type: post, telecom (CKDW); produce, wholesale, flowers, second-hand (SC);
//	                              mall, supermarket (SCCS); bus, rail (JTCZ); park, garden (GY);
//	                              restaurant, fast_food (CYD); hairdresser, internet-cafe (QXHY) …
//	brand:工商银行                which bank (YHWD), by its short name where that is known
//	level:primary, level:secondary    schools (ZXX), by name; level:centre, institute, station (WMSJ)
//	place:village … place:town    value of place (SQ, XZC, XZZF from OSM)
//	kind:subdistrict, town, township, quasi, community, village    of administrative lists only
//	ur:111 … ur:220               urban–rural class of 2008 rules; ur:112 and ur:122 are the fringe (CXJH)
//
// # Tables and GeoJSON
//
// A heading, or the name of a property, means a [Field]; docs/import.md tells
// them all. A row that is wrong in any way is rejected with its line, the heading
// as the file has it, the value and what would be right.
//
// # Out of scope
//
// Frames themselves (sampler reads them), road graphs (geo/road). OSM sites have
// no area and no unit of their own.
//
//	osm, err := intake.Read("guixi.osm.gz", f, intake.Options{})
//	list, err := intake.Read("360681_guixi.csv", g, intake.Options{})
//	register, err := intake.Assemble(ctx, []*intake.Result{osm, list}, intake.Earlier{}, intake.AssembleOptions{Nearest: true})
//	frame, err := sampler.NewFrame(register.Sites)
package intake
