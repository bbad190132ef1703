package access

import (
	"context"
	"crypto/subtle"
	"io"
	"strconv"

	"golang.org/x/text/unicode/norm"

	"sitedraw/geo"
)

// Hasher computes passwords, never more than a number at once: each takes the
// memory of its Cost, and signing in is open to everybody. Goroutines may share
// it.
type Hasher struct {
	cost   Cost
	inside chan struct{} // those computing
	queue  chan struct{} // those computing or waiting
}

// HasherOptions are what a Hasher may use.
type HasherOptions struct {
	Cost    Cost
	AtOnce  int // passwords computed at the same time, from 1
	Waiting int // attempts that wait beside them, from 0; more are turned away
}

// NewHasher returns a Hasher, or ErrCost for options that are not allowed.
func NewHasher(o HasherOptions) (*Hasher, error) {
	if !o.Cost.allowed() || o.AtOnce < 1 || o.Waiting < 0 {
		return nil, &geo.Error{Code: ErrCost, Value: o.Cost.String()}
	}
	return &Hasher{
		cost:   o.Cost,
		inside: make(chan struct{}, o.AtOnce),
		queue:  make(chan struct{}, o.AtOnce+o.Waiting),
	}, nil
}

// String is the cost as a stored hash has it.
func (c Cost) String() string {
	n := func(u uint64) string { return strconv.FormatUint(u, 10) }
	return "m=" + n(uint64(c.KiB)) + ",t=" + n(uint64(c.Passes)) + ",p=" + n(uint64(c.Lanes))
}

// Hash returns what to store of a password, in the PHC string format, with a new
// salt. It returns ErrBusy if too many wait, or the context's error.
func (h *Hasher) Hash(ctx context.Context, password string, random io.Reader) (string, error) {
	p := phc{cost: h.cost, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(random, p.salt); err != nil {
		return "", err
	}
	err := h.work(ctx, func() { p.sum = p.of(normal(password), sumBytes) })
	if err != nil {
		return "", err
	}
	return p.String(), nil
}

// Verify reports whether a stored hash is that of a password, and if so, whether
// it should be made anew because its cost is no longer the one in use. For a
// login that nobody has, give the empty text: it never matches, but takes as
// long, so that nobody learns from the time who has an account. Errors are
// ErrPasswordHash, ErrBusy and the context's.
func (h *Hasher) Verify(ctx context.Context, stored, password string) (ok, rehash bool, err error) {
	p := phc{cost: h.cost, salt: make([]byte, saltBytes), sum: make([]byte, sumBytes)}
	if stored != "" {
		if p, err = parsePHC(stored); err != nil {
			return false, false, err
		}
	}
	if len(password) > mostPassword {
		return false, false, nil // nobody can have it
	}
	var sum []byte
	if err := h.work(ctx, func() { sum = p.of(normal(password), len(p.sum)) }); err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(sum, p.sum) == 1 && stored != ""
	return ok, ok && p.cost != h.cost, nil
}

// work runs one computation when its turn has come.
func (h *Hasher) work(ctx context.Context, compute func()) error {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return &geo.Error{Code: ErrBusy, Kind: geo.Unavailable}
	}
	select {
	case h.inside <- struct{}{}:
		defer func() { <-h.inside }()
	case <-ctx.Done():
		return ctx.Err()
	}
	compute()
	return nil
}

// normal is the form in which passwords are compared, NFKC (NIST SP 800-63B,
// §3.1.1.2): an input method's full-width digits are digits.
func normal(password string) string { return norm.NFKC.String(password) }
