package sampler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// AppendPlanYAML appends a plan, as NewPlan returns it, in YAML as people write
// it: a step a line, members that equal their default left out. ReadPlan reads
// the same plan again, if it is no larger than MaxYAML.
func AppendPlanYAML(b []byte, p *Plan) []byte {
	for _, line := range []struct{ name, value string }{{"name", p.Name}, {"title", p.Title}} {
		if line.value != "" {
			b = append(appendYAMLText(append(b, line.name+": "...), line.value), '\n')
		}
	}
	b = append(b, "steps:\n"...)
	for i := range p.Steps {
		b = append(appendYAMLStep(append(b, "  - "...), &p.Steps[i]), '\n')
	}
	return b
}

func appendYAMLStep(b []byte, s *Step) []byte {
	m := openFlow(b)
	m.text("id", s.ID)
	m.texts("category", s.Category)
	m.texts("tags", s.Tags)
	m.texts("any_tags", s.AnyTags)
	m.texts("in", s.In)
	m.texts("not_in", s.NotIn)
	m.text("within", s.Within)
	m.text("of", s.Of)
	m.text("by", string(s.By))
	if s.Allocate != Proportional {
		m.text("allocate", string(s.Allocate))
	}
	if s.Method != Simple {
		m.text("method", string(s.Method))
	}
	if s.Map != nil {
		m.phone(s.Map)
	}
	if s.N == All {
		m.text("n", "all")
	} else {
		m.unless("n", s.N, 0)
	}
	if s.BySize {
		m.name("by_size")
		m.b = append(m.b, "true"...)
	}
	m.unless("reserve", s.Reserve, 0)
	m.unless("apart", s.Apart, 0)
	if s.AtMost != nil {
		m.name("at_most")
		limit := openFlow(m.b)
		limit.text("by", string(s.AtMost.By))
		limit.unless("n", s.AtMost.N, 0)
		m.b = limit.close()
	}
	m.unless("walk", s.Walk, 0)
	return m.close()
}

// flow writes the members of one map of YAML on one line.
type flow struct {
	b     []byte
	begun bool
}

func openFlow(b []byte) flow { return flow{b: append(b, '{')} }

func (m *flow) name(name string) {
	if m.begun {
		m.b = append(m.b, ", "...)
	}
	m.begun = true
	m.b = append(append(m.b, name...), ": "...)
}

func (m *flow) text(name, value string) {
	if value != "" {
		m.name(name)
		m.b = appendYAMLText(m.b, value)
	}
}

func (m *flow) texts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	m.name(name)
	m.b = append(m.b, '[')
	for i, v := range values {
		if i > 0 {
			m.b = append(m.b, ", "...)
		}
		m.b = appendYAMLText(m.b, v)
	}
	m.b = append(m.b, ']')
}

func (m *flow) unless(name string, value, usual int64) {
	if value != usual {
		m.name(name)
		m.b = strconv.AppendInt(m.b, value, 10)
	}
}

func (m *flow) phone(p *MapParameters) {
	if *p == (MapParameters{Radius: defaultRadius, List: defaultList, Take: TakeAny}) {
		return
	}
	m.name("map")
	inner := openFlow(m.b)
	inner.text("in", p.In)
	inner.text("anchor", p.Anchor)
	inner.unless("radius", p.Radius, defaultRadius)
	inner.unless("list", p.List, defaultList)
	if p.Take != TakeAny {
		inner.text("take", string(p.Take))
	}
	m.b = inner.close()
}

func (m *flow) close() []byte { return append(m.b, '}') }

// yamlWords are those that some reader of YAML takes for other than a text.
var yamlWords = []string{"true", "false", "yes", "no", "on", "off", "y", "n", "null", "inf", "nan"}

// appendYAMLText writes a text plain if it is a name that no reader can take for
// anything else, otherwise in quotation marks.
func appendYAMLText(b []byte, s string) []byte {
	if isYAMLName(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for i, r := range s {
		// What opens lists and maps is escaped too: the reader counts it unparsed.
		opens := strings.ContainsRune("[]{}", r) || strings.HasPrefix(s[i:], "- ")
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case unicode.IsPrint(r) && !opens:
			b = append(b, string(r)...)
		case r < 1<<16:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = fmt.Appendf(b, `\U%08x`, r)
		}
	}
	return append(b, '"')
}

func isYAMLName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '_' && c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != "" && !slices.Contains(yamlWords, strings.ToLower(s))
}
