package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"sitedraw/geo"
)

// CSRF returns the token that forms of a session carry, HMAC-SHA-256 by the
// session's secret: another site can make a browser send the cookie, but cannot
// know this. It needs no place in the database and ends with the session.
func CSRF(sessionSecret string) string {
	return base64.RawURLEncoding.EncodeToString(mac([]byte(sessionSecret), "csrf"))
}

// CheckCSRF returns ErrCSRF unless given is the session's CSRF token. Without a
// session no token is right.
func CheckCSRF(sessionSecret, given string) error {
	if sessionSecret == "" || !hmac.Equal([]byte(CSRF(sessionSecret)), []byte(given)) {
		return &geo.Error{Code: ErrCSRF}
	}
	return nil
}

// mac is the HMAC-SHA-256 of parts, the first of which says what it is for.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part)) // of one length, so parts cannot run together
		h.Write(sum[:])
	}
	return h.Sum(nil)
}
