// Package inspection says what the people of a round found: whose result counts, which
// sites were replaced by reserves, where two results contradict each other, and what
// goes into the estimates and the next round.
//
// # Model
//
// A [Finding] is what one person found at a site, or in one item of its check sheet
// (检查内容). Findings arrive in an order, are never changed and never go away: who
// corrects himself reports another one, which counts in place of his earlier one. Two
// people who inspected the same and found something else make a [Conflict]: both
// findings stay, and until the office settles it ([Settlement]) the mean of them counts.
//
// A [Roster] is who stands to be inspected: the main picks of a record, changed by
// openings of reserves. The next reserve of a stratum takes the place of a site that is
// closed, demolished or out of reach; nobody chooses which. A replaced site counts
// nowhere from then on, in whatever step it was drawn: results of it are refused.
//
// The score of a site is that of its items together: met checks of all observed checks,
// where a score without checks, and the mean of a conflict, weigh as many checks as
// were observed, a bare score one. What was found of the site as a whole counts where
// there is nothing by item.
//
// # Guarantees
//
//   - [Roster.Check] names every finding that is wrong: of a site that was not drawn,
//     that is a reserve nobody opened, that was replaced; of an item that the sheet of
//     the category lacks; of more checks met than observed; and more.
//   - Findings of the same numbers give the same summary in whatever order they stand.
//   - What [Summary.Results] returns after [Roster.Check] is taken by package estimate.
//
// # Out of scope
//
// Files and requests (package intake reads tables), the photos themselves, who may
// report of which site.
//
// # Use
//
//	roster, err := inspection.NewRoster(record, openings)
//	faults := roster.Check(frame, inspection.NewSheets(geo.ShippedChecks()), findings)
//	summary := inspection.Summarise(findings, settlements)
//	report, err := estimate.Of(estimate.Input{Results: summary.Results(), …}, estimate.Options{})
//	again := summary.Failed(100) // 回头看
package inspection
