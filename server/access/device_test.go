package access

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDevices(t *testing.T) {
	key := []byte("the server's key")
	cookie, err := NewDevice(key, "Office", chance(1))
	if err != nil {
		t.Fatal(err)
	}
	second, _ := NewDevice(key, "Office", chance(2))
	mine := DeviceFromCookie(key, "office ", cookie)
	if mine == (Device{}) || mine != DeviceFromCookie(key, "ＯＦＦＩＣＥ", cookie) || mine == DeviceFromCookie(key, "office", second) {
		t.Errorf("DeviceFromCookie(%q) = %v, want a device of its own, however the login is typed", cookie, mine)
	}
	nonce, mac, _ := strings.Cut(strings.TrimPrefix(cookie, devicePrefix), ".")
	otherNonce, _, _ := strings.Cut(strings.TrimPrefix(second, devicePrefix), ".")
	for name, test := range map[string]struct {
		key           []byte
		login, cookie string
	}{
		"another login":    {key, "office2", cookie},
		"no login":         {key, "", cookie},
		"another key":      {[]byte("the server's kez"), "office", cookie},
		"no cookie":        {key, "office", ""},
		"no prefix":        {key, "office", strings.TrimPrefix(cookie, devicePrefix)},
		"no mac":           {key, "office", devicePrefix + nonce},
		"an empty mac":     {key, "office", devicePrefix + nonce + "."},
		"another nonce":    {key, "office", devicePrefix + otherNonce + "." + mac},
		"shorter nonce":    {key, "office", devicePrefix + nonce[1:] + "." + mac},
		"longer mac":       {key, "office", cookie + "A"},
		"another prefix":   {key, "office", "sds_" + nonce + "." + mac},
		"session's prefix": {key, "office", string(Session) + cookie},
	} {
		if got := DeviceFromCookie(test.key, test.login, test.cookie); got != (Device{}) {
			t.Errorf("DeviceFromCookie with %s = %v, want a stranger", name, got)
		}
	}
	if _, err := NewDevice(key, "office", failing{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("NewDevice without randomness = %v, want %v", err, io.ErrUnexpectedEOF)
	}
}

// A server that forgot its key would otherwise vouch for everybody.
func TestDeviceNeedsAKey(t *testing.T) {
	cookie, _ := NewDevice(nil, "office", chance(1))
	if got := DeviceFromCookie(nil, "office", cookie); got != (Device{}) {
		t.Errorf("DeviceFromCookie without key = %v, want a stranger", got)
	}
}
