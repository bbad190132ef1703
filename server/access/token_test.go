package access

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"sitedraw/geo"
)

func TestTokens(t *testing.T) {
	seen := map[TokenHash]bool{}
	random := chance(1)
	for _, kind := range TokenKinds() {
		for range 10 {
			shown, hash, err := NewToken(kind, random)
			if err != nil || !strings.HasPrefix(shown, string(kind)) || seen[hash] {
				t.Fatalf("NewToken(%s) = %q, %x, %v", kind, shown, hash, err)
			}
			seen[hash] = true
			if hash != sha256.Sum256([]byte(shown)) || hash != HashToken(shown) {
				t.Errorf("NewToken(%s) = %q with the hash %x of something else", kind, shown, hash)
			}
			for _, other := range TokenKinds() {
				want := geo.Code("")
				if other != kind {
					want = ErrToken
				}
				got, err := ParseToken(other, shown)
				wantCode(t, "ParseToken("+string(other)+", "+shown+")", err, want)
				if want == "" && got != hash {
					t.Errorf("ParseToken(%q) = %x, want %x", shown, got, hash)
				}
			}
		}
	}
}

func TestTokenHoldsAllRandomness(t *testing.T) {
	shown, _, err := NewToken(APIToken, strings.NewReader("0123456789abcdef0123456789ABCDEF and more"))
	if want := "sd_" + base64.RawURLEncoding.EncodeToString([]byte("0123456789abcdef0123456789ABCDEF")); shown != want || err != nil {
		t.Errorf("NewToken = %q, %v, want %q", shown, err, want)
	}
	for _, short := range []io.Reader{failing{}, strings.NewReader("31 bytes are not yet a token ..")} {
		if _, _, err := NewToken(APIToken, short); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("NewToken with too little randomness = %v, want %v", err, io.ErrUnexpectedEOF)
		}
	}
}

func TestParseTokenRefuses(t *testing.T) {
	good, _, _ := NewToken(APIToken, chance(2))
	secret := strings.TrimPrefix(good, "sd_")
	for _, bad := range []string{
		"", "sd_", secret, " " + good, good + " ", good + "\n", good + "A", good[:len(good)-1],
		"SD_" + secret, "sd-" + secret, "sds_" + secret, "sd_sd_" + secret,
		"sd_" + secret + "=",
		"sd_" + secret[:42] + "\n",
		"sd_" + secret[:41] + "\r\n",
		"sd_" + "+/" + secret[2:],
		"sd_" + strings.Repeat("A", 42) + "B", // unused bits set: a second spelling
		"sd_" + strings.Repeat("é", 21) + "A",
		"sd_" + strings.Repeat("\x00", 43),
		strings.Repeat("sd_", 1<<16),
	} {
		hash, err := ParseToken(APIToken, bad)
		wantCode(t, "ParseToken("+bad[:min(len(bad), 60)]+")", err, ErrToken)
		wantNoSecret(t, err, secret)
		if hash != (TokenHash{}) {
			t.Errorf("ParseToken(%.60q) = %x, want nothing", bad, hash)
		}
	}
}

func FuzzToken(f *testing.F) {
	for _, kind := range TokenKinds() {
		shown, _, _ := NewToken(kind, chance(3))
		f.Add(shown)
	}
	f.Add("sd_" + strings.Repeat("A", 42) + "B")
	f.Fuzz(func(t *testing.T, s string) {
		kinds := 0
		for _, kind := range TokenKinds() {
			if _, err := ParseToken(kind, s); err != nil {
				wantCode(t, "ParseToken", err, ErrToken)
				continue
			}
			kinds++
			secret := strings.TrimPrefix(s, string(kind))
			raw, err := base64.RawURLEncoding.DecodeString(secret)
			again, _, _ := NewToken(kind, strings.NewReader(string(raw)))
			if err != nil || again != s {
				t.Errorf("ParseToken(%s, %q) passes, but NewToken makes %q", kind, s, again)
			}
		}
		if kinds > 1 {
			t.Errorf("%q is of %d kinds", s, kinds)
		}
		if d := DeviceFromCookie([]byte("key"), "office", s); d != (Device{}) {
			t.Errorf("DeviceFromCookie(%q) = %v without the key", s, d)
		}
	})
}
