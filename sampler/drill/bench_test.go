package drill_test

import (
	"testing"

	"sitedraw/sampler/drill"
)

// BenchmarkTimes reads ten years of days, and rules that never occur, for which the
// library looks at every day of the years that it knows.
func BenchmarkTimes(b *testing.B) {
	for _, bench := range []struct {
		name     string
		calendar drill.Calendar
	}{
		{"fridays", drill.Calendar{Start: "2026-01-02T09:00", Rule: "FREQ=WEEKLY;COUNT=52"}},
		{"days", drill.Calendar{Start: "2026-01-01T09:00", Rule: "FREQ=DAILY;COUNT=3660", Zone: "Europe/Berlin"}},
		{"million", drill.Calendar{Start: "2026-01-01T09:00", Rule: "FREQ=DAILY;COUNT=1000000"}},
		{"never", drill.Calendar{Start: "2026-01-01T09:00", Rule: "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"}},
		{"position", drill.Calendar{Start: "2026-01-01T09:00", Rule: "FREQ=DAILY;BYHOUR=9;BYSETPOS=2;COUNT=1"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				_, _ = bench.calendar.Times()
			}
		})
	}
}
