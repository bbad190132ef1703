package server

import (
	"encoding/json"
	"net/http"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
	"sitedraw/sampler/drill"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// drillView is a drill as it is shown to those signed in.
type drillView struct {
	Name     string         `json:"name"`
	Title    string         `json:"title,omitempty"`
	Register string         `json:"register"`
	Plan     planRef        `json:"plan"`
	Mode     sampler.Mode   `json:"mode"`
	Reach    sampler.By     `json:"reach,omitempty"`
	Seeds    drill.SeedRule `json:"seeds"`
	Label    string         `json:"label,omitempty"` // what its draws are not, in the reader's language
	Digest   string         `json:"digest"`          // of the definition, as the log has it
	Leaf     int64          `json:"leaf"`
	Made     string         `json:"made"`
	Teams    *teamsRule     `json:"teams,omitempty"`

	First  string `json:"first"`
	Last   string `json:"last"`
	Rounds int    `json:"rounds"`
	Done   int    `json:"made_rounds"`
	Failed int    `json:"failed_rounds"`
	Next   string `json:"next,omitempty"`  // when the next round is due
	Ended  string `json:"ended,omitempty"` // when it was stopped early
}

// teamsRule says which teams are drawn for each round.
type teamsRule struct {
	Size int      `json:"size,omitempty"`
	Most int      `json:"most,omitempty"` // 0: as many as there are people and sites for
	Lead string   `json:"lead,omitempty"` // qualification that one member of each has
	Way  crew.Way `json:"way,omitempty"`
}

// drillAnswer is one drill with its definition.
type drillAnswer struct {
	drillView

	Object     json.RawMessage `json:"object"`                // canonical: its SHA-256 is the digest, unless the seed is hidden
	Over       bool            `json:"over,omitempty"`        // all rounds are held and concluded: everybody may export it
	SeedHidden bool            `json:"seed_hidden,omitempty"` // the object is without the text from which the seeds follow
}

// modeNotes are what stands on every draw that is not one by itself.
func (r *request) modeNotes(m sampler.Mode) []string {
	key, known := map[sampler.Mode]geo.Code{
		sampler.Cover: "drill.note.cover", sampler.Again: "drill.note.again", sampler.Weighted: "drill.note.weighted",
	}[m]
	if !known {
		return nil
	}
	return []string{r.texts.Text(key, nil)}
}

// viewDrill shows a drill.
func (r *request) viewDrill(v store.Reader, k *keptDrill) (drillView, error) {
	d := k.definition
	shown := drillView{
		Name: k.Name, Title: k.Title, Register: k.Register, Mode: d.Mode, Reach: d.Reach, Seeds: d.Seeds, Label: r.drillLabel(d),
		Digest: k.Digest.String(), Leaf: k.Leaf, Made: stamp(k.Made.At),
	}
	if t := d.Teams; t != nil {
		shown.Teams = &teamsRule{t.Size, t.Most, t.Lead, t.Way}
	}
	if k.Ended != nil {
		shown.Ended = stamp(k.Ended.At)
	}
	plan, err := parsePlan(v, k.Plan)
	if err != nil {
		return shown, err
	}
	shown.Plan = planRef{plan.Name, k.Plan.String()}
	rounds, err := v.Rounds(k.Number)
	shown.count(rounds)
	return shown, err
}

// count sums the rounds up.
func (d *drillView) count(rounds []store.Round) {
	d.Rounds = len(rounds)
	for i := range rounds {
		r := &rounds[i]
		if i == 0 {
			d.First = stamp(r.Due)
		}
		d.Last = stamp(r.Due)
		switch r.State {
		case store.RoundMade:
			d.Done++
		case store.RoundFailed:
			d.Failed++
		case store.RoundPlanned, store.RoundSealed:
			if d.Next == "" {
				d.Next = stamp(r.Due)
			}
		}
	}
}

// drillLabel is what the draws of a drill are not.
func (r *request) drillLabel(d *drill.Drill) string {
	var notes []string
	if d.Seeds == drill.Practice {
		notes = append(notes, r.texts.Text("nature.practice-note", nil))
	}
	return r.joinNotes(append(notes, r.modeNotes(d.Mode)...))
}

// pathDrill reads the drill of the path.
func (r *request) pathDrill(v store.Reader) (*keptDrill, error) {
	name, err := r.param("drill")
	if err != nil {
		return nil, err
	}
	return r.server.drillNamed(v, name)
}

func drillObject(name string) string { return "drill/" + name }

// listDrills lists drills by name.
func (s *Server) listDrills(r *request) error {
	if err := r.knownQueries("after", "limit"); err != nil {
		return err
	}
	p, err := r.textPage()
	if err != nil {
		return err
	}
	var shown []drillView
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		kept, err := v.Drills(p)
		if err != nil {
			return err
		}
		shown = make([]drillView, len(kept))
		for i := range kept {
			k, err := s.readDrill(kept[i])
			if err != nil {
				return err
			}
			if shown[i], err = r.viewDrill(v, k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return page(r, shown, func(d drillView) string { return d.Name })
}

func (s *Server) getDrill(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	var shown drillAnswer
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		k, err := r.pathDrill(v)
		if err != nil {
			return err
		}
		shown, err = r.answerDrill(v, k)
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}

// answerDrill shows a drill with its definition. The text from which the seeds of
// practice follow is for the office alone until all rounds are over and concluded:
// whoever has it computes every round.
func (r *request) answerDrill(v store.Reader, k *keptDrill) (shown drillAnswer, err error) {
	if shown.drillView, err = r.viewDrill(v, k); err != nil {
		return shown, err
	}
	shown.Object = k.Object
	shown.Over, err = r.server.isOver(v, k)
	office := r.who.Role == access.Office && r.who.Has(access.Read)
	if err != nil || shown.Over || office || k.definition.Seed == "" {
		return shown, err
	}
	public := *k.definition
	public.Seed = ""
	shown.Object, shown.SeedHidden = drill.Append(nil, &public), true
	return shown, nil
}

// eachDrill calls f for all drills, by name.
func eachDrill(v store.Reader, f func(*store.Drill) error) error {
	after := ""
	for {
		drills, err := v.Drills(store.TextPage{After: after})
		if err != nil || len(drills) == 0 {
			return err
		}
		for i := range drills {
			if err := f(&drills[i]); err != nil {
				return err
			}
			after = drills[i].Name
		}
	}
}

// isOver reports whether no round of a drill is still to be held or concluded.
func (s *Server) isOver(v store.Reader, k *keptDrill) (bool, error) {
	rounds, err := v.Rounds(k.Number)
	if err != nil {
		return false, err
	}
	for i := range rounds {
		switch r := &rounds[i]; {
		case r.State == store.RoundPlanned, r.State == store.RoundSealed, r.State == store.RoundFailed && k.Ended == nil:
			return false, nil
		case r.Draw != 0:
			d, err := v.Draw(r.Draw)
			if err != nil || !d.Has(store.Concluded) {
				return false, err
			}
		}
	}
	return true, nil
}

// minutes is a whole number of minutes, which is how drills count.
func minutes(n int64) time.Duration { return time.Duration(n) * time.Minute }
