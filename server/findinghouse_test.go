package server

import (
	"strings"

	"sitedraw/server/access"
	"sitedraw/server/store"
)

// contradicted makes a draw of which two people found different things at a site.
func (h *house) contradicted() (params map[string]string, site string) {
	h.t.Helper()
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	site = h.mainsOf(n, "markets")[0]
	h.report("office", n, object{"site": site, "score": 1, "by": "甲"}, object{"site": site, "score": 0, "by": "乙"})
	return map[string]string{"draw": count(n)}, site
}

// walkFindings reports of two sites of a draw, which are of the two halves that
// inspectors have, each by somebody of its own.
func (w *walk) walkFindings(draw int64) {
	w.t.Helper()
	for i, p := range w.mains(draw)[1:3] {
		w.report("office", draw, object{"site": p.ID, "score": 0.5, "by": walkReporter(draw, i)})
	}
}

func walkReporter(draw int64, i int) string {
	return "查访" + []string{"甲", "乙"}[i] + "-" + count(draw) + "-"
}

// findingSecrets are who reported of the sites that somebody must not learn results of:
// nobody but the office, the inspector on his day, and the unit after the release does.
func (w *walk) findingSecrets(who watcher, d *store.Draw, mine []string) map[string]string {
	secrets := map[string]string{}
	if who.role == access.Office {
		return secrets
	}
	frame, err := w.frames.open(w.t.Context(), d.Frame)
	if err != nil {
		w.t.Fatal(err)
	}
	public := d.Has(store.Released) || d.Kind == store.Practice
	for i, p := range w.mains(d.Number)[1:3] {
		site, _ := frame.frame.Site(p.ID)
		ofUnit := who.role == access.Unit && public && strings.Contains(who.who, ":"+site.Unit)
		ofInspector := who.role == access.Inspector && strings.Contains(strings.Join(mine, " "), p.ID)
		if !ofUnit && !ofInspector {
			secrets["reporter "+count(int64(i))] = walkReporter(d.Number, i)
		}
	}
	return secrets
}

// secretsOfCoverage are the secrets that the coverage of the drill must not tell. Once its
// round is released, all sites of the register stand there that are none of its main
// picks, which tells nothing of its reserves among them.
func (w *walk) secretsOfCoverage(secrets map[string]string) map[string]string {
	rehearsal := w.draws[5]
	if d := w.draw(rehearsal); !d.Has(store.Released) {
		return secrets
	}
	left := map[string]string{}
	for what, secret := range secrets {
		of, told := strings.CutPrefix(what, "draw "+count(rehearsal)+": ")
		if !told || !strings.HasPrefix(of, "id of ") && !strings.HasPrefix(of, "name of ") {
			left[what] = secret
		}
	}
	return left
}
