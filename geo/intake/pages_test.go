package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	for _, n := range []int{0, 1, pageLength, pageLength + 1, 3*pageLength + 7} {
		for _, gatherAt := range []int{-1, 1, pageLength, 2 * pageLength} {
			for _, room := range []int{0, n / 2, 2 * n} {
				var p pages[int]
				var want []int
				for i := range n {
					p.add(i)
					want = append(want, i)
					if p.count == gatherAt {
						p.gather(room)
					}
				}
				if got := p.take(); !slices.Equal(got, want) {
					t.Errorf("%d values, gathered at %d with room for %d: %d come back", n, gatherAt, room, len(got))
				}
			}
		}
	}
}

// However wrong the length that is said, all rows come.
func TestForeseenRows(t *testing.T) {
	const rows = foreseenRows + 5000
	var text strings.Builder
	text.WriteString("id,category\n")
	for i := range rows {
		fmt.Fprintf(&text, "%06d,SC\n", i)
	}
	for _, bytes := range []int64{0, 1, int64(text.Len()), 1 << 40} {
		r, err := Read("", strings.NewReader(text.String()), Options{Bytes: bytes})
		if err != nil || len(r.Sites) != rows || r.Sites[rows-1].ID != fmt.Sprintf("%06d", rows-1) || len(r.Lines) != rows {
			t.Errorf("%d bytes: Read = %v", bytes, err)
		}
	}
}
