package share

import (
	"cmp"
	"slices"
)

// neighbour is a site and its chord to a cell's centre.
type neighbour struct {
	site  int32
	chord float64
}

// slack is far above the rounding errors of chords, and less than a micrometre.
const slack = 1e-13

// near returns the sites whose least chord to the cell is neither beyond the
// radius nor beyond the greatest of as many others as the list has places.
func (w *worker) near(l *lens, sites []int32) []neighbour {
	limit := w.reach + l.reach + slack
	found := w.all[:0]
	for _, site := range sites {
		if chord := length(minus(l.centre, w.sites[site])); chord <= limit {
			found = append(found, neighbour{site, chord})
		}
	}
	w.all = found
	if len(found) <= w.list {
		return found
	}
	limit = w.listed(found) + 2*l.reach + slack
	return slices.DeleteFunc(found, func(n neighbour) bool { return n.chord > limit })
}

// listed is the chord of the last that a map at the cell's centre would show.
func (w *worker) listed(all []neighbour) float64 {
	if w.list == 1 {
		return slices.MinFunc(all, func(a, b neighbour) int { return cmp.Compare(a.chord, b.chord) }).chord
	}
	chords := make([]float64, len(all))
	for i, n := range all {
		chords[i] = n.chord
	}
	slices.Sort(chords)
	return chords[w.list-1]
}

// undominated leaves out sites to which as many others as the list has places are
// preferred everywhere in the cell: the difference of two squared chords, linear
// in the place, changes by at most 2·|site − other|·reach. Only the nearest are
// tried as others.
func (w *worker) undominated(l *lens, all []neighbour) []neighbour {
	slices.SortFunc(all, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(a.chord, b.chord), cmp.Compare(a.site, b.site))
	})
	others := all[:min(len(all), w.list+fewRivals)]
	kept := w.few[:0]
	for _, n := range all {
		better := 0
		for _, o := range others {
			gap := float64((n.chord - o.chord) * (n.chord + o.chord))
			between := length(minus(w.sites[n.site], w.sites[o.site]))
			if o.site != n.site && gap > 2*between*l.reach+float64(slack*between) {
				better++
			}
		}
		if better < w.list {
			kept = append(kept, n)
		}
	}
	w.few = kept
	return kept
}
