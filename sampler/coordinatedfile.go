package sampler

// AppendCoordination appends the coordination in canonical form. Members that are
// empty are left out, numbers never.
func AppendCoordination(b []byte, c *Coordination) []byte {
	m := openObject(b)
	appendLevels(&m, "groups", &c.Groups)
	m.text("mode", string(c.Mode))
	m.text("reach", string(c.Reach))
	m.texts("recheck", c.Recheck)
	appendLevels(&m, "sites", &c.Sites)
	if len(c.Weights) > 0 {
		m.name("weights")
		m.b = appendList(m.b, c.Weights, appendWeight)
	}
	return m.close()
}

// appendLevels writes a member unless nothing stands in it.
func appendLevels(m *members, name string, l *Levels) {
	if l.empty() {
		return
	}
	m.name(name)
	object := openObject(m.b)
	object.levels("drawn", l.Drawn)
	object.levels("joined", l.Joined)
	object.texts("new", l.New)
	m.b = object.close()
}

// levels writes a list of levels unless it is empty.
func (m *members) levels(name string, list []Drawn) {
	if len(list) > 0 {
		m.name(name)
		m.b = appendList(m.b, list, appendDrawn)
	}
}

// appendDrawn appends a level. The group of the sites without the key has no name.
func appendDrawn(b []byte, d Drawn) []byte {
	item := openObject(b)
	item.text("name", d.Name)
	item.integer("times", d.Times)
	return item.close()
}

func appendWeight(b []byte, w Weight) []byte {
	item := openObject(b)
	item.text("id", w.ID)
	item.integer("weight", w.Weight)
	return item.close()
}

var (
	coordinationMembers = []string{"groups", "mode", "reach", "recheck", "sites", "weights"}
	levelsMembers       = []string{"drawn", "joined", "new"}
	drawnMembers        = []string{"name", "times"}
	weightMembers       = []string{"id", "weight"}
)

// coordination reads the member of a record and checks it.
func (r *jsonReader) coordination() *Coordination {
	var c Coordination
	r.object(func(name string) {
		switch name {
		case "groups":
			c.Groups = r.levels()
		case "mode":
			c.Mode = Mode(r.text())
		case "reach":
			c.Reach = By(r.text())
		case "recheck":
			c.Recheck = r.plainTexts()
		case "sites":
			c.Sites = r.levels()
		case "weights":
			r.array(func(int) { c.Weights = append(c.Weights, r.weight()) })
		default:
			r.unknown(name, coordinationMembers)
		}
	})
	if r.err == nil {
		r.err = inside(r.column(), c.check())
	}
	return &c
}

func (r *jsonReader) levels() Levels {
	var l Levels
	r.object(func(name string) {
		switch name {
		case "drawn":
			r.array(func(int) { l.Drawn = append(l.Drawn, r.drawn()) })
		case "joined":
			r.array(func(int) { l.Joined = append(l.Joined, r.drawn()) })
		case "new":
			l.New = r.plainTexts()
		default:
			r.unknown(name, levelsMembers)
		}
	})
	return l
}

func (r *jsonReader) drawn() Drawn {
	var d Drawn
	r.object(func(name string) {
		switch name {
		case "name":
			d.Name = r.text()
		case "times":
			d.Times = r.integer()
		default:
			r.unknown(name, drawnMembers)
		}
	})
	return d
}

func (r *jsonReader) weight() Weight {
	var w Weight
	r.object(func(name string) {
		switch name {
		case "id":
			w.ID = r.text()
		case "weight":
			w.Weight = r.integer()
		default:
			r.unknown(name, weightMembers)
		}
	})
	return w
}

// plainTexts reads a list of texts as they are.
func (r *jsonReader) plainTexts() []string {
	var list []string
	r.array(func(int) { list = append(list, r.text()) })
	return list
}
