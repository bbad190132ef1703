// Package exposure says how likely a plan is to draw each site of a frame, before
// anybody draws: inclusion probabilities, the chance that a unit or a township is
// hit, whether a draw keeps what is stated of it, and what a phone map shows that the
// register lacks.
//
// # Model
//
// Step by step, π of a site is the expected number of times that the step makes it
// a main pick: the chance that its scope is opened times the chance that it is
// picked there. The design gives both for simple, systematic and balanced draws,
// strata, stages, census and certain sites, for at_most among up to 1,000
// candidates without strata, for a step that looks away from what one other step
// took, and, where a caller provides [Shares] such as [MapShares], for one pick off
// a phone map. What the design does not give (pareto, apart, several picks off a
// map) is counted over replays of the draw, each with a seed of its own; a step is
// replayed until its own figures are close enough. A [Figure] says which it is, and
// ± what.
//
// Steps draw from scopes with keys of their own, so they are independent unless a
// stage, not_in or an anchor links them; P(at least one pick) follows, and is
// replayed where linked steps share a site.
//
// # Guarantees
//
//   - An exact figure has the error 0; Σπ of a step that is exact is the number of
//     its main picks but for rounding.
//   - An estimate has the half-width of its 95 % interval (Wilson 1927, doi
//     10.1080/01621459.1927.10502953), which allows for counts of nought.
//   - The same frame, plan, seed and options give the same figures on any number
//     of goroutines.
//
// # Out of scope
//
// What is found at the sites: that is package estimate. Reserves: they are not
// counted as drawn. The chance that a beacon or a seed is steered.
//
// # Use
//
//	report, err := exposure.Of(ctx, frame, plan, exposure.Options{Seed: "exposure"})
//	site, _ := frame.Number("sc-017")
//	fmt.Println(report.Expected(site), report.Once(site).Rounds(12))
//	units, err := report.RollUp(ctx, func(s *geo.Site) string { return s.Unit }, exposure.Options{Seed: "units"})
//	audit, err := exposure.NewAudit(ctx, report, exposure.AuditOptions{Seed: "audit"})
package exposure
