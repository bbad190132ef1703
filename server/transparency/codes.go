package transparency

import "sitedraw/geo"

// What can be wrong with leaves, proofs, checkpoints and keys. Each is a key of
// the catalogue in server/text.
const (
	ErrLeaf      geo.Code = "log.leaf"      // not a leaf; Column is the member, if one is to blame
	ErrLong      geo.Code = "log.long"      // longer than Want bytes
	ErrCanonical geo.Code = "log.canonical" // not in its one form; Want is what would stand there
	ErrKind      geo.Code = "log.kind"      // none of the kinds in Want
	ErrMissing   geo.Code = "log.missing"   // a member that must be given
	ErrMember    geo.Code = "log.member"    // a member that does not go with Want
	ErrHex       geo.Code = "log.hex"       // not Want hex digits in lower case
	ErrTime      geo.Code = "log.time"      // not a time, or outside the years 1–9999
	ErrNumber    geo.Code = "log.number"    // outside Want

	ErrProofForm geo.Code = "log.proof-form" // not a proof
	ErrProofSize geo.Code = "log.proof-size" // of a tree of another size than the checkpoint's, Want
	ErrProof     geo.Code = "log.proof"      // does not lead to the checkpoint
	ErrStored    geo.Code = "log.stored"     // the store gave Value hashes where Want were asked for

	ErrCheckpoint geo.Code = "log.checkpoint" // not a checkpoint; Want should stand there
	ErrOrigin     geo.Code = "log.origin"     // of another log than Want
	ErrOriginName geo.Code = "log.name"       // no name of a log
	ErrSignature  geo.Code = "log.signature"  // not signed by the key of Want
	ErrKey        geo.Code = "log.key"        // not a key

	ErrLockForm   geo.Code = "lock.form"       // not a locked key
	ErrLockCost   geo.Code = "lock.cost"       // asks for more work than Want
	ErrPassphrase geo.Code = "lock.passphrase" // shorter than Want characters, or no text
	ErrUnlock     geo.Code = "lock.wrong"      // another pass-phrase, or the text was changed
)
