// Package coverage tells what the rounds of a drill reached, and how long it takes until
// all is reached: which townships, villages, units, categories and sites were never
// drawn, how often the others were, and how many more rounds it takes until, with 90 %
// probability, none is left.
//
// # Model
//
// A [Meter] holds the main picks of all rounds against the frame of today. Reserves are
// no picks, opened or not. A site that is no longer in the frame counts for the township
// and the unit it had, where its round's own frame is at hand.
//
// [Meter.Faithful] forecasts rounds that are independent draws of one plan. Where each
// missing site, or group, is one candidate of a simple draw of n among N, the rounds are
// the coupon collector's with batches (Stadje 1990, doi 10.2307/1427566): with m missing,
//
//	P(all by round r) = Σⱼ (−1)ʲ C(m, j) (C(N−j, n)/C(N, n))ʳ,
//
// and strata and steps, which draw by keys of their own, multiply. The sum loses digits
// where many are still missing, and only there: P ≤ e^−E with E = m(1−n/N)ʳ expected to
// be missing (Joag-Dev & Proschan 1983, doi 10.1214/aos/1176346079), so that it is
// taken as 0 for E > 6 and summed below, where the terms are at most Eʲ/j!. The error is
// told. Everywhere else P ≥ 1 − Σ(1−π)ʳ over what is missing, π being its chance in one
// round: a number of rounds that is enough, though fewer may do.
//
// [Meter.Cover] counts rounds of negative coordination (rounds-v1), in which what was
// drawn least comes first: m of a stratum that draws n are reached in ⌈m/n⌉ rounds.
// What a step draws within such picks waits for as many of them, villages for the turns of
// their township. Where that is not certain [Meter.Play] counts rounds that are played.
//
// # Guarantees
//
//   - A number of rounds is never too small for its kind, but for the error that is told
//     and the ones that replays have ([Estimated]).
//   - What no draw of the plan reaches is named, and not waited for.
//   - The same input gives the same figures, whatever the order of maps.
//
// # Out of scope
//
// How the register changes from now on; how the rounds before came about.
//
// # Use
//
//	meter := coverage.New(frame, rounds)
//	townships := meter.Groups(sampler.ByArea)
//	never := meter.Never()
//	more, err := meter.Faithful(ctx, plan, coverage.Options{By: sampler.ByArea})
//	fmt.Println(more.Rounds, more.Kind)
package coverage
