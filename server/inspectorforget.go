package server

import (
	"encoding/json"

	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// forgetClashes takes out of the clashes that rounds keep what they say of somebody
// besides his id.
func forgetClashes(w store.Writer, id string) error {
	return eachDrill(w, func(d *store.Drill) error { return forgetClashesOf(w, d.Number, id) })
}

// forgetClashesOf does so for the rounds of one drill.
func forgetClashesOf(w store.Writer, drill int64, id string) error {
	rounds, err := w.Rounds(drill)
	if err != nil {
		return err
	}
	for i := range rounds {
		r := &rounds[i]
		var fault roundFault
		if r.Failure == "" || json.Unmarshal(r.Detail, &fault) != nil || !fault.forget(id) {
			continue
		}
		detail, err := json.Marshal(fault)
		if err != nil {
			return err
		}
		if err := w.NoteRoundFailure(drill, r.Number, r.Failure, detail); err != nil {
			return err
		}
	}
	return nil
}

// forget leaves of the rules that are about somebody their kind and his id, and reports
// whether there were any. Names has the rules too, in their order.
func (f *roundFault) forget(id string) (found bool) {
	for i := range f.Rules {
		rule := &f.Rules[i]
		if rule.Inspector != id || rule.Subject == id {
			continue
		}
		found, rule.Subject = true, id
		if i < len(f.Names) {
			f.Names[i] = string(rule.Kind.Code()) + " " + id
		}
	}
	return found
}

// withoutSubjects is a round as an answer is kept by its Idempotency-Key: a clash of its
// teams by its code, since the particulars of inspectors must not outlive them there.
func (r *request) withoutSubjects(shown roundView) roundView {
	if shown.TeamsFailure == crew.ErrClash {
		shown.Detail, shown.Explanation = nil, r.texts.Explain(inGeneral(shown.TeamsFailure))
	}
	return shown
}
