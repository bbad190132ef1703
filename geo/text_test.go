package geo

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestCheckText(t *testing.T) {
	for _, c := range []struct {
		in   string
		code Code
	}{
		{"", ""}, {"贵溪市第一中学", ""}, {"café", ""}, {"a\u00a0b", ""}, {"🏪", ""}, {"~", ""},
		{"a\tb", ErrTextControl}, {"\x00", ErrTextControl}, {"\x7f", ErrTextControl}, {"a\n", ErrTextControl},
		{"cafe\u0301", ErrTextNotNFC}, {"\u212b", ErrTextNotNFC}, {"\uf900", ErrTextNotNFC},
		{"a\xff", ErrTextEncoding}, {"\xed\xa0\x80", ErrTextEncoding}, {"\xc0\x80", ErrTextEncoding},
	} {
		wantCode(t, fmt.Sprintf("CheckText(%q)", c.in), CheckText(c.in), c.code)
	}
}

func TestCheckIdentifier(t *testing.T) {
	for _, c := range []struct {
		in   string
		code Code
	}{
		{"a", ""}, {strings.Repeat("a", 255), ""}, {strings.Repeat("村", 85), ""},
		{"", ErrTextLength}, {strings.Repeat("a", 256), ErrTextLength}, {strings.Repeat("村", 86), ErrTextLength},
		{"a\x01", ErrTextControl},
	} {
		wantCode(t, fmt.Sprintf("CheckIdentifier(%q)", c.in), CheckIdentifier(c.in), c.code)
	}
}

func TestShortenKeepsWholeCharacters(t *testing.T) {
	for n := range 200 {
		s := strings.Repeat("a", n%7) + strings.Repeat("村", n)
		if got := shorten(s); !utf8.ValidString(got) || len(got) > 83 {
			t.Errorf("shorten(%q) = %q (%d bytes), want valid and at most 83", s, got, len(got))
		}
	}
}

func ExampleCheckText() {
	fmt.Println(CheckText("bell\a"))
	// Output: text.control: got "bell\a"
}

// What plainLength passes is what CheckText's slow way passes, for every single
// rune and for pairs with a combining mark.
func TestPlainLength(t *testing.T) {
	for r := rune(0); r <= 0x10ffff; r++ {
		s := string(r)
		if plainLength(s) != len(s) {
			continue
		}
		if r < 0x20 || r == 0x7f || r == utf8.RuneError || !norm.NFC.IsNormalString(s+s) || norm.NFC.PropertiesString(s).CCC() != 0 {
			t.Errorf("plainLength(%U) = %d", r, len(s))
		}
	}
	for s, want := range map[string]int{"": 0, "a一b": 5, "一\u0301": 3, "\xe4\xb8": 0, "一\x7f": 3, "㐀": 0, "龥鿿": 6, "\xe4\xb7\xbf": 0, "a\xe9\x80": 1} {
		if got := plainLength(s); got != want {
			t.Errorf("plainLength(%q) = %d, want %d", s, got, want)
		}
	}
}
