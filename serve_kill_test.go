package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"sitedraw/server/transparency"
)

// killed is a history of rounds in which a server is killed in the middle of
// writes.
type killed struct {
	*officeFolder

	random  *rand.Rand
	workers []*killWorker
	fresh   []receipt // of the round before, to be asked for again
	draws   map[string]int64
	seals   map[string]int64
	counts  map[string]int

	mu   sync.Mutex
	seen string // the last checkpoint that a client got
}

// killWorker sends orders one after the other, each until it is acknowledged.
type killWorker struct {
	make func(n int) call
	n    int
	got  []receipt
}

// receipt is an order that was acknowledged.
type receipt struct {
	order call
	reply reply
}

// kinds of orders; keys begin with them and are titles too.
const (
	killDraw, killSeal, killImport, killPublish = "draw", "seal", "import", "publish"
)

func newKilled(t *testing.T, seed uint64) *killed {
	k := &killed{
		officeFolder: newOffice(t), random: rand.New(rand.NewPCG(seed, 0)),
		draws: map[string]int64{}, seals: map[string]int64{}, counts: map[string]int{},
	}
	opens := time.Now().Add(24 * time.Hour).UTC()
	titled := func(kind, path string, worker int, more map[string]string) func(int) call {
		return func(n int) call {
			key := fmt.Sprintf("%s-%d-%d", kind, worker, n)
			body := map[string]string{"register": "county", "plan": "markets", "title": key}
			maps.Copy(body, more)
			return call{http.MethodPost, path, body, key}
		}
	}
	sealed := map[string]string{"closes": opens.Add(-time.Hour).Format(time.RFC3339), "opens": opens.Format(time.RFC3339)}
	for _, f := range []func(int) call{
		titled(killDraw, "/draws", 0, nil), titled(killDraw, "/draws", 1, nil), titled(killSeal, "/seals", 2, sealed), importOrPublish,
	} {
		k.workers = append(k.workers, &killWorker{make: f})
	}
	return k
}

// importOrPublish adds a site to the register that moves, and publishes it.
func importOrPublish(n int) call {
	if n%2 == 0 {
		table := fmt.Sprintf("id,name,category\nM%d,市场,SC\n", n)
		return call{http.MethodPost, "/registers/moving/imports?mode=add&filename=more.csv", []byte(table), fmt.Sprintf("%s-%d", killImport, n)}
	}
	return call{http.MethodPost, "/registers/moving/versions", map[string]string{"note": strconv.Itoa(n)}, fmt.Sprintf("%s-%d", killPublish, n)}
}

// furnishKilled makes what the orders are about.
func (k *killed) furnishKilled() {
	p := k.start()
	defer p.kill()
	var table bytes.Buffer
	table.WriteString("id,name,category\n")
	for i := range 60 {
		fmt.Fprintf(&table, "S%d,市场%d,SC\n", i, i)
	}
	for _, id := range []string{"county", "moving"} {
		p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers", body: map[string]string{"id": id, "name": id}}, nil)
		p.settled(call{http.MethodPost, "/registers/" + id + "/imports?filename=a.csv", table.Bytes(), id})
		p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers/" + id + "/versions", body: map[string]string{}}, nil)
	}
	plan := map[string]any{"name": "markets", "steps": []any{map[string]any{"id": "markets", "category": []string{"SC"}, "n": 5}}}
	p.want(http.StatusCreated, call{method: http.MethodPut, path: "/plans/markets", body: plan}, nil)
}

// settled sends a call with a key until it is answered with what came of it, not
// only with its job.
func (p *serverProcess) settled(c call) (reply, error) {
	for {
		got, err := p.send(c)
		if err != nil || got.status != http.StatusAccepted {
			return got, err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// work sends orders until the server is gone.
func (w *killWorker) work(p *serverProcess) {
	for {
		order := w.make(w.n)
		got, err := p.settled(order)
		switch {
		case err != nil:
			return
		case got.status == http.StatusTooManyRequests:
			time.Sleep(10 * time.Millisecond)
		case got.status != http.StatusCreated:
			p.t.Errorf("%s = %d %s", order.key, got.status, got.body)
			return
		default:
			w.got = append(w.got, receipt{order, got})
			w.n++
		}
	}
}

// watchLog keeps the last checkpoint until the server is gone.
func (k *killed) watchLog(p *serverProcess) {
	for {
		got, err := p.send(call{method: http.MethodGet, path: "/log/checkpoint"})
		if err != nil {
			return
		}
		if got.status == http.StatusOK {
			k.mu.Lock()
			k.seen = string(got.body)
			k.mu.Unlock()
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// round starts a server, checks what the one before it acknowledged, lets clients
// write and kills it.
func (k *killed) round(n int) {
	k.t.Helper()
	if n%5 == 4 { // perhaps before it is open
		p := k.launch(k.command())
		time.Sleep(time.Duration(k.random.IntN(150_000)) * time.Microsecond)
		p.kill()
	}
	p := k.start()
	k.checkReceipts(p)
	k.checkLog(p)
	time.AfterFunc(time.Duration(k.random.IntN(250_000))*time.Microsecond, func() { _ = p.cmd.Process.Kill() })
	var all sync.WaitGroup
	for _, w := range k.workers {
		all.Go(func() { w.work(p) })
	}
	all.Go(func() { k.watchLog(p) })
	all.Wait()
	p.kill()
	for _, w := range k.workers {
		k.fresh = append(k.fresh, w.got...)
		w.got = nil
	}
}

// checkReceipts asks again for what was acknowledged: it is answered as before.
func (k *killed) checkReceipts(p *serverProcess) {
	k.t.Helper()
	for _, r := range k.fresh {
		again, err := p.settled(r.order)
		if err != nil || again.status != r.reply.status || !bytes.Equal(again.body, r.reply.body) || again.header.Get("Idempotency-Replayed") == "" {
			k.t.Fatalf("%s again after a kill = %d %s, %v, want %s", r.order.key, again.status, again.body, err, r.reply.body)
		}
		var made struct {
			Number int64 `json:"number"`
		}
		if err := json.Unmarshal(r.reply.body, &made); err != nil {
			k.t.Fatal(err)
		}
		switch r.order.path {
		case "/draws":
			k.draws[r.order.key] = made.Number
			k.counts[killDraw]++
		case "/seals":
			k.seals[r.order.key] = made.Number
			k.counts[killSeal]++
		case "/registers/moving/versions":
			k.counts[killPublish]++
		default:
			k.counts[killImport]++
		}
	}
	k.fresh = nil
}

// checkLog checks that the log goes on from the last checkpoint that was seen.
func (k *killed) checkLog(p *serverProcess) {
	k.t.Helper()
	if k.seen == "" {
		return
	}
	key := k.logKey()
	old, err := transparency.Open(k.seen, key.Verifier())
	if err != nil {
		k.t.Fatal(err)
	}
	var shown struct {
		Proof json.RawMessage `json:"proof"`
		To    string          `json:"to"`
	}
	p.want(http.StatusOK, call{method: http.MethodGet, path: fmt.Sprintf("/log/consistency?from=%d", old.Size)}, &shown)
	now, err := transparency.Open(shown.To, key.Verifier())
	if err != nil {
		k.t.Fatal(err)
	}
	proof, err := transparency.ParseConsistency(shown.Proof)
	if err != nil {
		k.t.Fatal(err)
	}
	if err := transparency.VerifyConsistency(proof, old, now); err != nil {
		k.t.Fatalf("VerifyConsistency(%d, %d) = %v", old.Size, now.Size, err)
	}
}

// checkFolder runs the verb check against the checkpoint that was seen last.
func (k *killed) checkFolder() {
	k.t.Helper()
	line := []string{"check", "--data", k.path}
	if k.seen != "" {
		file := filepath.Join(k.t.TempDir(), "checkpoint")
		if err := os.WriteFile(file, []byte(k.seen), 0o600); err != nil {
			k.t.Fatal(err)
		}
		line = append(line, "--checkpoint", file)
	}
	if out, err := exec.Command("sitedraw", line...).CombinedOutput(); err != nil {
		k.t.Fatalf("sitedraw check: %v\n%s", err, out)
	}
}

// listed is a page of draws or seals.
type listed struct {
	Items []struct {
		Number int64  `json:"number"`
		Title  string `json:"title"`
	} `json:"items"`
	Next string `json:"next"`
}

// checkAll compares lists with what was acknowledged: nothing is lost, and no
// title, which is the order's key, is there twice.
func (k *killed) checkAll(p *serverProcess, path string, acknowledged map[string]int64) {
	k.t.Helper()
	found := map[string]int64{}
	for next := path + "?limit=1000&order=oldest"; next != ""; {
		var l listed
		p.want(http.StatusOK, call{method: http.MethodGet, path: next}, &l)
		for _, item := range l.Items {
			if twice, is := found[item.Title]; is {
				k.t.Errorf("%s: %s is number %d and %d", path, item.Title, twice, item.Number)
			}
			found[item.Title] = item.Number
		}
		next = cutAPI(l.Next)
	}
	for key, number := range acknowledged {
		if found[key] != number {
			k.t.Errorf("%s: %s has number %d, want %d as acknowledged", path, key, found[key], number)
		}
	}
}

func cutAPI(next string) string {
	if next == "" {
		return ""
	}
	return next[len("/api/v1"):]
}

// However the program is killed, what it acknowledged over HTTP is there, once, and
// the log goes on from what clients have seen.
func TestServeKilled(t *testing.T) {
	rounds, checked, seed := 3, 1, uint64(1)
	if long() {
		rounds, checked = 200, 25
	}
	if given := os.Getenv("SITEDRAW_SEED"); given != "" {
		seed, _ = strconv.ParseUint(given, 10, 64)
	}
	k := newKilled(t, seed)
	k.furnishKilled()
	for n := range rounds {
		k.round(n)
		if t.Failed() {
			t.Fatalf("in round %d", n)
		}
		if n%checked == 0 {
			k.checkFolder()
		}
	}
	p := k.start()
	k.checkReceipts(p)
	k.checkLog(p)
	k.checkAll(p, "/draws", k.draws)
	k.checkAll(p, "/seals", k.seals)
	p.kill()
	k.checkFolder()
	if k.counts[killDraw] < rounds {
		t.Errorf("%v acknowledged in %d rounds: too few to say anything", k.counts, rounds)
	}
	t.Logf("acknowledged in %d rounds: %v", rounds, k.counts)
}
