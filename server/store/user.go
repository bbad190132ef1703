package store

import "time"

// User is an account.
type User struct {
	ID       int64
	Login    string // unique; of an erased account "erased-ID"
	Name     string // for people
	Role     string
	Unit     string // responsible unit, of role unit
	Area     string // home township, of inspectors
	Password string // PHC string; empty: none is set yet
	Change   bool   // the password must be changed at the next sign-in
	Disabled bool
	Erased   bool
	Made     Act
}

// Session is a browser that is signed in.
type Session struct {
	Hash    [32]byte // of its cookie
	User    int64
	Made    time.Time
	Seen    time.Time
	Expires time.Time
}

// Token lets a program in.
type Token struct {
	ID      int64
	Hash    [32]byte
	User    int64
	Name    string
	Scopes  []string
	Made    time.Time
	Expires time.Time
	Revoked time.Time // zero: it is valid
	Seen    time.Time // zero: never used
}

// Link lets somebody in once, to set a password.
type Link struct {
	Hash    [32]byte
	User    int64 // 0: it creates the first account of the office
	Expires time.Time
	Used    time.Time // zero: not yet
}

// UserReader reads accounts.
type UserReader interface {
	User(id int64) (User, error)
	UserByLogin(login string) (User, error)
	Users(TextPage) ([]User, error) // by login
	Session(hash [32]byte) (Session, error)
	Token(hash [32]byte) (Token, error)
	Tokens(user int64) ([]Token, error)
	Link(hash [32]byte) (Link, error)
}

// UserWriter changes accounts.
type UserWriter interface { //nolint:interfacebloat // all that happens to an account
	AddUser(User) (id int64, err error) // ErrExists
	SetUser(User) error                 // by id
	// EraseUser takes the person out of the account and out of the audit log.
	EraseUser(id int64) error
	AddSession(Session) error
	TouchSession(hash [32]byte, seen time.Time) error
	DropSession(hash [32]byte) error
	DropSessions(user int64) error
	DropExpired(now time.Time) error // sessions, tokens and links a month past their time
	AddToken(Token) (id int64, err error)
	TouchToken(id int64, seen time.Time) error
	RevokeToken(id int64, at time.Time) error // of several times the first counts
	AddLink(Link) error
	// UseLink returns ErrState for a link that was used or has expired.
	UseLink(hash [32]byte, at time.Time) error
}
