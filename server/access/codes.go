package access

import "sitedraw/geo"

// What can be wrong with who comes in. Each is a key of the catalogue in
// server/text. No error holds a password or a token. The server answers
// ErrSignIn and ErrToken with 401, ErrRole, ErrScope, ErrOrigin and ErrCSRF with
// 403, ErrRate with 429 and ErrBusy with 503.
const (
	ErrPasswordShort  geo.Code = "access.password-short"  // fewer than Want characters
	ErrPasswordLong   geo.Code = "access.password-long"   // more than Want bytes
	ErrPasswordText   geo.Code = "access.password-text"   // not UTF-8, or with control characters
	ErrPasswordLogin  geo.Code = "access.password-login"  // the login name and little else
	ErrPasswordCommon geo.Code = "access.password-common" // among the first that anybody would try
	ErrPasswordHash   geo.Code = "access.password-hash"   // a stored hash is damaged or beyond what is allowed
	ErrCost           geo.Code = "access.cost"            // settings of argon2id or of a Hasher outside what is allowed
	ErrBusy           geo.Code = "access.busy"            // too many wait to have their passwords computed
	ErrToken          geo.Code = "access.token"           // not a token of the kind Want
	ErrOrigin         geo.Code = "access.origin"          // a request from a page of Value, not of Want
	ErrCSRF           geo.Code = "access.csrf"            // a form without the token of its session
	ErrRate           geo.Code = "access.rate"            // too often; Want is the number of seconds to wait
	ErrLimit          geo.Code = "access.limit"           // settings of a Limiter or LogInGuard that allow nothing
	ErrRoleUnknown    geo.Code = "access.role-unknown"    // no such role
	ErrScopeUnknown   geo.Code = "access.scope-unknown"   // no such scope
	ErrScopeTooMuch   geo.Code = "access.scope-too-much"  // scope Value is more than a role may hold, which is Want
	ErrSignIn         geo.Code = "access.sign-in"         // only for those who have signed in
	ErrRole           geo.Code = "access.role"            // role Value may not; Names may
	ErrScope          geo.Code = "access.scope"           // a token without the scope Want
)
