package estimate

import (
	"slices"
	"strconv"

	"sitedraw/geo"
)

// Shares returns what share of a score each category has: its weight among those of
// the plan that are known. What is not known thereby takes the mean of the others.
// They add up to 1, or there are none.
func Shares(w *geo.Weights, known func(category string) bool, plan []string) map[string]float64 {
	shares, sum := map[string]float64{}, 0.0
	bundled := map[string]bool{}
	for i := range w.Bundles {
		b := &w.Bundles[i]
		parts, all := []geo.Weight{}, 0
		for _, p := range b.Parts {
			bundled[p.Category] = true
			if slices.Contains(plan, p.Category) && known(p.Category) {
				parts = append(parts, p)
				all += p.Weight
			}
		}
		for _, p := range parts {
			shares[p.Category] = float64(b.Weight*p.Weight) / float64(all)
		}
		if all > 0 {
			sum += float64(b.Weight)
		}
	}
	for _, c := range plan {
		if weight := weightOf(w, c); !bundled[c] && known(c) && weight > 0 {
			shares[c] = float64(weight)
			sum += float64(weight)
		}
	}
	for c := range shares {
		shares[c] /= sum
	}
	return shares
}

func weightOf(w *geo.Weights, category string) int {
	for _, c := range w.Categories {
		if c.Category == category {
			return c.Weight
		}
	}
	return w.Other
}

// Together adds the points of the questionnaire to those of the field part. The
// error is ErrPoints.
func Together(field Estimate, questionnaire float64, w *geo.Weights) (Estimate, error) {
	most := float64(w.QuestionnairePoints)
	if !(questionnaire >= 0 && questionnaire <= most) {
		return Estimate{}, &geo.Error{Code: ErrPoints, Value: strconv.FormatFloat(questionnaire, 'g', -1, 64), Want: "0 … " + strconv.Itoa(w.QuestionnairePoints)}
	}
	field.Value += questionnaire
	if field.Basis != NotEstimable {
		field.Low += questionnaire
		field.High += questionnaire
	}
	return field, nil
}
