package sampler

// ahead hands out a stream's words, which it reads a few steps early: who will
// be drawn then is nearly known now, and the memory that his step needs can be
// on its way while this step works: a quarter of the time of a million members.
// It has taken up to aheadWords more words
// than it handed out.
type ahead struct {
	stream *Stream
	words  [aheadWords]uint64 // a ring
	next   uint               // the next word to hand out, modulo aheadWords
	drawn  slot               // who is likely to be drawn three steps after the last fetch
	leaf   int32              // his who is likely to be drawn two steps after it
	loaded int32              // keeps the loads from being optimised away
}

// aheadWords is a power of two and enough for three steps of two words.
const aheadWords = 8

// lookAhead begins at the stream's next word.
func lookAhead(s *Stream) *ahead {
	w := &ahead{stream: s}
	for i := range w.words {
		w.words[i] = s.word()
	}
	return w
}

func (w *ahead) word() uint64 {
	v := w.words[w.next%aheadWords]
	w.words[w.next%aheadWords] = w.stream.word()
	w.next++
	return v
}

// unit is Stream.Unit.
func (w *ahead) unit() float64 { return uniform(w.word()) }

// below is Stream.Below.
func (w *ahead) below(n uint64) uint64 {
	for {
		v := w.word()
		if r := v % n; v-r <= -n { // v < n·⌊2⁶⁴/n⌋, since its block of n ends by 2⁶⁴
			return r
		}
	}
}

// fetch loads what the next three steps will need if each of them decides one
// member and no word is skipped; if not, only time is lost. It changes nothing.
func (w *ahead) fetch(a *undecided) {
	if a.leaves < 4 || a.len() < 4 {
		return
	}
	near := w.leaf
	w.loaded += a.nodes[near].least + a.nodes[near^1].least + a.nodes[near/2^1].least + a.nodes[near/4^1].least
	w.leaf = a.members[min(int(w.drawn), len(a.members)-1)].leaf
	w.drawn = a.list[w.words[(w.next+6)%aheadWords]%uint64(a.len()-3)]
}
