package sqlite

import "sitedraw/server/store"

const planColumns = `SELECT plan.name, title, digest, steps, made_by, made_at FROM plan JOIN blob ON blob.id = plan.blob `

func scanPlan(r row) (p store.Plan, err error) {
	err = r.Scan(&p.Name, &p.Title, digest(&p.Digest), &p.Steps, &p.Made.By, moment{&p.Made.At})
	return p, err
}

// Plan is store.PlanReader's.
func (c *session) Plan(name string) (store.Plan, error) {
	return one(c, thing{"plan", name}, scanPlan, planColumns+"WHERE plan.name = ? ORDER BY plan.id DESC LIMIT 1", name)
}

// Plans is store.PlanReader's.
func (c *session) Plans(p store.TextPage) ([]store.Plan, error) {
	return all(c, scanPlan, `SELECT plan.name, title, digest, steps, made_by, made_at
		FROM plan_newest CROSS JOIN plan ON plan.id = plan_newest.plan JOIN blob ON blob.id = plan.blob
		WHERE plan_newest.name > ? ORDER BY plan_newest.name LIMIT ?`, p.After, limit(p.Limit))
}

// PlanHistory is store.PlanReader's.
func (c *session) PlanHistory(name string) ([]store.Plan, error) {
	list, err := all(c, scanPlan, planColumns+"WHERE plan.name = ? ORDER BY plan.id DESC", name)
	if err == nil && len(list) == 0 {
		err = thing{"plan", name}.notFound()
	}
	return list, err
}

// AddPlan is store.PlanWriter's.
func (c *session) AddPlan(p store.Plan) error {
	of := thing{"plan", p.Name}
	blob, err := c.bodyID("plan", p.Digest)
	if err != nil {
		return err
	}
	id, err := c.insert(of, "INSERT INTO plan (name, title, blob, steps, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?)",
		p.Name, p.Title, blob, p.Steps, p.Made.By, p.Made.At.UnixMilli())
	if err != nil {
		return err
	}
	return c.put(of, "INSERT INTO plan_newest (name, plan) VALUES (?, ?) ON CONFLICT DO UPDATE SET plan = excluded.plan", p.Name, id)
}
