package drill

import (
	"slices"
	"strings"
)

// everyday is how rounds of each day are asked for.
var everyday = []string{"daily", "每天", "每日"}

// weekdays are how days of the week are written: by three letters of their English
// name or more, or after 周, 星期 or 礼拜.
var weekdays = []struct{ code, english, chinese string }{
	{"MO", "monday", "一"}, {"TU", "tuesday", "二"}, {"WE", "wednesday", "三"}, {"TH", "thursday", "四"},
	{"FR", "friday", "五"}, {"SA", "saturday", "六"}, {"SU", "sunday", "日天"},
}

// ParseCalendar completes a calendar that has a start and, unless the words have
// one, an end by when rounds are held: daily (每天), 15d (每15天), days of the week such
// as friday or mon,thu (周一、周四), dates such as 2026-03-06,2026-04-03T19:30, or a rule
// of RFC 5545. Rule and dates of c are added to, if it has any. The errors are
// ErrWords and those of Times.
func ParseCalendar(words string, c Calendar) (Calendar, error) {
	rule, dates, err := parseWords(words)
	if err != nil {
		return Calendar{}, err
	}
	if rule != "" {
		c.Rule = rule
	}
	c.Dates = append(slices.Clone(c.Dates), dates...)
	c = c.ordered()
	if _, err := c.Times(); err != nil {
		return Calendar{}, err
	}
	return c, nil
}

func parseWords(words string) (rule string, dates []string, err error) {
	words = strings.TrimSpace(words)
	if plain := plainRule(words); strings.Contains(plain, "=") {
		return plain, nil, nil
	}
	if slices.Contains(everyday, strings.ToLower(words)) {
		return "FREQ=DAILY", nil, nil
	}
	if days, is := everyDays(words); is {
		return "FREQ=DAILY;INTERVAL=" + days, nil, nil
	}
	var codes []string
	for word := range strings.FieldsFuncSeq(words, func(r rune) bool { return strings.ContainsRune(",，、; ", r) }) {
		if code := weekdayCode(word); code != "" {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		} else if word[0] >= '0' && word[0] <= '9' {
			dates = append(dates, word)
		} else {
			return "", nil, wrong(ErrWords, "", excerpt(word), wordForms)
		}
	}
	if len(codes) > 0 {
		rule = "FREQ=WEEKLY;BYDAY=" + strings.Join(codes, ",")
	}
	if rule == "" && dates == nil {
		err = wrong(ErrWords, "", excerpt(words), wordForms)
	}
	return rule, dates, err
}

const wordForms = "daily / 15d / friday / mon,thu / 2026-03-06,2026-04-03 / FREQ=WEEKLY;BYDAY=FR"

// everyDays reads 15d or 每15天.
func everyDays(words string) (days string, is bool) {
	days, is = strings.CutSuffix(strings.ToLower(words), "d")
	if !is {
		if days, is = strings.CutPrefix(words, "每"); is {
			days, is = strings.CutSuffix(days, "天")
		}
	}
	return days, is && days != "" && strings.Trim(days, "0123456789") == ""
}

// weekdayCode is how RFC 5545 writes a day of the week; "" if the word is none.
func weekdayCode(word string) string {
	english := strings.ToLower(word)
	chinese := strings.TrimPrefix(word, "每")
	for _, prefix := range []string{"周", "星期", "礼拜"} {
		if rest, is := strings.CutPrefix(chinese, prefix); is {
			chinese = rest
			break
		}
	}
	for _, d := range weekdays {
		if len(english) >= 3 && strings.HasPrefix(d.english, english) ||
			chinese != word && chinese != "" && len([]rune(chinese)) == 1 && strings.Contains(d.chinese, chinese) {
			return d.code
		}
	}
	return ""
}
