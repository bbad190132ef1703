package transparency

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
)

const testOrigin = "draws.example/示例县"

func signedText(t testing.TB, c Checkpoint) string {
	t.Helper()
	signed, err := Sign(c, testKey(t, c.Origin).Signer())
	if err != nil {
		t.Fatalf("Sign(%+v) = %v", c, err)
	}
	return signed
}

// raw signs any text at all.
func raw(t testing.TB, body string) string {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: body}, testKey(t, testOrigin).Signer())
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}

func TestCheckpointsReadBack(t *testing.T) {
	for _, c := range []Checkpoint{
		{Origin: testOrigin, Size: 0, Root: naiveRoot(nil)},
		{Origin: testOrigin, Size: MaxSize, Root: tlog.Hash{0xff}},
		{Origin: "o", Size: 7, Root: tlog.Hash{1}, Extensions: []string{"time 1", "— 点", "a"}},
	} {
		signed := signedText(t, c)
		got, err := Open(signed, testKey(t, c.Origin).Verifier())
		if diff := cmp.Diff(c, got); err != nil || diff != "" {
			t.Errorf("Open(%q) = %v, differs:\n%s", signed, err, diff)
		}
		if again := signedText(t, got); again != signed {
			t.Errorf("signed again = %q, want %q", again, signed)
		}
	}
}

// A checkpoint is what C2SP tlog-checkpoint shows.
func TestCheckpointForm(t *testing.T) {
	signed := signedText(t, Checkpoint{Origin: "o", Size: 20852163, Root: tlog.Hash{1}, Extensions: []string{"x"}})
	want := "o\n20852163\nAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nx\n\n— o "
	if !strings.HasPrefix(signed, want) || strings.Count(signed, "\n") != 6 {
		t.Errorf("Sign = %q, want %q and a signature", signed, want)
	}
}

func TestEveryByteOfACheckpointCounts(t *testing.T) {
	signed := signedText(t, Checkpoint{Origin: testOrigin, Size: 1234, Root: tlog.Hash{1, 2}, Extensions: []string{"more"}})
	verifier := testKey(t, testOrigin).Verifier()
	flips(signed, func(at int, flipped string) {
		if c, err := Open(flipped, verifier); err == nil && flipped != signed {
			t.Errorf("byte %d of %q may be changed: %+v", at, signed, c)
		}
	})
}

// The last letter of a signature has bits to spare, which could hide something.
func TestSpareBitsOfASignatureAreZero(t *testing.T) {
	signed := signedText(t, Checkpoint{Origin: testOrigin, Size: 1})
	last := len(signed) - len("A=\n")
	for spare := byte(1); spare < 4; spare++ {
		letters := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
		changed := signed[:last] + string(letters[strings.IndexByte(letters, signed[last])+int(spare)]) + "=\n"
		if _, err := Open(changed, testKey(t, testOrigin).Verifier()); !errors.Is(err, ErrSignature) {
			t.Errorf("Open(%q) = %v, want %s", changed, err, ErrSignature)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	root, key := tlog.Hash{1}.String(), testKey(t, testOrigin)
	body := testOrigin + "\n5\n" + root + "\n"
	signed := raw(t, body)
	stranger, err := NewKey(testOrigin, chance("stranger"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, text string
		want       geo.Code
	}{
		{"empty", "", ErrCheckpoint},
		{"no signature", body, ErrCheckpoint},
		{"end of line", strings.TrimSuffix(signed, "\n"), ErrCheckpoint},
		{"control character", "\r" + signed, ErrCheckpoint},
		{"two lines", raw(t, testOrigin+"\n5\n"), ErrCheckpoint},
		{"size in words", raw(t, testOrigin+"\nfive\n"+root+"\n"), ErrCheckpoint},
		{"size with a zero", raw(t, testOrigin+"\n05\n"+root+"\n"), ErrCanonical},
		{"size with a sign", raw(t, testOrigin+"\n+5\n"+root+"\n"), ErrCanonical},
		{"negative size", raw(t, testOrigin+"\n-5\n"+root+"\n"), ErrNumber},
		{"huge size", raw(t, testOrigin+"\n9007199254740992\n"+root+"\n"), ErrNumber},
		{"size beyond int64", raw(t, testOrigin+"\n99999999999999999999\n"+root+"\n"), ErrCheckpoint},
		{"short root", raw(t, testOrigin+"\n5\n"+root[:40]+"\n"), ErrCheckpoint},
		{"root beyond 32 bytes", raw(t, testOrigin+"\n5\n"+root[:42]+"B=\n"), ErrCheckpoint},
		{"empty extension", raw(t, body+"\n\n"), geo.ErrTextLength},
		{"extension not in NFC", raw(t, body+"e\u0301\n"), geo.ErrTextNotNFC},
		{"another log, this key", raw(t, "other\n5\n"+root+"\n"), ErrOrigin},
		{"no name", raw(t, "\n5\n"+root+"\n"), geo.ErrTextLength},
		{"a name with a space", raw(t, "a b\n5\n"+root+"\n"), ErrOriginName},
		{"too long", raw(t, body+strings.Repeat("a", maxCheckpoint)+"\n"), ErrLong},
		{"another key of this name", signedBy(t, body, stranger), ErrSignature},
		{"another key", signedBy(t, body, testKey(t, "other")), ErrSignature},
	} {
		if c, err := Open(test.text, key.Verifier()); !errors.Is(err, test.want) || c.Origin != "" {
			t.Errorf("%s: Open(%.80q) = %v, %v, want %s", test.name, test.text, c, err, test.want)
		}
	}
}

func signedBy(t testing.TB, body string, key Key) string {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: body}, key.Signer())
	if err != nil {
		t.Fatal(err)
	}
	return string(signed)
}

// Witnesses add signatures; the log's own counts, wherever it stands.
func TestWitnessesMaySign(t *testing.T) {
	c := Checkpoint{Origin: testOrigin, Size: 3, Root: tlog.Hash{1}}
	log, witness := testKey(t, testOrigin), testKey(t, "witness")
	for _, keys := range [][]note.Signer{{log.Signer(), witness.Signer()}, {witness.Signer(), log.Signer()}} {
		signed, err := note.Sign(&note.Note{Text: c.body()}, keys...)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Open(string(signed), log.Verifier()); err != nil || got.Size != 3 {
			t.Errorf("Open(%q) = %v, %v", signed, got, err)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	key := testKey(t, "o")
	for _, test := range []struct {
		c    Checkpoint
		want geo.Code
	}{
		{Checkpoint{}, geo.ErrTextLength},
		{Checkpoint{Origin: "p"}, ErrOrigin},
		{Checkpoint{Origin: "o o"}, ErrOriginName},
		{Checkpoint{Origin: "o", Size: -1}, ErrNumber},
		{Checkpoint{Origin: "o", Size: MaxSize + 1}, ErrNumber},
		{Checkpoint{Origin: "o", Extensions: []string{"a", ""}}, geo.ErrTextLength},
		{Checkpoint{Origin: "o", Extensions: []string{"a\nb"}}, geo.ErrTextControl},
		{Checkpoint{Origin: "o", Extensions: []string{strings.Repeat("a", 30_000), strings.Repeat("b", 30_000), strings.Repeat("c", 30_000)}}, ErrLong},
	} {
		if got, err := Sign(test.c, key.Signer()); !errors.Is(err, test.want) || got != "" {
			t.Errorf("Sign(%.80v) = %.80q, %v, want %s", test.c, got, err, test.want)
		}
	}
}

func FuzzCheckpoint(f *testing.F) {
	key := testKey(f, testOrigin)
	f.Add(signedText(f, Checkpoint{Origin: testOrigin, Size: 5, Root: tlog.Hash{1}, Extensions: []string{"x"}}))
	f.Add(testOrigin + "\n5\n" + tlog.Hash{1}.String() + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = Open(text, key.Verifier())
		body := strings.ReplaceAll(text, "\n\n", "\n") // as if the key had signed it
		c, err := parseBody(body)
		if err != nil {
			return
		}
		got, err := Open(signedBy(t, body, key), key.Verifier())
		if err == nil && got.body() != body || err != nil && c.Origin == testOrigin {
			t.Errorf("Open of %q signed = %+v, %v, want %+v", body, got, err, c)
		}
	})
}
