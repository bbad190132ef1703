package road

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// Profile says who may use which roads, and how fast. It is data: whoever needs
// other speeds changes a copy.
type Profile struct {
	Name   string
	Speeds map[string]int64 // metres an hour by value of highway; others are closed
	Asked  map[string]int64 // the same for roads that are open only where a tag of Access says so
	Access []string         // keys that say who may go there, the most specific first
	Oneway Oneway
	Limits bool  // whether maxspeed counts
	Most   int64 // metres an hour, whatever the road allows; 0: no limit
	Motor  bool  // may use roads for motor vehicles only
}

// Oneway is what one-way roads mean to a profile.
type Oneway uint8

// The zero value is for vehicles.
const (
	OnewayKept   Oneway = iota // one-way roads are
	OnewayCycles               // but for contra-flow cycling
	OnewayFoot                 // only oneway:foot counts
)

// carSpeeds are what a car does on open roads of a class without a maxspeed, lights
// and corners included. They are assumptions between China's limits (State Council
// Decree 405 of 2004, articles 45 and 78) and what trips in county towns take.
var carSpeeds = map[string]int64{
	"motorway": 100_000, "motorway_link": 50_000, "trunk": 70_000, "trunk_link": 45_000,
	"primary": 50_000, "primary_link": 40_000, "secondary": 45_000, "secondary_link": 35_000,
	"tertiary": 40_000, "tertiary_link": 30_000, "unclassified": 30_000, "road": 30_000,
	"residential": 25_000, "living_street": 15_000, "service": 15_000, "track": 15_000,
}

// cycleSpeeds are those of an e-bike of GB 17761-2018, which does 25 km/h at most.
var cycleSpeeds = map[string]int64{
	"trunk": 20_000, "trunk_link": 20_000, "primary": 20_000, "primary_link": 20_000,
	"secondary": 20_000, "secondary_link": 20_000, "tertiary": 20_000, "tertiary_link": 20_000,
	"unclassified": 20_000, "road": 20_000, "residential": 18_000, "living_street": 15_000,
	"service": 15_000, "cycleway": 20_000, "track": 12_000, "path": 12_000, "pedestrian": 10_000,
}

// footClasses are the roads that can be walked along.
var footClasses = []string{
	"trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
	"unclassified", "road", "residential", "living_street", "service", "track", "path", "pedestrian", "footway",
	"steps", "cycleway", "bridleway", "corridor",
}

// WalkingSpeed is the speed on foot in metres an hour: 1.4 m/s.
const WalkingSpeed = 5_000

// Car is for cars.
func Car() Profile {
	return Profile{
		Name: "car", Speeds: carSpeeds, Asked: map[string]int64{"pedestrian": 10_000, "path": 10_000},
		Access: []string{"motorcar", "motor_vehicle", "vehicle", "access"}, Limits: true, Motor: true,
	}
}

// EBike is for electric bicycles.
func EBike() Profile {
	return Profile{
		Name: "ebike", Speeds: cycleSpeeds, Asked: map[string]int64{"footway": 8_000, "bridleway": 10_000},
		Access: []string{"bicycle", "vehicle", "access"}, Oneway: OnewayCycles, Limits: true, Most: 20_000,
	}
}

// Foot is for people who walk.
func Foot() Profile {
	speeds := map[string]int64{}
	for _, class := range footClasses {
		speeds[class] = WalkingSpeed
	}
	speeds["steps"] = 2_500
	return Profile{Name: "foot", Speeds: speeds, Access: []string{"foot", "access"}, Oneway: OnewayFoot}
}

// Profiles are all that come with the program.
func Profiles() []Profile { return []Profile{Car(), EBike(), Foot()} }

// FindProfile returns the profile of a name, or ErrProfile.
func FindProfile(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, &geo.Error{Code: ErrProfile, Kind: geo.NotFound, Value: name, Want: strings.Join(names, ", ")}
}

// Digest tells profiles apart: of equal ones it is equal.
func (p *Profile) Digest() [sha256.Size]byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %d %t %d %t", p.Name, p.Access, p.Oneway, p.Limits, p.Most, p.Motor)
	for _, speeds := range []map[string]int64{p.Speeds, p.Asked} {
		b.WriteByte('\n')
		for _, class := range slices.Sorted(maps.Keys(speeds)) {
			fmt.Fprintf(&b, "%q %d ", class, speeds[class])
		}
	}
	return sha256.Sum256([]byte(b.String()))
}
