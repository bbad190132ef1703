package tile

import "sitedraw/geo"

// words numbers texts: equal ones have the same number.
type words map[string]int32

func (w words) number(text string) int32 {
	n, known := w[text]
	if !known {
		n = int32(len(w))
		w[text] = n
	}
	return n
}

// ledger has the places that words have among a layer's values, from 1; 0 is none.
// It also keeps the room that layers are written in.
type ledger struct {
	places, noted           []int32
	features, values, drawn []byte
}

func (l *ledger) note(word, place int32) {
	l.places[word] = place
	l.noted = append(l.noted, word)
}

// clear forgets all places, so that another layer can use the ledger.
func (l *ledger) clear() {
	for _, word := range l.noted {
		l.places[word] = 0
	}
	l.noted = l.noted[:0]
}

// siteWords are the numbers of a site's texts, in the order of siteKeys.
type siteWords [keyPointCount]int32

func (w words) site(s *geo.Site) siteWords {
	return siteWords{w.number(s.ID), w.number(s.Name), w.number(s.Category), w.number(s.Area), w.number(s.Unit)}
}

// areaWords are the numbers of an area's texts, in the order of areaKeys.
type areaWords [4]int32

func (w words) area(a *Area) areaWords {
	return areaWords{w.number(a.ID), w.number(a.Name), w.number(a.Code), w.number(a.Level)}
}

// site gives a feature the attributes of a site.
func (l *layer) site(s *geo.Site, w *siteWords) {
	for key, text := range [...]string{s.ID, s.Name, s.Category, s.Area, s.Unit} {
		l.text(key, w[key], text)
	}
}

// area gives a feature the attributes of an area.
func (l *layer) area(a *Area, w *areaWords) {
	for key, text := range [...]string{a.ID, a.Name, a.Code, a.Level} {
		l.text(key, w[key], text)
	}
}
