package server

import (
	"context"
	"encoding/json"
	"errors"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// inspectorBody is what is known of somebody who can be drawn into a team. It is also
// the object that the store keeps.
type inspectorBody struct {
	Name           string        `json:"name"`
	Unit           string        `json:"unit,omitempty"`
	Township       string        `json:"township,omitempty"` // 12 digits
	Qualifications []string      `json:"qualifications,omitempty"`
	Recusals       []recusalBody `json:"recusals,omitempty"`
	Absences       []absenceBody `json:"absences,omitempty"`
}

// recusalBody is what somebody must not inspect, and why: one of the first three is
// given.
type recusalBody struct {
	Site   string `json:"site,omitempty"`
	Unit   string `json:"unit,omitempty"`
	Area   string `json:"area,omitempty"`
	Reason string `json:"reason"`
}

// absenceBody is a span of days, both of which belong to it.
type absenceBody struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Reason string `json:"reason,omitempty"`
}

// crew is the inspector as the lot of teams has him.
func (b *inspectorBody) crew(id string) crew.Inspector {
	c := crew.Inspector{ID: id, Name: b.Name, Unit: b.Unit, Township: geo.AreaCode(b.Township), Qualifications: b.Qualifications}
	for _, r := range b.Recusals {
		c.Recusals = append(c.Recusals, crew.Recusal(r))
	}
	for _, a := range b.Absences {
		c.Absences = append(c.Absences, crew.Absence(a))
	}
	return c
}

// inspectorOf is what is kept of an inspector.
func inspectorOf(c *crew.Inspector) inspectorBody {
	b := inspectorBody{Name: c.Name, Unit: c.Unit, Township: string(c.Township), Qualifications: c.Qualifications}
	for _, r := range c.Recusals {
		b.Recusals = append(b.Recusals, recusalBody(r))
	}
	for _, a := range c.Absences {
		b.Absences = append(b.Absences, absenceBody(a))
	}
	return b
}

// inspectorRow is a row of a table as the lot of teams has it.
func inspectorRow(i *intake.Inspector) crew.Inspector {
	c := crew.Inspector{ID: i.ID, Name: i.Name, Unit: i.Unit, Township: i.Township, Qualifications: i.Qualifications}
	for _, r := range i.Recusals {
		c.Recusals = append(c.Recusals, crew.Recusal{Site: r.Site, Unit: r.Unit, Area: string(r.Area), Reason: r.Reason})
	}
	for _, a := range i.Absences {
		c.Absences = append(c.Absences, crew.Absence(a))
	}
	return c
}

// rowOf is an inspector as tables are written.
func rowOf(c *crew.Inspector) intake.Inspector {
	i := intake.Inspector{ID: c.ID, Name: c.Name, Unit: c.Unit, Township: c.Township, Qualifications: c.Qualifications}
	for _, r := range c.Recusals {
		i.Recusals = append(i.Recusals, intake.Recusal{Site: r.Site, Unit: r.Unit, Area: geo.AreaCode(r.Area), Reason: r.Reason})
	}
	for _, a := range c.Absences {
		i.Absences = append(i.Absences, intake.Absence(a))
	}
	return i
}

// settledInspector checks an inspector and puts him in order. Nobody lacks a name: lists
// that leave the house are read by people.
func settledInspector(c crew.Inspector) (crew.Inspector, error) {
	if err := required("name", c.Name); err != nil {
		return c, err
	}
	settled, err := crew.NewInspectors([]crew.Inspector{c})
	if err != nil {
		return c, alone(err)
	}
	return settled[0], nil
}

// alone is an error about the first of a list, as one about it by itself.
func alone(err error) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	const first = "[1]."
	at := e.At
	if len(at.Column) > len(first) && at.Column[:len(first)] == first {
		at.Column = at.Column[len(first):]
	}
	return located(err, at)
}

// keptInspector is an inspector as the store keeps him.
func keptInspector(c *crew.Inspector, act store.Act) (store.Inspector, error) {
	object, err := json.Marshal(inspectorOf(c))
	return store.Inspector{ID: c.ID, Object: object, Changed: act}, err
}

// readInspector reads what the store keeps of an inspector.
func readInspector(i *store.Inspector) (crew.Inspector, error) {
	var b inspectorBody
	if err := json.Unmarshal(i.Object, &b); err != nil {
		return crew.Inspector{}, err
	}
	return b.crew(i.ID), nil
}

// activeInspectors are those who can be drawn into teams, by id: who left is not among
// them.
func activeInspectors(v store.Reader) ([]crew.Inspector, error) {
	kept, err := v.Inspectors(store.TextPage{Limit: 2 * crew.MostInspectors})
	if err != nil {
		return nil, err
	}
	var list []crew.Inspector
	for i := range kept {
		if kept[i].Left {
			continue
		}
		c, err := readInspector(&kept[i])
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// inspectors are those who can be drawn into teams now.
func (s *Server) inspectors(ctx context.Context) (list []crew.Inspector, err error) {
	err = s.Store.View(ctx, func(v store.Reader) (err error) {
		list, err = activeInspectors(v)
		return err
	})
	return list, err
}
