// Package crew makes inspection teams by lot and shares a round's sites out among
// them: who inspects with whom, and where. The rule is docs/spec/teams-v1.md.
//
// # Model
//
// A [Job] holds the inspectors, the drawn sites, the [Rules] and the seed of the
// round's record. Teams follow from the seed as picks do: inspectors who are there
// on the day are taken in the order of their tickets. Nobody inspects his own
// township or unit, or what he is recused from ([Inspector]). Among the assignments
// that obey this, the flow of least cost is taken: work as even as it can be, then as
// few sites as possible where a member was in the round before. If a lot turns out
// badly, the next of 64 attempts is tried. [Cross] inspection lets the teams of each
// township inspect the next one in a ring: A→B→C→A.
//
// # Guarantees
//
//   - An [Assignment] follows from its job alone: the same on every machine, for every
//     order of inspectors and sites, without any solver's name in the rule.
//   - Every site has one team that may inspect it. The numbers of sites differ by one
//     at most wherever the attempt's teams allow it, and the sum of their squares is
//     the least there is.
//   - Where no attempt places every site, a [Clash] names a smallest set of rules
//     which, set aside, lets it be done; [Explain] does so where work is uneven.
//
// # Out of scope
//
// The order of visits and the roads (geo/route), who changes teams afterwards, files,
// clocks and sentences. Whether the inspectors' file tells the truth.
//
// # Use
//
//	job := crew.Job{Seed: record.Seed, Record: record.Digest(), Lot: 1, Date: "2026-11-27", …}
//	assignment, err := crew.Assign(&job) // *crew.Clash if it cannot be done
//	os.Stdout.Write(crew.Append(nil, assignment))
//	assignment, err = crew.Parse(file)
//	err = crew.Check(&job, assignment) // computed again
package crew
