package crew

import (
	"strconv"
	"strings"

	"sitedraw/geo"
)

// RuleKind is a rule that can stand in the way.
type RuleKind string

// The kinds of rules, in the order in which they are set aside.
const (
	OwnTownship RuleKind = "own_township" // nobody inspects his own township
	OwnUnit     RuleKind = "own_unit"     // nobody inspects his own unit
	Recused     RuleKind = "recusal"      // one recusal of one inspector
	Absent      RuleKind = "absence"      // one inspector's absence on the day
	NeedsLead   RuleKind = "lead"         // a member of each team has the qualification
	TeamSize    RuleKind = "size"         // as many members as are asked for: set aside, one is enough
	CrossRing   RuleKind = "cross"        // cross inspection: set aside, teams by lot
)

// RuleKinds returns all kinds.
func RuleKinds() []RuleKind {
	return []RuleKind{OwnTownship, OwnUnit, Recused, Absent, NeedsLead, TeamSize, CrossRing}
}

// Code returns the key of what the rule is called in the catalogue.
func (k RuleKind) Code() geo.Code {
	switch k {
	case OwnTownship:
		return nameTownship
	case OwnUnit:
		return nameUnit
	case Recused:
		return nameRecusal
	case Absent:
		return nameAbsence
	case NeedsLead:
		return nameLead
	case TeamSize:
		return nameSize
	default:
		return nameCross
	}
}

// Rule is one rule that was looked at. Only Recused and Absent name an inspector.
type Rule struct {
	Kind      RuleKind
	Inspector string
	Recusal   Recusal // Recused: which
	Absence   Absence // Absent: the first that covers the day
}

// Subject is what the rule is about, for a sentence: the inspector and what he is
// recused from, or the days of his absence; empty for rules that hold for all.
func (r *Rule) Subject() string {
	switch r.Kind {
	case Recused:
		return r.Inspector + " – " + r.Recusal.Site + r.Recusal.Unit + r.Recusal.Area
	case Absent:
		return r.Inspector + " " + r.Absence.From + " … " + r.Absence.To
	default:
		return ""
	}
}

// Clash says that the rules do not go together: no attempt places every site, or, as
// [Explain] returns it, none is even. It is an error of kind Conflict.
type Clash struct {
	Code     geo.Code // ErrClash or ErrUneven
	Rules    []Rule   // set aside together they let it be done; never empty
	Smallest bool     // no smaller set does; otherwise only: none of Rules is needless
	Sites    []string // ErrClash: what no team may inspect in the attempt that leaves least. ErrUneven: what no team may take over from one with the most. Sorted
}

// Error is the developers' text.
func (c *Clash) Error() string {
	names := make([]string, len(c.Rules))
	for i := range c.Rules {
		names[i] = strings.TrimSpace(string(c.Rules[i].Kind) + " " + c.Rules[i].Subject())
	}
	return string(c.Code) + ": set aside " + strings.Join(names, ", ") + " for " + strconv.Itoa(len(c.Sites)) + " sites"
}

// Unwrap returns the clash as an error of this program: Value is the number of sites,
// Names are the rules, each as the key of what it is called and, after a space, its
// subject.
func (c *Clash) Unwrap() error {
	rules := make([]string, len(c.Rules))
	for i := range c.Rules {
		rules[i] = strings.TrimSpace(string(c.Rules[i].Kind.Code()) + " " + c.Rules[i].Subject())
	}
	return &geo.Error{Code: c.Code, Kind: geo.Conflict, Value: strconv.Itoa(len(c.Sites)), Names: rules}
}
