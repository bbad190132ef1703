package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"sitedraw/server/store"
)

// asOnce asks as the office with an Idempotency-Key.
func (h *house) asOnce(key, path, body string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.http.URL+address(path), strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Test-Who", "office")
	r.Header.Set(keyHeader, key)
	return h.send(r)
}

// keptAnswer is what the store has of a request of the office with a key.
func (h *house) keptAnswer(key string) (body []byte) {
	h.t.Helper()
	h.update(func(w store.Writer) error {
		a, err := w.Answer(1, key)
		body = a.Body
		return err
	})
	return body
}

// What is kept to answer a request again holds no name: who is erased is not in it, nor
// in the answer that is given again.
func TestErasedIsInNoKeptAnswer(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", nil))
	h.dueAt(firstRound)
	path, body := roundPath("friday", 1)+"/teams", `{"reason":"名单有变"}`
	const name = "测评员02" // of P02
	first := h.asOnce("again", path, body)
	h.want(first, http.StatusCreated, nil)
	if !bytes.Contains(first.body, []byte(name)) {
		t.Errorf("the office is not told who is in the teams: %s", first.body)
	}
	if kept := h.keptAnswer("again"); len(kept) == 0 || bytes.Contains(kept, []byte("测评员")) {
		t.Errorf("kept: %s", kept)
	}
	if again := h.asOnce("again", path, body); !bytes.Equal(again.body, first.body) {
		t.Errorf("again: %s, want %s", again.body, first.body)
	}
	h.want(h.do("office", http.MethodPost, "/inspectors/P02/erase", nil), http.StatusOK, nil)
	again := h.asOnce("again", path, body)
	h.want(again, http.StatusCreated, nil)
	if bytes.Contains(again.body, []byte(name)) || !bytes.Contains(again.body, []byte(`"P02"`)) || again.header.Get("Idempotency-Replayed") == "" {
		t.Errorf("after he was erased: %s", again.body)
	}
}

// clashing is a house in which teams of two cannot be made: c01 is recused from everything,
// c02 is away.
func clashing(t *testing.T) *house {
	t.Helper()
	h := newDrawHouse(t)
	for id, more := range map[string]object{
		"c01": {"recusals": []object{{"area": "360681000000", "reason": "亲属"}}},
		"c02": {"absences": []object{{"from": "2026-11-26", "to": "2026-11-30", "reason": "病"}}},
	} {
		more["name"] = "某人" + id
		h.want(h.do("office", http.MethodPut, "/inspectors/"+id, more), http.StatusCreated, nil)
	}
	h.drill(weekly("friday", object{"teams": object{"size": 2}}))
	return h
}

// particulars are what a clash says of people besides their ids.
func particulars(said []byte) (found []string) {
	for _, one := range []string{"360681000000", "2026-11-26", "2026-11-30"} {
		if bytes.Contains(said, []byte(one)) {
			found = append(found, one)
		}
	}
	return found
}

// A round without teams because somebody is recused or away keeps of him, once he is
// erased, his id alone.
func TestErasedIsInNoClash(t *testing.T) {
	h := clashing(t)
	h.dueAt(firstRound)
	says := func() []byte {
		r := h.round("office", "friday", 1)
		return append(r.Detail, r.Explanation...)
	}
	if before := says(); len(particulars(before)) != 3 {
		t.Fatalf("the clash is %s", before)
	}
	for _, id := range []string{"c01", "c02"} {
		h.want(h.do("office", http.MethodPost, "/inspectors/"+id+"/erase", nil), http.StatusOK, nil)
	}
	after := says()
	if left := particulars(after); left != nil || !bytes.Contains(after, []byte("c01")) || !bytes.Contains(after, []byte("c02")) {
		t.Errorf("after the erasure the clash tells %q: %s", left, after)
	}
}

// A round that the office makes is answered, and kept, without what its clash says of
// people: the round itself tells.
func TestMadeRoundIsKeptWithoutParticulars(t *testing.T) {
	h := clashing(t)
	h.until(firstRound)
	made := h.asOnce("make", roundPath("friday", 1)+"/make", "")
	h.want(made, http.StatusCreated, nil)
	for _, said := range [][]byte{made.body, h.keptAnswer("make")} {
		if left := particulars(said); left != nil || !bytes.Contains(said, []byte(`"teams_failure":"crew.clash"`)) {
			t.Errorf("the answer tells %q: %s", left, said)
		}
	}
}
