package server

import (
	"cmp"
	"context"
	"math"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// maxNeverSites is how many sites of each reason are named.
const maxNeverSites = 20

// forecastView is what to expect of a plan on a version of a register, whatever
// the seed.
type forecastView struct {
	Register  string        `json:"register"`
	Version   int64         `json:"version"`
	Plan      planRef       `json:"plan"`
	Refused   bool          `json:"refused"` // no draw could be made
	Short     rangeView     `json:"short"`   // main picks that will be lacking, over all steps
	Steps     []stepView    `json:"steps"`
	Never     neverView     `json:"never"`
	Townships []string      `json:"missing_townships"` // no site stands for them
	Unknown   []unknownView `json:"unknown_categories"`

	Completeness []completenessAnswer `json:"completeness,omitempty"` // against the official list
}

type rangeView struct {
	Min int64 `json:"min"`
	Max int64 `json:"max"`
}

func viewRange(r sampler.Range) rangeView { return rangeView{r.Min, r.Max} }

// stepView is what to expect of a step.
type stepView struct {
	Step       string     `json:"step"`
	Category   []string   `json:"category"`
	Scopes     rangeView  `json:"scopes"`
	Candidates rangeView  `json:"candidates"` // of one scope
	Want       rangeView  `json:"want"`       // main picks of one scope
	Short      rangeView  `json:"short"`      // of all scopes
	Unlocated  int        `json:"unlocated"`  // candidates without the position that the step needs
	Unsized    int        `json:"unsized"`
	Error      *errorView `json:"error,omitempty"` // for which the draw would be refused
}

type errorView struct {
	Code   geo.Code `json:"code,omitempty"`
	Detail string   `json:"detail"`
}

// neverView are the sites that no draw of the plan can ever pick.
type neverView struct {
	Count  int          `json:"count"`
	Groups []neverGroup `json:"groups"`
}

type neverGroup struct {
	Reason   geo.Code `json:"reason"`
	Detail   string   `json:"detail"`
	Category string   `json:"category"`
	Count    int      `json:"count"`
	Sites    []string `json:"sites"` // the first
}

type unknownView struct {
	Step     string `json:"step"`
	Category string `json:"category"`
}

// checkPlan says what to expect of a plan on a version of a register.
func (s *Server) checkPlan(r *request) error {
	if err := r.knownQueries("register", "version"); err != nil {
		return err
	}
	name, err := r.param("plan")
	if err != nil {
		return err
	}
	if err := required("register", r.query("register")); err != nil {
		return err
	}
	var plan sampler.Plan
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		plan, err = s.readPlan(v, name)
		return err
	})
	if err != nil {
		return err
	}
	return r.work(lengthy{kind: jobCheck, do: func(later *request, j *job) (jobResult, error) {
		return later.expect(plan, j)
	}})
}

// expect looks at what to expect of a plan on the version that is asked for.
func (r *request) expect(plan sampler.Plan, j *job) (jobResult, error) {
	j.at(stepOpening, 0)
	ctx, s, register, version := r.Request().Context(), r.server, r.query("register"), r.query("version")
	on, err := r.stateOf(register, version)
	if err != nil {
		return jobResult{}, err
	}
	attachments, err := r.attachmentsOf(register, version)
	if err != nil {
		return jobResult{}, err
	}
	official, err := s.officials.of(ctx, attachments)
	if err != nil {
		return jobResult{}, err
	}
	end, err := s.turn(ctx)
	if err != nil {
		return jobResult{}, err
	}
	defer end()
	view, err := r.forecast(ctx, j, on.frame, plan)
	if err != nil {
		return jobResult{}, err
	}
	view.Register, view.Version = register, on.version.Number
	for _, code := range sampler.MissingTownships(on.frame, plan, official.codes, s.Categories) {
		view.Townships = append(view.Townships, string(code))
	}
	view.Completeness = official.completenessOf(on.frame.Sites(), s.Categories)
	return shown(view)
}

func (r *request) forecast(ctx context.Context, j *job, f *sampler.Frame, plan sampler.Plan) (forecastView, error) {
	j.at(stepChecking, 100)
	steps := sampler.Forecast(f, plan)
	if err := ctx.Err(); err != nil {
		return forecastView{}, err
	}
	j.at(stepChecking, 500)
	shown := forecastView{
		Plan: planRef{plan.Name, plan.Digest().String()}, Steps: []stepView{}, Townships: []string{},
		Unknown: r.unknownCategories(f, &plan), Never: r.never(sampler.Never(f, plan)),
	}
	for i, step := range steps {
		of := &plan.Steps[i]
		view := stepView{
			Step: step.Step, Category: of.Category, Scopes: viewRange(step.Scopes), Candidates: viewRange(step.Candidates),
			Want: viewRange(step.Want), Unlocated: len(step.Unlocated), Unsized: len(step.Unsized),
			Short: rangeView{times(step.Short.Min, step.Scopes.Min), times(step.Short.Max, step.Scopes.Max)},
		}
		if step.Err != nil {
			_, e := statusOf(step.Err)
			view.Error = &errorView{e.Code, r.texts.Explain(step.Err)}
		}
		// Where earlier picks decide what the candidates are, those that lack
		// something may stay out.
		decided := of.Within+of.Of == "" && len(of.NotIn) == 0
		shown.Refused = shown.Refused || step.Err != nil || decided && view.Unlocated+view.Unsized > 0
		shown.Short.Min, shown.Short.Max = plus(shown.Short.Min, view.Short.Min), plus(shown.Short.Max, view.Short.Max)
		shown.Steps = append(shown.Steps, view)
	}
	return shown, ctx.Err()
}

// plus and times stay at the greatest number rather than passing it.
func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func times(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64/b {
		return math.MaxInt64
	}
	return a * b
}

// never groups sites by reason, in the order of a draw, and category.
func (r *request) never(list []sampler.NeverDrawn) neverView {
	order := sampler.NeverReasons()
	slices.SortStableFunc(list, func(a, b sampler.NeverDrawn) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Reason), slices.Index(order, b.Reason)),
			cmp.Compare(a.Category, b.Category),
		)
	})
	shown := neverView{Count: len(list), Groups: []neverGroup{}}
	for _, n := range list {
		last := len(shown.Groups) - 1
		if last < 0 || shown.Groups[last].Reason != n.Reason || shown.Groups[last].Category != n.Category {
			shown.Groups = append(shown.Groups, neverGroup{
				Reason: n.Reason, Detail: r.texts.Explain(n.Reason), Category: n.Category, Sites: []string{},
			})
			last++
		}
		g := &shown.Groups[last]
		if g.Count++; g.Count <= maxNeverSites {
			g.Sites = append(g.Sites, n.Site)
		}
	}
	return shown
}

// unknownCategories are categories of the plan that neither the program nor the
// register knows. They hinder no draw: nothing is found for them.
func (r *request) unknownCategories(f *sampler.Frame, plan *sampler.Plan) []unknownView {
	used := f.Categories()
	list := []unknownView{}
	for i := range plan.Steps {
		for _, code := range plan.Steps[i].Category {
			if _, err := r.server.Categories.Lookup(code); err != nil && !slices.Contains(used, code) {
				list = append(list, unknownView{plan.Steps[i].ID, code})
			}
		}
	}
	return list
}
