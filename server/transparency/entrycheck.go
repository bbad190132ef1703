package transparency

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"sitedraw/geo"
)

// maxNumber is the largest number of a leaf, proof or checkpoint, as in draw-v1:
// 2⁵³−1, what every language reads exactly.
const maxNumber = 1<<53 - 1

// maxSeed is the longest seed in bytes: draw-v1 §1.
const maxSeed = 1024

// maxSignature is the longest signature of a beacon in bytes.
const maxSignature = 256

func inColumn(column string, err error) error { return geo.InColumn(err, column) }

// checkFrom refuses numbers outside least … 2⁵³−1.
func checkFrom(least int64, column string, value int64) error {
	return checkRange(column, value, least, maxNumber)
}

func checkDraw(draw int64) error { return checkFrom(1, "draw", draw) }

func checkRegister(register string, version int64) error {
	return cmp.Or(inColumn("register", geo.CheckIdentifier(register)), checkFrom(1, "number", version))
}

// given refuses the zero digest.
func given(column string, d Digest) error {
	if d == (Digest{}) {
		return missing(column)
	}
	return nil
}

func missing(column string) error {
	return &geo.Error{Code: ErrMissing, At: geo.Place{Column: column}, Value: column}
}

// checkTime refuses the zero time and years that RFC 3339 cannot write.
func checkTime(column string, t time.Time) error {
	if t.IsZero() {
		return missing(column)
	}
	if year := t.UTC().Year(); year < 1 || year > 9999 {
		return &geo.Error{Code: ErrTime, At: geo.Place{Column: column}, Value: strconv.Itoa(year)}
	}
	return nil
}

func checkTexts(column string, values []string) error {
	for _, v := range values {
		if err := geo.CheckText(v); err != nil {
			return inColumn(column, err)
		}
	}
	return nil
}

func checkPurpose(p Purpose) error {
	if !slices.Contains(Purposes(), p) {
		return &geo.Error{
			Code: ErrKind, At: geo.Place{Column: "purpose"},
			Value: excerpt(string(p), 0), Want: joined(Purposes()),
		}
	}
	return nil
}

// checkSource wants a secret, with or without a signature, or else a seed.
func checkSource(c Concluded) error {
	if c.Secret == "" {
		if c.Signature != "" {
			return &geo.Error{Code: ErrMember, At: geo.Place{Column: "signature"}, Value: "signature", Want: "seed"}
		}
		return inColumn("seed", geo.CheckTextLength(c.Seed, maxSeed))
	}
	if c.Seed != "" {
		return &geo.Error{Code: ErrMember, At: geo.Place{Column: "seed"}, Value: "seed", Want: "secret"}
	}
	if c.Signature != "" {
		size := min(max(1, len(c.Signature)/2), maxSignature)
		if err := checkHex(c.Signature, size); err != nil {
			return inColumn("signature", err)
		}
	}
	return inColumn("secret", checkHex(c.Secret, len(Digest{})))
}
