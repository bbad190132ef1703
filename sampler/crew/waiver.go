package crew

import "slices"

// waiver is a set of rules that are set aside. The zero value is none.
type waiver struct {
	kinds    map[RuleKind]bool // rules that hold for all
	recusals map[[2]int]bool   // by inspector and recusal
	absences map[int]bool      // by inspector
}

// candidate is a rule that could be set aside, by index.
type candidate struct {
	kind               RuleKind
	inspector, recusal int
}

// candidates returns the rules that keep somebody from something in this job, in the
// order of RuleKinds, then of inspectors, then of their recusals.
func (t *table) candidates() []candidate {
	var list []candidate
	rules := t.job.Rules
	for _, general := range []struct {
		kind RuleKind
		acts bool
	}{
		{OwnTownship, keeps(t.township)},
		{OwnUnit, keeps(t.unit)},
		{Recused, true},
		{Absent, true},
		{NeedsLead, rules.Lead != ""},
		{TeamSize, rules.Size > 1},
		{CrossRing, rules.Way == Cross},
	} {
		switch {
		case general.kind == Recused:
			list = append(list, t.recused()...)
		case general.kind == Absent:
			list = append(list, t.away()...)
		case general.acts:
			list = append(list, candidate{kind: general.kind})
		}
	}
	return list
}

// keeps reports whether a rule keeps anybody from a site.
func keeps(by []sites) bool { return slices.ContainsFunc(by, func(s sites) bool { return s != nil }) }

func (t *table) recused() []candidate {
	var list []candidate
	for i := range t.recusals {
		for k, of := range t.recusals[i] {
			if of != nil {
				list = append(list, candidate{kind: Recused, inspector: i, recusal: k})
			}
		}
	}
	return list
}

func (t *table) away() []candidate {
	var list []candidate
	for i, absence := range t.absent {
		if absence >= 0 {
			list = append(list, candidate{kind: Absent, inspector: i})
		}
	}
	return list
}

// waiverOf sets the candidates aside.
func waiverOf(list []candidate) *waiver {
	w := &waiver{kinds: map[RuleKind]bool{}, recusals: map[[2]int]bool{}, absences: map[int]bool{}}
	for _, c := range list {
		switch c.kind {
		case Recused:
			w.recusals[[2]int{c.inspector, c.recusal}] = true
		case Absent:
			w.absences[c.inspector] = true
		default:
			w.kinds[c.kind] = true
		}
	}
	return w
}

// rule returns the candidate by name.
func (t *table) rule(c candidate) Rule {
	r := Rule{Kind: c.kind}
	p := &t.job.Inspectors[c.inspector]
	switch c.kind {
	case Recused:
		r.Inspector, r.Recusal = p.ID, p.Recusals[c.recusal]
	case Absent:
		r.Inspector, r.Absence = p.ID, p.Absences[t.absent[c.inspector]]
	default: // it holds for all
	}
	return r
}
