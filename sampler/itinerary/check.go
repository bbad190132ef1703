package itinerary

import (
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// maxSafe is the greatest whole number of an itinerary: 2⁵³−1.
const maxSafe = 1<<53 - 1

// within returns err with a member's name put before its column.
func within(err error, member string) error {
	var e *geo.Error
	if !errors.As(err, &e) {
		return err
	}
	located := *e
	switch {
	case member == "":
	case located.At.Column == "":
		located.At.Column = member
	case strings.HasPrefix(located.At.Column, "["):
		located.At.Column = member + located.At.Column
	default:
		located.At.Column = member + "." + located.At.Column
	}
	return &located
}

// each checks the items of a list, numbered from 1 as people count.
func each[T any](member string, items []T, check func(*T) error) error {
	for i := range items {
		if err := check(&items[i]); err != nil {
			return within(within(err, "["+strconv.Itoa(i+1)+"]"), member)
		}
	}
	return nil
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// texts checks members that are texts: name, value, name, value. Those whose name
// begins with an asterisk must not be empty.
func texts(pairs ...string) error {
	for pair := range slices.Chunk(pairs, 2) {
		name, required := strings.CutPrefix(pair[0], "*")
		value := pair[1]
		if value == "" && !required {
			continue
		}
		if err := geo.CheckTextLength(value, maxText); err != nil {
			return within(err, name)
		}
	}
	return nil
}

// maxText is the longest text in bytes: longer than any name or standard.
const maxText = 4096

// ranged checks a whole number; both ends are allowed.
func ranged(member string, value, greatest int64) error {
	if value < 0 || value > greatest {
		return &geo.Error{
			Code: sampler.ErrNumberRange, At: geo.Place{Column: member},
			Value: strconv.FormatInt(value, 10), Want: "0 … " + strconv.FormatInt(greatest, 10),
		}
	}
	return nil
}

// chosen checks a word of a closed set.
func chosen[T ~string](member string, value T, known []T) error {
	if slices.Contains(known, value) {
		return nil
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	return &geo.Error{
		Code: sampler.ErrChoice, At: geo.Place{Column: member},
		Value: excerpt(string(value), 0), Want: strings.Join(words, ", "),
	}
}

// digest checks a SHA-256 in lower-case hex.
func digest(member, value string) error {
	if b, err := hex.DecodeString(value); err != nil || len(b) != 32 || strings.ToLower(value) != value {
		return &geo.Error{Code: sampler.ErrHex, At: geo.Place{Column: member}, Value: excerpt(value, 0), Want: "64"}
	}
	return nil
}

// check returns the first thing that is wrong.
func (it *Itinerary) check() error {
	c := checker{itinerary: it, seen: map[[2]string]bool{}}
	return first(
		each("checks", it.Checks, (*Check).check), it.checkOrder(),
		within(it.Origin.check(), "origin"),
		it.checkZone(),
		it.checkNames(),
		each("teams", it.Teams, c.team),
		it.checkSwaps(),
		each("left_out", it.LeftOut, c.leftOut),
		each("unlocated", it.Unlocated, c.unlocated),
	)
}

func (c *Check) check() error {
	if _, err := geo.ParseRule(c.Rule); err != nil {
		return within(err, "rule")
	}
	return texts("*category", c.Category, "*id", c.ID, "*item.en", c.Item.EN, "*item.zh", c.Item.ZH,
		"*standard.en", c.Standard.EN, "*standard.zh", c.Standard.ZH)
}

// checkOrder wants checks in the order of categories, each once.
func (it *Itinerary) checkOrder() error {
	seen := map[[2]string]bool{}
	for i := range it.Checks {
		c := &it.Checks[i]
		key := [2]string{c.Category, c.ID}
		if seen[key] || i > 0 && it.Checks[i-1].Category > c.Category {
			return &geo.Error{Code: ErrChecks, At: geo.Place{Column: "checks[" + strconv.Itoa(i+1) + "]"}, Value: c.Category + " " + c.ID}
		}
		seen[key] = true
	}
	return nil
}

func (o *Origin) check() error {
	return first(
		digest("frame", o.Frame), digest("matrix", o.Matrix), digest("record", o.Record),
		each("incomplete", o.Incomplete, areaCode),
		o.checkReplaces(),
		ranged("iterations", o.Iterations, maxSafe), ranged("seconds", o.Seconds, maxSafe),
		chosen("nature", o.Nature, Natures()), chosen("objective", o.Objective, Objectives()),
		texts("*profile", o.Profile, "*seed", o.Seed),
	)
}

func (o *Origin) checkReplaces() error {
	if o.Replaces == "" {
		return nil
	}
	return digest("replaces", o.Replaces)
}

// checkSwaps wants each reserve to be taken once, and by none but what is closed.
func (it *Itinerary) checkSwaps() error {
	taken := map[string]bool{}
	return each("swaps", it.Swaps, func(s *Swap) error {
		if taken[s.Reserve] || s.Reserve == s.Closed {
			return &geo.Error{Code: sampler.ErrListTwice, At: geo.Place{Column: "reserve"}, Value: excerpt(s.Reserve, 0)}
		}
		taken[s.Reserve] = true
		return texts("*closed", s.Closed, "reason", s.Reason, "*reserve", s.Reserve)
	})
}

func areaCode(code *string) error {
	_, err := geo.ParseAreaCode(*code)
	return err
}

// checkZone wants "+08:00": no program need know which zone a name meant that year.
func (it *Itinerary) checkZone() error {
	if _, err := time.Parse("-07:00", it.Zone); err != nil || len(it.Zone) != len("+08:00") {
		return &geo.Error{Code: ErrZone, At: geo.Place{Column: "zone"}, Value: excerpt(it.Zone, 0), Want: "+08:00"}
	}
	return nil
}

// checkNames wants teams to be told apart.
func (it *Itinerary) checkNames() error {
	seen := map[string]bool{}
	return each("teams", it.Teams, func(t *Team) error {
		if seen[t.Name] {
			return &geo.Error{Code: sampler.ErrListTwice, At: geo.Place{Column: "name"}, Value: excerpt(t.Name, 0)}
		}
		seen[t.Name] = true
		return nil
	})
}
