package road

import (
	"slices"
	"strings"

	"sitedraw/geo/osm"
)

// passage is how fast a way may be used in its direction and against it, in metres
// an hour; 0: not at all.
type passage struct{ forward, backward int64 }

func (p passage) open() bool { return p.forward > 0 || p.backward > 0 }

// passage reads the tags of a way.
func (p *Profile) passage(t osm.Tags) passage {
	class := t.Value("highway")
	if class == "" || t.Value("route") == "ferry" {
		return passage{}
	}
	speed := p.classSpeed(class, t)
	if speed == 0 {
		return passage{}
	}
	open := passage{forward: p.speed(speed, t, "maxspeed:forward"), backward: p.speed(speed, t, "maxspeed:backward")}
	switch p.direction(class, t) {
	case bothWays:
	case forwardOnly:
		open.backward = 0
	case backwardOnly:
		open.forward = 0
	case neitherWay:
		return passage{}
	}
	return open
}

// classSpeed is the speed of a class of roads for those who may use this one, 0
// for others.
func (p *Profile) classSpeed(class string, t osm.Tags) int64 {
	speed := p.Speeds[class]
	said := p.access(t)
	switch {
	case said == closedAccess || !p.Motor && t.Value("motorroad") == "yes":
		return 0
	case speed == 0 && said == openAccess:
		return p.Asked[class]
	}
	return speed
}

// access is what tags say of a profile.
type access uint8

const (
	unsaidAccess access = iota
	openAccess          // in so many words, to these vehicles
	closedAccess
)

// closedValues are the values of keys of access that close a road to those who
// come from outside.
var closedValues = []string{"no", "private", "agricultural", "forestry", "emergency", "military", "use_sidepath", "dismount"}

// openValues open roads that are open only where it is said.
var openValues = []string{"yes", "designated", "permissive", "official", "destination"}

// access reads the most specific key there is. "access" speaks of everybody, so it
// opens no road of a class that is not for these vehicles.
func (p *Profile) access(t osm.Tags) access {
	for _, key := range p.Access {
		switch value := t.Value(key); {
		case value == "":
		case slices.Contains(closedValues, value):
			return closedAccess
		case key != "access" && slices.Contains(openValues, value):
			return openAccess
		default:
			return unsaidAccess
		}
	}
	return unsaidAccess
}

// direction is which way a road may be used.
type direction uint8

const (
	bothWays direction = iota
	forwardOnly
	backwardOnly
	neitherWay // for now one way, for now the other
)

// direction reads oneway, which roundabouts and motorways are unless they say no.
func (p *Profile) direction(class string, t osm.Tags) direction {
	key := map[Oneway]string{OnewayKept: "", OnewayCycles: "oneway:bicycle", OnewayFoot: "oneway:foot"}[p.Oneway]
	own := t.Value(key)
	switch {
	case key != "" && own != "":
		return onewayValue(own)
	case p.Oneway == OnewayFoot, p.Oneway == OnewayCycles && contraflow(t):
		return bothWays
	}
	value := t.Value("oneway")
	junction := t.Value("junction")
	if value == "" && (class == "motorway" || junction == "roundabout" || junction == "circular") {
		return forwardOnly
	}
	return onewayValue(value)
}

func onewayValue(value string) direction {
	switch value {
	case "yes", "true", "1":
		return forwardOnly
	case "-1", "reverse":
		return backwardOnly
	case "reversible":
		return neitherWay
	default:
		return bothWays
	}
}

// contraflow holds for one-way roads that may be cycled both ways.
func contraflow(t osm.Tags) bool {
	for _, key := range []string{"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"} {
		if strings.HasPrefix(t.Value(key), "opposite") {
			return true
		}
	}
	return t.Value("cycleway:left:oneway") == "-1" || t.Value("cycleway:right:oneway") == "-1"
}
