package sampler

import (
	"bytes"
	"strings"

	"sitedraw/geo"
)

// lineScanner reads the lines that most sites have: at a point or nowhere, without
// escapes. Whatever else stands in a line it leaves to the jsonReader, which reads
// everything and can say what is wrong. It takes each byte only where AppendSite
// puts it, so that a line which it read is in canonical form.
type lineScanner struct {
	line  []byte
	at    int
	begun bool // a member was read: the next follows a comma
	lost  bool // something else stands here

	own    slab
	shared map[string]string   // texts that many sites have
	sets   map[string][]string // sets of tags by their bytes in a line
}

// maxShared is how many different texts or sets are remembered. Each is remembered
// while it comes again and again; the frame's columns make the rest share memory.
const maxShared = 4096

// site reads a line without its LF and checks the site; false if that is left to
// the jsonReader.
func (s *lineScanner) site(line []byte) (site geo.Site, ok bool) {
	s.line, s.at, s.begun, s.lost = line, 0, false, false
	s.expect("{")
	site.Area = s.share(s.text(`"area":"`))
	site.Category = s.share(s.text(`"category":"`))
	if s.member(`"geometry":{"coordinates":`) {
		site.Geometry = s.point()
		s.expect(`,"type":"Point"}`)
	}
	id, name, partOf := s.text(`"id":"`), s.text(`"name":"`), s.text(`"part_of":"`)
	if s.member(`"size":`) {
		site.Size = int32(s.integer(1, geo.MaxSize))
	}
	site.Tags = s.tags()
	site.Unit = s.share(s.text(`"unit":"`))
	s.expect("}")
	if s.lost || s.at < len(line) {
		return geo.Site{}, false
	}
	site.ID, site.Name, site.PartOf = s.own.keep(id), s.own.keep(name), s.own.keep(partOf)
	return site, site.Check() == nil
}

// take passes over what comes next if it is this.
func (s *lineScanner) take(text string) bool {
	rest := s.line[s.at:]
	if len(rest) < len(text) || string(rest[:len(text)]) != text {
		return false
	}
	s.at += len(text)
	return true
}

func (s *lineScanner) expect(text string) {
	if !s.take(text) {
		s.lost = true
	}
}

// member passes over the start of a member if it comes next.
func (s *lineScanner) member(start string) bool {
	before := s.at
	if s.begun && !s.take(",") {
		return false
	}
	if !s.take(start) {
		s.at = before
		return false
	}
	s.begun = true
	return true
}

// text reads a member that is a text; nil if another comes next.
func (s *lineScanner) text(start string) []byte {
	if !s.member(start) {
		return nil
	}
	return s.quoted()
}

// quoted reads a text up to its closing quote. An empty one is not canonical.
func (s *lineScanner) quoted() []byte {
	length := bytes.IndexByte(s.line[s.at:], '"')
	if length < 1 {
		s.lost = true
		return nil
	}
	text := s.line[s.at : s.at+length]
	s.at += length + 1
	if bytes.IndexByte(text, '\\') >= 0 {
		s.lost = true
	}
	return text
}

// tags reads the tags; nil if another member comes next.
func (s *lineScanner) tags() []string {
	if !s.member(`"tags":[`) {
		return nil
	}
	start := s.at
	count := 1
	for s.tag(); s.take(","); s.tag() {
		count++
	}
	s.expect("]")
	if s.lost {
		return nil
	}
	end := s.at
	if set, known := s.sets[string(s.line[start:end])]; known {
		return set
	}
	set := make([]string, count)
	s.at = start
	for i := range set {
		set[i] = string(s.tag())
		s.at++
	}
	remember(&s.sets, s.line[start:end], set)
	return set
}

func (s *lineScanner) tag() []byte {
	s.expect(`"`)
	return s.quoted()
}

// share returns the text, in the same memory as when it was last asked for.
func (s *lineScanner) share(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if known, is := s.shared[string(text)]; is {
		return known
	}
	own := string(text)
	remember(&s.shared, text, own)
	return own
}

// remember begins anew when there is too much to remember.
func remember[T any](m *map[string]T, key []byte, value T) {
	if *m == nil || len(*m) == maxShared {
		*m = map[string]T{}
	}
	(*m)[string(key)] = value
}

// point reads [lon,lat] in E7.
func (s *lineScanner) point() geo.Point {
	s.expect("[")
	lon := s.integer(-int64(geo.MaxLon), int64(geo.MaxLon))
	s.expect(",")
	lat := s.integer(-int64(geo.MaxLat), int64(geo.MaxLat))
	s.expect("]")
	return geo.Point{Lon: geo.E7(lon), Lat: geo.E7(lat)}
}

// integer reads a whole number of at most ten digits from least to most, as
// canonical form has it.
func (s *lineScanner) integer(least, most int64) int64 {
	negative := s.take("-")
	start, v := s.at, int64(0)
	for s.at < len(s.line) && s.line[s.at]-'0' < 10 && s.at-start < 10 {
		v = v*10 + int64(s.line[s.at]-'0')
		s.at++
	}
	written := s.at - start
	if written == 0 || written > 1 && s.line[start] == '0' || negative && v == 0 {
		s.lost = true
	}
	if negative {
		v = -v
	}
	if v < least || v > most {
		s.lost = true
	}
	return v
}

// slab keeps small texts side by side, so that the collector meets few things. A
// text keeps those beside it in memory: it is for texts that live equally long.
type slab struct{ texts strings.Builder }

const slabBytes = 1 << 14

// keep copies a text.
func (s *slab) keep(text []byte) string {
	if len(text) > slabBytes/8 {
		return string(text)
	}
	if s.texts.Cap()-s.texts.Len() < len(text) {
		s.texts.Reset() // what was kept stays where it is
		s.texts.Grow(slabBytes)
	}
	start := s.texts.Len()
	s.texts.Write(text)
	return s.texts.String()[start:]
}
