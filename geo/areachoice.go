package geo

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The columns that errors of Find name.
const (
	townColumn    = "town"
	villageColumn = "village"
)

// Find returns the code of a village within a township, of a village alone where
// town is empty, or of a township where village is. The errors are
// ErrAreaNameUnknown, with the nearest names as Want, and ErrAreaNameAmbiguous,
// with the codes as Names; their column says which of the two names it is.
func (n *AreaNames) Find(town, village string) (AreaCode, error) {
	within := ""
	if town != "" || village == "" {
		code, err := n.find(TownshipLevel, town, "")
		if err != nil || village == "" {
			return code, InColumn(err, townColumn)
		}
		within = code.Prefix()
	}
	code, err := n.find(VillageLevel, village, within)
	return code, InColumn(err, villageColumn)
}

func (n *AreaNames) find(level Level, name, within string) (AreaCode, error) {
	fit := n.candidates(level, name, within)
	if len(fit) == 0 {
		return "", &Error{Code: ErrAreaNameUnknown, Value: shorten(name), Want: n.nearest(level, name, within)}
	}
	if number, one := n.choose(name, fit); one {
		return n.areas[number].Code, nil
	}
	names := make([]string, len(fit))
	for i, number := range fit {
		names[i] = string(n.areas[number].Code)
	}
	slices.Sort(names)
	return "", &Error{Code: ErrAreaNameAmbiguous, Value: shorten(name), Names: names}
}

// choose returns the one area that is meant. The exact spelling, whatever stands in
// front of it, decides between neighbours of one upper area; between two townships
// it would be chance.
func (n *AreaNames) choose(name string, fit []int32) (int32, bool) {
	if len(fit) == 1 {
		return fit[0], true
	}
	letters, longest, chosen := nameLetters(name), 0, []int32(nil)
	for _, number := range fit {
		if n.areas[number].upper() != n.areas[fit[0]].upper() {
			return 0, false
		}
		own := n.areas[number].letters
		if !strings.HasSuffix(letters, own) || len(own) < longest {
			continue
		}
		if len(own) > longest {
			longest, chosen = len(own), nil
		}
		chosen = append(chosen, number)
	}
	if len(chosen) != 1 {
		return 0, false
	}
	return chosen[0], true
}

// upper is what the codes of the area's neighbours begin with.
func (a *indexedName) upper() string {
	if a.Code.Level() == VillageLevel {
		return a.Code.Township()
	}
	return string(a.Code[:6])
}

// nearest returns the names with the fewest letters to change, at most half of
// them and at most three names, sorted; the empty text if none is so near.
func (n *AreaNames) nearest(level Level, name, within string) string {
	const most = 3
	want := []rune(bareStem(level, n.readings(level, nameLetters(name))))
	if len(want) == 0 || len(want) > MaxIdentifier {
		return ""
	}
	best, names := len(want)/2, []string(nil)
	for i := range n.areas {
		a := &n.areas[i]
		if a.Code.Level() != level || !strings.HasPrefix(string(a.Code), within) {
			continue
		}
		if d := editDistance(want, []rune(a.bare)); d <= best {
			if d < best {
				best, names = d, nil
			}
			names = append(names, a.Name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return strings.Join(names[:min(most, len(names))], ", ")
}

// bareStem is the shortest stem of a name, all areas in front taken off.
func bareStem(level Level, ways []reading) string {
	bare := ""
	for i, r := range ways {
		stem := foldAreaName(r.rest, level).stem
		if i == 0 || utf8.RuneCountInString(stem) > 1 && len(stem) < len(bare) {
			bare = stem
		}
	}
	return bare
}
