// Package drill is the calendar and the memory of a drill (模拟测评): a series of
// dated rounds (轮次), each of which is a draw of one plan from the register's
// version of that day.
//
// A Drill is a definition and never changes: plan, register, calendar, mode, where
// the seeds come from, when picks are shown, which teams are drawn. New checks one;
// Append and Parse write and read its canonical JSON, whose SHA-256 is its digest,
// so that nobody can bend a drill after its first round without being seen.
//
// A Calendar says when rounds are held: by a rule of RFC 5545 (every Friday, every 15
// days, daily until a date), on further dates, and not on some. It is meant in a time
// zone, Asia/Shanghai unless another is named, and Times answers in UTC. The rounds
// of a drill are counted in that order, from 1.
//
// Seed gives the seeds of practice. Memory, Recheck and Weigh turn the rounds before
// into the sampler.Coordination of the next one, and Check says whether a record's
// coordination is what follows from them: docs/spec/rounds-v1.md.
//
// Guarantees: a calendar that New took has at least one round and at most MostRounds,
// all different; the same definition has the same rounds as long as the zone's law
// stays. Since governments change clocks, who keeps rounds keeps their times in UTC
// from the day on which the drill is made.
//
// Out of scope: making rounds when they fall due, which is the server's, and who
// inspects what, which is package crew's.
//
//	c, err := drill.ParseCalendar("friday", drill.Calendar{Start: "2026-03-06T09:00", Until: "2026-08-28"})
//	d, err := drill.New(drill.Drill{
//		Name: "fridays", Register: "county", Plan: plan.Digest(), Calendar: c,
//		Mode: sampler.Cover, Reach: sampler.ByArea, Seeds: drill.Practice, Seed: "spring",
//	})
//	times, err := d.Calendar.Times()
package drill
