package server

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"sitedraw/geo"
	"sitedraw/server/access"
)

// walkChanges are the POSTs that make or change something; all others are walked.
var walkChanges = []string{
	"signIn", "useLink", "addUser", "importUsers", "newLink", "addToken", "addRegister", "publish", "importFile", "eraseContact",
	"makeDraw", "releaseDraw", "concludeDraw", "withdrawDraw", "openReserve", "makeSeal", "contribute", "openSeal",
	"planRoutes", "replanRoutes", "swapRoutes",
	"makeDrill", "endDrill", "makeRound", "skipRound", "drawTeamsAgain",
	"importInspectors", "eraseInspector", "addFindings", "settleFindings",
}

// walkValues are the values that parameters of a name have in the walk; those of
// other parameters are in the document.
func (w *walk) walkValues() map[string][]string {
	var draws, sites, seals []string
	for _, n := range w.draws {
		draws = append(draws, count(n))
		record := w.record(n)
		sites = append(sites, record.Picks[0].ID, record.Picks[len(record.Picks)-1].ID)
		if d := w.draw(n); d.Seal != nil {
			seals = append(seals, d.Seal.String())
		}
	}
	var leaves []string
	for i := range w.logSize() {
		leaves = append(leaves, count(i))
	}
	registers := walkRegisters
	plans := []string{"plain", "reserves"}
	if w.short {
		registers, draws, sites, leaves, plans = registers[1:3], draws[1:3], sites[2:3], leaves[len(leaves)-1:], plans[:1]
	}
	return map[string][]string{
		"register": registers, "draw": draws, "site": sites, "seal": append(seals, w.sealed.String()),
		"version": {"1"}, "plan": plans, "category": {"SC"}, "user": {"1", "2"}, "token": {"1"}, "link": {"x"},
		"job": {"x"}, "name": {"contacts.csv"}, "kind": {"contacts"}, "leaf": leaves, "datum": {"wgs84", "gcj02", "bd09"},
		"collection": {"draws", "sites", "routes"}, "featureId": append(sites, "1-1", "2-1", "2-r1", "2-1-s1", "3-1-r1"),
		"drill": {"walk-drill"}, "round": {"1", "2"}, "lot": {"1"}, "start": {"117.2,28.3"}, "hours": {"08:30-17:30"},
		"routes": {"1"}, "team": {"队walk-2A"}, "unit": drawUnits, "size": {"1"}, "to": {"1"}, "from": {"0", "1"},
	}
}

// valuesOf are the values that a parameter has in the walk; none if nobody said.
func valuesOf(p *openapi3.Parameter, known map[string][]string) []string {
	schema := p.Schema.Value
	switch {
	case len(schema.Enum) > 0 && p.In == "query":
		var all []string
		for _, one := range schema.Enum {
			all = append(all, fmt.Sprint(one))
		}
		return all
	case known[p.Name] != nil:
		return known[p.Name]
	case schema.Type.Is("boolean"):
		return []string{"true"}
	case p.Example != nil:
		return []string{fmt.Sprint(p.Example)}
	case schema.Example != nil:
		return []string{fmt.Sprint(schema.Example)}
	case p.Name == "after":
		return []string{"1"}
	default:
		return nil
	}
}

// product adds each of the values to each of the lists.
func product(lists []url.Values, name string, values []string) (more []url.Values) {
	for _, list := range lists {
		for _, value := range values {
			longer := maps.Clone(list)
			longer[name] = []string{value}
			more = append(more, longer)
		}
	}
	return more
}

// addresses are the addresses of an operation: all values of the path, each with
// every parameter alone and with formats, datums and flags in every combination.
func (w *walk) addresses(template string, o *openapi3.Operation, known map[string][]string) (list []string) {
	paths, alone, together := []url.Values{{}}, []url.Values{{}}, []url.Values{{}}
	for _, ref := range o.Parameters {
		p := ref.Value
		values := valuesOf(p, known)
		if len(values) == 0 && p.In != "header" {
			w.t.Errorf("%s: parameter %s has no example: the walk needs one", o.OperationID, p.Name)
			continue
		}
		switch {
		case p.In == "path":
			paths = product(paths, p.Name, values)
		case p.In == "query" && w.short && p.Name != "format":
		case p.In == "query" && (p.Name == "format" || p.Name == "datum" || p.Schema.Value.Type.Is("boolean")):
			together = slices.Concat(together, product(together, p.Name, values))
		case p.In == "query":
			alone = slices.Concat(alone, product([]url.Values{{}}, p.Name, values))
		}
	}
	for _, path := range paths {
		at := strings.TrimPrefix(template, base)
		for name, value := range path {
			at = strings.ReplaceAll(at, "{"+name+"}", url.PathEscape(value[0]))
		}
		for _, query := range slices.Concat(alone, together[1:]) {
			list = append(list, at+"?"+query.Encode())
		}
	}
	return list
}

// streams reports whether an operation's answer does not end.
func streams(o *openapi3.Operation) bool {
	ok := o.Responses.Status(http.StatusOK)
	return ok != nil && ok.Value.Content["text/event-stream"] != nil
}

// step is something to ask; a page is no part of the API.
type step struct {
	name, method, at string
	body             any // nil: none
	streams, page    bool
}

// walkBodies are what is sent to a POST, which gives figures of a register or a draw.
var walkBodies = map[string]func(w *walk, of string) any{
	"exposeVersion":  func(*walk, string) any { return object{"plan": "plain"} },
	"auditPlan":      func(*walk, string) any { return object{"plan": "plain", "draws": 100} },
	"compareDesigns": func(*walk, string) any { return object{"category": "SC", "n": 2, "draws": 2} },
	"whatIf": func(w *walk, register string) any {
		site := drawFrame(w.t, register).Sites()[0].ID
		return object{"plan": "plain", "draws": 10, "known": []object{{"id": site, "score": 0.5}}}
	},
	"estimateDraw": func(w *walk, draw string) any {
		n, err := strconv.ParseInt(draw, 10, 64)
		if err != nil {
			w.t.Fatal(err)
		}
		return object{"results": []object{{"id": w.mains(n)[0].ID, "score": 0.5}}}
	},
}

// steps are what everybody asks: every route that changes nothing, at each of its
// addresses, and the page.
func (w *walk) steps() (list []step) {
	known := w.walkValues()
	for _, rt := range w.routes() {
		name := handlerName(rt)
		if rt.method != http.MethodGet && (rt.method != http.MethodPost || slices.Contains(walkChanges, name)) {
			continue
		}
		item := w.doc.Paths.Value(templateOf(rt.path))
		if item == nil || item.GetOperation(rt.method) == nil {
			continue // TestOpenAPIHasTheRoutes reports it
		}
		o := item.GetOperation(rt.method)
		for _, at := range w.addresses(templateOf(rt.path), o, known) {
			asks := step{name: name, method: rt.method, at: at, streams: streams(o)}
			if body := walkBodies[name]; body != nil {
				asks.body = body(w, strings.Split(at, "/")[2])
			}
			list = append(list, asks)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		list = append(list, step{name: "home", method: http.MethodGet, at: "?lang=" + lang, page: true})
	}
	return list
}

// plain are the steps of the short walk: each format once, and few addresses.
func (w *walk) plain() []step {
	plain := *w
	plain.short = true
	return plain.steps()
}

// asked asks a house for a step.
func (h *house) asked(who string, s step) answer {
	switch {
	case s.streams && s.method == http.MethodGet:
		return h.stream(who, "/events?from=0", int(h.logSize()))
	case !s.page:
		return h.do(who, s.method, s.at, s.body)
	}
	r, err := http.NewRequestWithContext(context.Background(), s.method, h.http.URL+"/"+s.at, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Test-Who", who)
	return h.send(r)
}

// allOf is all that an answer says: headers and body, unpacked.
func allOf(t *testing.T, a answer) string {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		b.WriteString(name + ": " + strings.Join(a.header[name], ", ") + "\n")
	}
	b.Write(a.body)
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		return b.String()
	}
	for _, file := range z.File {
		part, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n" + file.Name + "\n")
		if _, err := io.Copy(&b, part); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// found lists what of the secrets an answer says, as it is or escaped.
func found(said string, secrets map[string]string) (what []string) {
	for name, secret := range secrets {
		for _, as := range slices.Compact([]string{secret, url.PathEscape(secret), url.QueryEscape(secret)}) {
			if strings.Contains(said, as) {
				what = append(what, name)
				break
			}
		}
	}
	slices.Sort(what)
	return what
}

// withoutID is a body without the request's id, which a problem names, and without
// the address of the house, which links of maps begin with.
func (h *house) withoutID(a answer) string {
	return strings.NewReplacer(a.header.Get("X-Request-ID"), "", h.http.URL, "").Replace(string(a.body))
}

// beyond is what a JSON text says more than another at the same places; false if one
// is none.
func beyond(t *testing.T, text, other string) (string, bool) {
	t.Helper()
	var values [2]any
	for i, one := range []string{text, other} {
		numbers := json.NewDecoder(strings.NewReader(one))
		numbers.UseNumber() // whose digits are looked for
		if numbers.Decode(&values[i]) != nil || numbers.More() {
			return "", false
		}
	}
	var b strings.Builder
	unescaped := json.NewEncoder(&b)
	unescaped.SetEscapeHTML(false)
	if err := unescaped.Encode(without(values[0], values[1])); err != nil {
		t.Fatal(err)
	}
	return b.String(), true
}

// without leaves of a JSON value what another has not at the same place.
func without(value, other any) any {
	if reflect.DeepEqual(value, other) {
		return nil
	}
	switch v := value.(type) {
	case map[string]any:
		o, _ := other.(map[string]any)
		left := map[string]any{}
		for name, part := range v {
			if theirs, has := o[name]; !has || !reflect.DeepEqual(part, theirs) {
				left[name] = without(part, theirs)
			}
		}
		return left
	case []any:
		o, _ := other.([]any)
		left := slices.Clone(v)
		for i := range min(len(v), len(o)) {
			left[i] = without(v[i], o[i])
		}
		return left
	default:
		return value
	}
}

// everywhere asks everything as somebody and reports what leaks; then, with HEAD, a
// part of it. It returns how many answers of each status there were.
func (w *walk) everywhere(who watcher, when string) map[int]int {
	w.t.Helper()
	secrets, ofReplays, statuses := w.secrets(who), w.secrets(who.practising()), map[int]int{}
	steps, plain := w.steps(), w.plain()
	if strings.Contains(who.who, "!") {
		steps = plain
	}
	gotten := map[string]int{}
	for _, s := range steps {
		a := w.asked(who.who, s)
		statuses[a.status]++
		gotten[s.at] = a.status
		if s.name == "replayDraw" {
			w.tells(who, s, a, ofReplays, when)
			continue
		}
		w.tells(who, s, a, secrets, when)
	}
	for _, s := range plain {
		if s.method != http.MethodGet {
			continue
		}
		s.method = http.MethodHead
		a := w.asked(who.who, s)
		if get := gotten[s.at]; get != a.status && get != 0 || len(a.body) > 0 {
			w.t.Errorf("%s, %q: HEAD %s answers %d and %d bytes, GET %d", when, who.who, s.at, a.status, len(a.body), get)
		}
		w.tells(who, s, a, secrets, when)
	}
	return statuses
}

// tells reports an answer that tells a secret in what the twin does not answer too.
// Each route is reported once.
func (w *walk) tells(who watcher, s step, a answer, secrets map[string]string, when string) {
	w.t.Helper()
	if s.name == "getCoverage" {
		secrets = w.secretsOfCoverage(secrets)
	}
	what := found(allOf(w.t, a), secrets)
	if len(what) == 0 {
		return
	}
	ours, twins := w.withoutID(a), w.twin.withoutID(w.twin.asked(who.who, s))
	if ours == twins {
		return
	}
	if more, is := beyond(w.t, ours, twins); is {
		if what = found(more, secrets); len(what) == 0 {
			return
		}
	}
	if key := s.name + s.method + who.who + when; !w.leaks[key] {
		w.leaks[key] = true
		w.t.Errorf("%s, %q: %s %s answers %d and tells %d secrets: %q", when, who.who, s.method, s.at, a.status, len(what), what[:min(3, len(what))])
	}
}

// No answer of any route, in any of its formats, tells anybody what he must not
// know yet of a draw. Routes that are added to routes.go are walked too. The short
// walk is before the release, by two of those who walk the long one, and plain.
func TestWalkFindsNoLeak(t *testing.T) {
	w := newWalk(t)
	w.findsSecrets()
	for _, stage := range []struct {
		name  string
		after time.Duration
	}{{"before release", 0}, {"after release", 2 * time.Hour}, {"after conclusion", concludeAfter}} {
		w.due(stage.after)
		w.twin.pass(stage.after)
		for _, who := range walkers() {
			if w.short && (stage.after != 0 || !slices.Contains([]string{"", "inspector"}, who.who)) {
				continue
			}
			statuses := w.everywhere(who, stage.name)
			if statuses[http.StatusOK] == 0 || statuses[http.StatusForbidden]+statuses[http.StatusUnauthorized] == 0 && who.role != access.Office {
				t.Errorf("%s, %q: statuses %v, want some 200 and some 401 or 403", stage.name, who.who, statuses)
			}
			if statuses[http.StatusTooManyRequests] > 0 || statuses[http.StatusInternalServerError] > 0 {
				t.Errorf("%s, %q: statuses %v, want no request that nothing is learnt from", stage.name, who.who, statuses)
			}
		}
	}
}

// findsSecrets fails unless the secrets are written as answers write them: the
// office sees them all in every format.
func (w *walk) findsSecrets() {
	w.t.Helper()
	n := w.draws[1]
	d := w.draw(n)
	secrets := w.secretsOf(watcher{"", access.Public}, &d, nil)
	for _, format := range []string{"json", "geojson", "csv", "xlsx", "html"} {
		for _, datum := range geo.Datums() {
			got := found(allOf(w.t, w.do("office", http.MethodGet, drawPath(n, "/picks?format="+format+"&datum="+datum.String()), nil)), secrets)
			for what := range secrets {
				kind, of, _ := strings.Cut(what, " of ")
				of, _, _ = strings.Cut(of, " in ")
				sought := kind == "id" || kind == "name" || kind == "longitude" && strings.HasSuffix(what, " in "+datum.String())
				if sought && !slices.Contains(got, what) {
					w.t.Errorf("the office's picks as %s in %s have not the %s of %s, %q", format, datum, kind, of, secrets[what])
				}
			}
		}
	}
}

// The names of walkChanges are handlers: a list that is out of date hides routes.
func TestWalkKnowsTheRoutes(t *testing.T) {
	var names []string
	for _, rt := range (&Server{}).routes() {
		if rt.method == http.MethodPost {
			names = append(names, handlerName(rt))
		}
	}
	for name := range walkBodies {
		if !slices.Contains(names, name) || slices.Contains(walkChanges, name) {
			t.Errorf("walkBodies has %s, which no POST has that is walked: %v", name, names)
		}
	}
	for _, name := range walkChanges {
		if !slices.Contains(names, name) {
			t.Errorf("walkChanges has %s, which no POST has: %v", name, names)
		}
	}
}
