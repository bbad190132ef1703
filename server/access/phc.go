package access

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"

	"sitedraw/geo"
)

// Cost is what one password costs to compute with argon2id (RFC 9106).
type Cost struct {
	KiB    uint32 // memory, from 8 for each lane to 65536
	Passes uint32 // from 1 to 10
	Lanes  uint8  // from 1 to 4
}

// DefaultCost is the first choice of OWASP's Password Storage Cheat Sheet: 19 MiB,
// two passes, one lane.
func DefaultCost() Cost { return Cost{KiB: 19 << 10, Passes: 2, Lanes: 1} }

// Bounds of a Cost, for those chosen and those read. The memory is that of the
// second recommendation of RFC 9106, §4.
const (
	mostKiB    = 64 << 10
	mostPasses = 10
	mostLanes  = 4
)

// allowed reports whether c is within the bounds, which count as allowed.
func (c Cost) allowed() bool {
	return 1 <= c.Lanes && c.Lanes <= mostLanes &&
		1 <= c.Passes && c.Passes <= mostPasses &&
		8*uint32(c.Lanes) <= c.KiB && c.KiB <= mostKiB
}

// Lengths in bytes: what is written, and what is read.
const (
	saltBytes, sumBytes         = 16, 32
	leastSalt, leastSum, mostOf = 8, 16, 64
)

// phc is a hashed password in the PHC string format:
// $argon2id$v=19$m=19456,t=2,p=1$<salt>$<sum>.
type phc struct {
	cost      Cost
	salt, sum []byte
}

// of is the sum of a password with the salt and the cost of p.
func (p phc) of(password string, length int) []byte {
	return argon2.IDKey([]byte(password), p.salt, p.cost.Passes, p.cost.KiB, p.cost.Lanes, uint32(length))
}

// String writes the one spelling of p.
func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.cost.KiB, p.cost.Passes, p.cost.Lanes, b64(p.salt), b64(p.sum))
}

// parsePHC reads what String writes, or returns ErrPasswordHash. It refuses costs
// and lengths that this package does not allow.
func parsePHC(s string) (phc, error) {
	damaged := &geo.Error{Code: ErrPasswordHash, Kind: geo.Internal}
	fields := strings.Split(s, "$")
	if len(fields) != 6 {
		return phc{}, damaged
	}
	var p phc
	for field := range strings.SplitSeq(fields[3], ",") {
		p.cost = p.cost.with(field)
	}
	p.salt, _ = base64.RawStdEncoding.DecodeString(fields[4])
	p.sum, _ = base64.RawStdEncoding.DecodeString(fields[5])
	right := p.cost.allowed() && leastSalt <= len(p.salt) && len(p.salt) <= mostOf &&
		leastSum <= len(p.sum) && len(p.sum) <= mostOf
	if !right || p.String() != s { // one spelling only, so no field needs a check of its own
		return phc{}, damaged
	}
	return p, nil
}

// with is c with one setting, "m=19456". What cannot be read stays zero, which is
// not allowed.
func (c Cost) with(field string) Cost {
	name, value, _ := strings.Cut(field, "=")
	bits := 32
	if name == "p" {
		bits = 8
	}
	n, err := strconv.ParseUint(value, 10, bits)
	if err != nil {
		return c
	}
	switch name {
	case "m":
		c.KiB = uint32(n)
	case "t":
		c.Passes = uint32(n)
	case "p":
		c.Lanes = uint8(n)
	}
	return c
}
