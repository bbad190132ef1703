package storetest

import "sitedraw/server/store"

func notes() []scenario {
	return []scenario{{"Setting", (*house).checkSetting}, {"Answer", (*house).checkAnswer}}
}

func (h *house) wantSetting(name string, want []byte) {
	h.t.Helper()
	h.see(func(r store.Reader) error {
		got, err := r.Setting(name)
		same(h, "Setting", got, want)
		return err
	})
}

func (h *house) checkSetting() {
	h.wantSetting("key", nil)
	for _, value := range [][]byte{{1, 0, 255}, []byte("another"), {}, nil} {
		h.do(func(w store.Writer) error { return w.SetSetting("key", value) })
		h.wantSetting("key", value)
	}
}

func (h *house) checkAnswer() {
	old := store.Answer{
		User: 1, Key: awkward, Request: [32]byte{7}, Status: 201, Header: []byte(`{"ETag":"x"}`), Body: []byte("made"), At: later(1),
	}
	young := store.Answer{User: 2, Key: awkward, Status: 204, At: later(5)}
	for _, a := range []store.Answer{old, young} {
		h.do(func(w store.Writer) error { return w.AddAnswer(a) })
		h.refuse(exists("answer"), func(w store.Writer) error { return w.AddAnswer(a) })
	}
	want := func(a store.Answer) {
		h.t.Helper()
		h.see(func(r store.Reader) error {
			got, err := r.Answer(a.User, awkward)
			same(h, "Answer", got, a)
			return err
		})
	}
	want(old)
	h.do(func(w store.Writer) error { return w.DropAnswers(later(5)) })
	want(young)
	h.lack(notFound("answer"), func(r store.Reader) error { _, err := r.Answer(1, awkward); return err })
}
