package intake

import "slices"

// link is a segment in a chain, and whether it runs from its last node to its
// first there.
type link struct {
	segment  int
	backward bool
}

// chains joins the segments of one street, which are sorted by way, into lines:
// two ends are joined where exactly they meet. Where more ends meet, and where
// one meets the middle of another, the street branches and all of them end; so
// does a segment that closes on itself. A chain runs the way of its least
// segment, a closed one from that segment on; chains are sorted by theirs.
func chains(segments []segment) [][]link {
	partner := joinEnds(segments)
	used := make([]bool, len(segments))
	var found [][]link
	for i := range segments {
		if used[i] {
			continue
		}
		forward := follow(partner, used, end{i, true})
		backward := follow(partner, used, end{i, false})
		slices.Reverse(backward)
		for j := range backward {
			backward[j].backward = !backward[j].backward
		}
		used[i] = true
		found = append(found, slices.Concat(backward, []link{{segment: i}}, forward))
	}
	return found
}

// end is the first or last node of a segment.
type end struct {
	segment int
	last    bool
}

// joinEnds returns which ends are joined.
func joinEnds(segments []segment) map[end]end {
	at := map[int64][]end{}
	inside := map[int64]bool{}
	for i, s := range segments {
		at[s.nodes[0]] = append(at[s.nodes[0]], end{i, false})
		at[s.nodes[len(s.nodes)-1]] = append(at[s.nodes[len(s.nodes)-1]], end{i, true})
		for _, n := range s.nodes[1 : len(s.nodes)-1] {
			inside[n] = true
		}
	}
	partner := map[end]end{}
	for node, ends := range at {
		if len(ends) == 2 && ends[0].segment != ends[1].segment && !inside[node] {
			partner[ends[0]], partner[ends[1]] = ends[1], ends[0]
		}
	}
	return partner
}

// follow returns the links after an end, as far as the joined ends lead and
// segments are unused, and marks them used. The segment of the end itself counts
// as used.
func follow(partner map[end]end, used []bool, from end) []link {
	var links []link
	used[from.segment] = true
	for {
		next, joined := partner[from]
		if !joined || used[next.segment] {
			return links
		}
		used[next.segment] = true
		links = append(links, link{segment: next.segment, backward: next.last})
		from = end{next.segment, !next.last}
	}
}
