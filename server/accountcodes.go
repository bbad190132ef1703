package server

import "sitedraw/geo"

// What work on accounts can be refused for. No error holds a password, a token or
// a link.
const (
	ErrCredentials  geo.Code = "account.credentials"   // login and password do not go together
	ErrPasswordSame geo.Code = "account.password-same" // the new password is the old one
	ErrMustChange   geo.Code = "account.must-change"   // nothing else may be done before the password is changed
	ErrNoSession    geo.Code = "account.no-session"    // a person must do this, not a token
	ErrLinkUsed     geo.Code = "account.link-used"     // or replaced by a newer one
	ErrLinkExpired  geo.Code = "account.link-expired"  // Value says when
	ErrOfficeExists geo.Code = "account.office-exists" // the first account was made meanwhile
	ErrLastOffice   geo.Code = "account.last-office"   // nobody else could come in as the office
	ErrUnitMissing  geo.Code = "account.unit-missing"  // an account of role unit without its unit
	ErrTokenLife    geo.Code = "account.token-life"    // a token may expire after now, and until Want
	ErrUsersEmpty   geo.Code = "account.import-empty"  // a list of accounts without one
	ErrUserTwice    geo.Code = "account.import-twice"  // the login stands in row Want already
	ErrAnswerLost   geo.Code = "account.answer-lost"   // an answer that was kept encrypted cannot be read any more
)
