// Package access says who may come in. It holds building blocks only: it knows
// neither HTTP handlers nor the database, reads no clock and finds no randomness
// of its own; both are arguments.
//
// A person signs in with a password ([Hasher], [CheckPassword]) and then has a
// session; a program has a token. Sessions, tokens and one-time links are all 256
// random bits in a text with a prefix of its kind ([NewToken], [ParseToken]). Only
// the SHA-256 of that text is stored, so that a stolen database opens no door.
//
// What a browser sends in a session's name is checked twice on every method that
// changes something: by where it comes from ([SameOrigin]) and by a token that
// only our own pages can know ([CSRF], [CheckCSRF]).
//
// Guessing is slowed in three ways, none of which locks out somebody else:
// [Limiter] counts requests by address or account, [LogInGuard] the failed
// attempts to sign in, and Hasher bounds how many passwords are computed at once,
// so that guesses cannot take the memory either. A device that has signed in
// before is known by its cookie ([NewDevice]) and is never slowed by strangers.
//
// What somebody may do is his [Role] and, for a token, the scopes it was given;
// [Who] holds both, and [Who.May] compares them with what a route needs. What of a
// draw somebody may see before its release is not decided here.
//
// Guarantees: secrets are compared in constant time, are in no error, and one
// secret has one spelling; whatever is kept per address or account has a limit; a
// stored hash cannot ask for more memory than this package allows.
//
// Out of scope: where secrets are kept, cookies, status codes, and finding the
// client's address behind proxies.
//
//	wait, attempt := guard.Allow(access.Visitor{Login: login, Address: address, Device: device})
//	if attempt == nil {
//		return access.Later(wait)
//	}
//	ok, rehash, err := hasher.Verify(ctx, stored, password)
//	if ok {
//		attempt.Succeeded()
//	}
package access
