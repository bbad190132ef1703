package intake

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/width"

	"sitedraw/geo"
)

// withReason cuts a text before the bracket at its end, which encloses the reason;
// without one, the reason is empty.
func withReason(text string) (before, reason string) {
	letters, depth := []rune(text), 0
	for at, letter := range slices.Backward(letters) {
		switch letter {
		case ')', '）':
			depth++
		case '(', '（':
			depth--
		}
		if depth <= 0 && at == len(letters)-1 {
			break // it ends otherwise
		}
		if depth == 0 {
			return strings.TrimSpace(string(letters[:at])), strings.TrimSpace(string(letters[at+1 : len(letters)-1]))
		}
	}
	return text, ""
}

// absenceForm is how absences are written.
const absenceForm = "2026-05-01~2026-05-05(…)"

// untilSigns may stand between the first day and the last.
var untilSigns = strings.NewReplacer("～", "~", "〜", "~", "至", "~", "到", "~", "—", "~", "–", "~")

// absences reads when somebody is not there.
func absences(c *cell) (list []Absence, err error) {
	items, err := c.items(absenceSeparators)
	for _, item := range items {
		one, err := absence(item)
		if err != nil {
			return nil, err
		}
		list = addOnce(list, one)
	}
	return list, err
}

// absence reads a day, or the first and the last, and perhaps why.
func absence(item string) (one Absence, err error) {
	span, reason := withReason(item)
	days := strings.Split(untilSigns.Replace(span), "~")
	if len(days) > 2 || slices.Contains(days, "") {
		return one, &geo.Error{Code: ErrAbsence, Value: item, Want: absenceForm}
	}
	one.Reason = reason
	if err := checkReason(reason); err != nil {
		return one, err
	}
	if one.From, err = absenceDay(days[0]); err != nil {
		return one, err
	}
	if one.To, err = absenceDay(days[len(days)-1]); err != nil {
		return one, err
	}
	if one.To < one.From {
		return one, &geo.Error{Code: ErrAbsenceOrder, Value: span, Want: one.To + "~" + one.From}
	}
	return one, nil
}

// firstYear is before which nobody asks for leave: a year of two digits is a slip.
const firstYear = 2000

// absenceDay reads a day of an absence, without a time.
func absenceDay(text string) (string, error) {
	text = strings.TrimSpace(text)
	if hasWideDigit(text) {
		return "", &geo.Error{Code: ErrFullWidth, Value: text, Want: width.Narrow.String(text)}
	}
	date, err := day(text)
	if err != nil {
		return "", err
	}
	if made, err := time.Parse(time.DateOnly, date); err != nil || made.Year() < firstYear {
		return "", &geo.Error{Code: ErrDay, Value: text, Want: absenceForm[:len(time.DateOnly)]}
	}
	return date, nil
}
