package transparency

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// cheap is the least work that argon2id does.
var cheap = lockCost{memory: 8, passes: 1, threads: 1}

const phrase = "correct horse"

func cheapLock(t testing.TB, secret []byte) string {
	t.Helper()
	locked, err := cheap.lock(secret, phrase, chance("lock"))
	if err != nil {
		t.Fatal(err)
	}
	return string(locked)
}

func TestLocksOpen(t *testing.T) {
	secret := MarshalKey(testKey(t, "o"))
	locked, err := Lock(secret, phrase, chance("lock"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "sitedraw-lock-v1 argon2id m=65536 t=3 p=4 salt="; !bytes.HasPrefix(locked, []byte(want)) {
		t.Errorf("Lock = %.80q, want %q", locked, want)
	}
	if got, err := Unlock(locked, phrase); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("Unlock = %q, %v, want %q", got, err, secret)
	}
	if got, err := Unlock(locked, phrase+"!"); !errors.Is(err, ErrUnlock) || got != nil {
		t.Errorf("Unlock with another pass-phrase = %q, %v, want %s", got, err, ErrUnlock)
	}
	if other, _ := Lock(secret, phrase, chance("again")); bytes.Equal(other, locked) {
		t.Error("two locks of other randomness are the same")
	}
}

func TestLocksOfAnyLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "secret")
		words := rapid.StringN(8, 60, 900).Draw(t, "phrase")
		locked, err := cheap.lock(secret, words, chance("lock"))
		if err != nil {
			if errors.Is(err, ErrPassphrase) {
				return // spaces, or shorter once composed
			}
			t.Fatal(err)
		}
		if got, err := Unlock(locked, words); err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("Unlock = %q, %v, want %q", got, err, secret)
		}
	})
}

func TestPassphrases(t *testing.T) {
	for _, test := range []struct {
		phrase string
		want   error
	}{
		{"", ErrPassphrase},
		{"1234567", ErrPassphrase},
		{"12345678", nil},
		{"       1       ", ErrPassphrase},
		{"示例县抽点日志", ErrPassphrase},
		{"示例县抽点日志库", nil},
		{"e\u0301e\u0301e\u0301e\u0301", ErrPassphrase},
		{"\xff12345678", ErrPassphrase},
		{strings.Repeat("a", 1024), nil},
		{strings.Repeat("a", 1025), ErrPassphrase},
	} {
		if _, err := cheap.lock(nil, test.phrase, chance("")); !errors.Is(err, test.want) {
			t.Errorf("Lock with %q = %v, want %v", test.phrase, err, test.want)
		}
		if _, err := Unlock([]byte(cheapLock(t, nil)), test.phrase); test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("Unlock with %q = %v, want %v", test.phrase, err, test.want)
		}
	}
	locked, _ := cheap.lock([]byte("s"), "caf\u00e9 caf\u00e9", chance(""))
	if got, err := Unlock(locked, "cafe\u0301 cafe\u0301"); string(got) != "s" || err != nil {
		t.Errorf("Unlock with letters and accents apart = %q, %v", got, err)
	}
}

func TestLockRefuses(t *testing.T) {
	if _, err := cheap.lock(make([]byte, maxLockSecret+1), phrase, chance("")); !errors.Is(err, ErrLong) {
		t.Errorf("Lock of much = %v, want %s", err, ErrLong)
	}
	if _, err := cheap.lock(nil, phrase, iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Lock without randomness = %v", err)
	}
	if locked := cheapLock(t, make([]byte, maxLockSecret)); len(locked) > maxLocked {
		t.Errorf("the longest locked text has %d bytes, want at most %d", len(locked), maxLocked)
	}
}

func TestUnlockRefuses(t *testing.T) {
	good := cheapLock(t, []byte("secret"))
	header, rest, _ := strings.Cut(good, "\n")
	with := func(old, now string) string { return strings.Replace(good, old, now, 1) }
	for _, test := range []struct {
		text string
		want geo.Code
	}{
		{"", ErrLockForm},
		{"sitedraw-lock-v2" + good[16:], ErrLockForm},
		{header, ErrLockForm},
		{header + "\n", ErrLockForm},
		{header + "\nAAAA\n", ErrLockForm},
		{strings.TrimSuffix(good, "\n"), ErrLockForm},
		{good + "\n", ErrLockForm},
		{"\n" + good, ErrLockForm},
		{strings.ReplaceAll(good, "\n", "\r\n"), ErrLockForm},
		{with("m=8", "m=08"), ErrLockForm},
		{with("m=8", "m=+8"), ErrLockForm},
		{with("m=8", "m=-8"), ErrLockForm},
		{with("m=8", "m=99999999999"), ErrLockForm},
		{with("m=8", "m=7"), ErrLockCost},
		{with("m=8", "m=0"), ErrLockCost},
		{with("m=8", "m=4294967295"), ErrLockCost},
		{with("m=8", "m=262145"), ErrLockCost},
		{with("t=1", "t=0"), ErrLockCost},
		{with("t=1", "t=9"), ErrLockCost},
		{with("p=1", "p=0"), ErrLockCost},
		{with("p=1", "p=17"), ErrLockCost},
		{with("p=1", "p=256"), ErrLockForm},
		{with("p=1", "p=2"), ErrLockCost},
		{with("m=8", "m=9"), ErrUnlock},
		{with("t=1", "t=2"), ErrUnlock},
		{header + "\n" + strings.Repeat("A", len(rest)-1) + "\n", ErrUnlock},
		{strings.Repeat("a", maxLocked+1), ErrLong},
	} {
		if got, err := Unlock([]byte(test.text), phrase); !errors.Is(err, test.want) || got != nil {
			t.Errorf("Unlock(%.90q) = %q, %v, want %s", test.text, got, err, test.want)
		}
	}
}

func TestEveryByteOfALockCounts(t *testing.T) {
	good := cheapLock(t, []byte("secret"))
	flips(good, func(at int, flipped string) {
		l, err := parseLocked([]byte(flipped))
		if err != nil || flipped == good || l.cost.memory > 1000 {
			return // the dear ones are few, and differ in the header
		}
		if got, err := Unlock([]byte(flipped), phrase); err == nil {
			t.Errorf("byte %d of %q may be changed: %q", at, good, got)
		}
	})
}

func FuzzUnlock(f *testing.F) {
	f.Add([]byte(cheapLock(f, []byte("secret"))))
	f.Add([]byte("sitedraw-lock-v1 argon2id m=4294967295 t=4294967295 p=255 salt=AAAAAAAAAAAAAAAAAAAAAA==\nAAAA\n"))
	good := cheapLock(f, []byte("secret"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := parseLocked(data)
		if err != nil {
			return
		}
		if err := l.cost.check(); err != nil {
			t.Errorf("%q asks for %s and passes", data, l.cost.text())
		}
		if l.cost.memory > 64 || l.cost.passes > 2 {
			return // what it costs is bounded; here it would only take time
		}
		if _, err := Unlock(data, phrase); (err == nil) != (string(data) == good) {
			t.Errorf("Unlock(%q) = %v", data, err)
		}
	})
}

func BenchmarkUnlock(b *testing.B) {
	locked, err := Lock([]byte("secret"), phrase, chance(""))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Unlock(locked, phrase); err != nil {
			b.Fatal(err)
		}
	}
}
