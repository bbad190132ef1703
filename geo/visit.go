package geo

import (
	_ "embed" // visit.json
	"strconv"
)

// ErrVisitFile means that a file of visits is wrong: At.Column names the category
// and member, Want what would be right.
const ErrVisitFile Code = "visit.file"

// longestVisit is how long a visit may take.
const longestVisit = 8 * 60

// Visit says how long inspectors stay at a site of a category and at what hours
// there is something to see. A category with several visits, such as junctions,
// is seen once at the hours of each.
type Visit struct {
	Category       string `json:"category"`     // code
	ID             string `json:"id,omitempty"` // tells the visits of a category apart; empty: there is only one
	ServiceMinutes int    `json:"minutes"`      // 1 … 480
	Hours          []Span `json:"hours"`        // in order, without overlap, at least one
}

// Span is a time of day from From until before To.
type Span struct {
	From TimeOfDay `json:"from"`
	To   TimeOfDay `json:"to"`
}

//go:embed visit.json
var shippedVisits []byte

// ShippedVisits returns the visits the program comes with.
func ShippedVisits() []Visit {
	visits, err := ParseVisits(shippedVisits)
	if err != nil {
		panic(err) // visit.json is part of the program, and tested
	}
	return visits
}

// ParseVisits reads a file of the form of visit.json and keeps its order. The
// error is ErrVisitFile.
func ParseVisits(data []byte) ([]Visit, error) {
	var file struct {
		Visits []visitLine `json:"visits"`
	}
	if err := decodeFile(data, &file, ErrVisitFile); err != nil {
		return nil, err
	}
	visits := make([]Visit, 0, len(file.Visits))
	ids := map[string]map[string]bool{} // of each category
	for i := range file.Visits {
		v, err := file.Visits[i].visit()
		if err != nil {
			return nil, err
		}
		others := ids[v.Category]
		if others == nil {
			others = map[string]bool{}
			ids[v.Category] = others
		}
		if others[v.ID] || others[""] || v.ID == "" && len(others) > 0 {
			return nil, v.wrong("id", v.ID, "")
		}
		others[v.ID] = true
		visits = append(visits, v)
	}
	return visits, nil
}

// visitLine is a visit as the file has it.
type visitLine struct {
	Category       string `json:"category"`
	ID             string `json:"id"`
	ServiceMinutes int    `json:"minutes"`
	Hours          []struct {
		From string `json:"from"`
		To   string `json:"to"`
	} `json:"hours"`
}

func (l *visitLine) visit() (Visit, error) {
	v := Visit{Category: l.Category, ID: l.ID, ServiceMinutes: l.ServiceMinutes}
	if CheckIdentifier(l.Category) != nil {
		return v, v.wrong("category", l.Category, "")
	}
	if len(l.ID) > MaxIdentifier || CheckText(l.ID) != nil {
		return v, v.wrong("id", l.ID, "")
	}
	if l.ServiceMinutes < 1 || l.ServiceMinutes > longestVisit {
		return v, v.wrong("minutes", strconv.Itoa(l.ServiceMinutes), "1 … "+strconv.Itoa(longestVisit))
	}
	if len(l.Hours) == 0 {
		return v, v.wrong("hours", "", "06:00–09:00")
	}
	for _, h := range l.Hours {
		from, fromErr := ParseTimeOfDay(h.From)
		to, toErr := ParseTimeOfDay(h.To)
		after := len(v.Hours) == 0 || v.Hours[len(v.Hours)-1].To <= from
		if fromErr != nil || toErr != nil || from >= to || !after {
			return v, v.wrong("hours", h.From+"–"+h.To, "06:00–09:00")
		}
		v.Hours = append(v.Hours, Span{from, to})
	}
	return v, nil
}

func (v *Visit) wrong(member, value, want string) error {
	column := member
	if v.Category != "" {
		column = v.Category + "." + member
	}
	return &Error{Code: ErrVisitFile, At: Place{Column: shorten(column)}, Value: shorten(value), Want: want}
}
