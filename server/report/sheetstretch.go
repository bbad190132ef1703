package report

import "sitedraw/geo"

// stretched is the line to walk in the datum of the sheets; nil if there is none.
func (r *taskRow) stretched() geo.Line {
	line, isLine := r.site.Geometry.(geo.Line)
	if !isLine || r.pick.Stretch == nil {
		return nil
	}
	in := Register{Datum: r.result.Datum}
	return in.points(r.pick.Stretch.Along(line))
}

// shape is the line to walk as WKT.
func (r *taskRow) shape() string {
	l := r.stretched()
	if l == nil {
		return ""
	}
	return string(geo.AppendWKT(nil, l))
}

// ends are the first and the last position of the line to walk.
func (r *taskRow) ends() string {
	l := r.stretched()
	if l == nil {
		return ""
	}
	return position(l[0]) + " →\n" + position(l[len(l)-1])
}

func position(p geo.Point) string { return p.Lon.String() + "," + p.Lat.String() }
