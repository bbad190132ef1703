package access

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sitedraw/geo"
)

func TestCheckPassword(t *testing.T) {
	for _, test := range []struct {
		password, login string
		want            geo.Code
	}{
		{"correct horse", "office", ""},
		{"雄石街道每周三赶集日人多", "office", ""}, // 12 characters
		{"office-brush-lantern", "office", ""},
		{"banana hammock", "a", ""},
		{"banana hammock", "", ""},
		{strings.Repeat("ab3 ", mostPassword/4), "office", ""},
		{"1380123456789", "office", ""}, // not as long as a telephone number
		{"17 boats, 4 otters", "office", ""},

		{"", "office", ErrPasswordShort},
		{"ninechars", "office", ErrPasswordShort},
		{"雄石街道每周三赶集", "office", ErrPasswordShort}, // 27 bytes, 9 characters
		{"éééééabcd", "office", ErrPasswordShort},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301abcd", "office", ErrPasswordShort}, // 9 when composed
		{strings.Repeat("ab3 ", mostPassword/4) + "x", "office", ErrPasswordLong},
		{"ten chars\xff!", "office", ErrPasswordText},
		{"ten chars\x00!", "office", ErrPasswordText},
		{"ten chars\n!!", "office", ErrPasswordText},
		{"ten chars\u0085!!", "office", ErrPasswordText},

		{"guixi-office", "guixi-office", ErrPasswordLogin},
		{"GUIXI-Office", "guixi-office", ErrPasswordLogin},
		{"guixi-office", " Guixi-Office ", ErrPasswordLogin},
		{"guixi-office2026!", "guixi-office", ErrPasswordLogin},
		{"officeofficeoffice", "office", ErrPasswordLogin},
		{"贵溪市文明办贵溪市文明办", "贵溪市文明办", ErrPasswordLogin},
		{"ｇｕｉｘｉ-office", "guixi-office", ErrPasswordLogin},
		{"13801234567", "13801234567", ErrPasswordLogin},

		{"1234567890", "office", ErrPasswordCommon},
		{"１２３４５６７８９０", "office", ErrPasswordCommon},
		{"Woaini1314520", "office", ErrPasswordCommon},
		{"5201314520", "office", ErrPasswordCommon},
		{"Password123", "office", ErrPasswordCommon},
		{"qwertyuiop", "office", ErrPasswordCommon},
		{"  qwertyuiop  ", "office", ErrPasswordCommon},
		{"aaaaaaaaaaaa", "office", ErrPasswordCommon},
		{"ababababcabc", "office", ErrPasswordCommon},
		{"345678901234", "office", ErrPasswordCommon},
		{"210987654321", "office", ErrPasswordCommon},
		{"abcdefghijkl", "office", ErrPasswordCommon},
		{"zyxwvutsrqpo", "office", ErrPasswordCommon},
		{"13801234567", "office", ErrPasswordCommon},
		{"36068119900307123X", "office", ErrPasswordCommon},
		{"360681199003071234", "office", ErrPasswordCommon},
	} {
		err := CheckPassword(test.password, test.login)
		wantCode(t, "CheckPassword("+test.password+", "+test.login+")", err, test.want)
		wantNoSecret(t, err, test.password)
	}
}

// A line of the list that no password could reach would be there for nothing.
func TestCommonPasswordsAreReachable(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(common, "\n"), "\n")
	if len(lines) < 200 || len(slices.Compact(slices.Sorted(slices.Values(lines)))) != len(lines) {
		t.Errorf("%d lines, want 200 or more, each once", len(lines))
	}
	for _, line := range lines {
		if line != folded(line) || utf8.RuneCountInString(line) < leastPassword {
			t.Errorf("%q is no folded password of %d characters", line, leastPassword)
		}
		wantCode(t, "CheckPassword("+line+")", CheckPassword(line, "office"), ErrPasswordCommon)
	}
}
