// Package estimate turns the results of an inspection into a score for the whole
// county: what the drawn sites were found to be, weighed by how likely each was
// to be drawn, and how far the figure may be off.
//
// # Model
//
// A [Result] says of one inspected site what share of its checks was met. [Of]
// puts the results beside the record of the draw. The picks of a step count for
// the first category of the step. Each result stands for 1/π sites, π being the
// expected number of times the site is drawn for its category: Σ y/π estimates
// the sum of a category (Horvitz & Thompson 1952, doi
// 10.1080/01621459.1952.10483446), and divided by Σ 1/π its mean (Hájek 1971).
// [geo.Weights] join categories and bundles of them into one score and its points.
//
// The variance follows the plan: stages within stages (Särndal, Swensson &
// Wretman 1992, Model Assisted Survey Sampling, ch. 4), in each of them the
// estimator of the step's method; see [Estimator]. Categories that were drawn in
// the same township are linked by it, and so they are in the variance. Of ratios it
// is that of the linear part. Intervals are Student's, with the degrees of freedom
// of Satterthwaite 1946 (doi 10.2307/3002019). [Rounds] joins independent rounds by
// what differs between them. [Simulate] shows what future draws would score,
// [Simulation.Repairs] where a repair raises that most.
//
// # Guarantees
//
//   - A variance that the sample cannot tell is never given as zero: it is not
//     estimable, or borrowed from the other categories and marked [Borrowed].
//   - A result of a site that was not drawn, of a reserve whose turn did not come,
//     of a site that has one already: refused, with the site's name.
//   - The same input gives the same figures, on any number of cores.
//
// # Out of scope
//
// Inclusion probabilities, which come in as [Probabilities]; the error of those
// that are replayed; files. That steps of not_in, and maps opened at the picks of
// another step, depend on earlier draws is not in the variance.
//
// # Use
//
//	results := []estimate.Result{{ID: "m-017", Met: 7, Observed: 8}, {ID: "v-203", Score: 0.6}}
//	in := estimate.Input{Frame: frame, Record: record, Results: results, Probabilities: exposure}
//	report, err := estimate.Of(in, estimate.Options{})
//	field := report.Points // of 40
//	fmt.Println(field.Value, field.Low, field.High)
package estimate
