package access

import (
	_ "embed" // the common passwords
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitedraw/geo"
)

// What a password must be. Length is what makes it hard to guess; which kinds of
// characters it has is nobody's business (NIST SP 800-63B, §3.1.1.2).
const (
	leastPassword  = 10   // characters, normalised
	mostPassword   = 1024 // bytes, as sent
	leastBeside    = 6    // characters that are left without the login name
	leastDifferent = 4    // different characters
)

// common holds passwords of ten characters or more that lists of stolen ones have
// near the top, in lower case, one a line.
//
//go:embed common.txt
var common string

// CheckPassword returns why somebody with a login name may not choose a password:
// ErrPasswordLong, ErrPasswordText, ErrPasswordShort, ErrPasswordLogin or
// ErrPasswordCommon.
func CheckPassword(password, login string) error {
	if len(password) > mostPassword {
		return &geo.Error{Code: ErrPasswordLong, Want: strconv.Itoa(mostPassword)}
	}
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return &geo.Error{Code: ErrPasswordText}
	}
	if utf8.RuneCountInString(normal(password)) < leastPassword {
		return &geo.Error{Code: ErrPasswordShort, Want: strconv.Itoa(leastPassword)}
	}
	p, name := folded(password), folded(login)
	if utf8.RuneCountInString(strings.ReplaceAll(p, name, "")) < leastBeside {
		return &geo.Error{Code: ErrPasswordLogin}
	}
	if isCommon(p) || isRun(p) || isNumberOfPerson(p) {
		return &geo.Error{Code: ErrPasswordCommon}
	}
	return nil
}

// folded is a text as people mean it: normalised, in lower case.
func folded(s string) string { return strings.ToLower(normal(strings.TrimSpace(s))) }

func isCommon(p string) bool {
	for line := range strings.Lines(common) {
		if strings.TrimSpace(line) == p {
			return true
		}
	}
	return false
}

// isRun reports whether a password has hardly any different characters, or each
// is as far from the one before: "1234567890", "zyxwvutsrq".
func isRun(p string) bool {
	different, steps := map[rune]bool{}, map[rune]bool{}
	last := rune(-1)
	for _, r := range p {
		different[r] = true
		if last >= 0 {
			steps[step(last, r)] = true
		}
		last = r
	}
	return len(different) < leastDifferent || len(steps) == 1
}

// step is how far one character is from another. On a keyboard 0 comes after 9.
func step(from, to rune) rune {
	switch {
	case from == '9' && to == '0':
		return 1
	case from == '0' && to == '9':
		return -1
	default:
		return to - from
	}
}

// isNumberOfPerson reports whether a password is a number that others know of
// somebody: of a Chinese mobile telephone, or of an identity card.
func isNumberOfPerson(p string) bool {
	digits := strings.TrimRight(p, "x")
	if strings.Trim(digits, "0123456789") != "" {
		return false
	}
	phone := len(p) == 11 && len(digits) == 11 && p[0] == '1' && p[1] >= '3'
	card := len(p) == 18 && len(digits) >= 17
	return phone || card
}
