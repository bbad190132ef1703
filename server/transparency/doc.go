// Package transparency is the public log that shows when a draw was quietly
// repeated, changed or removed.
//
// A [Leaf] says in one line what happened: a version of a register came into
// being, a draw was sealed, made, released, withdrawn. Leaves are only ever
// added. They are the leaves of a Merkle tree as RFC 6962 has it, and a signed
// [Checkpoint] names the tree's size and root, so that 32 bytes stand for all
// that was ever logged.
//
// # Model
//
// The tree is computed by golang.org/x/mod/sumdb/tlog; whoever keeps it stores
// about two hashes a leaf, in tlog's order: those of leaf n begin at
// tlog.StoredHashIndex(0, n). A checkpoint is a signed note (C2SP
// tlog-checkpoint, signed-note; Ed25519). An [Inclusion] proves that a leaf is in
// the tree of a checkpoint, a [Consistency] that a later tree begins with all of
// an earlier one; both are some dozens of hashes at most. A draw stands in the
// log at once, but until its release only as its [Commitment]; one for practice
// stays that.
//
// # Guarantees
//
//   - A leaf, a proof and a key have one form only: what is read back is written
//     with the same bytes.
//   - No two logs have the same checkpoint, as long as nobody finds two texts of
//     one SHA-256.
//   - A commitment tells nothing of a record before its salt is published, and
//     fits no other record after.
//   - What others send is refused with an error that says why; sizes are bounded
//     before anything is computed or taken into memory.
//
// # Out of scope
//
// A log may show one tree to the county and another to a visitor: a split view.
// Each of the two then has proofs that hold. It comes to light when the visitors
// compare their checkpoints, or when a witness they all know signs them too; who
// compares them, and how (gossip), is not decided here. [Open] lets further
// signatures stand. Nothing here asks a clock, opens a file or knows a database.
//
// # Use
//
//	leaf, err := transparency.NewLeaf(now, transparency.Draw{Number: 1, …})
//	stored, err := transparency.Append(size, transparency.AppendLeaf(nil, leaf), hashes)
//	root, err := transparency.Root(size+1, hashes)
//	text, err := transparency.Sign(transparency.Checkpoint{Origin: key.Origin(), Size: size + 1, Root: root}, key.Signer())
//	proof, err := transparency.ProveInclusion(size+1, index, hashes)
//	seen, err := transparency.Open(text, verifier) // elsewhere, years later
//	err = transparency.VerifyInclusion(proof, seen, line)
package transparency
