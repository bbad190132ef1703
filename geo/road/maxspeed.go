package road

import (
	"strconv"
	"strings"

	"sitedraw/geo/osm"
)

// Bounds of a maxspeed that is believed, in metres an hour.
const (
	leastLimit = 5_000
	mostLimit  = 130_000
)

// mile is the international one, in tenths of a metre.
const mile = 16_093

// impliedLimits are China's, for values of maxspeed that name no number: State
// Council Decree 405 of 2004, articles 45 and 78, for roads of one lane each way
// and for motorways.
var impliedLimits = map[string]int64{
	"CN:urban": 50_000, "CN:rural": 70_000, "CN:trunk": 80_000, "CN:motorway": 120_000,
	"CN:living_street": 20_000, "walk": leastLimit,
}

// speed is what is done on a road in one direction: 4/5 of its limit, if that is
// known, as a limit is not what trips take, else the speed of its class.
func (p *Profile) speed(class int64, t osm.Tags, directed string) int64 {
	if limit := p.limit(t, directed); limit > 0 {
		class = limit * 4 / 5
	}
	if p.Most > 0 {
		class = min(class, p.Most)
	}
	return class
}

// limit is the limit that tags say, 0 if none that can be read. It does not make a
// slow vehicle faster: one with Most only minds limits below.
func (p *Profile) limit(t osm.Tags, directed string) int64 {
	if !p.Limits {
		return 0
	}
	limit := parseMaxspeed(t.Value(directed))
	if limit == 0 {
		limit = parseMaxspeed(t.Value("maxspeed"))
	}
	if p.Most > 0 && limit > p.Most {
		return 0
	}
	return limit
}

// parseMaxspeed reads a value of maxspeed, such as "60", "30 mph" or "CN:urban", in
// metres an hour, of several the least; 0 if it says nothing or what nobody would
// believe.
func parseMaxspeed(text string) int64 {
	least := int64(0)
	for part := range strings.SplitSeq(text, ";") {
		limit := oneMaxspeed(strings.TrimSpace(part))
		if limit > 0 && (least == 0 || limit < least) {
			least = limit
		}
	}
	return least
}

func oneMaxspeed(text string) int64 {
	if limit, known := impliedLimits[text]; known {
		return limit
	}
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	value, err := strconv.ParseInt(text[:digits], 10, 16)
	if err != nil {
		return 0
	}
	limit := int64(0)
	switch strings.TrimSpace(text[digits:]) {
	case "", "km/h", "kmh", "kph":
		limit = value * 1000
	case "mph":
		limit = value * mile / 10
	}
	if limit < leastLimit || limit > mostLimit {
		return 0
	}
	return limit
}
