package access

import (
	"crypto/hmac"
	"encoding/base64"
	"io"
	"strings"
)

// Device is a browser in which somebody has signed in to one account before; the
// zero value is a stranger. Only [DeviceFromCookie] makes another.
type Device struct {
	login string // folded
	nonce string
}

// devicePrefix is that of a device's cookie, nonceBytes what of it is random.
const (
	devicePrefix = "sdd_"
	nonceBytes   = 16
)

// NewDevice returns the cookie for a browser in which somebody has just signed in
// (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). The server's
// key vouches for the login name in it, so nothing is stored. It opens no door:
// with it one may only try a password while strangers have to wait.
func NewDevice(key []byte, login string, random io.Reader) (string, error) {
	var b [nonceBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	nonce := base64.RawURLEncoding.EncodeToString(b[:])
	return devicePrefix + nonce + "." + vouch(key, login, nonce), nil
}

// DeviceFromCookie returns the device that a cookie names, or a stranger if the
// cookie is not one that NewDevice made for this login. There is no error: who has
// no good cookie is nobody special.
func DeviceFromCookie(key []byte, login, cookie string) Device {
	secret, ours := strings.CutPrefix(cookie, devicePrefix)
	nonce, given, _ := strings.Cut(secret, ".")
	if !ours || len(key) == 0 || !hmac.Equal([]byte(vouch(key, login, nonce)), []byte(given)) {
		return Device{}
	}
	return Device{login: folded(login), nonce: nonce}
}

func vouch(key []byte, login, nonce string) string {
	return base64.RawURLEncoding.EncodeToString(mac(key, "device", folded(login), nonce))
}
