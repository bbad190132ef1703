package intake

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitTags(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{" ; ;；", nil},
		{"b;a; b ", []string{"a", "b"}},
		{"b；a", []string{"a", "b"}},
		{`street:A\; B;x`, []string{"street:A; B", "x"}},
		{`a\；b`, []string{"a；b"}},
		{`a\b`, []string{`a\b`}},
		{`a\\b`, []string{`a\b`}},
		{`a\\;b`, []string{`a\`, "b"}},
		{`a\`, []string{`a\`}},
	} {
		if got := splitTags(c.text); !slices.Equal(got, c.want) {
			t.Errorf("splitTags(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestJoinedTagsComeBack(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune(`ab;；\ 甲`)), 1, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		tags := sortTags(rapid.SliceOfN(letters, 0, 4).Draw(t, "tags"))
		if KeepsTags(tags) != nil {
			return // space around a tag
		}
		if got := splitTags(JoinTags(tags)); !slices.Equal(got, tags) {
			t.Fatalf("splitTags(%q) = %q, want %q", JoinTags(tags), got, tags)
		}
	})
}
