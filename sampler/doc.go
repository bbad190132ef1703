// Package sampler draws sites from a register so that anybody can check it.
//
// A [Frame] is the frozen list of sites, a [Plan] says how many of what are
// drawn and how, a seed is a public text. From the three, [Draw] computes a
// [Record]: the ordered picks, main and reserve, of every step, with all that is
// needed to compute them again. [Verify] does so and names the first thing that
// differs. The rule is draw-v1, docs/spec/draw-v1.md; its section numbers stand
// in the comments here.
//
// # Model
//
// Every step of a plan draws in scopes of its own: one for the step, one for
// each pick of an earlier stage that opens it, one for each stratum. A scope has
// a key, SHA-256 of the seed and the scope's name; a site's ticket is SHA-256 of
// the key and the site's id. Methods order a scope's candidates by tickets or by
// a stream of random numbers of that key, and the first n that the step's limits
// let through are main picks. Five methods: [Simple], [Systematic], [Pareto],
// [Balanced] (local pivotal) and [Map] (somebody opens a phone map somewhere).
//
// Where rounds depend on each other, [DrawRound] draws with what a round takes over
// from those before, a [Coordination], which its record carries. The rule of that is
// rounds-v1, docs/spec/rounds-v1.md.
//
// # Guarantees
//
//   - The same frame, plan and seed give the same bytes on every machine, in any
//     order of the input, on any number of goroutines.
//   - A frame, plan or record that is accepted has one form only: what is read
//     back has the digest of the bytes that were read.
//   - A site that joins moves nobody else's ticket; the first m picks of a simple
//     draw are the simple draw of m.
//   - Inclusion probabilities are those that the specification states for each
//     method; apart, at_most and map change them, and nothing hides that.
//
// # Out of scope
//
// Choosing a seed that nobody could steer is the ceremony's: [Seal] fixes it
// before, [VerifyBeacon] checks the public randomness. This package opens no
// file and no socket and reads no clock. It does not claim to be the official
// algorithm of an assessment body.
//
// # Use
//
//	frame, err := sampler.ReadFrame(file)
//	plan, err := sampler.ShippedPlan("township-village")
//	record, err := sampler.Draw(ctx, frame, plan, seed, sampler.Options{Workers: 2})
//	os.Stdout.Write(sampler.AppendRecord(nil, record))
//	err = sampler.Verify(ctx, record, frame, sampler.Options{}) // nil: it is right
package sampler
