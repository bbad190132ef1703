package sampler

import "sitedraw/geo"

// What can be wrong with frames, plans, seeds and records. Each is a key of the
// catalogue in server/text.
const (
	ErrJSON          geo.Code = "json.syntax"      // not JSON; Want says what was expected
	ErrJSONKind      geo.Code = "json.kind"        // a value of another kind; Want is how one begins
	ErrJSONDeep      geo.Code = "json.deep"        // nested too deeply
	ErrJSONLong      geo.Code = "json.long"        // longer than Want bytes
	ErrMember        geo.Code = "json.member"      // unknown member; Want is the nearest known name
	ErrMemberTwice   geo.Code = "json.twice"       // a member stands twice
	ErrMemberMissing geo.Code = "json.missing"     // a required member is missing
	ErrWholeNumber   geo.Code = "number.whole"     // not an integer within ±(2⁵³−1), as written there
	ErrNumberRange   geo.Code = "number.range"     // outside the range Want
	ErrCanonical     geo.Code = "json.canonical"   // not in canonical form; Want is what would stand there
	ErrGeometryType  geo.Code = "geometry.unknown" // unknown type of geometry

	ErrFrameLine    geo.Code = "frame.line"      // a line without an end, or too long
	ErrFrameSorted  geo.Code = "frame.sorted"    // an id that belongs before the one above it
	ErrFrameMissing geo.Code = "frame.truncated" // the last line is not ended by LF
	ErrFrameBOM     geo.Code = "frame.bom"       // byte order mark
	ErrFrameCR      geo.Code = "frame.cr"        // carriage return

	ErrFrameSites geo.Code = "frame.sites" // more than Want sites

	ErrSeedLength geo.Code = "seed.length" // empty or over 1024 bytes

	ErrPlanYAML      geo.Code = "plan.yaml"        // not YAML, or with features a plan does not need
	ErrPlanLarge     geo.Code = "plan.large"       // larger than Want bytes
	ErrPlanUnknown   geo.Code = "plan.unknown"     // no shipped plan of this name
	ErrStepID        geo.Code = "step.id"          // one of the characters / @ + %
	ErrStepTwice     geo.Code = "step.twice"       // two steps of one id
	ErrStepEarlier   geo.Code = "step.earlier"     // refers to no earlier step
	ErrListTwice     geo.Code = "list.twice"       // a value stands twice in a list
	ErrChoice        geo.Code = "choice.unknown"   // none of the known values; Want lists them
	ErrCombination   geo.Code = "plan.combination" // Value does not go with Want
	ErrSizeMissing   geo.Code = "draw.no-size"     // candidates without size
	ErrUnlocated     geo.Code = "draw.unlocated"   // candidates without position
	ErrNoArea        geo.Code = "draw.no-area"     // a pick without area opens nothing
	ErrNoPolygons    geo.Code = "draw.no-polygons" // a category without polygons
	ErrWindow        geo.Code = "draw.window"      // not the id of a polygon site
	ErrAnchor        geo.Code = "draw.anchor"      // an anchor without position
	ErrIncomplete    geo.Code = "draw.incomplete"  // townships that no site stands for
	ErrSpecUnknown   geo.Code = "record.spec"      // a record of another rule
	ErrHex           geo.Code = "hex.length"       // not Want hex digits
	ErrTime          geo.Code = "seal.time"        // not an RFC 3339 time
	ErrTimeOrder     geo.Code = "seal.order"       // closes after it opens
	ErrSealBroken    geo.Code = "seal.broken"      // the object does not hash to the seal
	ErrSecret        geo.Code = "seal.secret"      // the secret is not the sealed one
	ErrSealFrame     geo.Code = "seal.frame"       // another frame than the sealed one
	ErrSealPlan      geo.Code = "seal.plan"        // another plan than the sealed one
	ErrBeaconMissing geo.Code = "seal.beacon"      // the seal names a beacon, none was given, or the reverse
)
