package server

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"sitedraw/geo"
)

// diffAnswer says what happened from one state of a register to another.
type diffAnswer struct {
	From   diffSide     `json:"from"`
	To     diffSide     `json:"to"`
	Counts diffCounts   `json:"counts"`
	Items  []diffChange `json:"items"`
	Next   string       `json:"next,omitempty"`
}

// diffSide is one of the two states.
type diffSide struct {
	Version int64  `json:"version,omitempty"` // absent: the draft
	Frame   string `json:"frame"`
	Sites   int    `json:"sites"`
}

type diffCounts struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"`
	Moved   int `json:"moved"` // of those changed
	Same    int `json:"same"`
}

// diffChange is a site that came, went or changed.
type diffChange struct {
	Change      string       `json:"change"` // added, removed, changed
	ID          string       `json:"id"`
	Name        string       `json:"name,omitempty"`
	Moved       bool         `json:"moved"`
	Millimetres int64        `json:"millimetres,omitempty"` // how far; −1 if it was or is unlocated
	Members     []diffMember `json:"members"`               // of a site that changed
}

// diffMember is a member of a site before and after; absent where there is none.
type diffMember struct {
	Member string          `json:"member"` // "place" for shape and position
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// diffVersions compares two states of a register: what changed, by id.
func (s *Server) diffVersions(r *request) error {
	if err := r.knownQueries("from", "to", "limit", "after", "change", "datum"); err != nil {
		return err
	}
	change := r.query("change")
	if change != "" && !slices.Contains([]string{"added", "removed", "changed"}, change) {
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "change"}, Value: change, Want: "added, removed, changed"}
	}
	n, err := r.limit()
	if err != nil {
		return err
	}
	register, err := r.param("register")
	if err != nil {
		return err
	}
	from, err := r.stateOf(register, r.query("from"))
	if err != nil {
		return err
	}
	to, err := r.stateOf(register, r.query("to"))
	if err != nil {
		return err
	}
	writer, err := r.siteJSON(to.opened)
	if err != nil {
		return err
	}
	changes := geo.Compare(from.frame.Sites(), to.frame.Sites())
	answer := diffAnswer{From: sideOf(from), To: sideOf(to), Counts: countChanges(&changes), Items: []diffChange{}}
	for _, c := range changesAfter(&changes, r.query("after"), change) {
		if len(answer.Items) == n {
			answer.Next = r.nextPage(answer.Items[n-1].ID)
			r.Response().Header().Set("Link", "<"+answer.Next+`>; rel="next"`)
			break
		}
		answer.Items = append(answer.Items, writer.tellChange(c))
	}
	return r.json(http.StatusOK, answer)
}

func sideOf(st *state) diffSide {
	return diffSide{st.version.Number, st.frame.Digest().String(), st.frame.Len()}
}

func countChanges(c *geo.Changes) diffCounts {
	counts := diffCounts{Added: len(c.Added), Removed: len(c.Removed), Changed: len(c.Changed), Same: c.Same}
	for i := range c.Changed {
		if c.Changed[i].Moved {
			counts.Moved++
		}
	}
	return counts
}

// changesAfter are the changes of sites whose ids come after one, by id. A site
// that came has no old state, one that went no new one.
func changesAfter(c *geo.Changes, after, change string) []geo.Change {
	var all []geo.Change
	add := func(kind, id string, c geo.Change) {
		if id > after && (change == "" || change == kind) {
			all = append(all, c)
		}
	}
	for _, s := range c.Added {
		add("added", s.ID, geo.Change{New: s})
	}
	for _, s := range c.Removed {
		add("removed", s.ID, geo.Change{Old: s})
	}
	for _, changed := range c.Changed {
		add("changed", changed.New.ID, changed)
	}
	slices.SortFunc(all, func(a, b geo.Change) int {
		return strings.Compare(cmp.Or(a.New, a.Old).ID, cmp.Or(b.New, b.Old).ID)
	})
	return all
}

func (j *siteJSON) tellChange(c geo.Change) diffChange {
	site := cmp.Or(c.New, c.Old)
	told := diffChange{Change: "changed", ID: site.ID, Name: site.Name, Moved: c.Moved, Millimetres: c.Millimetres, Members: []diffMember{}}
	switch {
	case c.Old == nil:
		told.Change = "added"
	case c.New == nil:
		told.Change = "removed"
	}
	for _, member := range c.Members {
		told.Members = append(told.Members, diffMember{member, j.member(c.Old, member), j.member(c.New, member)})
	}
	return told
}

// memberFields are the members that a comparison names. A place is told by its
// position.
var memberFields = map[string]int{
	"area": fieldArea, "category": fieldCategory, "name": fieldName, "part_of": fieldPartOf, "place": fieldPosition,
	"size": fieldSize, "tags": fieldTags, "unit": fieldUnit,
}

// member is the value of a member of a site, as answers have it.
func (j *siteJSON) member(s *geo.Site, member string) json.RawMessage {
	only := *j
	field := memberFields[member]
	only.fields = 1 << field
	prefix := `{"` + siteFields[field] + `":`
	object := string(only.append(nil, s))
	value, has := strings.CutPrefix(object, prefix)
	if !has {
		return nil
	}
	return json.RawMessage(strings.TrimSuffix(value, "}"))
}
