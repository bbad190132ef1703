package access

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
)

// wantCode checks that an error has a code, or that there is none for "".
func wantCode(t interface {
	Helper()
	Errorf(format string, args ...any)
}, call string, err error, code geo.Code,
) {
	t.Helper()
	switch {
	case code == "" && err != nil:
		t.Errorf("%s = %v, want no error", call, err)
	case code != "" && !errors.Is(err, code):
		t.Errorf("%s = %v, want %s", call, err, code)
	}
}

// wantNoSecret checks that an error does not hold what nobody may read.
func wantNoSecret(t *testing.T, err error, secret string) {
	t.Helper()
	if err != nil && secret != "" && strings.Contains(err.Error(), secret) {
		t.Errorf("error %v holds the secret", err)
	}
}

// chance is a source of bytes that is the same each time.
func chance(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// failing is a source of randomness that has none.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// watch is a clock that a test sets.
type watch struct{ now time.Time }

func newWatch() *watch { return &watch{time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)} }

func (w *watch) clock() time.Time      { return w.now }
func (w *watch) pass(d time.Duration)  { w.now = w.now.Add(d) }
func address(s string) netip.Addr      { return netip.MustParseAddr(s) }
func known(login, nonce string) Device { return Device{login: folded(login), nonce: nonce} }
func numbered(i int) (ipv4 netip.Addr) {
	return netip.AddrFrom4([4]byte{byte(i>>8) + 1, byte(i), 3, 4})
}
