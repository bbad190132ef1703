package geo

import "strings"

// TagRule says which OpenStreetMap elements belong to a category and which tags
// their sites get.
//
// When is a list of conditions joined by "&". A condition is key=value, values
// separated by "|", where "*" is any value; key!=value, which also holds without
// the key, so that key!=* means "has no such key"; key~text, the value contains
// one of the texts; or key!~text, it contains none. The first condition is never
// a negation: it is the tag by which the element was found, and the one that
// reports show.
type TagRule struct {
	When string   `json:"when"`
	Tags []string `json:"tags,omitempty"` // e.g. "class:{highway}"; see FillTags
	Name string   `json:"name,omitempty"` // template of the site's name; empty: "{name}"
	Near int      `json:"near,omitempty"` // gives way to sites of earlier rules within so many metres; 0: to none

	conditions []condition
}

type condition struct {
	key    string
	not    bool
	part   bool // the value contains a text
	any    bool // "*"
	values []string
}

func (r *TagRule) compile() error {
	for text := range strings.SplitSeq(r.When, "&") {
		c, ok := parseCondition(strings.TrimSpace(text))
		if !ok || c.not && len(r.conditions) == 0 {
			return &Error{Code: ErrCategoryFile, Value: r.When}
		}
		r.conditions = append(r.conditions, c)
	}
	return nil
}

func parseCondition(text string) (condition, bool) {
	at := strings.IndexAny(text, "!=~")
	if at < 1 {
		return condition{}, false
	}
	c := condition{key: text[:at], not: text[at] == '!'}
	operator := strings.TrimPrefix(text[at:], "!")
	if !strings.HasPrefix(operator, "=") && !strings.HasPrefix(operator, "~") {
		return condition{}, false
	}
	c.part = operator[0] == '~'
	rest := operator[1:]
	c.any = rest == "*" && !c.part
	c.values = strings.Split(rest, "|")
	return c, rest != ""
}

// Key returns the key of the rule's first condition: without it no element
// fits.
func (r *TagRule) Key() string { return r.conditions[0].key }

// FirstValue reports whether value alone would satisfy the rule's first
// condition.
func (r *TagRule) FirstValue(value string) bool { return r.conditions[0].fits(value) }

// Fits reports whether an element fits whose value of a key is value(key), empty
// if it has none.
func (r *TagRule) Fits(value func(key string) string) bool {
	for i := range r.conditions {
		if c := &r.conditions[i]; c.fits(value(c.key)) == c.not {
			return false
		}
	}
	return true
}

// fits does not regard not.
func (c *condition) fits(value string) bool {
	if value == "" || c.any {
		return value != ""
	}
	for _, v := range c.values {
		if v == value || c.part && strings.Contains(value, v) {
			return true
		}
	}
	return false
}

// FoundBy returns the tag by which a rule found an element whose first condition
// has this value: "amenity=bank", or the condition itself where it asks for any
// value or a part.
func (r *TagRule) FoundBy(value string) string {
	c := &r.conditions[0]
	switch {
	case c.part:
		return c.key + "~" + strings.Join(c.values, "|")
	case c.any:
		return c.key + "=*"
	default:
		return c.key + "=" + value
	}
}

// SiteName returns the name of a site found by the rule.
func (r *TagRule) SiteName(value func(key string) string) string {
	if r.Name == "" {
		return value("name")
	}
	name, _ := fillTemplate(r.Name, value)
	return name
}

// FillTags returns the tags with each {key} replaced by value(key), and
// {key|other} by the first value that is not empty. A tag for which no value is
// known, or that grows longer than an identifier may be, is left out.
func FillTags(tags []string, value func(key string) string) []string {
	var filled []string
	for _, tag := range tags {
		if text, ok := fillTemplate(tag, value); ok && len(text) <= MaxIdentifier {
			filled = append(filled, text)
		}
	}
	return filled
}

func fillTemplate(template string, value func(key string) string) (string, bool) {
	start := strings.IndexByte(template, '{')
	end := strings.IndexByte(template, '}')
	if start < 0 || end < start {
		return template, true
	}
	for key := range strings.SplitSeq(template[start+1:end], "|") {
		if v := value(key); v != "" {
			return template[:start] + v + template[end+1:], true
		}
	}
	return template[:start] + template[end+1:], false
}
