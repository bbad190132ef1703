package geo

import (
	_ "embed" // weights.json
	"strconv"
)

// ErrWeightFile means that a file of weights is wrong: At.Column names the
// category or bundle and the member, Want what would be right.
const ErrWeightFile Code = "weights.file"

// Weights say how much each category counts in a score. The shipped ones are
// weights.json, a model: every category counts the same, and the five of a
// township count as a bundle that is weighed inside. Offices write their own.
type Weights struct {
	FieldPoints         int      `json:"field_points"`         // what the field part is worth
	QuestionnairePoints int      `json:"questionnaire_points"` // what the questionnaire is worth beside it
	Other               int      `json:"other"`                // of a category that nothing else names; 0: it does not count
	Categories          []Weight `json:"categories"`
	Bundles             []Bundle `json:"bundles"`
}

// Weight is what one category counts, in proportion to the others of its list.
type Weight struct {
	Category string `json:"category"` // code
	Weight   int    `json:"weight"`   // 1 … 1000
}

// Bundle is several categories that count together as one: the mean of its parts,
// weighed among themselves, enters the score with the bundle's weight.
type Bundle struct {
	Code   string   `json:"code"`   // identifier, of no category
	ZH     string   `json:"zh"`     // Chinese name
	EN     string   `json:"en"`     // English name
	Weight int      `json:"weight"` // beside those of categories
	Parts  []Weight `json:"parts"`
}

// maxWeight bounds weights and points, so that sums stay small.
const maxWeight = 1000

//go:embed weights.json
var shippedWeights []byte

// ShippedWeights returns the weights the program comes with.
func ShippedWeights() *Weights {
	w, err := ParseWeights(shippedWeights)
	if err != nil {
		panic(err) // weights.json is part of the program, and tested
	}
	return w
}

// ParseWeights reads a file of the form of weights.json. The error is
// ErrWeightFile.
func ParseWeights(data []byte) (*Weights, error) {
	w := &Weights{}
	if err := decodeFile(data, w, ErrWeightFile); err != nil {
		return nil, err
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return w, nil
}

// check wants every number in its range and every name once.
func (w *Weights) check() error {
	for _, n := range []struct {
		member string
		value  int
		least  int
	}{{"field_points", w.FieldPoints, 1}, {"questionnaire_points", w.QuestionnairePoints, 0}, {"other", w.Other, 0}} {
		if err := checkWeight(n.member, n.value, n.least); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	if err := checkParts(w.Categories, "", seen); err != nil {
		return err
	}
	for i := range w.Bundles {
		if err := w.Bundles[i].check(seen); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bundle) check(seen map[string]bool) error {
	for _, text := range []struct{ member, value string }{{"code", b.Code}, {"zh", b.ZH}, {"en", b.EN}} {
		if CheckIdentifier(text.value) != nil {
			return wrongWeight(shorten(b.Code)+"."+text.member, text.value, "")
		}
	}
	if seen[b.Code] {
		return wrongWeight(b.Code+".code", b.Code, "")
	}
	seen[b.Code] = true
	if err := checkWeight(b.Code+".weight", b.Weight, 1); err != nil {
		return err
	}
	if len(b.Parts) == 0 {
		return wrongWeight(b.Code+".parts", "", "category, weight")
	}
	return checkParts(b.Parts, b.Code+".", seen)
}

// checkParts wants each category once in the whole file.
func checkParts(parts []Weight, bundle string, seen map[string]bool) error {
	for _, p := range parts {
		if CheckIdentifier(p.Category) != nil || seen[p.Category] {
			return wrongWeight(bundle+"category", p.Category, "")
		}
		seen[p.Category] = true
		if err := checkWeight(bundle+p.Category+".weight", p.Weight, 1); err != nil {
			return err
		}
	}
	return nil
}

func checkWeight(column string, value, least int) error {
	if value < least || value > maxWeight {
		return wrongWeight(column, strconv.Itoa(value), strconv.Itoa(least)+" … "+strconv.Itoa(maxWeight))
	}
	return nil
}

func wrongWeight(column, value, want string) error {
	return &Error{Code: ErrWeightFile, At: Place{Column: shorten(column)}, Value: shorten(value), Want: want}
}
