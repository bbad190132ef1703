package tile

import "fmt"

// OtherColour is that of sites of no category of the list.
const OtherColour = "#777777"

// Colour is the colour of the category at a place of a list, the same on every map.
// Hues go round by the golden angle, 137.5°, so that neighbours differ most; every
// third is darker, every third lighter, for lists longer than eyes tell hues apart.
func Colour(place int) string {
	hue := place * 1375 % 3600 // tenths of a degree
	bright := []int{190, 140, 220}[place%3]
	dark := bright / 4
	const sixth = 600
	rise := dark + (bright-dark)*(hue%sixth)/sixth
	fall := dark + bright - rise
	var red, green, blue int
	switch hue / sixth {
	case 0:
		red, green, blue = bright, rise, dark
	case 1:
		red, green, blue = fall, bright, dark
	case 2:
		red, green, blue = dark, bright, rise
	case 3:
		red, green, blue = dark, fall, bright
	case 4:
		red, green, blue = rise, dark, bright
	default:
		red, green, blue = bright, dark, fall
	}
	return fmt.Sprintf("#%02x%02x%02x", red, green, blue)
}
