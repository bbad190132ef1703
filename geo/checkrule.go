package geo

import (
	"strconv"
	"strings"
)

// ErrCheckRule means that a text is no rule of a check.
const ErrCheckRule Code = "checks.rule"

const ruleForms = `"all", "3/3", "A 5/5; B 4/5"`

// maxSpots is how many spots a rule may name.
const maxSpots = 1000

// Rule says what a check's observations amount to. Written "all", every spot
// looked at must meet the standard; "2/3", two of three; "A 5/5; B 4/5", all five
// give grade A, four give B. The zero value is of no check.
type Rule struct {
	grades []ruleGrade // best first
}

// ruleGrade is reached where at least met of so many spots meet the standard.
type ruleGrade struct {
	name    string // empty if the rule only asks whether it is met
	met, of int
}

// ParseRule reads a rule, or returns ErrCheckRule. Grades are named and stand best
// first.
func ParseRule(text string) (Rule, error) {
	if text == "all" {
		return Rule{[]ruleGrade{{met: 1, of: 1}}}, nil
	}
	var r Rule
	for part := range strings.SplitSeq(text, ";") {
		g, ok := parseGrade(strings.TrimSpace(part))
		if !ok || !mayFollow(r.grades, g) {
			return Rule{}, &Error{Code: ErrCheckRule, Value: shorten(text), Want: ruleForms}
		}
		r.grades = append(r.grades, g)
	}
	if len(r.grades) > 1 && r.grades[0].name == "" {
		return Rule{}, &Error{Code: ErrCheckRule, Value: shorten(text), Want: ruleForms}
	}
	return r, nil
}

// mayFollow reports whether a grade asks for less than those before it and has a
// name of its own.
func mayFollow(before []ruleGrade, g ruleGrade) bool {
	if len(before) == 0 {
		return true
	}
	for _, earlier := range before {
		if earlier.name == g.name {
			return false
		}
	}
	last := before[len(before)-1]
	return g.name != "" && g.met*last.of < last.met*g.of
}

func parseGrade(text string) (ruleGrade, bool) {
	name, share, named := strings.Cut(text, " ")
	if !named {
		name, share = "", text
	}
	metText, ofText, _ := strings.Cut(strings.TrimSpace(share), "/")
	met, metErr := strconv.ParseUint(metText, 10, 16)
	of, ofErr := strconv.ParseUint(ofText, 10, 16)
	g := ruleGrade{name, int(met), int(of)}
	return g, metErr == nil && ofErr == nil && CheckText(name) == nil && 1 <= g.met && g.met <= g.of && g.of <= maxSpots
}

// Grade returns what is reached where met of so many spots looked at meet the
// standard: a grade's name, empty if the rule has none, and whether it is any.
// Where more or fewer spots were looked at than the rule names, the share counts.
func (r Rule) Grade(met, of int) (name string, passed bool) {
	for _, g := range r.grades {
		if of > 0 && met*g.of >= g.met*of {
			return g.name, true
		}
	}
	return "", false
}

// String returns the rule as it is written.
func (r Rule) String() string {
	parts := make([]string, len(r.grades))
	for i, g := range r.grades {
		parts[i] = strings.TrimSpace(g.name + " " + strconv.Itoa(g.met) + "/" + strconv.Itoa(g.of))
	}
	if text := strings.Join(parts, "; "); text != "1/1" {
		return text
	}
	return "all"
}

// MarshalText writes the rule as it is written in files.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
