package server

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// door is what those pass who sign in or send a token.
type door struct {
	known   *identities
	limits  limits
	guard   *access.LogInGuard
	hasher  *access.Hasher
	devices []byte // key of the cookies by which browsers are known again
	answers []byte // key of kept answers that hold a link or token
}

// How many passwords are computed at once, how many more may wait, and how many
// neighbourhoods, devices and accounts the guard remembers.
const (
	hashersAtOnce = 2
	hashersWait   = 64
	guarded       = 100_000
)

func newDoor(c Config) (*door, error) {
	d := &door{known: newIdentities()}
	var err error
	if d.limits, err = newLimits(c.Limits, c.Now); err != nil {
		return nil, err
	}
	if d.guard, err = access.NewLogInGuard(guarded, c.Now); err != nil {
		return nil, err
	}
	cost := c.Passwords
	if cost == (access.Cost{}) {
		cost = access.DefaultCost()
	}
	if d.hasher, err = access.NewHasher(access.HasherOptions{Cost: cost, AtOnce: hashersAtOnce, Waiting: hashersWait}); err != nil {
		return nil, err
	}
	if d.devices, err = hkdf.Key(sha256.New, c.Keys.Sealed[:], nil, "devices", sha256.Size); err != nil {
		return nil, err
	}
	d.answers, err = hkdf.Key(sha256.New, c.Keys.Sealed[:], nil, "answers", sha256.Size)
	return d, err
}

// How long a session lasts: without a request, and in all. Its use is written down
// no more often than every few minutes.
const (
	sessionIdle = 12 * time.Hour
	sessionLife = 7 * 24 * time.Hour
	seenEvery   = 5 * time.Minute
)

// identify says who asks: by a token in the header Authorization (on the addresses
// of maps also as the password of Basic), else by the
// cookie of a session. A token that opens nothing is refused; a cookie that opens
// nothing any more is nobody's, since a browser sends it for as long as it has it.
func (s *Server) identify(c echo.Context) (access.Who, error) {
	if s.Identify != nil {
		if who, known := s.Identify(c.Request()); known {
			return who, nil
		}
	}
	who, err := s.identity(c)
	if limited := s.door.limits.allow(c, who); limited != nil {
		return access.Who{}, limited
	}
	return who, err
}

func (s *Server) identity(c echo.Context) (access.Who, error) {
	if header := c.Request().Header.Get(echo.HeaderAuthorization); header != "" {
		return s.tokenIdentity(c.Request().Context(), basicToken(c.Request(), header))
	}
	secret := s.cookie(c, sessionCookie)
	hash, err := access.ParseToken(access.Session, secret)
	if err != nil {
		return access.Who{}, nil //nolint:nilerr // it is no session's cookie, so it is nobody's
	}
	i, err := s.lookUp(c.Request().Context(), hash, readSession)
	if err != nil || i == nil {
		return access.Who{}, err
	}
	if err := s.checkPage(c, secret); err != nil {
		return access.Who{}, err
	}
	if i.change && !opens(c) && !strings.HasPrefix(c.Path(), base+"/session") {
		return access.Who{}, &geo.Error{Code: ErrMustChange}
	}
	return i.who, nil
}

// tokenIdentity reads "Bearer sd_…".
func (s *Server) tokenIdentity(ctx context.Context, header string) (access.Who, error) {
	scheme, shown, _ := strings.Cut(header, " ")
	hash, err := access.ParseToken(access.APIToken, shown)
	if err == nil && !strings.EqualFold(scheme, "Bearer") {
		err = &geo.Error{Code: access.ErrToken, Want: string(access.APIToken)}
	}
	if err != nil {
		return access.Who{}, err
	}
	i, err := s.lookUp(ctx, hash, readToken)
	if err == nil && i == nil {
		err = &geo.Error{Code: access.ErrToken}
	}
	if err != nil {
		return access.Who{}, err
	}
	return i.who, nil
}

// lookUp returns whom a hash stands for, from memory or the store; nil for nobody.
func (s *Server) lookUp(ctx context.Context, hash access.TokenHash, read func(store.Reader, access.TokenHash) (*identity, error)) (*identity, error) {
	now := s.now()
	i, age := s.door.known.find(hash, now)
	if i == nil {
		err := s.Store.View(ctx, func(v store.Reader) (err error) {
			i, err = read(v, hash)
			return err
		})
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		i.hash, i.read = hash, now
		s.door.known.put(i, age)
	}
	if i.who.Role == access.Public || !i.live(now) {
		return nil, nil
	}
	if i.due(now) {
		s.noteSeen(ctx, i, now)
	}
	return i, nil
}

// noteSeen writes down that a session or token was used. Who only reads is answered
// even when nothing can be written.
func (s *Server) noteSeen(ctx context.Context, i *identity, now time.Time) {
	err := s.Store.Update(ctx, func(w store.Writer) error {
		if i.token != 0 {
			return w.TouchToken(i.token, now)
		}
		return w.TouchSession(i.hash, now)
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.Logger.WarnContext(ctx, "seen", "error", err)
	}
}

func readSession(v store.Reader, hash access.TokenHash) (*identity, error) {
	session, err := v.Session(hash)
	if err != nil {
		return nil, err
	}
	i := &identity{expires: session.Expires}
	i.seen.Store(session.Seen.UnixMilli())
	user, err := v.User(session.User)
	i.who, i.change = whoIs(&user), user.Change
	i.who.Session = true
	return i, err
}

func readToken(v store.Reader, hash access.TokenHash) (*identity, error) {
	token, err := v.Token(hash)
	if err != nil {
		return nil, err
	}
	i := &identity{token: token.ID, expires: token.Expires}
	if !token.Revoked.IsZero() {
		return i, nil
	}
	i.seen.Store(token.Seen.UnixMilli())
	user, err := v.User(token.User)
	if err != nil {
		return nil, err
	}
	i.who = whoIs(&user)
	i.who.Scopes, err = access.ParseScopes(strings.Join(token.Scopes, " "))
	return i, err
}

// whoIs is the public for an account that may not come in.
func whoIs(u *store.User) access.Who {
	role, err := access.ParseRole(u.Role)
	if u.Disabled || u.Erased || err != nil {
		return access.Who{}
	}
	return access.Who{UserID: u.ID, Login: u.Login, Role: role, Unit: u.Unit}
}
