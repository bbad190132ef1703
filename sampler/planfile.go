package sampler

import (
	"bytes"
	"crypto/sha256"
	"io"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// MaxPlan is the largest plan in bytes.
const MaxPlan = 1 << 20

func digestOf(b []byte) Digest { return sha256.Sum256(b) }

// AppendPlan appends the plan in canonical form, members that equal their
// default left out.
func AppendPlan(b []byte, p *Plan) []byte {
	m := openObject(b)
	m.text("name", p.Name)
	if len(p.Steps) > 0 {
		m.name("steps")
		m.b = appendList(m.b, p.Steps, func(b []byte, s Step) []byte { return appendStep(b, &s) })
	}
	m.text("title", p.Title)
	return m.close()
}

func appendStep(b []byte, s *Step) []byte {
	m := openObject(b)
	if s.Allocate != Proportional {
		m.text("allocate", string(s.Allocate))
	}
	m.texts("any_tags", s.AnyTags)
	m.unless("apart", s.Apart, 0)
	if s.AtMost != nil {
		m.name("at_most")
		limit := openObject(m.b)
		limit.text("by", string(s.AtMost.By))
		limit.integer("n", s.AtMost.N)
		m.b = limit.close()
	}
	m.text("by", string(s.By))
	if s.BySize {
		m.name("by_size")
		m.b = append(m.b, "true"...)
	}
	m.texts("category", s.Category)
	m.text("id", s.ID)
	m.texts("in", s.In)
	if s.Map != nil && *s.Map != (MapParameters{Radius: defaultRadius, List: defaultList, Take: TakeAny}) {
		m.name("map")
		m.b = appendMap(m.b, s.Map)
	}
	if s.Method != Simple {
		m.text("method", string(s.Method))
	}
	if s.N == All {
		m.text("n", "all")
	} else {
		m.integer("n", s.N)
	}
	m.texts("not_in", s.NotIn)
	m.text("of", s.Of)
	m.unless("reserve", s.Reserve, 0)
	m.texts("tags", s.Tags)
	m.unless("walk", s.Walk, 0)
	m.text("within", s.Within)
	return m.close()
}

func appendMap(b []byte, p *MapParameters) []byte {
	m := openObject(b)
	m.text("anchor", p.Anchor)
	m.text("in", p.In)
	m.unless("list", p.List, defaultList)
	m.unless("radius", p.Radius, defaultRadius)
	if p.Take != TakeAny {
		m.text("take", string(p.Take))
	}
	return m.close()
}

// ReadPlan reads a plan as people write it, in JSON (if it begins with "{") or
// YAML. Unknown members are refused with the nearest known name.
func ReadPlan(r io.Reader) (Plan, error) {
	source, err := io.ReadAll(io.LimitReader(r, MaxPlan+1))
	if err != nil {
		return Plan{}, err
	}
	if len(source) > MaxPlan {
		return Plan{}, &geo.Error{Code: ErrPlanLarge, Want: strconv.Itoa(MaxPlan)}
	}
	source = bytes.TrimPrefix(source, []byte("\ufeff"))
	if !bytes.HasPrefix(bytes.TrimLeft(source, " \t\r\n"), []byte("{")) {
		if source, err = yamlToJSON(source); err != nil {
			return Plan{}, err
		}
	}
	return ParsePlan(string(source))
}

// ParsePlan reads a plan in JSON.
func ParsePlan(text string) (Plan, error) {
	reader := &jsonReader{src: text}
	p := reader.plan()
	reader.end()
	if reader.err != nil {
		return Plan{}, reader.err
	}
	return NewPlan(p)
}

var (
	planMembers = []string{"name", "steps", "title"}
	stepMembers = []string{
		"allocate", "any_tags", "apart", "at_most", "by", "by_size", "category", "id", "in", "map",
		"method", "n", "not_in", "of", "reserve", "tags", "walk", "within",
	}
	mapMembers    = []string{"anchor", "in", "list", "radius", "take"}
	atMostMembers = []string{"by", "n"}
)

// plan reads the object of a plan; null and empty values count as absent.
func (r *jsonReader) plan() Plan {
	var p Plan
	r.object(func(name string) {
		switch name {
		case "name":
			p.Name = r.optionalText()
		case "title":
			p.Title = r.optionalText()
		case "steps":
			if !r.literal("null") {
				r.array(func(i int) {
					before := r.err
					p.Steps = append(p.Steps, r.step())
					if r.err != nil && before == nil {
						r.err = inStep(r.err, p.Steps[i].ID, i)
					}
				})
			}
		default:
			r.unknown(name, planMembers)
		}
	})
	return p
}

func (r *jsonReader) step() Step {
	var s Step
	outer := r.path
	r.path = nil // the error names the step instead
	r.object(func(name string) {
		if !slices.Contains(stepMembers, name) {
			r.unknown(name, stepMembers)
			return
		}
		if !r.literal("null") {
			r.stepMember(&s, name)
		}
	})
	r.path = outer
	return s
}

func (r *jsonReader) stepMember(s *Step, name string) {
	texts := map[string]*[]string{
		"category": &s.Category, "tags": &s.Tags, "any_tags": &s.AnyTags, "in": &s.In, "not_in": &s.NotIn,
	}
	numbers := map[string]*int64{"reserve": &s.Reserve, "apart": &s.Apart, "walk": &s.Walk}
	switch name {
	case "id":
		s.ID = r.text()
	case "within":
		s.Within = r.text()
	case "of":
		s.Of = r.text()
	case "by":
		s.By = By(r.text())
	case "allocate":
		s.Allocate = Allocation(r.text())
	case "method":
		s.Method = Method(r.text())
	case "by_size":
		s.BySize = r.boolean()
	case "n":
		s.N = r.howMany()
	case "at_most":
		s.AtMost = r.atMost()
	case "map":
		s.Map = r.mapParameters()
	default:
		if list, ok := texts[name]; ok {
			*list = r.texts()
		} else {
			*numbers[name] = r.integer()
		}
	}
}

func (r *jsonReader) optionalText() string {
	if r.literal("null") {
		return ""
	}
	return r.text()
}

func (r *jsonReader) texts() []string {
	var list []string
	r.array(func(int) { list = append(list, r.text()) })
	return list
}

// count reads a whole number of at least 1.
func (r *jsonReader) count() int64 {
	v := r.integer()
	if r.err == nil && v < 1 {
		r.fail(ErrNumberRange, strconv.FormatInt(v, 10), "1 … "+strconv.Itoa(maxSafe))
	}
	return v
}

// howMany reads n: a count or "all".
func (r *jsonReader) howMany() int64 {
	if r.peek() != '"' {
		return r.count()
	}
	if word := r.text(); word != "all" && r.err == nil {
		r.fail(ErrChoice, word, `1 … , "all"`)
	}
	return All
}

// atMost reads a limit; an empty object is none.
func (r *jsonReader) atMost() *AtMost {
	var limit AtMost
	given := false
	r.object(func(name string) {
		switch {
		case name != "by" && name != "n":
			r.unknown(name, atMostMembers)
		case r.literal("null"):
		case name == "by":
			limit.By = By(r.text())
			given = given || limit.By != ""
		default:
			limit.N = r.count()
			given = true
		}
	})
	if !given {
		return nil
	}
	return &limit
}

// mapParameters reads the parameters of a map; an empty object is none.
func (r *jsonReader) mapParameters() *MapParameters {
	var p MapParameters
	r.object(func(name string) {
		switch {
		case !slices.Contains(mapMembers, name):
			r.unknown(name, mapMembers)
		case r.literal("null"):
		case name == "in":
			p.In = r.text()
		case name == "anchor":
			p.Anchor = r.text()
		case name == "take":
			p.Take = Take(r.text())
		case name == "radius":
			p.Radius = r.count()
		default:
			p.List = r.count()
		}
	})
	if p == (MapParameters{}) {
		return nil
	}
	return &p
}
