package geo

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
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
