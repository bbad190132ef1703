package sampler

import (
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// MissingTownships returns the codes of the townships that can not be drawn,
// though a step looks for its candidates within or among the parts of townships:
// for want of a site that stands for them, nobody can be sent there. They are
//
//   - those in which some site of the frame lies, and
//   - those of official, a list of codes that may be empty.
//
// A township that the first step excludes by its tags, such as a subdistrict
// under kind:town, is not missing: neither if it has a site without those tags,
// nor if its code says that it is of another kind. A frame in which the first
// step has no township at all is no incomplete list of them; it lacks none but
// those of official. Codes are sorted, each once.
func MissingTownships(f *Frame, p Plan, official []geo.AreaCode, categories *geo.Categories) []geo.AreaCode {
	missing := map[geo.AreaCode]bool{}
	for _, s := range p.firstStages() {
		towns := s.townCategories(categories)
		if len(towns) == 0 {
			continue
		}
		standing := f.standing(towns)
		wanted := slices.Clone(official)
		if len(standing) > 0 {
			wanted = append(wanted, f.namedTownships()...)
		}
		for _, code := range wanted {
			if code.Level() == geo.TownshipLevel && !standing[code] && s.admitsKind(code.Kind()) {
				missing[code] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

// firstStages are the steps whose picks open later ones.
func (p *Plan) firstStages() (steps []*Step) {
	opens := map[string]bool{}
	for i := range p.Steps {
		opens[p.Steps[i].Stage()] = true
	}
	for i := range p.Steps {
		if opens[p.Steps[i].ID] {
			steps = append(steps, &p.Steps[i])
		}
	}
	return steps
}

// townCategories are the step's categories whose sites stand for townships.
func (s *Step) townCategories(categories *geo.Categories) (codes []string) {
	for _, code := range s.Category {
		if c, err := categories.Lookup(code); err == nil && c.AreaLevel() == geo.TownshipLevel {
			codes = append(codes, code)
		}
	}
	return codes
}

// standing are the townships for which a site of the categories stands.
func (f *Frame) standing(categories []string) map[geo.AreaCode]bool {
	townships := map[geo.AreaCode]bool{}
	for _, i := range f.inCategories(categories) {
		if area := geo.AreaCode(f.sites[i].Area); area != "" && area.Level() == geo.TownshipLevel {
			townships[area] = true
		}
	}
	return townships
}

// namedTownships are the townships that the areas of all sites lie in.
func (f *Frame) namedTownships() (codes []geo.AreaCode) {
	for _, digits := range f.towns[1:] {
		codes = append(codes, geo.AreaCode(digits+"000"))
	}
	return codes
}

// admitsKind reports whether a township of a kind may carry the tags that the
// step asks for. Tags other than its kind are not known of a township without a
// site.
func (s *Step) admitsKind(kind geo.AreaKind) bool {
	const prefix = "kind:"
	excluded := func(tag string) bool {
		return strings.HasPrefix(tag, prefix) && tag != prefix+kind.String()
	}
	may := func(tag string) bool { return !excluded(tag) }
	return !slices.ContainsFunc(s.Tags, excluded) &&
		(len(s.AnyTags) == 0 || slices.ContainsFunc(s.AnyTags, may))
}
