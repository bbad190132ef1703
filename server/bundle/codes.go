package bundle

import "sitedraw/geo"

// What can be wrong with a bundle. Each is a key of the catalogue in server/text.
const (
	ErrZip     geo.Code = "bundle.zip"     // not a zip, or a damaged one
	ErrPart    geo.Code = "bundle.part"    // a file that no bundle has; Want is the nearest that one may have
	ErrTwice   geo.Code = "bundle.twice"   // a file stands twice
	ErrPacked  geo.Code = "bundle.packed"  // encrypted, or packed in a way that few can unpack
	ErrBomb    geo.Code = "bundle.bomb"    // unpacks to more than Want times its length
	ErrLarge   geo.Code = "bundle.large"   // unpacks to more than Want bytes
	ErrSites   geo.Code = "bundle.sites"   // a frame of more than Want sites
	ErrMissing geo.Code = "bundle.missing" // the file Value is not there
	ErrAlone   geo.Code = "bundle.alone"   // the file Value means nothing without Want
	ErrText    geo.Code = "bundle.text"    // a file of texts that does not end with a line

	ErrSeed       geo.Code = "bundle.seed"       // the record has the seed Value, the seal gives Want
	ErrBeacon     geo.Code = "bundle.beacon"     // beacon.json is not that of the seal's round
	ErrDiffers    geo.Code = "bundle.differs"    // the log says Value, the bundle Want
	ErrCommitment geo.Code = "bundle.commitment" // the log committed to another record
	ErrOrder      geo.Code = "bundle.order"      // the log has Value before Want
	ErrSealLate   geo.Code = "bundle.seal-late"  // logged at Value, after it closed at Want
	ErrKeyOther   geo.Code = "bundle.key"        // signed by Value, not by Want
	ErrNoLog      geo.Code = "bundle.no-log"     // a key is named, and there is nothing that it signed
)

// What a bundle can show, in the order in which Check looks. A Fact has one of
// these.
const (
	HeldRecord     geo.Code = "checked.record"     // Value is its digest
	HeldFrame      geo.Code = "checked.frame"      // Value is its digest, Want how many sites
	HeldDraw       geo.Code = "checked.draw"       // Value is how many picks
	HeldPlan       geo.Code = "checked.plan"       // Value is its digest
	HeldSeal       geo.Code = "checked.seal"       // Value is its digest
	HeldSeed       geo.Code = "checked.seed"       // Value is how many texts, Want the beacon's round
	HeldKey        geo.Code = "checked.key"        // the log's key is the one that was named
	HeldCheckpoint geo.Code = "checked.checkpoint" // Value is the log, Want its size
	HeldCommitment geo.Code = "checked.commitment" // Value is what the log committed to

	HeldVersion   geo.Code = "checked.log-version" // here and below Value is the index of the leaf
	HeldSealed    geo.Code = "checked.log-seal"
	HeldClosed    geo.Code = "checked.log-closed"
	HeldLogged    geo.Code = "checked.log-draw" // Want is the number of the draw
	HeldReleased  geo.Code = "checked.log-released"
	HeldConcluded geo.Code = "checked.log-concluded"
	HeldWithdrawn geo.Code = "checked.log-withdrawn"
)

// What a bundle cannot show, or what a reader should know besides.
const (
	NotedNoSeal    geo.Code = "noted.no-seal"    // nothing says where the seed came from
	NotedUnopened  geo.Code = "noted.unopened"   // the seal's secret is not there
	NotedPractice  geo.Code = "noted.practice"   // nobody but the one who sealed had a say in the seed
	NotedExercise  geo.Code = "noted.exercise"   // the log calls the draw practice
	NotedNoLog     geo.Code = "noted.no-log"     // nothing says whether other draws were made
	NotedOwnKey    geo.Code = "noted.own-key"    // Value, the log's key, is from the bundle itself
	NotedCommitted geo.Code = "noted.committed"  // the log's commitment has not been opened yet
	NotedWithdrawn geo.Code = "noted.withdrawn"  // the draw does not count
	NotedCover     geo.Code = "noted.cover"      // nothing shows what the rounds before had drawn
	NotedAgain     geo.Code = "noted.again"      // nothing shows which sites had failed
	NotedWeighted  geo.Code = "noted.weighted"   // nothing shows what sites had lost
	NotedTools     geo.Code = "noted.other-tool" // the file Value is not the one of this program
)
