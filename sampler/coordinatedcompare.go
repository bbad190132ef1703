package sampler

// coordinationMember is a member of a coordination, as the values of its items in
// canonical form; what is no list has one item.
type coordinationMember struct {
	name  string
	items []string
}

// members lists the members, those that say what is coordinated first. Nil has all
// of them, without items.
func (c *Coordination) members() []coordinationMember {
	if c == nil {
		c = &Coordination{}
	}
	return []coordinationMember{
		{"mode", []string{string(c.Mode)}},
		{"reach", []string{string(c.Reach)}},
		{"sites.drawn", items(c.Sites.Drawn, appendDrawn)},
		{"sites.new", c.Sites.New},
		{"sites.joined", items(c.Sites.Joined, appendDrawn)},
		{"groups.drawn", items(c.Groups.Drawn, appendDrawn)},
		{"groups.new", c.Groups.New},
		{"groups.joined", items(c.Groups.Joined, appendDrawn)},
		{"recheck", c.Recheck},
		{"weights", items(c.Weights, appendWeight)},
	}
}

func items[T any](list []T, write func([]byte, T) []byte) []string {
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = string(write(nil, item))
	}
	return texts
}

// CompareCoordination names the first member and item in which a coordination
// differs from the one it should be, nil if they agree: "mode", "sites.drawn[3]".
// Nil is that of a round by itself.
func CompareCoordination(expected, found *Coordination) *Difference {
	e, f := expected.members(), found.members()
	for m := range e {
		for i := range max(len(e[m].items), len(f[m].items)) {
			d := &Difference{Code: DiffCoordination, Member: e[m].name}
			if i < len(e[m].items) {
				d.Expected = e[m].items[i]
			}
			if i < len(f[m].items) {
				d.Found = f[m].items[i]
			}
			if d.Expected == d.Found && len(e[m].items) > i && len(f[m].items) > i {
				continue
			}
			if m > 1 { // a list
				d.Member = inList(d.Member, i)
			}
			return d
		}
	}
	return nil
}

// CompareHistory does so for what a round took over from those before; what its own
// draw adds, Joined, is for Verify to look at.
func CompareHistory(expected, found *Coordination) *Difference {
	return CompareCoordination(expected.takenOver(), found.takenOver())
}

// takenOver leaves out what the round's own draw adds.
func (c *Coordination) takenOver() *Coordination {
	if c == nil {
		return nil
	}
	before := *c
	before.Sites.Joined, before.Groups.Joined = nil, nil
	return &before
}
