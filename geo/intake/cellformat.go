package intake

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A workbook keeps dates as numbers; only the format of a cell says that it is
// one.

// isDateID holds for the formats of dates and times that every Excel knows by
// number; 27–36 and 50–58 are those of East Asia.
func isDateID(id int) bool {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return true
	default:
		return false
	}
}

// isDateFormat reports whether a format's code shows a date or a time: it has one
// of y m d h s, or three letters a (a day of the week), that stands for itself
// nowhere: not in quotation marks, after \ _ or *, or in brackets, unless these
// hold passed time ([h]).
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			i = skipTo(code, i, '"')
		case '[':
			end := skipTo(code, i, ']')
			if isPassedTime(code[i+1 : min(end, len(code))]) {
				return true
			}
			i = end
		case 'y', 'm', 'd', 'h', 's', 'Y', 'M', 'D', 'H', 'S':
			return true
		case 'a', 'A':
			if strings.HasPrefix(strings.ToLower(code[i:]), "aaa") {
				return true
			}
		}
	}
	return false
}

// skipTo returns where the next end after i stands, or the length of code.
func skipTo(code string, i int, end byte) int {
	if next := strings.IndexByte(code[i+1:], end); next >= 0 {
		return i + 1 + next
	}
	return len(code)
}

// isPassedTime holds for the inside of [h], [mm] and the like.
func isPassedTime(text string) bool {
	text = strings.ToLower(text)
	return text != "" && strings.ContainsAny(text[:1], "hms") && strings.Trim(text, text[:1]) == ""
}

// The days from which dates are counted. Lotus 1-2-3 took 1900 for a leap year,
// and Excel kept its days: from March 1900 on they count from the day before.
const (
	leapDay = 60        // 29 February 1900, which never was
	endDay  = 2_958_466 // 1 January 10000, beyond Excel's dates
)

// dateText writes a day number as ISO 8601: the date, the time to the second if
// there is one, and only the time before day 1. false means that there is no such
// day.
func dateText(days float64, from1904 bool) (string, bool) {
	if !(days >= 0 && days < endDay) {
		return "", false
	}
	day := math.Floor(days)
	second := int(math.Round(float64((days - day) * 86_400)))
	if second == 86_400 {
		day, second = day+1, 0
	}
	clock := time.Unix(int64(second), 0).UTC().Format("15:04:05")
	date := dayText(int(day), from1904)
	switch {
	case date == "":
		return clock, true
	case second == 0:
		return date, true
	default:
		return date + "T" + clock, true
	}
}

// dayText is a day's date; empty for day 0, which is none in the system of 1900.
func dayText(day int, from1904 bool) string {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 0:
		return ""
	case day == leapDay:
		return "1900-02-29"
	case day < leapDay:
		day++
	}
	return first.AddDate(0, 0, day).Format(time.DateOnly)
}

// parseNumber reads a number as workbooks have it.
func parseNumber(text string) (float64, bool) {
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// numberText is the shortest decimal that gives the number, without an exponent.
func numberText(f float64) string {
	if f == 0 {
		return "0" // also −0
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
