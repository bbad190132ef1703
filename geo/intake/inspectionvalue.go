package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// ErrPhoto is not the SHA-256 of a photo in Want hexadecimal digits.
const ErrPhoto geo.Code = "intake.photo"

// mostChecks is more than any sheet has.
const mostChecks = 100_000

// number reads a whole number of checks.
func number(text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if text == "" {
		return 0, &geo.Error{Code: ErrCellEmpty}
	}
	if err != nil || n < least || n > most {
		return 0, &geo.Error{Code: ErrChecks, Value: text, Want: strconv.Itoa(least) + " … " + strconv.Itoa(most)}
	}
	return n, nil
}

// score reads a score from 0 to 1. Who wrote per cent is told the score it would be,
// since 1 could be either.
func score(text string) (float64, error) {
	plain, percent := strings.CutSuffix(strings.ReplaceAll(text, "％", "%"), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(plain), 64)
	hexadecimal := strings.ContainsAny(plain, "xX_")
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), hexadecimal, math.IsNaN(v):
		return 0, &geo.Error{Code: ErrScore, Value: text, Want: "0 … 1"}
	case !percent && v >= 0 && v <= 1:
		return v, nil
	case v >= 0 && v <= 100:
		return 0, &geo.Error{Code: ErrPercent, Value: text, Want: strconv.FormatFloat(v/100, 'g', -1, 64)}
	default:
		return 0, &geo.Error{Code: ErrScore, Value: text, Want: "0 … 1"}
	}
}

// day reads a date as people write it, 2026-11-16, 2026/11/16 or 2026年11月16日, with
// a time of day behind it or without.
func day(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	plain := strings.NewReplacer("年", "-", "月", "-", "日", " ", "/", "-", ".", "-", "T", " ").Replace(text)
	date, _, _ := strings.Cut(plain, " ")
	parts := strings.Split(date, "-")
	if len(parts) == 3 {
		for i, width := range [3]int{4, 2, 2} {
			parts[i] = strings.Repeat("0", max(0, width-len(parts[i]))) + parts[i]
		}
		if date = strings.Join(parts, "-"); isDay(date) {
			return date, nil
		}
	}
	return "", &geo.Error{Code: ErrDay, Value: text, Want: "2026-11-16"}
}

// photo reads the SHA-256 of a photo, in letters of either case.
func photo(text string) (string, error) {
	digest, err := hex.DecodeString(text)
	if text != "" && (err != nil || len(digest) != sha256.Size) {
		return "", &geo.Error{Code: ErrPhoto, Value: text, Want: strconv.Itoa(2 * sha256.Size)}
	}
	return strings.ToLower(text), nil
}

func isDay(date string) bool {
	_, err := time.Parse(time.DateOnly, date)
	return err == nil
}
