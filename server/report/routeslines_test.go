package report

import (
	"strings"
	"testing"

	"sitedraw/server/text"
)

// Lines for a terminal show names as they are, but letters that would turn the line
// around or hide something.
func TestLinesAreVisible(t *testing.T) {
	const turned = "一\u202e队"
	r := driven(t, text.EN)
	for i := range r.Itinerary.Teams {
		if team := &r.Itinerary.Teams[i]; team.Name == "乙" {
			team.Name = turned
		}
	}
	for i := range r.Itinerary.LeftOut {
		l := &r.Itinerary.LeftOut[i]
		l.Reasons[1].Team = turned
		if l.Relaxation != nil {
			l.Relaxation.Team = turned
		}
	}
	for _, lines := range [][]string{DayLines(r), LeftLines(r)} {
		told := strings.Join(lines, "\n")
		if strings.Contains(told, turned) || !strings.Contains(told, `一\u202e队`) {
			t.Errorf("lines = %q", told)
		}
	}
	if l := r.Itinerary.LeftOut[0]; l.Reasons[1].Team != turned {
		t.Errorf("the plan itself was changed: %v", l.Reasons)
	}
}
