package intake

import "sitedraw/geo"

// SizeByLength gives sites that are lines and have no size their length as size,
// in place, and returns how many: whole metres, halves rounded up, at least 1.
func SizeByLength(sites []geo.Site) int {
	count := 0
	for i := range sites {
		line, is := sites[i].Geometry.(geo.Line)
		if !is || sites[i].Size != 0 {
			continue
		}
		sites[i].Size = int32(min(geo.MaxSize, max(1, geo.Round(line.Length()))))
		count++
	}
	return count
}
