package transparency

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sitedraw/geo"
)

func TestKeysReadBack(t *testing.T) {
	for _, origin := range []string{"o", "draws.example/2026", "示例县"} {
		k := testKey(t, origin)
		if k.Origin() != origin {
			t.Errorf("Origin = %q, want %q", k.Origin(), origin)
		}
		again, err := ParseKey(MarshalKey(k))
		if err != nil || again.secret != k.secret || again.public != k.public {
			t.Errorf("ParseKey = %v, %v, want %v", again, err, k)
		}
		if _, err := ParseKey(bytes.TrimSuffix(MarshalKey(k), []byte("\n"))); err != nil {
			t.Errorf("ParseKey without an end of line = %v", err)
		}
		v, err := ParseVerifier(k.Public() + "\n")
		if err != nil || v.Name() != origin || v.KeyHash() != k.Signer().KeyHash() {
			t.Errorf("ParseVerifier(%q) = %v, %v", k.Public(), v, err)
		}
	}
}

func TestNewKeyRefuses(t *testing.T) {
	for origin, want := range map[string]geo.Code{
		"": geo.ErrTextLength, "a b": ErrOriginName, "a+b": ErrOriginName, "a\u3000b": ErrOriginName,
		"a\nb": geo.ErrTextControl, strings.Repeat("a", 256): geo.ErrTextLength, "\xff": geo.ErrTextEncoding,
	} {
		if _, err := NewKey(origin, chance("")); !errors.Is(err, want) {
			t.Errorf("NewKey(%q) = %v, want %s", origin, err, want)
		}
	}
	if _, err := NewKey("o", iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("NewKey without randomness = %v", err)
	}
	if _, err := NewKey("o", strings.NewReader("too short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("NewKey with little randomness = %v", err)
	}
}

func TestEveryByteOfAKeyCounts(t *testing.T) {
	k := testKey(t, "o")
	secret, public := strings.TrimSuffix(string(MarshalKey(k)), "\n"), k.Public()
	flips(secret, func(at int, flipped string) {
		if _, err := ParseKey([]byte(flipped)); err == nil && flipped != secret {
			t.Errorf("byte %d of the key may be changed: %q", at, flipped)
		}
	})
	flips(public, func(at int, flipped string) {
		if v, err := ParseVerifier(flipped); err == nil && flipped != public {
			t.Errorf("byte %d of the public key may be changed: %q, %v", at, flipped, v)
		}
	})
	for _, text := range []string{"", "+", "++++", "a+b+c+d+e", public, secret + "\n\n", strings.Repeat("+", 600), strings.ToUpper(secret)} {
		if _, err := ParseKey([]byte(text)); !errors.Is(err, ErrKey) {
			t.Errorf("ParseKey(%q) = %v, want %s", text, err, ErrKey)
		}
	}
	for _, text := range []string{"", "+", "o+00000000+", secret, public + "\n\n", strings.Repeat("+", 600)} {
		if _, err := ParseVerifier(text); !errors.Is(err, ErrKey) {
			t.Errorf("ParseVerifier(%q) = %v, want %s", text, err, ErrKey)
		}
	}
}

// However a key is printed, its secret is not.
func TestKeysAreNotPrinted(t *testing.T) {
	k := testKey(t, "o")
	coded := k.secret[strings.LastIndex(k.secret, "+")+1:]
	raw, _ := base64.StdEncoding.DecodeString(coded)
	holder := struct{ Key Key }{k}
	printed := fmt.Sprintf("%v %+v %#v %s %q %x %d %v %+v %#v %d", k, k, k, k, k, k, k, &k, holder, holder, &holder)
	inJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	printed += string(inJSON)
	_, err = ParseKey([]byte(k.secret + "x"))
	printed += err.Error()
	for _, secret := range []string{coded[:20], fmt.Sprintf("%x", raw[1:9]), "PRIVATE"} {
		if strings.Contains(printed, secret) {
			t.Errorf("printed: %s", printed)
		}
	}
}

func FuzzKey(f *testing.F) {
	k := testKey(f, testOrigin)
	f.Add(string(MarshalKey(k)))
	f.Add(k.Public())
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseKey([]byte(text)); err == nil && strings.TrimSuffix(text, "\n")+"\n" != string(MarshalKey(k)) {
			t.Errorf("ParseKey(%q) is written as %q", text, MarshalKey(k))
		}
		if v, err := ParseVerifier(text); err == nil && CheckOrigin(v.Name()) != nil {
			t.Errorf("ParseVerifier(%q) is of %q", text, v.Name())
		}
	})
}
