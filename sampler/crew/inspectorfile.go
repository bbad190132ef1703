package crew

import "sitedraw/geo"

// writtenInspector is an inspector as canonical JSON.
type writtenInspector struct {
	Absences       []writtenAbsence `json:"absences,omitempty"`
	ID             string           `json:"id"`
	Name           string           `json:"name,omitempty"`
	Qualifications []string         `json:"qualifications,omitempty"`
	Recusals       []writtenRecusal `json:"recusals,omitempty"`
	Township       geo.AreaCode     `json:"township,omitempty"`
	Unit           string           `json:"unit,omitempty"`
}

type writtenAbsence struct {
	From   string `json:"from"`
	Reason string `json:"reason,omitempty"`
	To     string `json:"to"`
}

type writtenRecusal struct {
	Area   string `json:"area,omitempty"`
	Reason string `json:"reason"`
	Site   string `json:"site,omitempty"`
	Unit   string `json:"unit,omitempty"`
}

type writtenVisit struct {
	Inspector string `json:"inspector"`
	Place     string `json:"place"`
}

// AppendInspectors appends the inspectors, as [NewInspectors] or [ParseInspectors]
// returned them, as one canonical JSON array.
func AppendInspectors(b []byte, list []Inspector) []byte {
	all := make([]writtenInspector, len(list))
	for i := range list {
		p := &list[i]
		w := writtenInspector{ID: p.ID, Name: p.Name, Qualifications: p.Qualifications, Township: p.Township, Unit: p.Unit}
		for _, a := range p.Absences {
			w.Absences = append(w.Absences, writtenAbsence{From: a.From, Reason: a.Reason, To: a.To})
		}
		for _, r := range p.Recusals {
			w.Recusals = append(w.Recusals, writtenRecusal{Area: r.Area, Reason: r.Reason, Site: r.Site, Unit: r.Unit})
		}
		all[i] = w
	}
	return appendJSON(b, all)
}

// ParseInspectors reads inspectors. It refuses every byte that is not canonical, an
// order other than that of their ids included.
func ParseInspectors(text []byte) ([]Inspector, error) {
	var all []writtenInspector
	if err := decode(text, &all); err != nil {
		return nil, err
	}
	list := make([]Inspector, len(all))
	for i := range all {
		w := &all[i]
		p := Inspector{ID: w.ID, Name: w.Name, Qualifications: w.Qualifications, Township: w.Township, Unit: w.Unit}
		for _, a := range w.Absences {
			p.Absences = append(p.Absences, Absence{From: a.From, To: a.To, Reason: a.Reason})
		}
		for _, r := range w.Recusals {
			p.Recusals = append(p.Recusals, Recusal{Site: r.Site, Unit: r.Unit, Area: r.Area, Reason: r.Reason})
		}
		list[i] = p
	}
	list, err := NewInspectors(list)
	if err != nil {
		return nil, err
	}
	return list, canonical(text, AppendInspectors(nil, list))
}

// appendVisits appends visits in their order as one canonical JSON array.
func appendVisits(b []byte, list []Visit) []byte {
	all := make([]writtenVisit, len(list))
	for i, v := range list {
		all[i] = writtenVisit(v)
	}
	return appendJSON(b, all)
}
