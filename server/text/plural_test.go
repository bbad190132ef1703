package text

import "testing"

func TestWordsGoWithNumbers(t *testing.T) {
	for number, want := range map[string]string{
		"0": "0 sites have", "1": "1 site has", "2": "2 sites have", "11": "11 sites have", "": " ",
	} {
		if got := fill("{count} {count|site has|sites have}", Args{"count": number}); got != want {
			t.Errorf("fill(%q) = %q, want %q", number, got, want)
		}
	}
	if got := fill("a[ {count} {count|is|are}]", Args{}); got != "a" {
		t.Errorf("fill = %q, want a part without its argument to be left out", got)
	}
}
