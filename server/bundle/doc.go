// Package bundle packs a draw with all that an outsider needs to check it, and
// checks what others packed, offline.
//
// # Model
//
// A bundle is a zip. record.json, plan.json, frame.ndjson and seal.json hold the
// very bytes whose SHA-256 is their digest. secret.txt, texts.txt and beacon.json
// are what the seal was opened with. leaf-KIND.json is a line of the transparency
// log, proof-KIND.json proves that it is in the log of checkpoint.txt, which the
// key of key.txt has signed. salt.txt opens the commitment of a draw for practice,
// which the log never opens. The rule, two programs in Python and a readme in each
// language lie beside them; a round that took something over from those before
// (sampler.Coordination) brings the rule of rounds and a third program. What is not there is left out: a bundle without log,
// or without seal, is one.
//
// # Guarantees
//
//   - [Write] writes the same bytes for the same draw and the same program.
//   - [Read] takes no file that it does not know, none twice, and nothing that
//     unpacks to more than its [Limits].
//   - [Check] believes no file because of another one that it has not checked:
//     [Report] lists what follows, and what nothing in the bundle shows.
//
// # Out of scope
//
// The key of the log may be anybody's if it comes from the bundle itself: whoever
// knows it from elsewhere names it in [Options]. What the log says of other draws
// is not in a bundle; whoever wants to know whether a draw was made twice reads
// the log. Nor are the rounds before one that took something over: what it took is
// believed, and said to be so; the bundle of the whole drill shows it.
//
// # Use
//
//	err := bundle.Write(file, bundle.Bundle{Record: record, Frame: frame, Log: log})
//	parts, err := bundle.Read(file, size, bundle.LocalLimits())
//	report, err := bundle.Check(ctx, parts, bundle.Options{Limits: bundle.LocalLimits()})
package bundle
