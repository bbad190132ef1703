package dispatch

import (
	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// places are numbered positions, each once: where teams start and end, in their
// order, then the stops in theirs, then what else a change needs.
type places struct {
	points []geo.Point
	labels []string
	number map[geo.Point]int
	taken  map[string]bool
}

// newPlaces begins with where the teams start and end.
func newPlaces(t *Teams) *places {
	p := &places{number: map[geo.Point]int{}, taken: map[string]bool{}}
	for i := range t.Teams {
		team := &t.Teams[i]
		p.depot(&team.Start, team.Name+".start")
		if team.End != nil {
			p.depot(team.End, team.Name+".end")
		}
	}
	return p
}

// depot is labelled by its name, unless another one is.
func (p *places) depot(at *itinerary.Place, otherwise string) {
	label := at.Name
	if label == "" || p.taken[label] {
		label = otherwise
	}
	p.add(at.At.Point, label)
}

// stop adds where a stop begins and ends.
func (p *places) stop(s *stop) {
	p.add(s.First().Point, s.ID)
	p.add(s.Last().Point, s.ID+".end")
}

func (p *places) add(at geo.Point, label string) {
	if _, known := p.number[at]; known {
		return
	}
	p.number[at] = len(p.points)
	p.points = append(p.points, at)
	p.labels = append(p.labels, label)
	p.taken[label] = true
}

func (p *places) of(at itinerary.Position) int { return p.number[at.Point] }

// Places returns the positions between which Plan needs travel times, each once:
// where teams start and end, then where stops begin and end.
func (d *Dispatch) Places() []geo.Point { return d.whole().places.points }

// Labels returns what the places are called in files of travel times: the name of a
// start or end, or the team's with ".start" or ".end" if it has none of its own; the
// id of a site, with ".end" where a stretch ends elsewhere. Where several share a
// position, the first counts.
func (d *Dispatch) Labels() []string { return d.whole().places.labels }
