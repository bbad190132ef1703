//go:build !linux

package sqlite

// roles are what the test binary can be beside a test, by name; each returns its
// exit status.
var roles = map[string]func() int{"draw": drawForever}
